"""What a mapping may say: judged before any row is read, every problem with its line and remedy."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from ingest.mapping.convert import RAW_CONVERSIONS
from ingest.mapping.document import (
    Document,
    FieldRule,
    Problem,
    RecordRule,
    Source,
    TableRule,
)
from ingest.mapping.fill import columns_named
from ingest.mapping.vocabulary import vocabularies
from ingest.normalise.amount import LOCALES
from ingest.normalise.denied import is_denied
from ingest.normalise.moment import EPOCHS, ISO, MAIL
from ingest.record import Cell, Column, columns_of, defaults_of
from ingest.records import RECORDS

_FEE_TYPES = frozenset({"revenue", "contract"})
_IDENTITIES = ("id", "email", "name")
_PERSON_CELLS = frozenset({Cell.PARTY, Cell.PARTIES, Cell.ATTENDEES})
_DAY_CELLS = frozenset({Cell.DATE, Cell.LAST_DAY, Cell.MOMENT})


def fees_allowed(table: TableRule) -> bool:
    """Tells whether the table yields revenue or contracts only, where client fees may be named."""
    types = {record.type for record in table.records}
    return bool(types) and types <= _FEE_TYPES


def columns_in(table: TableRule) -> Iterator[tuple[str, int]]:
    """Yields every header the table names, with the line that names it."""
    yield from ((head, table.line) for head in table.need)
    yield from ((test.column, table.line) for test in table.where)
    for record in table.records:
        yield from ((test.column, record.line) for test in record.where)
        for rule in record.fields:
            for source in rule.sources:
                yield from ((head, rule.line) for head in columns_named(source))


def problems_of(document: Document) -> Iterator[Problem]:
    """Yields what is wrong with a mapping: names that do not exist, and columns that are never read."""
    for table in document.tables:
        yield from _denied(table)
        for record in table.records:
            yield from _record(record)


def _denied(table: TableRule) -> Iterator[Problem]:
    may_name_fees = fees_allowed(table)
    for head, line in dict.fromkeys(columns_in(table)):
        if is_denied(head, fees_allowed=may_name_fees):
            text = f"column {head!r} is on the deny-list and never read; remove it"
            yield Problem(line=line, text=text)


def _record(record: RecordRule) -> Iterator[Problem]:
    known = RECORDS.get(record.type)
    if known is None:
        text = f"unknown record type {record.type!r}; known: {_listed(RECORDS)}"
        yield Problem(line=record.line, text=text)
        return
    columns = columns_of(known)
    yield from _identity(record, columns)
    for name in columns:
        if name not in defaults_of(known) and not _is_filled(record, name):
            text = f"required field {name!r} of {record.type} is not filled; give a column"
            yield Problem(line=record.line, text=text)
    for rule in record.fields:
        yield from _field(rule, record.type, columns)


def _identity(record: RecordRule, columns: Mapping[str, Column]) -> Iterator[Problem]:
    names = {rule.name for rule in record.fields}
    if record.identity not in _IDENTITIES:
        text = f"unknown identity {record.identity!r}; known: {', '.join(_IDENTITIES)}"
        yield Problem(line=record.line, text=text)
    elif "id" in columns and record.identity not in names:
        text = f"identity {record.identity!r} needs the field {record.identity!r}; fill it"
        yield Problem(line=record.line, text=text)


def _is_filled(record: RecordRule, name: str) -> bool:
    from_identity = name == "id" and record.identity != "id"
    return from_identity or name == "currency" or any(rule.name == name for rule in record.fields)


def _field(rule: FieldRule, type_: str, columns: Mapping[str, Column]) -> Iterator[Problem]:
    column = columns.get(rule.name)
    if column is None:
        text = f"unknown field {rule.name!r} of {type_}; known: {_listed(columns)}"
        yield Problem(line=rule.line, text=text)
        return
    texts = [*_reference(rule, column)]
    for source in rule.sources:
        texts += _source(source, column)
    yield from (Problem(line=rule.line, text=text) for text in texts)


def _reference(rule: FieldRule, column: Column) -> Iterator[str]:
    may_refer = bool(column.refers_to) or column.cell in _PERSON_CELLS
    ways = {source.by for source in rule.sources if source.by}
    if ways and not may_refer:
        yield f"field {rule.name!r} names no other record; remove by"
    for way in sorted(ways - {"any", *_IDENTITIES}):
        yield f"unknown by {way!r}; known: {', '.join((*_IDENTITIES, 'any'))}"
    if rule.unknown not in {"reject", "set_aside"}:
        yield f"unknown {rule.unknown!r} is neither reject nor set_aside"


def _source(source: Source, column: Column) -> Iterator[str]:
    if source.convert not in RAW_CONVERSIONS:
        yield f"unknown convert {source.convert!r}; known: {_listed(RAW_CONVERSIONS)}"
    if source.locale not in LOCALES:
        yield f"unknown locale {source.locale!r}; known: {_listed(LOCALES)}"
    if source.year not in {"", "start", "end"}:
        yield f"year takes start or end, not {source.year!r}"
    if source.minutes and len(source.minutes) != 2:  # noqa: PLR2004 - start, end
        yield "minutes takes two columns, start and end"
    yield from _scale(source)
    yield from _date(source, column)
    yield from _values(source, column)
    yield from _cell(source, column)


def _scale(source: Source) -> Iterator[str]:
    try:
        Decimal(source.scale)
    except InvalidOperation:
        yield f"scale {source.scale!r} is no number"


def _date(source: Source, column: Column) -> Iterator[str]:
    takes_day = column.cell in _DAY_CELLS
    if (source.date or source.year) and not (takes_day or source.minutes):
        yield "date and year belong to a field that holds a date; remove them"
    if source.inclusive and column.cell is Cell.LAST_DAY:
        yield "the field is a last day itself; remove inclusive"
    if source.date and source.date not in {ISO, MAIL, *EPOCHS} and not _is_form(source):
        yield f"date {source.date!r} is no form of a date; write it like %d/%m/%Y"


def _is_form(source: Source) -> bool:
    """A form is one that gives back the day it was written with."""
    day = datetime(2026, 11, 23, tzinfo=UTC)
    try:
        read = datetime.strptime(day.strftime(source.date), source.date)  # noqa: DTZ007
    except (ValueError, re.error):
        return False
    return "%" in source.date and read.date() == date(2026, 11, 23)


def _values(source: Source, column: Column) -> Iterator[str]:
    if isinstance(source.values, str):
        if source.values and source.values not in vocabularies():
            known = _listed(vocabularies())
            yield f"unknown values {source.values!r}; known: {known}"
        return
    wrong = set(source.values.values()) - set(column.choices)
    if column.cell is Cell.CHOICE and wrong:
        known = ", ".join(column.choices)
        yield f"values {_listed(wrong)} do not exist; known: {known}"


def _cell(source: Source, column: Column) -> Iterator[str]:
    if source.minutes and column.cell is not Cell.WHOLE:
        yield "minutes belongs to a field that holds a length"
    if source.values and column.cell not in {Cell.CHOICE, Cell.BOOLEAN}:
        yield "values belongs to a field with fixed values; remove it"
    is_choice = column.cell is Cell.CHOICE and source.const is not None
    if is_choice and not source.values and source.const not in column.choices:
        yield f"const {source.const!r} does not exist; known: {', '.join(column.choices)}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(name for name in names if name))
