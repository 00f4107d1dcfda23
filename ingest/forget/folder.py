"""Everything on disk that may tell of a person: files of feeds, copies of them, reports of loads, results.

What cannot be taken out here is named, so that somebody does it by hand.
"""

import os
import shutil
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from graphsvc.workspace import Feed, Workspace
from ingest.forget.left import UNREADABLE, blocks, files_in
from ingest.forget.mail import strip_mbox, telling_lines
from ingest.forget.rows import Judge, Marks
from ingest.forget.tables import UnwritableError, strip_csv, strip_jsonl, strip_xlsx
from ingest.forget.traces import Traces
from ingest.identity import Directory
from ingest.mapping import Mapping, Settings
from ingest.readers import reader_for
from ingest.source import Source, files_of


@dataclass(slots=True, kw_only=True)
class Copies:
    """What became of the copies in a workspace.

    Attributes:
        changed: files from which the person was taken out.
        removed: files that are gone.
        left: lines that hold the person still, or may, by file.
        unread: files that could not be looked into.
    """

    changed: int = 0
    removed: int = 0
    left: dict[Path, AbstractSet[int]] = field(default_factory=dict[Path, AbstractSet[int]])
    unread: set[Path] = field(default_factory=set[Path])


def forget(workspace: Workspace, directory: Directory, traces: Traces) -> Copies:
    """Takes a person out of the files of a workspace; may be repeated, as long as the store knows them.

    Args:
        workspace: whose folder.
        directory: everybody known; grows while rows are looked at.
        traces: by what the person is found.
    """
    sweep = _Sweep(workspace=workspace, directory=directory, traces=traces)
    for feed in workspace.feeds:
        for path in files_of(workspace.root, feed):
            if path.resolve().is_relative_to(workspace.root.resolve()):
                sweep.strip(feed, path)
            else:
                sweep.look(feed, path)
    sweep.drop_earlier()
    sweep.drop_drafts()
    sweep.clean(workspace.root / "rejects", "*.csv")
    sweep.clean(workspace.root / "results", "*.json")
    return sweep.done


@dataclass(slots=True, kw_only=True)
class _Sweep:
    workspace: Workspace
    directory: Directory
    traces: Traces
    done: Copies = field(default_factory=Copies)

    def strip(self, feed: Feed, path: Path) -> None:
        """Takes the person out of a file; one that cannot be read or written stays, and is named."""
        draft = _draft_of(path)
        try:
            if path.stat().st_size and self._written(feed, path, draft):
                shutil.copymode(path, draft)
                self._put(draft, path)
                self._note_left(feed, path)
                self._drop_empty(feed, path)
        except UnwritableError:
            pass  # what is left is noted already
        except UNREADABLE:
            self.done.unread.add(path)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def look(self, feed: Feed, path: Path) -> None:
        """Notes the lines of a file outside the workspace that hold the person, as far as rows tell."""
        try:
            mapping, reader = self._reader(feed, path)
            if reader != "mbox" and path.stat().st_size:
                self.done.left[path] = self._marks(feed, mapping, path).lines
        except UNREADABLE:
            self.done.unread.add(path)

    def drop_earlier(self) -> None:
        """Removes the copies of replaced files of feeds: what was before need not be searched."""
        for feed in self.workspace.feeds:
            before = replace(feed, paths=tuple(f"{pattern}.previous" for pattern in feed.paths))
            for path in files_of(self.workspace.root, before):
                if path.resolve().is_relative_to(self.workspace.root.resolve()):
                    self._drop(path)

    def drop_drafts(self) -> None:
        """Removes files that somebody sent, that never came to their place, and that hold the person."""
        for path in list(files_in(self.workspace.root / "uploads")):
            try:
                if any(map(self.traces.are_certain_in, blocks(path))):
                    self._drop(path)
            except UNREADABLE:
                self.done.unread.add(path)

    def clean(self, folder: Path, pattern: str) -> None:
        """Takes the person out of reports, line by line or value by value."""
        for path in sorted(folder.glob(pattern)):
            try:
                self._clean(path)
            except UNREADABLE:
                self.done.unread.add(path)

    def _clean(self, path: Path) -> None:
        content = path.read_bytes()
        cleaned = self._cleaned(path, content)
        if cleaned != content:
            draft = _draft_of(path)
            draft.touch(mode=0o600)
            draft.write_bytes(cleaned)
            self._put(draft, path)

    def _put(self, draft: Path, path: Path) -> None:
        """Puts a draft in the place of its file once it lies on the disk, whatever happens to the power."""
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(path)
        self.done.changed += 1

    def _drop(self, path: Path) -> None:
        try:
            path.unlink()
            self.done.removed += 1
        except OSError:
            self.done.unread.add(path)

    def _written(self, feed: Feed, path: Path, draft: Path) -> bool:
        """Writes the draft of a file and notes what stays if that fails; returns whether it differs."""
        mapping, reader = self._reader(feed, path)
        if reader == "mbox":
            self.done.left[path] = frozenset(telling_lines(path, self.traces))
            return strip_mbox(path, draft, self.traces)
        marks = self._marks(feed, mapping, path)
        self.done.left[path] = marks.lines
        return self._stripped(path, draft, marks, reader=reader, sheet=mapping.layout.sheet)

    def _stripped(self, path: Path, draft: Path, marks: Marks, *, reader: str, sheet: str) -> bool:
        if reader == "csv":
            return strip_csv(path, draft, marks, self.traces)
        if reader == "jsonl":
            return strip_jsonl(path, draft, marks, self.traces)
        is_new = path.suffix.lower() == ".xlsx"
        return is_new and strip_xlsx(path, draft, marks, self.traces, sheet=sheet)

    def _note_left(self, feed: Feed, path: Path) -> None:
        """Notes by their present numbers the lines that may hold the person still."""
        mapping, reader = self._reader(feed, path)
        if not self.done.left[path] or not path.stat().st_size:
            return
        is_mail = reader == "mbox"
        left = telling_lines(path, self.traces) if is_mail else self._marks(feed, mapping, path).doubtful
        self.done.left[path] = frozenset(left)

    def _reader(self, feed: Feed, path: Path) -> tuple[Mapping, str]:
        mapping = Mapping.load(feed.mapping or str(feed.reader), folder=self.workspace.root)
        return mapping, reader_for(path, feed.reader or mapping.reader).name

    def _marks(self, feed: Feed, mapping: Mapping, path: Path) -> Marks:
        firm, root = self.workspace.firm, self.workspace.root
        settings = Settings(zone=ZoneInfo(firm.time_zone), currency=firm.currency)
        source = Source(feed=feed, mapping=mapping, files=(path,), settings=settings, root=root)
        judge = Judge(source=feed.name, directory=self.directory, traces=self.traces)
        return judge.marks(source.parts()[0])

    def _drop_empty(self, feed: Feed, path: Path) -> None:
        """Removes a file of which nothing is left, unless its feed would find none then."""
        if path.stat().st_size == 0 and len(files_of(self.workspace.root, feed)) > len(feed.paths):
            self._drop(path)
            self.done.left.pop(path, None)

    def _cleaned(self, path: Path, content: bytes) -> bytes:
        if path.suffix == ".json":
            found = orjson.loads(content)
            left = self.traces.in_json(found)
            return content if left == found else orjson.dumps(left)
        lines = content.splitlines(keepends=True)
        return b"".join(line for line in lines if not self.traces.are_certain_in(line))


def _draft_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.draft")
