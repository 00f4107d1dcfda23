"""The workbook of an answer, as people open it: labels as heads, names first, numbers and days as such.

Programs read CSV, whose heads are the names of the fields. Here a share is a percentage, money a number, a
day a date; keys come last. Text stays text: nothing in a cell is a formula or a link. It is made in a
temporary file first, since its end tells where its parts lie.
"""

import tempfile
import typing
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any, Literal

from api.answer import Dumped, Json, nested_record
from api.files import Stream, cell_text, pages
from api.veil import Names
from graphsvc.shape import Words, words_of

Form = Literal["text", "number", "money", "share", "day", "truth"]
_BLOCK = 1 << 16
_FORMATS: Mapping[Form, str] = {"money": "#,##0.00", "share": "0.0%", "day": "yyyy-mm-dd"}
_FORMS: Sequence[tuple[type[Any], Form]] = (
    (bool, "truth"),
    (Decimal, "money"),
    (date, "day"),
    (int, "number"),
    (float, "number"),
)
_FIRST_YEAR = 1900
"""The first of which a workbook knows days."""
_NARROW, _WIDE = 12, 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its head, where a flat row has the value, how it is written, what a list of records holds."""

    label: str
    name: str
    form: Form = "text"
    inner: Any = None
    is_key: bool = False


def xlsx_stream(found: Dumped, names: Names) -> Stream:
    """Returns the rows of an answer as an .xlsx; nothing in a cell is a formula or a link."""
    with ExitStack() as made:
        file = made.enter_context(tempfile.TemporaryFile())
        with tempfile.TemporaryDirectory(prefix="graphsvc-") as folder:
            _write(file, folder, found, names)
        file.seek(0)
        stream = Stream(iter(lambda: file.read(_BLOCK), b""))
        stream.hold(made.pop_all().close)
    return stream


def columns(found: Dumped) -> list[Column]:
    """Returns the columns of an answer: in the order of its fields, names in the place of keys, keys last."""
    every = list(_columns(found.question.row, found.rows))
    return sorted(every, key=lambda column: column.is_key)


def _columns(record: Any, rows: Sequence[Json]) -> Iterator[Column]:
    hints = typing.get_type_hints(record)
    for name, words in words_of(record).items():
        inner, is_list = nested_record(record, name), typing.get_origin(hints[name]) is tuple
        if inner is None or is_list:
            yield from _plain(name, words, hints[name], inner)
        elif any(row[name] for row in rows):  # else nobody has one
            yield from _nested(name, words, inner)


def _nested(name: str, words: Words, record: Any) -> Iterator[Column]:
    for column in _columns(record, ()):
        yield Column(
            label=f"{words.label}: {column.label}",
            name=f"{name}_{column.name}",
            form=column.form,
            inner=column.inner,
            is_key=column.is_key,
        )


def _plain(name: str, words: Words, hint: Any, inner: Any) -> Iterator[Column]:
    if words.node and inner is None:
        yield Column(label=words.label, name=f"{name}_name")
        yield Column(label=f"{words.label} (key)", name=name, is_key=True)
    else:
        yield Column(label=words.label, name=name, form=_form(words, hint), inner=inner)


def _form(words: Words, hint: Any) -> Form:
    if typing.get_origin(hint) is tuple:
        return "text"
    if words.unit == "share":
        return "share"
    kinds = {hint, *typing.get_args(hint)}
    fitting: list[Form] = [form for kind, form in _FORMS if kind in kinds]
    return fitting[0] if fitting else "text"


def _write(file: IO[bytes], folder: str, found: Dumped, names: Names) -> None:
    import xlsxwriter

    options = {
        "constant_memory": True,
        "tmpdir": folder,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": _midnight(found.as_of)})  # else when it was asked
        _fill(book, columns(found), (row for page in pages(found, names) for row in page))


def _fill(book: Any, heads: Sequence[Column], rows: Iterator[Json]) -> None:
    sheet, bold = book.add_worksheet("Answer"), book.add_format({"bold": True})
    formats = {form: book.add_format({"num_format": written}) for form, written in _FORMATS.items()}
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(heads):
        sheet.set_column(at, at, _WIDE if column.form == "text" else max(_NARROW, len(column.label) + 2))
        sheet.write_string(0, at, column.label, bold)
    for line, row in enumerate(rows, start=1):
        for at, column in enumerate(heads):
            _put(sheet, (line, at), _value(column, row.get(column.name)), formats.get(column.form))


def _put(sheet: Any, at: tuple[int, int], value: Any, written: Any) -> None:
    """Writes a value as what it is; text is never read as anything else."""
    if isinstance(value, bool):
        sheet.write_boolean(*at, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(*at, value, written)
    elif isinstance(value, (int, float)):
        sheet.write_number(*at, value, written)
    elif value:
        sheet.write_string(*at, cell_text(value))


def _value(column: Column, value: Any) -> Any:
    """Returns what a cell holds: a number, an instant, a truth value, text, or None."""
    if isinstance(value, list):
        return "; ".join(_spoken(item, column.inner) for item in value)
    if value is None or column.form in {"number", "share", "truth"}:
        return value
    if column.form == "money":
        return float(value)
    if column.form == "day" and date.fromisoformat(value).year >= _FIRST_YEAR:
        return _midnight(date.fromisoformat(value))
    return value


def _spoken(item: Any, record: Any) -> str:
    """Returns one of several values in a cell: names and what is said of them, without keys."""
    if not isinstance(item, dict):
        return str(item)
    words = words_of(record)
    said = [
        f"{value:.0%}" if name in words and words[name].unit == "share" else str(value)
        for name, value in item.items()
        if value is not None and f"{name}_name" not in item
    ]
    return ", ".join(said)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
