"""What became of each feed when it was last loaded, from whichever door: one report a feed.

The report of a load whose files were those of the load before says nothing new; only the instant is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.sqlite_file import SqliteFile

_COLUMNS = "feed, loaded_at, looked_at, effective, is_refused, seq, report"
_TABLE = """
    CREATE TABLE IF NOT EXISTS load (
        feed TEXT PRIMARY KEY, loaded_at INTEGER NOT NULL, looked_at INTEGER NOT NULL,
        effective INTEGER, is_refused INTEGER NOT NULL, seq INTEGER, report TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastLoad:
    """The last load of a feed; instants are microseconds UTC.

    Attributes:
        loaded_at: when the report was made.
        looked_at: when the files were last looked at, with or without news.
        effective: day the last accepted load stands for, days since 1970-01-01; None = none was accepted.
        is_refused: the last load was refused, and what the feed said before still holds.
        seq: first publication after it, None if there was none yet.
        report: JSON values of the feed's report.
    """

    feed: str
    loaded_at: int
    looked_at: int
    effective: int | None
    is_refused: bool
    seq: int | None
    report: Mapping[str, Any]


class LoadFile:
    """The last loads of a workspace.

    Args:
        path: `audit.db`; made when missing.
        clock: tells the instant, microseconds UTC.
    """

    def __init__(self, path: Path, *, clock: Clock = system_clock) -> None:
        self._file = SqliteFile(path)
        self._clock = clock
        with self._file.write() as db:
            db.execute(_TABLE)

    def put(self, feed: str, report: Mapping[str, Any], *, effective: int | None) -> None:
        """Keeps the report of a load in place of the one before; without a day it was refused."""
        now, text = self._clock(), orjson.dumps(dict(report)).decode()
        with self._file.write() as db:
            sql = """
                INSERT INTO load VALUES (:feed, :now, :now, :effective, :refused, NULL, :report)
                ON CONFLICT (feed) DO UPDATE SET loaded_at = :now, looked_at = :now, seq = NULL,
                    effective = COALESCE(:effective, effective), is_refused = :refused, report = :report
            """
            values = {"feed": feed, "now": now, "effective": effective, "refused": effective is None}
            db.execute(sql, {**values, "report": text})

    def look(self, feed: str, report: Mapping[str, Any], *, effective: int) -> None:
        """Notes that the files of a feed are those of its last accepted load, whose report stays."""
        with self._file.write() as db:
            sql = "SELECT 1 FROM load WHERE feed = ? AND is_refused = 0"
            stays = db.execute(sql, (feed,)).fetchone() is not None
            if stays:
                sql = "UPDATE load SET looked_at = ?, effective = ? WHERE feed = ?"
                db.execute(sql, (self._clock(), effective, feed))
        if not stays:
            self.put(feed, report, effective=effective)

    def published(self, feeds: Sequence[str], seq: int) -> None:
        """Notes the publication that came after the loads of some feeds."""
        with self._file.write() as db:
            sql = "UPDATE load SET seq = ? WHERE feed = ? AND seq IS NULL"
            db.executemany(sql, [(seq, feed) for feed in feeds])

    def all(self) -> dict[str, LastLoad]:
        """Returns the last load of each feed that was ever loaded."""
        with self._file.read() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM load ORDER BY feed").fetchall()
        return {load.feed: load for load in map(_last_load, rows)}

    def rewrite(self, change: Callable[[Any], Any]) -> None:
        """Puts what `change` makes of its JSON values in the place of every report, for erasure."""
        with self._file.write(durable=True) as db:
            rows = db.execute("SELECT feed, report FROM load").fetchall()
            changed = [(orjson.dumps(change(orjson.loads(text))).decode(), feed) for feed, text in rows]
            db.executemany("UPDATE load SET report = ? WHERE feed = ?", changed)
        self._file.scrub()

    def close(self) -> None:
        """Lets go of connections."""
        self._file.close()


def _last_load(row: Sequence[Any]) -> LastLoad:
    values: dict[str, Any] = dict(zip(_COLUMNS.split(", "), row, strict=True))
    values["is_refused"] = bool(values["is_refused"])
    values["report"] = orjson.loads(values["report"])
    return LastLoad(**values)
