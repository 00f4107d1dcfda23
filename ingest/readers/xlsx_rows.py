"""Workbooks: one sheet as a table of texts.

A spreadsheet keeps numbers where people see text: `1.0` is the id `1`, a midnight is a day.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from graphsvc.errors import InputRefusedError
from ingest.reader import Layout, Rejected, Row, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class XlsxReader:
    """Reads `.xlsx`, `.xlsm`, `.xlsb`, `.xls` and `.ods`."""

    name: str = "xlsx"
    suffixes: tuple[str, ...] = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

    def read(self, path: Path, layout: Layout) -> Sheet:
        """Returns the sheet the layout names, or the first; headers are its first filled row.

        Raises:
            InputRefusedError: the file is no workbook, or the sheet is missing or empty.
        """
        columns, first = _headers(path, layout)
        rows = partial(_rows, path, layout, columns, first)
        return Sheet(file=str(path), columns=columns, open_rows=rows)


def write_as_csv(path: Path, draft: Path, *, sheet: str = "") -> None:
    """Writes the table of a workbook as CSV: UTF-8, each row in the line it has in the sheet.

    Args:
        path: the workbook.
        draft: file to write.
        sheet: name of its sheet; the first when empty.

    Raises:
        InputRefusedError: the file is no workbook, or the sheet is missing.
    """
    with draft.open("x", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for values in _values(path, Layout(sheet=sheet)):
            cells = [_text(value) for value in values]
            writer.writerow(cells if any(cell.strip() for cell in cells) else [])


def _headers(path: Path, layout: Layout) -> tuple[tuple[str, ...], int]:
    """Returns the headers and the number of the first line behind them."""
    if layout.columns:
        return layout.columns, 1
    for line, cells in _filled(path, layout):
        return tuple(cell.strip() for cell in cells), line + 1
    message = f"{path}: the sheet holds no row, not even headers (line 1). Export it again."
    raise InputRefusedError(message)


def _rows(path: Path, layout: Layout, columns: tuple[str, ...], first: int) -> Iterator[Row | Rejected]:
    width = len(columns)
    for line, cells in _filled(path, layout):
        if line < first:
            continue
        if any(cell for cell in cells[width:]):
            reason = f"{len(cells)} cells where the header has {width}"
            yield Rejected(line=line, field="", reason=reason)
        else:
            yield Row(line, [*cells[:width], *[""] * (width - len(cells))])


def _filled(path: Path, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    for line, values in enumerate(_values(path, layout), start=1):
        cells = [_text(value) for value in values]
        if any(cell.strip() for cell in cells):
            yield line, cells


def _values(path: Path, layout: Layout) -> list[list[Any]]:
    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
            name = _sheet_name(path, book, layout.sheet)
            return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        message = f"{path}: {error}. Save it as .xlsx or export it as CSV."
        raise InputRefusedError(message) from error


def _sheet_name(path: Path, book: CalamineWorkbook, name: str) -> str:
    names = book.sheet_names
    if not name and names:
        return names[0]
    if name in names:
        return name
    message = f"{path}: no sheet {name!r}; there are: {', '.join(names)}. Correct `sheet` in the mapping."
    raise InputRefusedError(message)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return str(value)
