"""The embedded engine: one file, readers that never wait, nothing to install."""

import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from graphsvc.errors import StoreUnreachableError
from graphsvc.store.port import Applied, StoreInfo
from graphsvc.store.rows import MetaRow
from graphsvc.store.sqlite_file import LARGE_LOG, SqliteFile
from graphsvc.store.sqlite_read import SqliteReading
from graphsvc.store.sqlite_schema import LEDGER, STEPS, checksum
from graphsvc.store.sqlite_write import SqliteWriting


class SqliteBackend:
    """One database file; see `backend.Backend`.

    Args:
        path: the file; made by `migrate`.
        read_only: never write, not even the schema.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._file = SqliteFile(path, read_only=read_only, log_pages=LARGE_LOG)

    def info(self) -> StoreInfo:
        """See `Backend.info`."""
        with self._file.read() as db:
            return StoreInfo(backend="sqlite", version=sqlite3.sqlite_version, schema=_schema(db))

    def migrate(self, to: int | None = None) -> list[Applied]:
        """See `Backend.migrate`."""
        last = len(STEPS) if to is None else to
        with self._file.write(durable=True) as db:
            db.execute(LEDGER)
            self._check(db)
            return [_apply(db, number) for number in range(_schema(db) + 1, last + 1)]

    @contextmanager
    def read(self) -> Iterator[SqliteReading]:
        """See `Backend.read`."""
        with self._file.read() as db:
            yield SqliteReading(db)

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[SqliteWriting]:
        """See `Backend.write`."""
        with self._file.write(durable=durable) as db:
            yield SqliteWriting(db)

    def scrub(self) -> None:
        """See `Backend.scrub`."""
        self._file.scrub()

    def label_states(self, states: Mapping[str, Sequence[str]]) -> None:
        """See `Backend.label_states`: nobody browses a file by label."""

    def close(self) -> None:
        """See `Backend.close`."""
        self._file.close()

    def _check(self, db: sqlite3.Connection) -> None:
        done = db.execute("SELECT number, checksum FROM migration ORDER BY number").fetchall()
        if len(done) > len(STEPS):
            message = (
                f"{self._file.path} has schema {len(done)}, this program knows {len(STEPS)}; "
                "use the program that wrote it, or a newer one."
            )
            raise StoreUnreachableError(message)
        for number, found in done:
            if found != checksum(STEPS[number - 1][1]):
                message = (
                    f"{self._file.path}: step {number} of the schema is not the one this program knows; "
                    "use the program that wrote it, or carry it over with export and import."
                )
                raise StoreUnreachableError(message)


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
