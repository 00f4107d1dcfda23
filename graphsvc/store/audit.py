"""Who looked at what and why: a file in which no row can be changed without showing.

Each row carries the hash of the one before, so a digest kept elsewhere proves everything up to it.
"""

import hmac
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import orjson

from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.sqlite_file import SqliteFile

START = "0" * 64
"""Hash before the first row."""
_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS audit (
        number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL,
        action TEXT NOT NULL, purpose TEXT NOT NULL, subject TEXT NOT NULL, filters TEXT NOT NULL,
        count INTEGER, seq INTEGER, request_id TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS audit_cut (
        one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, hash TEXT NOT NULL
    ) STRICT
    """,
)
CUT: Final = "audit.cut"
"""Action of the row that tells what was cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One access to be written down.

    Attributes:
        who: principal, such as `local`.
        role: role it acted in.
        action: dotted name of what was done, such as `question.coverage.read`.
        purpose: purpose given, or empty.
        subject: key of the person it was about, or empty; kept as a keyed hash only.
        filters: parameters, JSON values; no names.
        count: rows that were returned.
        seq: publication that was read.
        request_id: id that joins log and audit.
    """

    who: str
    role: str
    action: str
    purpose: str = ""
    subject: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    count: int | None = None
    seq: int | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One row of the chain; `subject` is a keyed hash, `hash` covers everything else and `previous`."""

    number: int
    at: int
    who: str
    role: str
    action: str
    purpose: str
    subject: str
    filters: str
    count: int | None
    seq: int | None
    request_id: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check of the chain found.

    Attributes:
        rows: rows that were read.
        head: hash of the last good row.
        broken_at: number of the first row that does not fit; None if all do.
        has_expected: the digest kept elsewhere is part of the chain; True where none was given.
    """

    rows: int
    head: str
    broken_at: int | None
    has_expected: bool

    @property
    def is_good(self) -> bool:
        """Whether nothing was changed, as far as can be told."""
        return self.broken_at is None and self.has_expected


_NAMES = tuple(each.name for each in fields(AuditRow))
_SELECT = f"SELECT {', '.join(_NAMES)} FROM audit"
_INSERT = f"INSERT INTO audit ({', '.join(_NAMES)}) VALUES ({', '.join('?' * len(_NAMES))})"


@dataclass(slots=True, eq=False)
class _Waiting:
    """Accesses that wait to be written; `head` is the hash of the last of them once they are safe."""

    accesses: Sequence[Access]
    head: str = ""


class AuditFile:
    """The audit file of a workspace.

    Args:
        path: `audit.db`; made when missing.
        secret: key under which subjects are hashed.
        clock: tells the instant, microseconds UTC.
    """

    def __init__(self, path: Path, *, secret: bytes, clock: Clock = system_clock) -> None:
        self._file = SqliteFile(path)
        self._secret = secret
        self._clock = clock
        self._turn = threading.Lock()
        self._waiting: list[_Waiting] = []
        with self._file.write() as db:
            for statement in _TABLES:
                db.execute(statement)

    def check(self) -> None:
        """Returns if a row could be added now.

        Raises:
            StoreUnreachableError: the file is gone, or cannot be written.
        """
        with self._file.write() as db:
            _last(db)

    def append(self, access: Access) -> str:
        """Adds a row and returns its hash; survives loss of power."""
        return self.append_all((access,))

    def append_all(self, accesses: Sequence[Access]) -> str:
        """Adds rows, at least one, and returns the hash of the last; survives loss of power.

        Whoever comes while others are written waits, and the first of those writes for all of them: under
        load one sync to disk serves many readers, and none is answered before its own row is safe.
        """
        mine = _Waiting(accesses)
        self._waiting.append(mine)
        try:
            with self._turn:
                if not mine.head:
                    self._write([each for each in self._waiting if not each.head])
        finally:
            self._waiting.remove(mine)
        return mine.head

    def _write(self, waiting: Sequence["_Waiting"]) -> None:
        with self._file.write(durable=True) as db:
            heads = [self._add(db, each.accesses) for each in waiting]
        for each, last in zip(waiting, heads, strict=True):
            each.head = last

    def old(self, before: int) -> int:
        """Returns how many rows from the beginning on were written before an instant, microseconds UTC."""
        with self._file.read() as db:
            first = _anchor(db)[0]
            return max(0, _end_of(db, before) - first)

    def cut(self, before: int, access: Access) -> int:
        """Removes the rows from the beginning on that were written before an instant.

        The head of what is cut stays as an anchor, from which the rest is verified; a row tells of it.

        Args:
            before: microseconds UTC.
            access: who cuts; action, count and filters are filled in.

        Returns:
            How many rows.
        """
        with self._file.write(durable=True) as db:
            first, until = _anchor(db)[0], _end_of(db, before)
            if until <= first:
                return 0
            head = db.execute("SELECT hash FROM audit WHERE number = ?", (until,)).fetchone()[0]
            told = replace(access, action=CUT, count=until - first, filters={"until": until, "head": head})
            self._add(db, (told,))
            db.execute("DELETE FROM audit WHERE number <= ?", (until,))
            db.execute("INSERT OR REPLACE INTO audit_cut VALUES (1, ?, ?)", (until, head))
        self._file.scrub()
        return until - first

    def _add(self, db: sqlite3.Connection, accesses: Sequence[Access]) -> str:
        number, head = _last(db)
        for access in accesses:
            number += 1
            row = self._row(access, number, head)
            db.execute(_INSERT, row)
            head = str(row[-1])
        return head

    def _row(self, access: Access, number: int, previous: str) -> tuple[Any, ...]:
        values = {
            "number": number,
            "at": self._clock(),
            "who": access.who,
            "role": access.role,
            "action": access.action,
            "purpose": access.purpose,
            "subject": self.subject(access.subject) if access.subject else "",
            "filters": orjson.dumps(dict(access.filters), option=orjson.OPT_SORT_KEYS).decode(),
            "count": access.count,
            "seq": access.seq,
            "request_id": access.request_id,
            "previous": previous,
        }
        return (*values.values(), _hash(values))

    def subject(self, key: str) -> str:
        """Returns the keyed hash under which a person stands in the chain."""
        return hmac.digest(self._secret, key.encode(), "sha256").hex()

    def head(self) -> str:
        """Returns the hash of the last row, to be kept elsewhere."""
        with self._file.read() as db:
            return _last(db)[1]

    def rows(self, *, since: int = 0) -> Iterator[AuditRow]:
        """Yields the rows after a number, in order."""
        with self._file.read() as db:
            yield from _rows(db, since)

    def about(self, key: str) -> list[AuditRow]:
        """Returns the rows about a person, by key, in order. O(rows of the chain)."""
        with self._file.read() as db:
            found = db.execute(f"{_SELECT} WHERE subject = ? ORDER BY number", (self.subject(key),))
            return [AuditRow(**dict(zip(_NAMES, row, strict=True))) for row in found]

    def verify(self, expect: str | None = None) -> Verdict:
        """Returns whether every row fits the one before, and the digest kept elsewhere is among them.

        Of a chain that was cut, the rest is read from its anchor on. A row of the chain tells of the
        cut: else it was not ours.
        """
        with self._file.read() as db:
            first, head = _anchor(db)
            cut = {"until": first, "head": head}
            rows, has_expected, is_told = 0, expect in {None, head}, first == 0
            for row in _rows(db, 0):
                if row.number != first + rows + 1 or row.previous != head or row.hash != _hash(asdict(row)):
                    return Verdict(rows=rows, head=head, broken_at=row.number, has_expected=has_expected)
                rows, head = rows + 1, row.hash
                has_expected = has_expected or head == expect
                is_told = is_told or (row.action == CUT and orjson.loads(row.filters) == cut)
        broken = None if is_told else first
        return Verdict(rows=rows, head=head, broken_at=broken, has_expected=has_expected)

    def close(self) -> None:
        """Lets go of connections."""
        self._file.close()


def _rows(db: sqlite3.Connection, since: int) -> Iterator[AuditRow]:
    for cells in db.execute(f"{_SELECT} WHERE number > ? ORDER BY number", (since,)):
        yield AuditRow(**dict(zip(_NAMES, cells, strict=True)))


def _last(db: sqlite3.Connection) -> tuple[int, str]:
    found = db.execute("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    return _anchor(db) if found is None else (int(found[0]), str(found[1]))


def _anchor(db: sqlite3.Connection) -> tuple[int, str]:
    """Returns number and hash of the last row that was cut off, those of the start where none was."""
    found = db.execute("SELECT number, hash FROM audit_cut").fetchone()
    return (0, START) if found is None else (int(found[0]), str(found[1]))


def _end_of(db: sqlite3.Connection, before: int) -> int:
    """Returns the number of the last row before the first one that is not older than an instant."""
    sql = "SELECT MIN(number) FROM audit WHERE at >= ?"
    young = db.execute(sql, (before,)).fetchone()[0]
    return _last(db)[0] if young is None else int(young) - 1


def _hash(values: Mapping[str, Any]) -> str:
    covered = {name: value for name, value in values.items() if name != "hash"}
    return sha256(orjson.dumps(covered, option=orjson.OPT_SORT_KEYS)).hexdigest()
