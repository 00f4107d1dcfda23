"""A file that somebody sends for a feed: checked as a load would, then put where the feed looks for it.

The feed says where a file lies and what it is called; of the sender's name for it only the ending of a known
file is compared, never a path. A workbook for a feed that reads CSV is written as CSV. What was there before
stays beside it as `.previous`.
"""

import os
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from graphsvc.errors import InputRefusedError, UsageError
from graphsvc.workspace import Feed, Workspace
from ingest.job import Order, ingest
from ingest.mapping import Mapping
from ingest.readers import reader_for, write_as_csv
from ingest.report import FeedReport
from ingest.text import is_workbook

MAX_BYTES = 50_000_000
"""Bytes of a file that is taken."""
MAX_ENTRIES = 1_000
"""Parts of a workbook; one of twenty sheets has about fifty."""
MAX_UNPACKED = 200_000_000
MAX_RATIO = 100
"""Times that a part of a workbook may grow when it is unpacked; a sheet of equal rows grows by 30."""
_SMALL = 1_000_000
"""Bytes that a part may unpack to whatever its ratio: equal cells pack very well."""
_BLOCK = 2**20
_DRAFTS = "uploads"
_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file on its way in.

    Attributes:
        feed: name of the feed it is for.
        name: what the sender calls it; only compared.
        content: its bytes.
        now: the instant.
    """

    feed: str
    name: str
    content: IO[bytes]
    now: datetime


def take(workspace: Workspace, upload: Upload) -> FeedReport:
    """Checks a file by the feed's own reader and mapping, puts it in place and returns what was found.

    A load that would close too much is not refused here but when it is done, where it can be allowed.

    Raises:
        UsageError: the feed has no single place for the file.
        InputRefusedError: the file is too large, packed to harm, or not what the feed reads.
    """
    target = place_of(workspace, upload)
    with _draft(workspace, target.name) as draft:
        _save(upload.content, draft)
        refuse_bomb(draft)
        _unbind(workspace, workspace.feed(upload.feed), draft)
        report = _tried(workspace, upload, draft)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            shutil.copy2(target, target.with_name(f"{target.name}.previous"))
        draft.replace(target)
    return report


def takes_files(feed: Feed) -> bool:
    """Returns whether a file for the feed has a place."""
    return all(_is_plain(path) for path in feed.paths) or (len(feed.paths) == 1 and _is_star(feed.paths[0]))


def place_of(workspace: Workspace, upload: Upload) -> Path:
    """Returns where the file of a feed goes.

    Raises:
        ConfigurationError: no feed has this name.
        UsageError: the feed has several places, and none is called like the file.
    """
    paths = workspace.feed(upload.feed).paths
    if len(paths) == 1 and _is_star(paths[0]):
        pattern = PurePosixPath(paths[0])
        name = pattern.name.replace("*", upload.now.strftime("%Y%m%d-%H%M%S-%f"))
        return workspace.root / pattern.parent / name
    plain = [path for path in paths if _is_plain(path)]
    sent = PureWindowsPath(upload.name).name  # knows both kinds of slash
    found = plain if len(paths) == 1 else [path for path in plain if PurePosixPath(path).name == sent]
    if len(found) != 1:
        names = ", ".join(PurePosixPath(path).name for path in paths)
        message = (
            f"feed '{upload.feed}' reads {names}: call the file like one of them, or put it there yourself"
        )
        raise UsageError(message)
    return workspace.root / found[0]


def _is_plain(path: str) -> bool:
    return _WILD.isdisjoint(path)


def _is_star(path: str) -> bool:
    """Returns whether a pattern is a plain folder and a name with one star."""
    pattern = PurePosixPath(path)
    return (
        _is_plain(str(pattern.parent))
        and pattern.name.count("*") == 1
        and _is_plain(pattern.name.replace("*", ""))
    )


@contextmanager
def _draft(workspace: Workspace, name: str) -> Iterator[Path]:
    """Lends a place for a file that is not taken yet; whatever lies there at the end is removed."""
    folder = workspace.root / _DRAFTS / secrets.token_hex(8)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder / name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _save(content: IO[bytes], path: Path) -> None:
    size = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
        while block := content.read(_BLOCK):
            size += len(block)
            if size > MAX_BYTES:
                message = f"the file is larger than {MAX_BYTES // 10**6} MB: put it into the folder yourself"
                raise InputRefusedError(message)
            sink.write(block)
    if not size:
        raise InputRefusedError("the file is empty: choose the export again")


def refuse_bomb(path: Path) -> None:
    """Returns if a file is no archive, or one that unpacks to a reasonable size.

    Raises:
        InputRefusedError: it has too many parts, or unpacks to far more than it holds.
    """
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise InputRefusedError("the workbook is damaged: save it again, or export it as CSV") from error
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_ENTRIES or unpacked > MAX_UNPACKED or any(_swells(part) for part in parts):
        message = "the workbook unpacks to far more than it holds: save its one sheet as CSV"
        raise InputRefusedError(message)


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _SMALL and part.file_size > MAX_RATIO * max(1, part.compress_size)


def _unbind(workspace: Workspace, feed: Feed, draft: Path) -> None:
    """Writes a workbook as CSV where the feed reads its file as that.

    Raises:
        InputRefusedError: the workbook cannot be read.
    """
    if not is_workbook(draft):
        return
    mapping = Mapping.load(feed.mapping or str(feed.reader), folder=workspace.root)
    if reader_for(draft, feed.reader or mapping.reader).name != "csv":
        return
    book = draft.with_name("workbook")
    draft.rename(book)
    try:
        write_as_csv(book, draft, sheet=mapping.layout.sheet)
    except InputRefusedError as error:
        raise InputRefusedError(_told(workspace, book, str(error))) from error


def _told(workspace: Workspace, draft: Path, text: str) -> str:
    """Returns a refusal without the folder of a draft."""
    told = text.replace(f"{draft.parent}/", "")
    return told.replace(f"{draft.parent.relative_to(workspace.root).as_posix()}/", "")


def _tried(workspace: Workspace, upload: Upload, draft: Path) -> FeedReport:
    """Returns what a dry run makes of a file.

    Raises:
        InputRefusedError: it refuses the file.
    """
    place = draft.relative_to(workspace.root).as_posix()
    feeds = [replace(feed, paths=(place,)) if feed.name == upload.feed else feed for feed in workspace.feeds]
    order = Order(
        now=upload.now, progress=lambda _feed, _stage, _rows: None, feeds=(upload.feed,), is_dry_run=True
    )
    report = ingest(replace(workspace, feeds=tuple(feeds)), order).feeds[0]
    if report.error and report.would_close is None:
        told = _told(workspace, draft, report.error)
        raise InputRefusedError(told.partition(" All of them: ")[0])
    return report
