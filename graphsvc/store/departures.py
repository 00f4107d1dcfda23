"""Departures before they are announced, and what HR keeps with them: beside the graph, not in it.

The graph takes a departure when it is announced. Until then no answer, count or tag of anybody outside the
case can differ, because nothing that they read has changed.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.sqlite_file import SqliteFile

_BYTES = 12
_TABLE = """
    CREATE TABLE IF NOT EXISTS departure (
        id TEXT PRIMARY KEY, person TEXT NOT NULL, what_if TEXT NOT NULL, last_day TEXT NOT NULL,
        partner TEXT NOT NULL, opened_by TEXT NOT NULL, opened_at INTEGER NOT NULL,
        announced_on TEXT NOT NULL, closed_on TEXT NOT NULL, outcome TEXT NOT NULL
    ) STRICT
"""
_LEFT_OUT = """
    CREATE TABLE IF NOT EXISTS left_out (
        departure TEXT NOT NULL, person TEXT NOT NULL, who TEXT NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (departure, person)
    ) STRICT, WITHOUT ROWID
"""
_NAMES = (
    "id",
    "person",
    "what_if",
    "last_day",
    "partner",
    "opened_by",
    "opened_at",
    "announced_on",
    "closed_on",
    "outcome",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureRow:
    """One departure; days are ISO text, empty where there is none.

    Attributes:
        id: name in addresses.
        person: key of who leaves.
        what_if: id of the case it belongs to.
        last_day: last working day.
        partner: principal of HR who looks after it.
        opened_by: principal who recorded it.
        opened_at: microseconds UTC.
        announced_on: day from which others may know.
        closed_on: day it was closed.
        outcome: `left` or `stays`, once it is closed.
    """

    id: str
    person: str
    what_if: str
    last_day: str
    partner: str
    opened_by: str
    opened_at: int
    announced_on: str
    closed_on: str
    outcome: str


class DepartureFile:
    """The departures of a workspace.

    Args:
        path: `audit.db`; made when missing.
        clock: tells the instant, microseconds UTC.
    """

    def __init__(self, path: Path, *, clock: Clock = system_clock) -> None:
        self._file = SqliteFile(path)
        self._clock = clock
        with self._file.write() as db:
            db.execute(_TABLE)
            db.execute(_LEFT_OUT)

    def open(self, person: str, *, what_if: str, last_day: str, by: str, partner: str = "") -> str:
        """Records a departure that nobody outside its case knows of; returns its id."""
        found = secrets.token_urlsafe(_BYTES)
        with self._file.write(durable=True) as db:
            sql = "INSERT INTO departure VALUES (?, ?, ?, ?, ?, ?, ?, '', '', '')"
            db.execute(sql, (found, person, what_if, last_day, partner, by, self._clock()))
        return found

    def announce(self, departure: str, *, on: str) -> None:
        """Marks the day from which everybody may know; the first one stays."""
        self._set("announced_on = ?", "announced_on = ''", (on, departure))

    def end(self, departure: str, *, on: str, outcome: str) -> None:
        """Ends a departure; the first end stays."""
        self._set("closed_on = ?, outcome = ?", "closed_on = ''", (on, outcome, departure))

    def set_partner(self, departure: str, partner: str) -> None:
        """Names who of HR looks after it."""
        self._set("partner = ?", "closed_on = ''", (partner, departure))

    def set_last_day(self, departure: str, last_day: str) -> None:
        """Corrects the last day of one that is open."""
        self._set("last_day = ?", "closed_on = ''", (last_day, departure))

    def leave_out(self, departure: str, person: str, *, by: str) -> None:
        """Keeps that somebody is not suggested to whoever leaves; the first word stays."""
        with self._file.write(durable=True) as db:
            sql = "INSERT OR IGNORE INTO left_out VALUES (?, ?, ?, ?)"
            db.execute(sql, (departure, person, by, self._clock()))

    def take_in(self, departure: str, person: str) -> bool:
        """Lets somebody be suggested again; returns whether they had been left out."""
        with self._file.write(durable=True) as db:
            sql = "DELETE FROM left_out WHERE departure = ? AND person = ?"
            return db.execute(sql, (departure, person)).rowcount > 0

    def left_out(self, departure: str) -> list[str]:
        """Returns the keys of the people who are not suggested to whoever leaves, first word first."""
        with self._file.read() as db:
            sql = "SELECT person FROM left_out WHERE departure = ? ORDER BY at, person"
            return [person for (person,) in db.execute(sql, (departure,))]

    def get(self, departure: str) -> DepartureRow | None:
        """Returns a departure, None if there is none of that id."""
        return next(iter(self._rows("WHERE id = ?", (departure,))), None)

    def known_to(self, cases: Sequence[str]) -> list[DepartureRow]:
        """Returns what is announced or belongs to one of the cases, by last day."""
        marks = ", ".join("?" * len(cases))
        return self._rows(f"WHERE announced_on <> '' OR what_if IN ({marks})", tuple(cases))

    def forget(self, person: str) -> None:
        """Removes the departures of a person and the word that left them out of others, for erasure."""
        with self._file.write(durable=True) as db:
            theirs = "SELECT id FROM departure WHERE person = ?"
            db.execute(f"DELETE FROM left_out WHERE person = ? OR departure IN ({theirs})", (person, person))
            db.execute("DELETE FROM departure WHERE person = ?", (person,))
        self._file.scrub()

    def forget_users(self, users: Sequence[str]) -> None:
        """Forgets who opened departures or cares for them, for erasure."""
        names = [(user.casefold(),) for user in users]
        with self._file.write(durable=True) as db:
            db.executemany("UPDATE departure SET opened_by = '' WHERE lower(opened_by) = ?", names)
            db.executemany("UPDATE departure SET partner = '' WHERE lower(partner) = ?", names)
        self._file.scrub()

    def close(self) -> None:
        """Lets go of connections."""
        self._file.close()

    def _set(self, change: str, only_if: str, values: Sequence[str]) -> None:
        with self._file.write(durable=True) as db:
            db.execute(f"UPDATE departure SET {change} WHERE id = ? AND {only_if}", values)

    def _rows(self, where: str, values: Sequence[str]) -> list[DepartureRow]:
        with self._file.read() as db:
            sql = f"SELECT {', '.join(_NAMES)} FROM departure {where} ORDER BY last_day, id"
            return [DepartureRow(**dict(zip(_NAMES, row, strict=True))) for row in db.execute(sql, values)]
