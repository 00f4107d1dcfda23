"""A number in the file that grows with every change of who may come in and what they may see of whom.

It lets a service keep what it read of users, grants, tokens, sessions, wishes and loans, and still see the
next change at once, whichever process makes it: triggers of the file itself count, not who writes.
"""

from collections.abc import Hashable
from pathlib import Path

from graphsvc.store.sqlite_file import SqliteFile

_TABLES = (
    "CREATE TABLE IF NOT EXISTS revision (one INTEGER PRIMARY KEY, number INTEGER NOT NULL) STRICT",
    "INSERT OR IGNORE INTO revision VALUES (1, 0)",
)


class RevisionFile:
    """The revision of a workspace.

    Args:
        path: `audit.db`; made when missing.
    """

    def __init__(self, path: Path) -> None:
        self._file = SqliteFile(path)
        with self._file.write() as db:
            for statement in _TABLES:
                db.execute(statement)

    def now(self) -> Hashable:
        """Returns what is equal only while no counted table changed; a restored file is another one."""
        identity, [(number,)] = self._file.look("SELECT number FROM revision")
        return identity, number

    def close(self) -> None:
        """Lets go of connections."""
        self._file.close()


def counted(*tables: str, columns: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Returns the statements that count every change of some tables from now on; they may be repeated.

    Args:
        tables: names of tables.
        columns: of the updates, only those of these columns count; none = all.
    """
    ways = {"insert": "INSERT", "update": _update(columns), "delete": "DELETE"}
    return (*_TABLES, *(_trigger(table, *way) for table in tables for way in ways.items()))


def _update(columns: tuple[str, ...]) -> str:
    return f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"


def _trigger(table: str, name: str, way: str) -> str:
    return f"""
        CREATE TRIGGER IF NOT EXISTS {table}_{name}_counts AFTER {way} ON {table}
        BEGIN UPDATE revision SET number = number + 1; END
    """
