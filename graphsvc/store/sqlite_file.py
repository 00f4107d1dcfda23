"""A database file shared by processes: one writer at a time under a lock file, readers never wait."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from graphsvc.errors import ConflictError, StoreUnreachableError
from graphsvc.store.lock import held

_BUSY_SECONDS = 10.0
_LOCK_SECONDS = 60.0
_SCRUB_TRIES = 100
SMALL_LOG = 256
"""Pages of the log at which it is written back and begun anew: 1 MiB, over which small commits go on and on.

While a log grows, the file system keeps books of it at every sync: a durable row then costs three times the
CPU and ten times the wait.
"""
LARGE_LOG = 32_768
"""Pages of the log for loads: a page is written back once for several batches."""
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "fuse.sshfs"})
_MOUNTS = Path("/proc/mounts")
_REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "disk is full": "Nothing was lost: free some space and run it again.",
        "disk I/O error": "Nothing committed was lost: check the disk, then run it again.",
        "unable to open": "Check that the folder exists and may be written to, and that a load has run.",
        "readonly": "The folder or the file may not be written to: check its permissions.",
        "locked": "Another program holds the file: close it and run it again.",
        "not a database": "The file is no store: name another one.",
        "malformed": "Restore the file from its backup, or load the exports into a new one.",
        "no such table": "The store is empty: run `graphsvc ingest` first.",
    }
)


class SqliteFile:
    """Connections to one file.

    Write and checkpoint only under an exclusive lock file: SQLite 3.7.0 to 3.51.2 can corrupt its log when
    two connections write or checkpoint at one instant (https://sqlite.org/wal.html#walresetbug).

    Args:
        path: the file; the first write makes it.
        read_only: never write.
        is_local: it is known to lie on a local disk.
        log_pages: pages after which the log is written back.
    """

    def __init__(
        self, path: Path, *, read_only: bool = False, is_local: bool = False, log_pages: int = SMALL_LOG
    ) -> None:
        if not is_local:
            refuse_network(path)
        self.path = path
        self._read_only = read_only
        self._log_pages = log_pages
        self._is_made = False
        self._readers = _Pool(path, self._open_reader)
        self._writers = _Pool(path, self._open_writer)

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Lends a connection in a read transaction."""
        with self._translated(), self._readers.one() as db:
            db.execute("BEGIN")
            try:
                yield db
            finally:
                db.execute("ROLLBACK")

    def look(self, sql: str) -> tuple["_Identity", list[tuple[Any, ...]]]:
        """Returns which file lies there and what one statement finds in it."""
        identity = _identity(self.path)
        with self._translated(), self._readers.one() as db:
            return identity, db.execute(sql).fetchall()

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        """Lends a connection in a write transaction; commits at the end, else rolls back."""
        with self._translated(), self._locked(), self._writers.one() as db:
            db.execute("PRAGMA synchronous = FULL" if durable else "PRAGMA synchronous = NORMAL")
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    db.execute("ROLLBACK")
                raise

    def scrub(self) -> None:
        """Empties the log file; deleted rows are overwritten with zeros already.

        Raises:
            ConflictError: a reader held the log open all the time.
        """
        for _ in range(_SCRUB_TRIES):
            with self._translated(), self._locked(), self._writers.one() as db:
                busy, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return
        message = f"{self.path}: a reader keeps the log of erased rows open; stop it and erase again."
        raise ConflictError(message)

    def close(self) -> None:
        """Closes all connections; the last writer's checkpoint happens under the lock."""
        self._readers.close()
        if self._writers.is_used:
            with self._locked():
                self._writers.close()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if self._read_only:
            message = f"{self.path} was opened for reading only; open it for writing to change it."
            raise StoreUnreachableError(message)
        with held(self.path.with_name(self.path.name + "-lock"), timeout_seconds=_LOCK_SECONDS):
            yield

    def _open_reader(self) -> sqlite3.Connection:
        return self._connect("ro")

    def _open_writer(self) -> sqlite3.Connection:
        """Returns a connection that writes; the first may make the file, no later one.

        A new file in the place of one that was moved away would be read together with the log of the old.
        """
        db = self._connect("rw" if self._is_made else "rwc")
        self._is_made = True
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA cache_size = -131072")  # KiB: the random indexes of a million rows
        db.execute(f"PRAGMA wal_autocheckpoint = {self._log_pages:d}")
        return db

    def _connect(self, mode: str) -> sqlite3.Connection:
        db = sqlite3.connect(
            f"file:{quote(str(self.path))}?mode={mode}",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        db.execute("PRAGMA cache_size = -65536")
        db.execute("PRAGMA temp_store = MEMORY")
        return db

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turns the engine's errors into ours, each with its remedy."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            text = str(error)
            remedy = next((words for part, words in _REMEDIES.items() if part in text), None)
            if remedy is None:
                raise
            message = f"{self.path}: {text}. {remedy}"
            raise StoreUnreachableError(message) from error


class _Pool:
    """Idle connections, each used by one thread at a time; those to a file that is gone are let go.

    A connection outlives its file: without a look at the folder, a process would go on reading what was
    moved away, or replaced by a restore.
    """

    def __init__(self, path: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self._path = path
        self._connect = connect
        self._idle: list[tuple[_Identity, sqlite3.Connection]] = []
        self._guard = threading.Lock()

    @property
    def is_used(self) -> bool:
        """Whether a connection waits."""
        return bool(self._idle)

    @contextmanager
    def one(self) -> Iterator[sqlite3.Connection]:
        """Lends a connection to the file that lies there now."""
        identity, db = self._taken() or self._opened()
        try:
            yield db
        finally:
            with self._guard:
                self._idle.append((identity, db))

    def close(self) -> None:
        """Closes what is idle."""
        with self._guard:
            idle, self._idle = self._idle, []
        for _, db in idle:
            db.close()

    def _taken(self) -> "tuple[_Identity, sqlite3.Connection] | None":
        now = _identity(self._path)
        with self._guard:
            gone = [each for each in self._idle if each[0] != now or now is None]
            self._idle = [each for each in self._idle if each not in gone]
            found = self._idle.pop() if self._idle else None
        for _, db in gone:
            db.close()
        return found

    def _opened(self) -> "tuple[_Identity, sqlite3.Connection]":
        db = self._connect()
        return _identity(self._path), db


_Identity = tuple[int, int] | None


def _identity(path: Path) -> _Identity:
    """Returns what tells a file from another of the same name, None if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def refuse_network(path: Path) -> None:
    """Refuses a folder on a network file system, where the log does not work.

    Raises:
        StoreUnreachableError: the folder is on one.
    """
    if not _MOUNTS.exists():
        return
    kind = file_system(path.absolute().parent, _MOUNTS.read_text(encoding="utf-8"))
    if kind in _NETWORK:
        message = f"{path} lies on {kind}, where SQLite cannot keep its log; use a local disk or Neo4j."
        raise StoreUnreachableError(message)


def file_system(folder: Path, mounts: str) -> str:
    """Returns the type of the file system a folder lies on, by a list in the format of /proc/mounts."""
    found = [line.split(" ")[1:3] for line in mounts.splitlines()]
    holding = [(len(place), kind) for place, kind in found if folder.is_relative_to(place)]
    return max(holding, default=(0, ""))[1]


def rows_of(path: Path, table: str, sql: str, values: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    """Returns what a query finds in a file that is never written to; nothing where file or table lacks."""
    if not path.exists():
        return []
    file = SqliteFile(path, read_only=True, is_local=True)  # whoever made the table looked where it lies
    try:
        with file.read() as db:
            kept = db.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
            return list(db.execute(sql, values)) if kept else []
    finally:
        file.close()
