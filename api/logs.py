"""What a running service writes down of itself: one JSON object a line, without names and without values.

Whoever reads the logs learns which route was slow or failed and which request it was, and finds the rest in
the audit by the id of the request. Messages of other libraries are cut to their template, since the values
in them may be anything.
"""

import logging
import traceback
from datetime import UTC, datetime
from typing import IO, Any

import orjson

LOGGER = "graphsvc"
"""Logger of our own events."""


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON; an error is told by type and place, never by its words."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": str(record.msg),
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[0]:
            told |= failure(record.exc_info[1])
        return orjson.dumps(told).decode()


def failure(error: BaseException | None) -> dict[str, Any]:
    """Returns the type of an error and where it happened."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    places = [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno}" for frame in frames]
    return {"error": type(error).__name__, "where": places}


def configure(sink: IO[str]) -> None:
    """Sends everything that is logged to a sink as lines of JSON: our own events, of others what is wrong."""
    handler = logging.StreamHandler(sink)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(LOGGER).setLevel(logging.INFO)
