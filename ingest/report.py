"""The run report: what a load read, took, refused and changed, for people and for machines.

Nothing disappears silently: every row that was not used is listed with file, line, field and reason.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

Fate = Literal["rejected", "set_aside", "remark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One row, or field, that was not used as it stood.

    Attributes:
        file: file as the feed names it.
        line: line of the file; 0 = the file as a whole.
        fate: `rejected` = wrong, `set_aside` = not used, `remark` = used without this field.
        field: field or column.
        reason: what is wrong and what to do.
    """

    file: str
    line: int
    fate: Fate
    field: str
    reason: str


@dataclass(slots=True, kw_only=True)
class FeedReport:
    """What one load of one feed did; counts are rows, except created, changed and closed: records.

    `would_close` is the share of the feed's records that a refused load would have closed.
    """

    name: str
    read: int = 0
    duplicates: int = 0
    accepted: int = 0
    unchanged: int = 0
    created: int = 0
    changed: int = 0
    closed: int = 0
    merged: int = 0
    is_same: bool = False
    files: list[str] = field(default_factory=list[str])
    dropped_columns: list[str] = field(default_factory=list[str])
    remarks: list[str] = field(default_factory=list[str])
    reasons: Counter[str] = field(default_factory=Counter[str])
    review: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    counts: dict[str, int] = field(default_factory=dict[str, int])
    notes: list[Note] = field(default_factory=list[Note])
    rejects_file: str | None = None
    error: str | None = None
    would_close: float | None = None
    exit_code: int = 0

    def note(self, note: Note) -> None:
        """Lists a row that was not used as it stood."""
        self.notes.append(note)
        if note.fate != "remark":
            self.reasons[note.reason] += 1

    def say_once(self, remarks: Iterable[str]) -> None:
        """Adds what is to be said of the files as a whole, each remark once."""
        self.remarks += [remark for remark in remarks if remark not in self.remarks]

    @property
    def rejected(self) -> int:
        """Rows that were wrong; a row counts once however many of its records were refused."""
        return len({(note.file, note.line) for note in self.notes if note.fate == "rejected"})

    @property
    def set_aside(self) -> int:
        """Rows that were right and not used."""
        return len({(note.file, note.line) for note in self.notes if note.fate == "set_aside"})

    def as_json(self) -> dict[str, Any]:
        """Returns the report as JSON values."""
        plain = asdict(self)
        for name in ("notes", "is_same", "counts", "exit_code"):
            del plain[name]
        head = {
            "name": plain.pop("name"),
            "read": plain.pop("read"),
            "duplicates": plain.pop("duplicates"),
            "rejected": self.rejected,
            "set_aside": self.set_aside,
            "created": plain.pop("created"),
            "changed": plain.pop("changed"),
            "closed": plain.pop("closed"),
        }
        plain["reasons"] = dict(self.reasons.most_common())
        return {**head, **plain, **self.counts, "same_inputs": self.is_same}


@dataclass(slots=True, kw_only=True)
class Report:
    """What one ingest did; `published` is the new sequence number, or None when nothing changed."""

    feeds: list[FeedReport] = field(default_factory=list[FeedReport])
    published: int | None = None
    is_dry_run: bool = False
    remark: str = ""

    def as_json(self) -> dict[str, Any]:
        """Returns the report as JSON values."""
        feeds = [feed.as_json() for feed in self.feeds]
        return {
            "feeds": feeds,
            "published": self.published,
            "dry_run": self.is_dry_run,
            "remark": self.remark,
        }


def write_rejects(report: FeedReport, folder: Path) -> None:
    """Writes every unused row of a feed to `rejects/FEED.csv`, or removes an old file when there is none."""
    path = folder / "rejects" / f"{report.name}.csv"
    if not report.notes:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink)
        writer.writerow(("file", "line", "fate", "field", "reason"))
        writer.writerows(_cells(report))
    report.rejects_file = path.relative_to(folder).as_posix()


def _cells(report: FeedReport) -> Iterator[tuple[str, int, str, str, str]]:
    for note in sorted(report.notes, key=lambda note: (note.file, note.line, note.field)):
        yield note.file, note.line, note.fate, note.field, note.reason
