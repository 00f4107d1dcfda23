"""What people prefer, beside the graph: small switches of their own that are read live."""

from dataclasses import dataclass
from pathlib import Path

from graphsvc.store.revision import counted
from graphsvc.store.sqlite_file import SqliteFile, rows_of

_TABLE = """
    CREATE TABLE IF NOT EXISTS preference (person TEXT PRIMARY KEY, introduces INTEGER NOT NULL) STRICT
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """Switches of one person.

    Attributes:
        introduces: may be proposed as somebody who introduces colleagues.
    """

    introduces: bool = True


class PreferenceFile:
    """The preferences of a workspace.

    Args:
        path: `audit.db`; made when missing.
    """

    def __init__(self, path: Path) -> None:
        self._file = SqliteFile(path)
        with self._file.write() as db:
            for statement in (_TABLE, *counted("preference")):
                db.execute(statement)

    def of(self, person: str) -> Preferences:
        """Returns the preferences of a person, the usual ones where nothing was chosen."""
        with self._file.read() as db:
            row = db.execute("SELECT introduces FROM preference WHERE person = ?", (person,)).fetchone()
        return Preferences(introduces=bool(row[0])) if row else Preferences()

    def choose(self, person: str, chosen: Preferences) -> None:
        """Keeps what a person chose."""
        with self._file.write(durable=True) as db:
            db.execute("INSERT OR REPLACE INTO preference VALUES (?, ?)", (person, int(chosen.introduces)))

    def forget(self, person: str) -> None:
        """Removes what a person chose, for erasure."""
        with self._file.write(durable=True) as db:
            db.execute("DELETE FROM preference WHERE person = ?", (person,))
        self._file.scrub()

    def close(self) -> None:
        """Lets go of connections."""
        self._file.close()


def reserved(path: Path) -> list[str]:
    """Returns the keys of the people who do not want to be asked for introductions."""
    found = rows_of(path, "preference", "SELECT person FROM preference WHERE NOT introduces ORDER BY person")
    return [person for (person,) in found]
