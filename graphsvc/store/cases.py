"""What-ifs on named people: each is a case with an owner, members, a purpose and an end, beside the graph.

A case holds keys of people, never names. Nobody but its owner and members learns that it exists.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.sqlite_file import SqliteFile

_DAY = 86_400_000_000
CASE_LIVES = 30 * _DAY
"""How long a case stays open, microseconds; also the window of the budget of what-ifs."""
_BYTES = 12

_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS what_if (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, purpose TEXT NOT NULL, last_day TEXT NOT NULL,
        unit TEXT NOT NULL, opened_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, closed_at INTEGER
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS what_if_member (
        id TEXT NOT NULL, member TEXT NOT NULL, added_at INTEGER NOT NULL, PRIMARY KEY (id, member)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS what_if_person (
        id TEXT NOT NULL, person TEXT NOT NULL, added_by TEXT NOT NULL, added_at INTEGER NOT NULL,
        removed_at INTEGER, PRIMARY KEY (id, person)
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS what_if_approval (
        who TEXT NOT NULL, approved_by TEXT NOT NULL, reason TEXT NOT NULL, approved_at INTEGER NOT NULL
    ) STRICT
    """,
)


_OF_A_USER: tuple[LiteralString, ...] = (
    "UPDATE what_if SET owner = '' WHERE lower(owner) = ?",
    "DELETE FROM what_if_member WHERE lower(member) = ?",
    "UPDATE what_if_person SET added_by = '' WHERE lower(added_by) = ?",
    "DELETE FROM what_if_approval WHERE lower(who) = ?",
    "UPDATE what_if_approval SET approved_by = '' WHERE lower(approved_by) = ?",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One what-if.

    Attributes:
        id: name in addresses; tells nothing.
        owner: principal who opened it.
        purpose: code of the purpose.
        last_day: ISO day that contract windows are counted from, empty = the recorded one.
        unit: key of the unit that is asked about as a whole, empty = named people.
        people: keys of those who would leave, in the order added.
        members: principals who see it beside its owner.
        opened_at: microseconds UTC.
        expires_at: microseconds UTC.
    """

    id: str
    owner: str
    purpose: str
    last_day: str
    unit: str
    people: tuple[str, ...]
    members: tuple[str, ...]
    opened_at: int
    expires_at: int

    def is_open_to(self, principal: str) -> bool:
        """Returns whether a principal may know of it."""
        return principal == self.owner or principal in self.members


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A second person's word that somebody may ask about more people."""

    who: str
    approved_by: str
    reason: str
    approved_at: int


class CaseFile:
    """The cases of a workspace.

    Args:
        path: `audit.db`; made when missing.
        clock: tells the instant, microseconds UTC.
    """

    def __init__(self, path: Path, *, clock: Clock = system_clock) -> None:
        self._file = SqliteFile(path)
        self._clock = clock
        with self._file.write() as db:
            for statement in _TABLES:
                db.execute(statement)

    def open(self, owner: str, *, purpose: str, last_day: str = "", unit: str = "") -> str:
        """Opens a case without people and returns its id."""
        found = secrets.token_urlsafe(_BYTES)
        now = self._clock()
        with self._file.write() as db:
            sql = "INSERT INTO what_if VALUES (?, ?, ?, ?, ?, ?, ?, NULL)"
            db.execute(sql, (found, owner, purpose, last_day, unit, now, now + CASE_LIVES))
        return found

    def add_people(self, case: str, people: Sequence[str], *, by: str) -> None:
        """Puts people into a case; somebody who was taken out comes back."""
        now = self._clock()
        sql = """
            INSERT INTO what_if_person VALUES (?, ?, ?, ?, NULL)
            ON CONFLICT (id, person) DO UPDATE SET removed_at = NULL
        """
        with self._file.write() as db:
            db.executemany(sql, [(case, person, by, now) for person in people])

    def remove_person(self, case: str, person: str) -> None:
        """Takes somebody out of a case; that they were asked about still counts."""
        with self._file.write() as db:
            sql = (
                "UPDATE what_if_person SET removed_at = ? WHERE id = ? AND person = ? AND removed_at IS NULL"
            )
            db.execute(sql, (self._clock(), case, person))

    def add_member(self, case: str, member: str) -> None:
        """Lets one more principal see a case."""
        with self._file.write() as db:
            sql = "INSERT OR IGNORE INTO what_if_member VALUES (?, ?, ?)"
            db.execute(sql, (case, member, self._clock()))

    def set_last_day(self, case: str, last_day: str) -> None:
        """Changes the day that contract windows are counted from."""
        with self._file.write() as db:
            db.execute("UPDATE what_if SET last_day = ? WHERE id = ?", (last_day, case))

    def end(self, case: str) -> None:
        """Ends a case; its departures and the audit stay."""
        with self._file.write() as db:
            sql = "UPDATE what_if SET closed_at = ? WHERE id = ? AND closed_at IS NULL"
            db.execute(sql, (self._clock(), case))

    def get(self, case: str) -> Case | None:
        """Returns an open case, None if there is none of that id."""
        return next(iter(self._cases("AND what_if.id = ?", (case,))), None)

    def of(self, principal: str) -> list[Case]:
        """Returns the open cases a principal owns or is a member of, newest first."""
        where = "AND (owner = ? OR id IN (SELECT id FROM what_if_member WHERE member = ?))"
        return self._cases(where, (principal, principal))

    def ever_of(self, principal: str) -> list[str]:
        """Returns the ids of all cases a principal owned or was a member of, ended ones too."""
        sql = """
            SELECT id FROM what_if WHERE owner = ?
            UNION SELECT id FROM what_if_member WHERE member = ? ORDER BY id
        """
        with self._file.read() as db:
            return [str(row[0]) for row in db.execute(sql, (principal, principal))]

    def asked_about(self, principal: str) -> frozenset[str]:
        """Returns whom a principal put into cases in the last thirty days: keys of people and of units."""
        since = self._clock() - CASE_LIVES
        with self._file.read() as db:
            people = db.execute(
                """
                SELECT DISTINCT person FROM what_if_person JOIN what_if USING (id)
                WHERE added_by = ? AND added_at > ? AND unit = ''
                """,
                (principal, since),
            )
            found = {str(row[0]) for row in people}
            units = db.execute(
                "SELECT DISTINCT unit FROM what_if WHERE owner = ? AND opened_at > ? AND unit <> ''",
                (principal, since),
            )
            return frozenset(found | {str(row[0]) for row in units})

    def count(self, principal: str, people: Sequence[str], *, unit: str = "", purpose: str) -> None:
        """Counts a what-if that was answered without a case: as one that is over already."""
        case = self.open(principal, purpose=purpose, unit=unit)
        self.add_people(case, people, by=principal)
        self.end(case)

    def approve(self, who: str, *, by: str, reason: str) -> None:
        """Notes that a second person lets somebody go on asking."""
        with self._file.write(durable=True) as db:
            db.execute("INSERT INTO what_if_approval VALUES (?, ?, ?, ?)", (who, by, reason, self._clock()))

    def approvals(self, who: str = "") -> list[Approval]:
        """Returns the approvals of the last thirty days, of one principal or of all, newest first."""
        sql = """
            SELECT who, approved_by, reason, approved_at FROM what_if_approval
            WHERE approved_at > ? AND (? = '' OR who = ?) ORDER BY approved_at DESC
        """
        names = ("who", "approved_by", "reason", "approved_at")
        with self._file.read() as db:
            rows = db.execute(sql, (self._clock() - CASE_LIVES, who, who))
            return [Approval(**dict(zip(names, row, strict=True))) for row in rows]

    def forget(self, person: str) -> None:
        """Removes a person from every case, for erasure."""
        with self._file.write(durable=True) as db:
            db.execute("DELETE FROM what_if_person WHERE person = ?", (person,))
        self._file.scrub()

    def forget_users(self, users: Sequence[str]) -> None:
        """Forgets who owned, shared or approved cases, for erasure; a case without an owner is closed."""
        names = [(user.casefold(),) for user in users]
        with self._file.write(durable=True) as db:
            for sql in _OF_A_USER:
                db.executemany(sql, names)
            db.execute(
                "UPDATE what_if SET closed_at = ? WHERE owner = '' AND closed_at IS NULL", (self._clock(),)
            )
        self._file.scrub()

    def close(self) -> None:
        """Lets go of connections."""
        self._file.close()

    def _cases(self, where: str, values: Sequence[str]) -> list[Case]:
        names = ("id", "owner", "purpose", "last_day", "unit", "opened_at", "expires_at")
        sql = f"""
            SELECT {", ".join(names)} FROM what_if
            WHERE closed_at IS NULL AND expires_at > ? {where} ORDER BY opened_at DESC, id
        """
        people = "SELECT person FROM what_if_person WHERE id = ? AND removed_at IS NULL ORDER BY rowid"
        members = "SELECT member FROM what_if_member WHERE id = ? ORDER BY added_at, member"
        with self._file.read() as db:
            rows = db.execute(sql, (self._clock(), *values)).fetchall()
            return [
                Case(
                    **dict(zip(names, row, strict=True)),
                    people=tuple(each[0] for each in db.execute(people, (row[0],))),
                    members=tuple(each[0] for each in db.execute(members, (row[0],))),
                )
                for row in rows
            ]
