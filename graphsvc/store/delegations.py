"""Clients that a lead lends to a colleague for a while: beside the graph, and over by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.revision import counted
from graphsvc.store.sqlite_file import SqliteFile

_TABLE = """
    CREATE TABLE IF NOT EXISTS delegation (
        client TEXT NOT NULL, lender TEXT NOT NULL, delegate TEXT NOT NULL, until TEXT NOT NULL,
        lent_at INTEGER NOT NULL, PRIMARY KEY (client, lender, delegate)
    ) STRICT
"""
_NAMES = ("client", "lender", "delegate", "until", "lent_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """One client that is lent.

    Attributes:
        client: key of the client.
        lender: principal who lends it.
        delegate: principal who sees it meanwhile.
        until: ISO day, the last on which it holds.
        lent_at: microseconds UTC.
    """

    client: str
    lender: str
    delegate: str
    until: str
    lent_at: int


class DelegationFile:
    """The delegations of a workspace.

    Args:
        path: `audit.db`; made when missing.
        clock: tells the instant, microseconds UTC.
    """

    def __init__(self, path: Path, *, clock: Clock = system_clock) -> None:
        self._file = SqliteFile(path)
        self._clock = clock
        with self._file.write() as db:
            for statement in (_TABLE, *counted("delegation")):
                db.execute(statement)

    def lend(self, client: str, *, by: str, to: str, until: str) -> None:
        """Lends a client up to and with a day; lending it again moves the day."""
        sql = "INSERT OR REPLACE INTO delegation VALUES (?, ?, ?, ?, ?)"
        with self._file.write(durable=True) as db:
            db.execute(sql, (client, by, to, until, self._clock()))

    def take_back(self, client: str, *, by: str, to: str) -> bool:
        """Ends what somebody lent; returns whether there was anything to end."""
        sql = "DELETE FROM delegation WHERE client = ? AND lender = ? AND delegate = ?"
        with self._file.write(durable=True) as db:
            return bool(db.execute(sql, (client, by, to)).rowcount)

    def end_of(self, lender: str) -> int:
        """Ends all that somebody lent, who may come in no more; returns how much that was."""
        with self._file.write(durable=True) as db:
            return db.execute("DELETE FROM delegation WHERE lender = ?", (lender,)).rowcount

    def lent_by(self, lender: str, *, on: str) -> list[Delegation]:
        """Returns what somebody lends on a day."""
        return self._rows("lender = ? AND until >= ?", (lender, on))

    def forget(self, users: Sequence[str]) -> None:
        """Ends what users lent, or were lent, and forgets them, for erasure."""
        names = [(user.casefold(),) * 2 for user in users]
        with self._file.write(durable=True) as db:
            sql = "DELETE FROM delegation WHERE lower(lender) = ? OR lower(delegate) = ?"
            db.executemany(sql, names)
        self._file.scrub()

    def lent_to(self, delegate: str, *, on: str) -> list[Delegation]:
        """Returns what is lent to somebody on a day, by whoever lends it."""
        return self._rows("delegate = ? AND until >= ?", (delegate, on))

    def close(self) -> None:
        """Lets go of connections."""
        self._file.close()

    def _rows(self, where: str, values: tuple[str, ...]) -> list[Delegation]:
        with self._file.read() as db:
            sql = f"SELECT {', '.join(_NAMES)} FROM delegation WHERE {where} ORDER BY until, client, delegate"
            return [Delegation(**dict(zip(_NAMES, row, strict=True))) for row in db.execute(sql, values)]
