"""The notice box: private addresses that may only be used to tell people what is stored about them.

An address lies here because nobody agreed to its use yet. It leaves once, in the mail merge of a notice,
with a link for one answer; answered or not, it is gone after that. Links are kept as hashes.
"""

import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.revision import counted
from graphsvc.store.sqlite_file import SqliteFile, rows_of

_DAY = 86_400_000_000
NOTICE_DAYS = 30
"""Days for which an address is kept and a link may be answered."""
LINK_LIVES = NOTICE_DAYS * _DAY
_BYTES = 24
_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS notice (
        person TEXT NOT NULL, address TEXT NOT NULL, added_on INTEGER NOT NULL,
        PRIMARY KEY (person, address)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS notice_link (
        hash TEXT PRIMARY KEY, person TEXT NOT NULL, export INTEGER NOT NULL, expires_at INTEGER NOT NULL,
        answered_at INTEGER
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS notice_export (
        number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, people INTEGER NOT NULL
    ) STRICT
    """,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody who was not told yet: key, private address, and the day it was added."""

    person: str
    address: str
    added_on: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One mail merge of notices; instants are microseconds UTC.

    Attributes:
        number: which one, from 1.
        at: when.
        who: principal.
        people: how many were told.
        answered: how many answered since.
        expires_at: until when they can.
    """

    number: int
    at: int
    who: str
    people: int
    answered: int
    expires_at: int


class NoticeBox:
    """The notice box of a workspace.

    Args:
        path: `audit.db`; made when missing.
        clock: tells the instant, microseconds UTC.
    """

    def __init__(self, path: Path, *, clock: Clock = system_clock) -> None:
        self._file = SqliteFile(path)
        self._clock = clock
        with self._file.write() as db:
            for statement in (*_TABLES, *counted("notice", "notice_link")):
                db.execute(statement)

    def put(self, person: str, address: str, *, added_on: int) -> None:
        """Keeps a private address of a person; the day it was first added stays.

        Of somebody who answered, or was asked and did not, none is kept: a file must not bring it back.
        """
        sql = """
            INSERT OR IGNORE INTO notice SELECT ?, ?, ? WHERE NOT EXISTS (
                SELECT 1 FROM notice_link
                WHERE person = ? AND (answered_at IS NOT NULL OR expires_at <= ?)
            )
        """
        with self._file.write() as db:
            db.execute(sql, (person, address, added_on, person, self._clock()))

    def of(self, person: str) -> list[tuple[str, int]]:
        """Returns the private addresses of a person and the days they were added, by address."""
        with self._file.read() as db:
            sql = "SELECT address, added_on FROM notice WHERE person = ? ORDER BY address"
            return [(address, day) for address, day in db.execute(sql, (person,))]

    def waiting(self) -> list[Waiting]:
        """Returns who was not told yet, one address each, longest waiting first."""
        sql = """
            SELECT person, MIN(address), MIN(added_on) AS since FROM notice
            WHERE person NOT IN (SELECT person FROM notice_link WHERE expires_at > ?)
            GROUP BY person ORDER BY since, person
        """
        with self._file.read() as db:
            found = db.execute(sql, (self._clock(),))
            return [Waiting(person=person, address=text, added_on=day) for person, text, day in found]

    def export(self, people: Sequence[str], *, who: str) -> list[str]:
        """Returns a one-use code for each person, good for thirty days; kept as one export."""
        codes = [secrets.token_urlsafe(_BYTES) for _ in people]
        now = self._clock()
        with self._file.write(durable=True) as db:
            sql = "INSERT INTO notice_export (at, who, people) VALUES (?, ?, ?)"
            number = db.execute(sql, (now, who, len(people))).lastrowid
            links = [
                (_hash(code), person, number, now + LINK_LIVES)
                for code, person in zip(codes, people, strict=True)
            ]
            db.executemany("INSERT INTO notice_link VALUES (?, ?, ?, ?, NULL)", links)
        return codes

    def exports(self) -> list[Export]:
        """Returns the mail merges, newest first."""
        names = ("number", "at", "who", "people", "answered", "expires_at")
        sql = """
            SELECT number, at, who, people,
                (SELECT COUNT(answered_at) FROM notice_link WHERE export = number), at + ?
            FROM notice_export ORDER BY number DESC
        """
        with self._file.read() as db:
            return [Export(**dict(zip(names, row, strict=True))) for row in db.execute(sql, (LINK_LIVES,))]

    def person_of(self, code: str) -> str | None:
        """Returns whom a code asks; None if it is unknown, used or too old. It stays good."""
        with self._file.read() as db:
            return _person(db, code, self._clock())

    def burn(self, code: str) -> str | None:
        """Uses a code up and returns whom it asks; None if it is unknown, used or too old."""
        now = self._clock()
        with self._file.write(durable=True) as db:
            person = _person(db, code, now)
            if person:
                sql = "UPDATE notice_link SET answered_at = ? WHERE person = ? AND answered_at IS NULL"
                db.execute(sql, (now, person))
        return person

    def settle(self, person: str) -> None:
        """Removes the private addresses of somebody who answered without a link; none comes back."""
        self.forget(person)
        now = self._clock()
        with self._file.write(durable=True) as db:
            sql = "INSERT INTO notice_link VALUES (?, ?, 0, ?, ?)"
            db.execute(sql, (secrets.token_hex(_BYTES), person, now, now))

    def forget(self, person: str) -> int:
        """Removes the private addresses of a person, from the file and its log; returns how many."""
        with self._file.write(durable=True) as db:
            removed = db.execute("DELETE FROM notice WHERE person = ?", (person,)).rowcount
        self._file.scrub()
        return removed

    def erase(self, person: str) -> None:
        """Removes the addresses of a person and that they were ever asked."""
        self.forget(person)
        with self._file.write(durable=True) as db:
            db.execute("DELETE FROM notice_link WHERE person = ?", (person,))
        self._file.scrub()

    def due(self, before: int) -> int:
        """Returns how many addresses were added before a day and wait for no answer any more."""
        with self._file.read() as db:
            found = db.execute(f"SELECT COUNT(*) FROM notice WHERE {_DUE}", (before, self._clock()))
            return int(found.fetchone()[0])

    def delete_due(self, before: int) -> int:
        """Removes what is due, from the file and its log; returns how many."""
        with self._file.write(durable=True) as db:
            removed = db.execute(f"DELETE FROM notice WHERE {_DUE}", (before, self._clock())).rowcount
        self._file.scrub()
        return removed

    def close(self) -> None:
        """Lets go of connections."""
        self._file.close()


_DUE = (
    "added_on < ? AND person NOT IN "
    "(SELECT person FROM notice_link WHERE expires_at > ? AND answered_at IS NULL)"
)


def noticed(path: Path) -> list[str]:
    """Returns the people of whom a private address is kept in a file, by key; never writes to it."""
    return _people(path, "notice")


def asked(path: Path) -> list[str]:
    """Returns the people who were sent a notice, by key; never writes to the file."""
    return _people(path, "notice_link")


def _people(path: Path, table: str) -> list[str]:
    found = rows_of(path, table, f"SELECT DISTINCT person FROM {table} ORDER BY person")
    return [person for (person,) in found]


def _person(db: sqlite3.Connection, code: str, now: int) -> str | None:
    sql = "SELECT person FROM notice_link WHERE hash = ? AND answered_at IS NULL AND expires_at > ?"
    row = db.execute(sql, (_hash(code), now)).fetchone()
    return None if row is None else str(row[0])


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()
