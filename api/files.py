"""Rows as files, made page by page: their memory does not grow with the rows.

A CSV is sent while it is made, and reads names until its last row: whoever sends it keeps the view open. Its
heads are the names of the fields, for programs; `api.sheet` makes the workbook for people.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, Self, TypeVar

from api.answer import Dumped, Json, columns_of, named_rows
from api.veil import Names
from graphsvc.store.port import Entity, Row

Made = TypeVar("Made")
PAGE = 1_000
"""Rows that are named and written at once."""
_NAMES_KEPT = 5_000
_AMOUNT = re.compile(r"-?\d+(\.\d+)?")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Stream:
    """The bytes of a file, made when asked for; what it holds is let go at its end, or when its reader goes.

    Args:
        chunks: the bytes.
        needs_view: they are read from the store meanwhile.
    """

    def __init__(self, chunks: Iterator[bytes], *, needs_view: bool = False) -> None:
        self._chunks, self.needs_view = chunks, needs_view
        self._held = ExitStack()

    def __iter__(self) -> Self:
        """Returns itself."""
        return self

    def __next__(self) -> bytes:
        """Returns the next bytes."""
        try:
            return next(self._chunks)
        except BaseException:
            self.close()
            raise

    def hold(self, release: Callable[[], object]) -> None:
        """Has something called once, when nobody reads on."""
        self._held.callback(release)

    def close(self) -> None:
        """Lets go of everything; more than once is as once."""
        self._held.close()

    def __del__(self) -> None:
        """Lets go of what a door that was torn down never closed."""
        self.close()


def csv_stream(found: Dumped, names: Names) -> Stream:
    """Returns the rows of an answer as CSV, names joined page by page."""
    texts = _csv(pages(found, names), _columns(found))
    return Stream((text.encode() for text in texts), needs_view=True)


def to_csv(content: Json) -> str:
    """Returns the rows as CSV; a cell that a spreadsheet would run as a formula gets a leading '."""
    rows: list[Json] = [_flat(row) for row in content["data"]]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return "".join(_csv([rows], columns))


def _csv(pages: Iterable[Sequence[Json]], columns: Sequence[str]) -> Iterator[str]:
    yield _text([columns])
    for page in pages:
        yield _text([_line(row, columns) for row in page])


def _text(lines: Sequence[Sequence[str]]) -> str:
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows(lines)
    return sink.getvalue()


def _line(row: Json, columns: Sequence[str]) -> list[str]:
    return [cell_text(row.get(name)) for name in columns]


def pages(found: Dumped, names: Names) -> Iterator[list[Json]]:
    """Yields the rows of an answer page by page, names joined, nested records flat."""
    few = _Few(names)
    for start in range(0, len(found.rows), PAGE):
        yield [_flat(row) for row in named_rows(found, few, slice(start, start + PAGE))]


def _columns(found: Dumped) -> list[str]:
    """Returns the columns of all rows, in the order in which they come up."""
    columns, seen = dict[str, None](), set[tuple[bool, ...]]()
    for row in found.rows:
        form = tuple(isinstance(value, dict) for value in row.values())
        if form not in seen:
            seen.add(form)
            columns |= dict.fromkeys(_flat(columns_of(row, found.question.row)))
    return list(columns)


class _Few:
    """Names of which no more are kept than a few pages need."""

    def __init__(self, names: Names) -> None:
        self._names, self._known = names, dict[str, Any]()

    def get(self, keys: Sequence[str]) -> list[Entity]:
        """Returns the nodes that exist, in the order asked."""
        return self._names.get(keys)

    def history(self, key: str) -> list[Row]:
        """Returns all intervals that touch a node, open and closed."""
        return self._names.history(key)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Returns what was made under a name, made anew when it grew."""
        kept = self._known.get(name)
        if kept is None or len(kept) > _NAMES_KEPT:
            kept = self._known[name] = make()
        made: Made = kept
        return made


def _flat(row: Json) -> Json:
    out: Json = {}
    for name, value in row.items():
        if isinstance(value, dict):
            out.update({f"{name}_{inner}": found for inner, found in value.items()})
        else:
            out[name] = value
    return out


def cell_text(value: Any) -> str:
    """Returns a value as the text of a cell; what a spreadsheet would run as a formula gets a leading '."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = _listed(value) if isinstance(value, (list, dict)) else str(value)
    is_number = isinstance(value, (int, float)) or _AMOUNT.fullmatch(text)
    marked = f"'{text}" if text.startswith(_FORMULA_STARTS) and not is_number else text
    return marked.replace("\r", " ")  # a bare one ends the line for many readers, and is not quoted


def _listed(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}={found}" for name, found in value.items() if found is not None)
    return "; ".join(_listed(item) if isinstance(item, dict) else str(item) for item in value)
