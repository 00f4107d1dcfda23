"""The files of one feed, opened and bound to its mapping: what a load reads, and the digest of it.

Everything that can be judged before a row is read is judged here: paths, mapping, headers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from zoneinfo import ZoneInfo

from graphsvc.errors import InputRefusedError
from graphsvc.workspace import Feed, Workspace
from ingest.mapping import Mapping, Settings, Table
from ingest.reader import Sheet
from ingest.readers import read
from ingest.report import FeedReport

_BLOCK = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a feed: its sheet, and the table that turns rows into records."""

    file: str
    sheet: Sheet
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed, ready to be read.

    Attributes:
        mapping: columns to records.
        files: paths found, in order of name.
        record_types: types of the records the feed can yield.
    """

    feed: Feed
    mapping: Mapping
    files: tuple[Path, ...]
    settings: Settings
    root: Path

    @property
    def record_types(self) -> frozenset[str]:
        """Types of the records the feed can yield."""
        return self.mapping.record_types

    def parts(self) -> list[Part]:
        """Returns the files, opened: headers are read, rows are not.

        Raises:
            InputRefusedError: a file is empty, of another format, or lacks a needed column.
        """
        return [self._part(path) for path in self.files]

    def digest(self) -> str:
        """Returns the digest of files, mapping and load-time parameters."""
        total = blake2b(self.mapping.digest, digest_size=16)
        total.update(repr((self.feed, self.settings.currency, str(self.settings.zone))).encode())
        for path in self.files:
            total.update(path.name.encode())
            with path.open("rb") as stream:
                while block := stream.read(_BLOCK):
                    total.update(block)
        return total.hexdigest()

    def _part(self, path: Path) -> Part:
        reader = self.feed.reader or self.mapping.reader
        sheet = read(path, reader=reader, layout=self.mapping.layout)
        return Part(file=named(path, self.root), sheet=sheet, table=self.mapping.bind(sheet, self.settings))


def describe(parts: Sequence[Part], report: FeedReport) -> None:
    """Reports what is to be said of files as a whole: columns dropped unread, guessed encodings."""
    report.dropped_columns = sorted({head for part in parts for head in part.table.headers.denied})
    report.remarks += [f"{part.file}: {remark}" for part in parts for remark in part.sheet.remarks]


def open_sources(workspace: Workspace, names: Sequence[str]) -> list[Source]:
    """Returns the feeds named, or all of them, in order of trust; mappings are checked, rows are not read.

    Raises:
        InputRefusedError: a path matches no file, or a mapping is wrong.
    """
    feeds = [workspace.feed(name) for name in dict.fromkeys(names)] or list(workspace.feeds)
    settings = Settings(zone=ZoneInfo(workspace.firm.time_zone), currency=workspace.firm.currency)
    return [_opened(workspace, feed, settings) for feed in feeds]


def record_types(workspace: Workspace) -> dict[str, frozenset[str]]:
    """Returns the types of the records that each feed of a workspace can yield; no file is looked for.

    Raises:
        InputRefusedError: a mapping is wrong.
    """
    return {feed.name: _mapping(workspace, feed).record_types for feed in workspace.feeds}


def _opened(workspace: Workspace, feed: Feed, settings: Settings) -> Source:
    mapping = _mapping(workspace, feed)
    files = tuple(sorted(set(_files(workspace.root, feed))))
    return Source(feed=feed, mapping=mapping, files=files, settings=settings, root=workspace.root)


def _mapping(workspace: Workspace, feed: Feed) -> Mapping:
    return Mapping.load(feed.mapping or str(feed.reader), folder=workspace.root)


def _files(root: Path, feed: Feed) -> Iterator[Path]:
    for pattern in feed.paths:
        found = [path for path in _glob(root, pattern) if path.is_file()]
        if not found:
            where = f"feed '{feed.name}': no file matches '{pattern}' in {root}"
            message = f"{where}. Export it there, or correct 'paths'."
            raise InputRefusedError(message)
        yield from found


def files_of(root: Path, feed: Feed) -> list[Path]:
    """Returns the files that a feed would read now, by path; none where there is none."""
    return sorted({path for pattern in feed.paths for path in _glob(root, pattern) if path.is_file()})


def _glob(root: Path, pattern: str) -> Iterator[Path]:
    path = Path(pattern)
    anchor = Path(path.anchor) if path.is_absolute() else root
    relative = str(path.relative_to(path.anchor)) if path.is_absolute() else pattern
    if relative.startswith(".."):
        yield from _glob_up(root, relative)
    else:
        yield from anchor.glob(relative)


def _glob_up(root: Path, pattern: str) -> Iterator[Path]:
    parts = Path(pattern).parts
    ups = next(at for at, part in enumerate(parts) if part != "..")
    base = root.resolve()
    for _ in range(ups):
        base = base.parent
    yield from base.glob(str(Path(*parts[ups:])))


def named(path: Path, root: Path) -> str:
    """Returns a path as messages name it: relative to the workspace where it lies inside."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
