"""Writing delimited text the way the exporting systems do."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a system writes its tables."""

    quoting: Literal[0, 1]
    encoding: str = "utf-8"
    line_end: str = "\n"


PLAIN = Dialect(quoting=csv.QUOTE_MINIMAL)
ALL_QUOTED = Dialect(quoting=csv.QUOTE_ALL)
SPREADSHEET = Dialect(quoting=csv.QUOTE_MINIMAL, encoding="utf-8-sig", line_end="\r\n")


def write_table(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], *, dialect: Dialect = PLAIN
) -> Path:
    """Writes one table and returns its path; the folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=dialect.encoding, newline="") as file:
        writer = csv.writer(file, quoting=dialect.quoting, lineterminator=dialect.line_end)
        writer.writerow(header)
        writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return path
