"""What erasure leaves to people: files that may name a person still, by line, and files nobody could read."""

import csv
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import IO

from python_calamine import CalamineError
from xlsxwriter.exceptions import XlsxWriterException

from graphsvc.errors import GraphsvcError
from graphsvc.workspace import Workspace
from ingest.forget.traces import Traces
from ingest.source import files_of, named
from ingest.text import open_bytes

UNREADABLE = (
    GraphsvcError,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    csv.Error,
    CalamineError,
    XlsxWriterException,
)
"""What damaged, locked or foreign files raise: they are named, and stop nothing."""
_BY_HAND = "names the person, or may; look, and take them out by hand"
_UNREAD = "could not be looked into; look for the person by hand"
_A_FILE = "a file named after the person"
_KEPT = frozenset({"audit.db"})
_BLOCK = 1 << 20
_OVERLAP = 512
_SHOWN = 20


def still_named(
    workspace: Workspace,
    traces: Traces,
    *,
    left: Mapping[Path, AbstractSet[int]],
    unread: AbstractSet[Path] = frozenset(),
) -> list[str]:
    """Returns what is to be done by hand with files of a workspace, and of its feeds elsewhere, in words.

    Args:
        workspace: whose folder.
        traces: by what the person is found.
        left: lines that are known to hold the person still, or may.
        unread: files that are known to be unreadable.
    """
    root = workspace.root
    of_feeds = (path for feed in workspace.feeds for path in files_of(root, feed))
    elsewhere = (path for path in of_feeds if not path.is_relative_to(root))
    searched = {path for path in (*files_in(root), *elsewhere) if path.name not in _KEPT}
    said = (
        _said(path, root, traces, known=left.get(path, frozenset()), is_unread=path in unread)
        for path in {*searched, *left, *unread}
    )
    return sorted({line for lines in said for line in lines})


def files_in(folder: Path) -> Iterator[Path]:
    """Yields every file below a folder, links left out."""
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def blocks(path: Path) -> Iterator[bytes]:
    """Yields the content of a file, unpacked, in blocks that overlap."""
    for file in _streams(path):
        end = b""
        while block := file.read(_BLOCK):
            yield end + block
            end = block[-_OVERLAP:]


def _said(
    path: Path, root: Path, traces: Traces, *, known: AbstractSet[int], is_unread: bool
) -> Iterator[str]:
    shown = named(path, root)
    is_named = bool(traces.found_in(shown.encode(errors="replace")))
    if is_named:
        shown = f"{named(path.parent, root)}/: {_A_FILE}"
    try:
        found = _lines(path, traces)
    except FileNotFoundError:
        return
    except UNREADABLE:
        found, is_unread = None, True
    if is_unread:
        yield f"{shown}: {_UNREAD}"
    if is_named or known or found is not None:
        yield f"{shown}{_at({*known, *(found or ())})}: {_BY_HAND}"


def _at(lines: AbstractSet[int]) -> str:
    if not lines:
        return ""
    first = ", ".join(map(str, sorted(lines)[:_SHOWN]))
    more = f" and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return f", line{'s' if len(lines) > 1 else ''} {first}{more}"


def _lines(path: Path, traces: Traces) -> set[int] | None:
    """Returns the lines of a text that may name the person, none of another file, None where none do."""
    found: set[int] = set()
    is_found, is_text, start = False, not zipfile.is_zipfile(path), 1
    for block in blocks(path):
        is_text = is_text and b"\0" not in block
        places = traces.found_in(block)
        is_found = is_found or bool(places)
        found.update(start + block.count(b"\n", 0, place) for place in places)
        start += block.count(b"\n", 0, max(0, len(block) - _OVERLAP))
    if not is_found:
        return None
    return found if is_text else set()


def _streams(path: Path) -> Iterator[IO[bytes]]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                with archive.open(part) as file:
                    yield file
        return
    with open_bytes(path) as file:
        yield file
