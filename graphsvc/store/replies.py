"""What was answered to a request that may come twice: kept for a day under the key its sender chose.

A second request of the same key and body gets the first answer and changes nothing; another body under
the key is refused. An answer that refused is not kept, and work that failed may be tried again.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import orjson

from graphsvc.errors import ConflictError, NotAllowedError
from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.sqlite_file import SqliteFile

LONGEST_KEY = 255
_MINUTE = 60_000_000
KEPT = 24 * 60 * _MINUTE
ABANDONED = 2 * _MINUTE
"""Time after which a request that was begun and never answered counts as lost."""
_TABLE = """
    CREATE TABLE IF NOT EXISTS reply (
        who TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL, status INTEGER,
        headers TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (who, key)
    ) STRICT, WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer as it was sent."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A request under a key: who sent it, the key, and a hash of where it went and what it held."""

    who: str
    key: str
    body: str

    @classmethod
    def of(cls, who: str, key: str, *parts: bytes) -> "Attempt":
        """Returns the attempt of a request, whose parts are hashed each apart."""
        total = sha256()
        for part in parts:
            total.update(sha256(part).digest())
        return cls(who=who, key=key, body=total.hexdigest())


class ReplyFile:
    """The kept answers of a workspace.

    Args:
        path: `audit.db`; made when missing.
        clock: tells the instant, microseconds UTC.
    """

    def __init__(self, path: Path, *, clock: Clock = system_clock) -> None:
        self._file = SqliteFile(path)
        self._clock = clock
        with self._file.write() as db:
            db.execute(_TABLE)

    def begin(self, attempt: Attempt) -> Kept | None:
        """Returns what the key was answered with; else takes the key for this attempt and returns None.

        Raises:
            NotAllowedError: the key was used with another body.
            ConflictError: the first request of this key is not answered yet.
        """
        now = self._clock()
        with self._file.write(durable=True) as db:
            sql = "DELETE FROM reply WHERE at <= ? OR (status IS NULL AND at <= ?)"
            db.execute(sql, (now - KEPT, now - ABANDONED))
            found = _found(db, attempt)
            if found is None:
                sql = "INSERT INTO reply VALUES (?, ?, ?, ?, NULL, '{}', x'')"
                db.execute(sql, (attempt.who, attempt.key, attempt.body, now))
        return found

    def keep(self, attempt: Attempt, answer: Kept) -> None:
        """Keeps the answer of an attempt that was begun."""
        values = (answer.status, orjson.dumps(dict(answer.headers)).decode(), answer.content)
        with self._file.write(durable=True) as db:
            sql = "UPDATE reply SET status = ?, headers = ?, content = ? WHERE who = ? AND key = ?"
            db.execute(sql, (*values, attempt.who, attempt.key))

    def release(self, attempt: Attempt) -> None:
        """Gives the key of an attempt back, because it was refused or failed."""
        with self._file.write() as db:
            sql = "DELETE FROM reply WHERE who = ? AND key = ? AND status IS NULL"
            db.execute(sql, (attempt.who, attempt.key))

    def forget(self, *, is_dry_run: bool = False) -> int:
        """Removes the answers that were kept for a day; returns how many."""
        before = (self._clock() - KEPT,)
        if is_dry_run:
            with self._file.read() as db:
                found = db.execute("SELECT COUNT(*) FROM reply WHERE at <= ?", before).fetchone()
                return int(found[0])
        with self._file.write() as db:
            return db.execute("DELETE FROM reply WHERE at <= ?", before).rowcount

    def erase(self, names: Callable[[bytes], bool]) -> None:
        """Removes the answers, and those to principals, in which `names` finds a person."""
        with self._file.write(durable=True) as db:
            rows = db.execute("SELECT who, key, headers, content FROM reply").fetchall()
            gone = [row[:2] for row in rows if names(b"\n".join((row[0].encode(), row[2].encode(), row[3])))]
            db.executemany("DELETE FROM reply WHERE who = ? AND key = ?", gone)
        self._file.scrub()

    def close(self) -> None:
        """Lets go of connections."""
        self._file.close()


def _found(db: sqlite3.Connection, attempt: Attempt) -> Kept | None:
    sql = "SELECT body, status, headers, content FROM reply WHERE who = ? AND key = ?"
    row = db.execute(sql, (attempt.who, attempt.key)).fetchone()
    if row is None:
        return None
    if row[0] != attempt.body:
        message = "This Idempotency-Key was sent with another request: use a new key for new work."
        raise NotAllowedError(message, slug="idempotency-mismatch")
    if row[1] is None:
        message = "The first request with this Idempotency-Key is still being answered: wait, then ask again."
        raise ConflictError(message)
    return Kept(status=row[1], headers=orjson.loads(row[2]), content=row[3])
