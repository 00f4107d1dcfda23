"""Files of rows without some of them: what stays is written as it stood, byte for byte where it is text."""

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
from ingest.text import Encoded, detect, is_packed


def strip_csv(path: Path, draft: Path, marks: Marks, traces: Traces) -> bool:
    """Writes a table of text without what tells of a person; returns whether that changed anything."""
    encoded = detect(path)
    delimiter = delimiter_of(encoded)
    changed = False
    with encoded.open() as source, _text(encoded, draft) as sink:
        for line, cells, raw in _raw_rows(source, delimiter):
            kept = _row(cells, marks.mentions.get(line), traces)
            if line in marks.about or (cells is None and traces.are_in(raw)):
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
    with encoded.open() as source, _text(encoded, draft) as sink:
        for number, line in enumerate(source, start=1):
            meant = marks.mentions.get(number)
            if number in marks.about:
                changed = True
            elif meant or traces.are_in(line):
                changed = True
                sink.write(_line(line, meant or frozenset(), traces))
            else:
                sink.write(line)
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
        name: list(_kept(rows, marks if name == read else Marks(about=frozenset()), traces))
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


def _row(cells: list[str] | None, meant: frozenset[str] | None, traces: Traces) -> list[str] | None:
    if cells is None:
        return None
    return ["" if meant and cell.strip() in meant else traces.without(cell) for cell in cells]


def _ending(raw: str) -> str:
    return "\r\n" if raw.endswith("\r\n") else "\n"


@contextmanager
def _text(encoded: Encoded, draft: Path) -> Iterator[TextIO]:
    with written(encoded.path, draft) as raw:
        errors = "replace" if encoded.encoding == "cp1252" else "strict"
        sink = io.TextIOWrapper(raw, encoding=encoded.encoding, errors=errors, newline="")
        yield sink
        sink.flush()
        sink.detach()


@contextmanager
def written(path: Path, draft: Path) -> Iterator[BinaryIO]:
    """Lends the draft of a file to write to, packed if the file is."""
    draft.touch(mode=0o600)
    if not is_packed(path):
        with draft.open("wb") as sink:
            yield sink
        return
    with draft.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as sink:
        yield cast("BinaryIO", sink)


def _line(line: str, meant: frozenset[str], traces: Traces) -> str:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    return json.dumps(_emptied(traces.in_json(found), meant), ensure_ascii=False) + _ending(line)


def _emptied(value: Any, meant: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {name: _emptied(each, meant) for name, each in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_emptied(each, meant) for each in value]
    return None if meant and str(value) in meant else value


def _kept(rows: Sequence[Sequence[Any]], marks: Marks, traces: Traces) -> Iterator[list[Any]]:
    for line, values in enumerate(rows, start=1):
        if line not in marks.about:
            meant = marks.mentions.get(line, frozenset())
            yield [_value(value, meant, traces) for value in values]


def _value(value: Any, meant: frozenset[str], traces: Traces) -> Any:
    whole = isinstance(value, float) and value.is_integer()
    if meant and (str(int(value)) if whole else str(value).strip()) in meant:
        return ""
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
