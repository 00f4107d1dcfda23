"""Files of rows without some of them: what stays is written as it stood, byte for byte where it is text."""

import codecs
import csv
import gzip
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from python_calamine import CalamineWorkbook

from ingest.forget.rows import Marks
from ingest.forget.traces import Traces
from ingest.readers.csv_rows import delimiter_of
from ingest.text import Encoded, detect, is_packed, open_bytes

_NOWHERE: frozenset[int] = frozenset()
_MARKS = {
    "utf-8-sig": ((codecs.BOM_UTF8, "utf-8"),),
    "utf-16": ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")),
    "utf-32": ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be")),
}


class UnwritableError(Exception):
    """A folder in which nothing can be written: its files stay as they are."""


def strip_csv(path: Path, draft: Path, marks: Marks, traces: Traces) -> bool:
    """Writes a table of text without what tells of a person; returns whether that changed anything."""
    encoded = detect(path)
    delimiter = delimiter_of(encoded)
    changed = False
    with _exact(encoded, draft) as (source, sink):
        for line, cells, raw in _raw_rows(source, delimiter):
            kept = cells and _row(cells, marks.mentions.get(line, _NOWHERE), _sure(line, marks, traces))
            if line in marks.about:
                changed = True
            elif kept == cells:
                sink.write(raw)
            else:
                csv.writer(sink, delimiter=delimiter, lineterminator=_ending(raw)).writerow(kept or ())
                changed = True
    return changed


def strip_jsonl(path: Path, draft: Path, marks: Marks, traces: Traces) -> bool:
    """Writes lines of JSON without what tells of a person; returns whether that changed anything."""
    encoded = detect(path)
    changed = False
    with _exact(encoded, draft) as (source, sink):
        for number, line in enumerate(source, start=1):
            meant = frozenset(marks.columns[place] for place in marks.mentions.get(number, _NOWHERE))
            kept = "" if number in marks.about else _line(line, meant, _sure(number, marks, traces))
            changed = changed or kept != line
            sink.write(kept)
    return changed


def strip_xlsx(path: Path, draft: Path, marks: Marks, traces: Traces, *, sheet: str = "") -> bool:
    """Writes the values of a workbook without what tells of a person; returns whether anything changed.

    Args:
        path: the workbook.
        draft: where it goes.
        marks: lines of the sheet that the feed reads.
        traces: by what the person is found.
        sheet: name of that sheet; the first when empty.
    """
    with path.open("rb") as file:
        book = CalamineWorkbook.from_filelike(file)
        tables = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
    read = sheet or next(iter(tables), "")
    left = {
        name: list(_kept(rows, marks, traces) if name == read else _kept(rows, Marks(), traces.nameless))
        for name, rows in tables.items()
    }
    if left == tables:
        return False
    _write_book(draft, left)
    return True


def _raw_rows(source: TextIO, delimiter: str) -> Iterator[tuple[int, list[str] | None, str]]:
    """Yields each row with the line it begins in, its cells, None where it cannot be read, and its text."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        """Yields the lines of the source and notes each."""
        for line in source:
            taken.append(line)
            yield line

    parsed = csv.reader(lines(), delimiter=delimiter)
    number = 1
    while True:
        try:
            cells = cast("list[str] | None", next(parsed))
        except StopIteration:
            return
        except csv.Error:
            cells = None
        yield number, cells, "".join(taken)
        taken.clear()
        number = parsed.line_num + 1


def _row(cells: list[str], meant: frozenset[int], traces: Traces) -> list[str]:
    return ["" if place in meant else traces.without(cell) for place, cell in enumerate(cells)]


def _sure(line: int, marks: Marks, traces: Traces) -> Traces:
    """Returns by what the person is found in a line, without the name where it may be a namesake's."""
    return traces.nameless if line in marks.namesakes else traces


def _ending(raw: str) -> str:
    return "\r\n" if raw.endswith("\r\n") else "\n"


@contextmanager
def _exact(encoded: Encoded, draft: Path) -> Iterator[tuple[TextIO, TextIO]]:
    """Lends a file to read and its draft to write to, so that what is copied stays byte for byte."""
    with open_bytes(encoded.path) as read, written(encoded.path, draft) as write:
        mark, encoding = _codec(encoded)
        write.write(read.read(len(mark)))
        source = io.TextIOWrapper(read, encoding=encoding, errors="surrogateescape", newline="")
        sink = io.TextIOWrapper(write, encoding=encoding, errors="surrogateescape", newline="")
        yield source, sink
        sink.flush()
        sink.detach()


def _codec(encoded: Encoded) -> tuple[bytes, str]:
    """Returns the byte order mark of a file and the codec of what stands behind it."""
    with open_bytes(encoded.path) as file:
        start = file.read(4)
    marks = _MARKS.get(encoded.encoding, ())
    return next(((mark, codec) for mark, codec in marks if start.startswith(mark)), (b"", encoded.encoding))


@contextmanager
def written(path: Path, draft: Path) -> Iterator[BinaryIO]:
    """Lends the draft of a file to write to, packed if the file is.

    Raises:
        UnwritableError: the folder takes no draft.
    """
    try:
        draft.touch(mode=0o600)
    except OSError as error:
        message = f"{draft.parent}: {error.strerror}; no file can be changed there."
        raise UnwritableError(message) from error
    if not is_packed(path):
        with draft.open("wb") as sink:
            yield sink
        return
    with draft.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as sink:
        yield cast("BinaryIO", sink)


def _line(line: str, meant: frozenset[str], traces: Traces) -> str:
    """Returns a line of JSON without the person; one that is no JSON, or does not name them, as it stands."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return line
    left = _emptied(traces.in_json(found), meant)
    if left == found:
        return line
    return json.dumps(left, ensure_ascii="\\ud" in line.lower()) + _ending(line)


def _emptied(value: Any, meant: frozenset[str], path: str = "") -> Any:
    """Returns JSON values without those at some paths, written as the reader names columns."""
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return {name: _emptied(each, meant, f"{path}.{name}" if path else name) for name, each in items}
    if isinstance(value, list):
        return [_emptied(each, meant, path) for each in value]
    return None if path in meant else value


def _kept(rows: Sequence[Sequence[Any]], marks: Marks, traces: Traces) -> Iterator[list[Any]]:
    for line, values in enumerate(rows, start=1):
        if line not in marks.about:
            meant, sure = marks.mentions.get(line, _NOWHERE), _sure(line, marks, traces)
            yield ["" if place in meant else _value(each, sure) for place, each in enumerate(values)]


def _value(value: Any, traces: Traces) -> Any:
    return traces.without(value) if isinstance(value, str) else value


def _write_book(draft: Path, tables: dict[str, list[list[Any]]]) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(draft), options) as book:
        forms = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            time: book.add_format({"num_format": "hh:mm:ss"}),
            timedelta: book.add_format({"num_format": "[hh]:mm:ss"}),
        }
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for place, value in enumerate(row):
                    if value != "":
                        sheet.write(at, place, value, forms.get(type(value)))
