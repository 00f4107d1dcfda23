"""Who asked to be erased, and what became of it; whom it was about is forgotten with the rest."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.sqlite_file import SqliteFile

State = Literal["asked", "ordered", "done"]
_DAY = 86_400_000_000
ERASE_WITHIN = 30 * _DAY
"""Time in which a wish is carried out, unless the law wants something kept; microseconds."""
_BYTES = 12
_TABLE = """
    CREATE TABLE IF NOT EXISTS erasure (
        id TEXT PRIMARY KEY, person TEXT NOT NULL, state TEXT NOT NULL, who TEXT NOT NULL,
        reason TEXT NOT NULL, asked_at INTEGER NOT NULL, ended_at INTEGER
    ) STRICT
"""
_NAMES = ("id", "person", "state", "who", "reason", "asked_at", "ended_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """One wish to be erased; instants are microseconds UTC.

    Attributes:
        id: tells nothing.
        person: key; empty once it is done.
        state: asked, ordered by an administrator, or done.
        who: principal who asked, or who ordered it.
        reason: why it was ordered; empty while it is only asked.
        asked_at: when.
        ended_at: when it was done; None before.
    """

    id: str
    person: str
    state: State
    who: str
    reason: str
    asked_at: int
    ended_at: int | None

    @property
    def due_at(self) -> int:
        """Instant until which it is to be done."""
        return self.asked_at + ERASE_WITHIN


class ErasureFile:
    """The wishes of a workspace.

    Args:
        path: `audit.db`; made when missing.
        clock: tells the instant, microseconds UTC.
    """

    def __init__(self, path: Path, *, clock: Clock = system_clock) -> None:
        self._file = SqliteFile(path)
        self._clock = clock
        with self._file.write() as db:
            db.execute(_TABLE)

    def ask(self, person: str, *, who: str) -> str:
        """Notes the wish of a person and returns its id; a wish that is open already stays."""
        known = self.of(person)
        if known is not None:
            return known.id
        found = secrets.token_urlsafe(_BYTES)
        with self._file.write(durable=True) as db:
            sql = "INSERT INTO erasure VALUES (?, ?, 'asked', ?, '', ?, NULL)"
            db.execute(sql, (found, person, who, self._clock()))
        return found

    def take_back(self, person: str) -> bool:
        """Forgets the wish of a person that nobody ordered yet; returns whether there was one."""
        with self._file.write(durable=True) as db:
            sql = "DELETE FROM erasure WHERE person = ? AND state = 'asked'"
            is_gone = db.execute(sql, (person,)).rowcount > 0
        self._file.scrub()
        return is_gone

    def order(self, erasure: str, *, who: str, reason: str) -> bool:
        """Marks a wish as ordered; returns whether it was not before."""
        with self._file.write(durable=True) as db:
            sql = "UPDATE erasure SET state = 'ordered', who = ?, reason = ? WHERE id = ? AND state = 'asked'"
            return db.execute(sql, (who, reason, erasure)).rowcount > 0

    def end(self, erasure: str) -> None:
        """Marks a wish as done and forgets whom it was about, in the file and its log."""
        with self._file.write(durable=True) as db:
            sql = "UPDATE erasure SET state = 'done', person = '', who = '', ended_at = ? WHERE id = ?"
            db.execute(sql, (self._clock(), erasure))
        self._file.scrub()

    def get(self, erasure: str) -> Erasure | None:
        """Returns a wish by id, None if there is none."""
        return next(iter(self._found("WHERE id = ?", erasure)), None)

    def of(self, person: str) -> Erasure | None:
        """Returns the open wish about a person, None without one."""
        return next(iter(self._found("WHERE person = ? AND state <> 'done'", person)), None)

    def open(self) -> list[Erasure]:
        """Returns the wishes that are not done, oldest first."""
        return self._found("WHERE state <> ?", "done")

    def close(self) -> None:
        """Lets go of connections."""
        self._file.close()

    def _found(self, where: str, value: str) -> list[Erasure]:
        sql = f"SELECT {', '.join(_NAMES)} FROM erasure {where} ORDER BY asked_at, id"
        with self._file.read() as db:
            return [Erasure(**dict(zip(_NAMES, row, strict=True))) for row in db.execute(sql, (value,))]
