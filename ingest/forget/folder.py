"""Everything on disk that may tell of a person: files of feeds, copies of them, reports of loads, results.

What cannot be taken out here is named, so that somebody does it by hand.
"""

import gzip
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from graphsvc.errors import GraphsvcError
from graphsvc.workspace import Feed, Workspace
from ingest.forget.mail import strip_mbox
from ingest.forget.rows import Judge, Marks
from ingest.forget.tables import strip_csv, strip_jsonl, strip_xlsx
from ingest.forget.traces import Traces
from ingest.identity import Directory
from ingest.mapping import Mapping, Settings
from ingest.readers import reader_for
from ingest.source import Source, files_of, named

_MANY = 1 << 24
_OVERLAP = 512
_KEPT = frozenset({"audit.db"})
_A_FILE = "a file named after the person"


@dataclass(slots=True, kw_only=True)
class Copies:
    """What became of the copies in a workspace.

    Attributes:
        changed: files from which the person was taken out.
        removed: files that are gone.
    """

    changed: int = 0
    removed: int = 0


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
    sweep.drop_earlier()
    sweep.drop_drafts()
    sweep.clean(workspace.root / "rejects", "*.csv")
    sweep.clean(workspace.root / "results", "*.json")
    return sweep.done


def still_named(workspace: Workspace, traces: Traces) -> list[str]:
    """Returns the files of a workspace, and of its feeds elsewhere, that name a person still."""
    root = workspace.root
    of_feeds = (path for feed in workspace.feeds for path in files_of(root, feed))
    elsewhere = (path for path in of_feeds if not path.is_relative_to(root))
    found = (path for path in (*_files(root), *elsewhere) if path.name not in _KEPT)
    return sorted({_shown(path, root, traces) for path in found if _names(path, traces)})


@dataclass(slots=True, kw_only=True)
class _Sweep:
    workspace: Workspace
    directory: Directory
    traces: Traces
    done: Copies = field(default_factory=Copies)

    def strip(self, feed: Feed, path: Path) -> None:
        """Takes the person out of a file; one that its feed cannot read stays, and is named later."""
        draft = _draft_of(path)
        try:
            if self._written(feed, path, draft):
                shutil.copymode(path, draft)
                draft.replace(path)
                self.done.changed += 1
                self._drop_empty(feed, path)
        except (GraphsvcError, UnicodeError):
            return
        finally:
            draft.unlink(missing_ok=True)

    def drop_earlier(self) -> None:
        """Removes the copies of files that somebody replaced: what a file was before need not be searched."""
        for path in self.workspace.root.rglob("*.previous"):
            path.unlink()
            self.done.removed += 1

    def drop_drafts(self) -> None:
        """Removes files that somebody sent and that never came to their place."""
        for path in _files(self.workspace.root / "uploads"):
            if _names(path, self.traces):
                path.unlink(missing_ok=True)
                self.done.removed += 1

    def clean(self, folder: Path, pattern: str) -> None:
        """Takes the person out of reports, line by line or value by value."""
        for path in sorted(folder.glob(pattern)):
            content = path.read_bytes()
            if self.traces.are_in_bytes(content):
                draft = _draft_of(path)
                draft.touch(mode=0o600)
                draft.write_bytes(self._cleaned(path, content))
                draft.replace(path)
                self.done.changed += 1

    def _written(self, feed: Feed, path: Path, draft: Path) -> bool:
        mapping = Mapping.load(feed.mapping or str(feed.reader), folder=self.workspace.root)
        reader = reader_for(path, feed.reader or mapping.reader).name
        if reader == "mbox":
            return strip_mbox(path, draft, self.traces)
        marks = self._marks(feed, mapping, path)
        if reader == "csv":
            return strip_csv(path, draft, marks, self.traces)
        if reader == "jsonl":
            return strip_jsonl(path, draft, marks, self.traces)
        is_new = path.suffix.lower() == ".xlsx"
        return is_new and strip_xlsx(path, draft, marks, self.traces, sheet=mapping.layout.sheet)

    def _marks(self, feed: Feed, mapping: Mapping, path: Path) -> Marks:
        firm, root = self.workspace.firm, self.workspace.root
        settings = Settings(zone=ZoneInfo(firm.time_zone), currency=firm.currency)
        source = Source(feed=feed, mapping=mapping, files=(path,), settings=settings, root=root)
        judge = Judge(source=feed.name, directory=self.directory, traces=self.traces)
        return judge.marks(source.parts()[0])

    def _drop_empty(self, feed: Feed, path: Path) -> None:
        """Removes a file of which nothing is left, unless its feed would find none then."""
        if path.stat().st_size == 0 and len(files_of(self.workspace.root, feed)) > len(feed.paths):
            path.unlink()
            self.done.removed += 1

    def _cleaned(self, path: Path, content: bytes) -> bytes:
        if path.suffix == ".json":
            return orjson.dumps(self.traces.in_json(orjson.loads(content)))
        lines = content.decode().splitlines(keepends=True)
        return "".join(line for line in lines if not self.traces.are_in(line)).encode()


def _draft_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.draft")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _shown(path: Path, root: Path, traces: Traces) -> str:
    """Returns a path as a report may name it."""
    shown = named(path, root)
    return f"{named(path.parent, root)}/: {_A_FILE}" if traces.are_in(shown) else shown


def _names(path: Path, traces: Traces) -> bool:
    with suppress(OSError):
        return traces.are_in(path.name) or any(traces.are_in_bytes(block) for block in _blocks(path))
    return False


def _blocks(path: Path) -> Iterator[bytes]:
    """Yields the content of a file, unpacked, in blocks that overlap."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(part) for part in archive.infolist() if part.file_size <= _MANY)
        return
    with path.open("rb") as raw:
        is_gzip = raw.read(2) == b"\x1f\x8b"
    end = b""
    with gzip.open(path, "rb") if is_gzip else path.open("rb") as file:
        while block := file.read(1 << 20):
            yield end + block
            end = block[-_OVERLAP:]
