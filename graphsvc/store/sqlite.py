"""The embedded engine: one file, readers that never wait, nothing to install."""

import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from graphsvc.errors import ConflictError, StoreUnreachableError
from graphsvc.store.lock import held
from graphsvc.store.port import Applied, StoreInfo
from graphsvc.store.rows import MetaRow
from graphsvc.store.sqlite_read import SqliteReading
from graphsvc.store.sqlite_schema import LEDGER, STEPS, checksum
from graphsvc.store.sqlite_write import SqliteWriting

_BUSY_MILLISECONDS = 10_000
_LOCK_SECONDS = 60.0
_SCRUB_TRIES = 100
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "fuse.sshfs"})


class SqliteBackend:
    """One database file; see `backend.Backend`.

    Args:
        path: the file; made by `migrate`.
        read_only: never write, not even the schema.
    """

    is_ordered = True

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        _refuse_network(path)
        self._path = path
        self._read_only = read_only
        self._readers = _Pool(self._open_reader)
        self._writers = _Pool(self._open_writer)

    def info(self) -> StoreInfo:
        """See `Backend.info`."""
        with self._translated(), self._readers.one() as db:
            return StoreInfo(backend="sqlite", version=sqlite3.sqlite_version, schema=_schema(db))

    def migrate(self, to: int | None = None) -> list[Applied]:
        """See `Backend.migrate`."""
        last = len(STEPS) if to is None else to
        if self._read_only:
            return []
        with self.write(durable=True) as tx:
            db = tx.connection
            db.execute(LEDGER)
            self._check(db)
            return [_apply(db, number) for number in range(_schema(db) + 1, last + 1)]

    @contextmanager
    def read(self) -> Iterator[SqliteReading]:
        """See `Backend.read`."""
        with self._translated(), self._readers.one() as db:
            db.execute("BEGIN")
            try:
                yield SqliteReading(db)
            finally:
                db.execute("ROLLBACK")

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[SqliteWriting]:
        """See `Backend.write`."""
        with self._translated(), self._locked(), self._writers.one() as db:
            db.execute("PRAGMA synchronous = FULL" if durable else "PRAGMA synchronous = NORMAL")
            db.execute("BEGIN IMMEDIATE")
            try:
                yield SqliteWriting(db)
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
        message = f"{self._path}: a reader keeps the log of erased rows open; stop it and erase again."
        raise ConflictError(message)

    def label_states(self, states: Mapping[str, Sequence[str]]) -> None:
        """See `Backend.label_states`: nobody browses a file by label."""

    def close(self) -> None:
        """See `Backend.close`; the last writer's checkpoint happens under the lock."""
        self._readers.close()
        if self._writers.is_used:
            with self._locked():
                self._writers.close()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if self._read_only:
            message = f"{self._path} was opened for reading only; open it for writing to change it."
            raise StoreUnreachableError(message)
        with held(self._path.with_name(self._path.name + "-lock"), timeout_seconds=_LOCK_SECONDS):
            yield

    def _check(self, db: sqlite3.Connection) -> None:
        done = db.execute("SELECT number, checksum FROM migration ORDER BY number").fetchall()
        if len(done) > len(STEPS):
            message = (
                f"{self._path} has schema {len(done)}, this program knows {len(STEPS)}; "
                "use the program that wrote it, or a newer one."
            )
            raise StoreUnreachableError(message)
        for number, found in done:
            if found != checksum(STEPS[number - 1][1]):
                message = f"{self._path}: step {number} of the schema is not the one this program knows."
                raise StoreUnreachableError(message)

    def _open_reader(self) -> sqlite3.Connection:
        return self._connect("ro")

    def _open_writer(self) -> sqlite3.Connection:
        db = self._connect("rwc")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA secure_delete = ON")
        return db

    def _connect(self, mode: str) -> sqlite3.Connection:
        uri = f"file:{quote(str(self._path))}?mode={mode}"
        seconds = _BUSY_MILLISECONDS / 1000
        db = sqlite3.connect(uri, uri=True, timeout=seconds, isolation_level=None, check_same_thread=False)
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
            remedy = next((words for part, words in _REMEDIES.items() if part in text), "")
            if not remedy:
                raise
            raise StoreUnreachableError(f"{self._path}: {text}. {remedy}") from error


_REMEDIES: Mapping[str, str] = {
    "disk is full": "Nothing was lost: free some space and run it again.",
    "disk I/O error": "Nothing committed was lost: check the disk, then run it again.",
    "unable to open": "Check that the folder exists and may be written to, and that a load has run.",
    "readonly": "The folder or the file may not be written to: check its permissions.",
    "locked": "Another program holds the file: close it and run it again.",
    "not a database": "The file is no store: name another one.",
    "malformed": "Restore the file from its backup, or load the exports into a new one.",
    "no such table": "The store is empty: run `graphsvc ingest` first.",
}


class _Pool:
    """Idle connections, each used by one thread at a time."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()

    @property
    def is_used(self) -> bool:
        """Whether a connection waits."""
        return bool(self._idle)

    @contextmanager
    def one(self) -> Iterator[sqlite3.Connection]:
        """Lends a connection."""
        with self._guard:
            db = self._idle.pop() if self._idle else None
        db = db or self._connect()
        try:
            yield db
        finally:
            with self._guard:
                self._idle.append(db)

    def close(self) -> None:
        """Closes what is idle."""
        with self._guard:
            idle, self._idle = self._idle, []
        for db in idle:
            db.close()


def _schema(db: sqlite3.Connection) -> int:
    (number,) = db.execute("SELECT ifnull(max(number), 0) FROM migration").fetchone()
    return int(number)


def _apply(db: sqlite3.Connection, number: int) -> Applied:
    name, statements = STEPS[number - 1]
    for statement in statements.split(";\n"):
        db.execute(statement)
    db.execute("INSERT INTO migration VALUES (?, ?, ?)", (number, name, checksum(statements)))
    if number == 1:
        SqliteWriting(db).put_meta(MetaRow(epoch=str(uuid.uuid4()), seq=0, published_at=None))
    return Applied(number=number, name=name)


def _refuse_network(path: Path) -> None:
    """Refuses a folder on a network file system, where the log does not work."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return
    folder = path.absolute().parent
    kind = _file_system(folder, mounts.read_text(encoding="utf-8"))
    if kind in _NETWORK:
        message = f"{path} lies on {kind}, where SQLite cannot keep its log; use a local disk or Neo4j."
        raise StoreUnreachableError(message)


def _file_system(folder: Path, mounts: str) -> str:
    """Returns the type of the file system a folder lies on, by a list in the format of /proc/mounts."""
    found = [line.split(" ")[1:3] for line in mounts.splitlines()]
    holding = [(len(place), kind) for place, kind in found if folder.is_relative_to(place)]
    return max(holding, default=(0, ""))[1]
