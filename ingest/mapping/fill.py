"""One field of one record, compiled once for a file: which cells it reads and what they become."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ingest.mapping.convert import Context, Converter, converter, raw_conversion
from ingest.mapping.document import Condition, FieldRule, Source
from ingest.normalise.header import header_key
from ingest.normalise.moment import moment_of
from ingest.record import Column

Cells = Sequence[str]
Fill = Callable[[Cells], Any]
Places = Mapping[str, int]


def columns_named(source: Source) -> tuple[str, ...]:
    """Returns the headers a source reads."""
    return source.columns or source.minutes


def is_available(source: Source, places: Places) -> bool:
    """Tells whether a file with these columns can fill the source."""
    if source.const is not None:
        return True
    present = [header_key(head) in places for head in columns_named(source)]
    return all(present) if source.minutes else any(present)


def usable(rule: FieldRule, default: str, places: Places) -> tuple[str, tuple[Source, ...]]:
    """Returns how a field names other records in a file, and the sources of the field that name them so.

    Args:
        rule: the field.
        default: the way of a source that states none.
        places: place of every column of the file.
    """
    available = [source for source in rule.sources if is_available(source, places)]
    by = (available[0].by if available else "") or default
    return by, tuple(source for source in available if (source.by or default) == by)


def fill_for(sources: Sequence[Source], column: Column, *, places: Places, context: Context) -> Fill | None:
    """Returns the function from the cells of a row to the value of a field, None for an empty one.

    Returns None itself when there is no source.
    """
    ways = [_way(source, converter(column, source, context), places) for source in sources]
    if len(ways) <= 1:
        return ways[0] if ways else None

    def first_filled(cells: Cells) -> Any:
        """Returns the first value that one of the ways gives."""
        for way in ways:
            value = way(cells)
            if value is not None:
                return value
        return None

    return first_filled


def test_for(conditions: Sequence[Condition], places: Places) -> Callable[[Cells], str]:
    """Returns the function that names the column of the first condition a row fails, empty for none."""
    tests = [(condition, places.get(header_key(condition.column))) for condition in conditions]

    def failed(cells: Cells) -> str:
        """Returns why a row is left aside, empty where it is used."""
        for condition, place in tests:
            text = "" if place is None else cells[place].strip()
            if not _holds(condition, text):
                return condition.column
        return ""

    return failed


def _holds(condition: Condition, text: str) -> bool:
    if condition.pattern:
        return bool(condition.pattern.search(text))
    return (text.casefold() in condition.values) is not condition.is_negated


def _way(source: Source, convert: Converter, places: Places) -> Fill:
    if source.const is not None:
        return _constant(convert, source.const)
    if source.minutes:
        return _minutes(source, [places[header_key(head)] for head in source.minutes])
    if source.convert:
        change = raw_conversion(source.convert)
        inner = convert
        convert = lambda text: inner(change(text))  # noqa: E731 - a wrapped converter
    found = [places.get(header_key(head)) for head in source.columns]
    present = [place for place in found if place is not None]
    if len(source.columns) == 1:
        return _single(present[0], convert)
    return _joined(present, source.sep, convert)


def _constant(convert: Converter, text: str) -> Fill:
    value = convert(text) if text else None
    return lambda _cells: value


def _single(place: int, convert: Converter) -> Fill:
    def fill(cells: Cells) -> Any:
        """Returns the value of a field from the cells of a row, None where they are empty."""
        text = cells[place].strip()
        return convert(text) if text else None

    return fill


def _joined(places: Sequence[int], sep: str, convert: Converter) -> Fill:
    def fill(cells: Cells) -> Any:
        """Returns the value of a field from the cells of a row, None where they are empty."""
        parts = (cells[place].strip() for place in places)
        text = sep.join(part for part in parts if part)
        return convert(text) if text else None

    return fill


def _minutes(source: Source, places: Sequence[int]) -> Fill:
    form = source.date or "iso"
    start, end = places

    def fill(cells: Cells) -> int | None:
        """Returns the value of a field from the cells of a row, None where they are empty."""
        first = moment_of(cells[start].strip(), form=form)
        last = moment_of(cells[end].strip(), form=form)
        if first is None or last is None:
            return None
        if last < first:
            message = "it ends before it starts; correct the times"
            raise ValueError(message)
        return round((last - first) / timedelta(minutes=1))

    return fill
