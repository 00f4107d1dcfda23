"""Delimited text: CSV with commas, semicolons or tabs, in whatever encoding a system exports.

The delimiter and the encoding are found, not asked for. A row of the wrong width is rejected with the line
it begins in, counted through line breaks inside quotes.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from graphsvc.errors import InputRefusedError
from ingest.reader import Layout, Rejected, Row, Sheet
from ingest.text import Encoded, detect

_DELIMITERS = ",;\t"
_SAMPLE = 65_536
_LARGEST_CELL = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvReader:
    """Reads `.csv`, `.tsv` and `.txt`, gzipped or not."""

    name: str = "csv"
    suffixes: tuple[str, ...] = (".csv", ".tsv", ".txt")

    def read(self, path: Path, layout: Layout) -> Sheet:
        """Returns the table of the file; headers are its first filled line unless the layout has them.

        Raises:
            InputRefusedError: the file is empty.
        """
        encoded = detect(path)
        delimiter = delimiter_of(encoded)
        columns = layout.columns or _headers(encoded, delimiter)
        rows = partial(_rows, encoded, delimiter, len(columns), has_header=not layout.columns)
        return Sheet(file=str(path), columns=columns, open_rows=rows, remarks=encoded.remarks)


def delimiter_of(encoded: Encoded) -> str:
    """Returns what parts the cells of a table of text, by its first filled line."""
    with encoded.open() as file:
        line = next((line for line in file if line.strip()), "")
        while line.count('"') % 2 and len(line) < _SAMPLE:
            more = file.readline()
            if not more:
                break
            line += more
    bare = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=bare.count)


def _headers(encoded: Encoded, delimiter: str) -> tuple[str, ...]:
    with encoded.open() as file:
        for cells in _parsed(file, delimiter):
            if any(cell.strip() for cell in cells):
                return tuple(cell.strip() for cell in cells)
    message = f"{encoded.path}: the file holds no row, not even headers. Export it again."
    raise InputRefusedError(message)


def _parsed(file: TextIO, delimiter: str) -> "csv.Reader":  # type: ignore[name-defined]
    csv.field_size_limit(_LARGEST_CELL)
    return csv.reader(file, delimiter=delimiter)


def _rows(encoded: Encoded, delimiter: str, width: int, *, has_header: bool) -> Iterator[Row | Rejected]:
    with encoded.open() as file:
        rows = _numbered(file, delimiter)
        if has_header:
            next(rows, None)
        for row in rows:
            if isinstance(row, Row) and len(row.cells) != width:
                yield _wrong_width(row, width)
            else:
                yield row


def _numbered(file: TextIO, delimiter: str) -> Iterator[Row | Rejected]:
    """Yields every filled row with the line it begins in."""
    parsed = _parsed(file, delimiter)
    line = 1
    while True:
        try:
            cells = next(parsed)
        except StopIteration:
            return
        except csv.Error as error:
            yield Rejected(line=line, field="", reason=f"unreadable row: {error}")
        else:
            if cells and (len(cells) > 1 or cells[0].strip()):
                yield Row(line, cells)
        line = parsed.line_num + 1


def _wrong_width(row: Row, width: int) -> Rejected:
    count = len(row.cells)
    cause = (
        "a quote that is never closed?"
        if any("\n" in cell for cell in row.cells)
        else "a delimiter inside an unquoted cell?"
    )
    reason = f"{count} cells where the header has {width}: {cause}"
    return Rejected(line=row.line, field="", reason=reason)
