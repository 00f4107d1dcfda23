"""What oversight keeps an eye on: refusals, who read very many people, how far the workspace names people.

Refusals are counts by day, without who or whom: they show whether the rules bite, not who ran into them. Who
read very many stands under a keyed hash, without whom.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.sqlite_file import SqliteFile

_DAY = 86_400_000_000
_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS refusal (
        day INTEGER NOT NULL, slug TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (day, slug)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS bulk_read (
        day INTEGER NOT NULL, who TEXT NOT NULL, most INTEGER NOT NULL, PRIMARY KEY (day, who)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE IF NOT EXISTS naming (at INTEGER PRIMARY KEY, level TEXT NOT NULL) STRICT",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How far answers name people from an instant on, microseconds UTC."""

    at: int
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRead:
    """Somebody read more people in a day than they may without a word.

    Attributes:
        day: days since 1970-01-01, UTC.
        who: keyed hash of the principal.
        most: people that were passed.
    """

    day: int
    who: str
    most: int


class WatchFile:
    """Refusals and levels of a workspace.

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

    def refuse(self, slug: str) -> None:
        """Counts a refusal of today."""
        sql = """
            INSERT INTO refusal VALUES (?, ?, 1) ON CONFLICT (day, slug) DO UPDATE SET times = times + 1
        """
        with self._file.write() as db:
            db.execute(sql, (self._clock() // _DAY, slug))

    def refusals(self, *, days: int) -> Mapping[str, int]:
        """Returns how often each type refused in the last days, by type."""
        sql = "SELECT slug, SUM(times) FROM refusal WHERE day > ? GROUP BY slug ORDER BY slug"
        with self._file.read() as db:
            return {slug: int(times) for slug, times in db.execute(sql, (self._clock() // _DAY - days,))}

    def note_bulk_read(self, who: str, *, most: int) -> None:
        """Keeps that a principal, by keyed hash, read more people today than a number; once a day."""
        with self._file.write(durable=True) as db:
            sql = "INSERT OR IGNORE INTO bulk_read VALUES (?, ?, ?)"
            db.execute(sql, (self._clock() // _DAY, who, most))

    def bulk_reads(self, *, days: int) -> list[BulkRead]:
        """Returns who read very many people in the last days, newest first."""
        sql = "SELECT day, who, most FROM bulk_read WHERE day > ? ORDER BY day DESC, who"
        with self._file.read() as db:
            rows = db.execute(sql, (self._clock() // _DAY - days,))
            return [BulkRead(day=day, who=who, most=most) for day, who, most in rows]

    def note_level(self, level: str) -> bool:
        """Keeps how far the workspace names people now; returns whether that is news."""
        known = self.levels()
        if known and known[-1].level == level:
            return False
        with self._file.write(durable=True) as db:
            db.execute("INSERT OR REPLACE INTO naming VALUES (?, ?)", (self._clock(), level))
        return True

    def levels(self) -> list[Naming]:
        """Returns how far the workspace named people, oldest first."""
        with self._file.read() as db:
            rows = db.execute("SELECT at, level FROM naming ORDER BY at")
            return [Naming(at=at, level=level) for at, level in rows]

    def close(self) -> None:
        """Lets go of connections."""
        self._file.close()
