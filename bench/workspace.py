"""Workspaces of the fictional firm, and the whole load as `graphsvc ingest` runs it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from graphsvc.workspace import open_workspace
from ingest.job import Order, ingest
from ingest.report import Report

TABLES = ("employees", "accounts", "contacts")


@contextmanager
def scratch() -> Iterator[Path]:
    """Yields an empty folder that is gone afterwards."""
    with TemporaryDirectory(prefix="graphsvc-bench-") as folder:
        yield Path(folder)


def load(root: Path, *feeds: str) -> Report:
    """Loads the feeds named, or all, and publishes; returns the report.

    Raises:
        RuntimeError: a feed was refused or a row was wrong: then there is nothing to compare.
    """
    order = Order(feeds=feeds, now=datetime.now(UTC), progress=_untold)
    report = ingest(open_workspace(root, environment=os.environ), order)
    faults = [feed.error or dict(feed.reasons) for feed in report.feeds if feed.error or feed.rejected]
    if faults:
        text = f"bench: the load of {root} went wrong: {faults}"
        raise RuntimeError(text)
    return report


def peak_mebibytes() -> float:
    """Returns the most memory this program held; `ru_maxrss` would count the parent it was forked from."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def append_row(path: Path, cells: str) -> None:
    """Adds a line to a table, so that its digest differs and every row must be looked at again."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{cells}\r\n")


def _untold(_feed: str, _stage: str, _rows: int) -> None:
    """Says nothing."""
