"""What a reader is: bytes of one file become rows of text, lazily, with true line numbers.

A reader knows how a format is written, not what it means; that is the mapping's. A row that cannot be read
is handed on as a rejection, so that the rest of the file is still used.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol


class Row(NamedTuple):
    """One row: the line of the file it begins in (first line is 1) and one text per column."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Row that is wrong; counts towards the feed's `max_rejected`.

    Attributes:
        line: line of the file the row begins in.
        field: canonical field, or column, that is wrong; empty for the whole row.
        reason: what is wrong and what to do, without personal values.
        key: id of the record where it could be read, so that the sweep knows it was reported.
        record: type of the record the row should have given; empty when the row itself is unreadable.
    """

    line: int
    field: str
    reason: str
    key: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of one file.

    Attributes:
        file: path of the file, as messages name it.
        columns: headers as written; the cells of every row are in this order.
        open_rows: opens the file anew and yields its rows; may be called more than once.
        remarks: what the report should say of the file, such as a guessed encoding.
    """

    file: str
    columns: tuple[str, ...]
    open_rows: Callable[[], Iterator[Row | Rejected]]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a mapping says about the form of its file.

    Attributes:
        columns: headers of a file that has none.
        sheet: name of the sheet of a workbook; the first when empty.
    """

    columns: tuple[str, ...] = ()
    sheet: str = ""


class Reader(Protocol):
    """One file format.

    Attributes:
        name: what a mapping or a feed gives in `reader`.
        suffixes: endings of file names, lower-case with dot, without `.gz`.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - said above
    @property
    def suffixes(self) -> tuple[str, ...]: ...  # noqa: D102

    def read(self, path: Path, layout: Layout) -> Sheet:
        """Returns the sheet of a file; rows are read when asked for.

        Raises:
            InputRefusedError: the file is empty, or not of this format.
        """
        ...
