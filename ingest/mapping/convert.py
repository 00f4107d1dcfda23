"""From the text of a cell to the value of a field: one converter per kind of cell.

A converter gets filled text. It returns None when the text stands for nothing, and raises ValueError with
the reason when it is wrong; reasons quote dates and numbers, never names or addresses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from ingest.mapping.document import Source
from ingest.mapping.vocabulary import plain, words_for
from ingest.normalise import address, amount, domain, moment, name
from ingest.record import Attendee, Cell, Column, Party

Converter = Callable[[str], Any]

DEFAULT_VOCABULARIES: Mapping[str, str] = {
    "role": "role",
    "status": "employee_status",
    "employment_type": "employment_type",
    "band": "band",
    "auto_renews": "yes_no",
    "rehire_eligible": "yes_no",
    "regretted": "yes_no",
}
"""Vocabulary of a choice field when the mapping names none, where the words fit its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a converter must know beside its column.

    Attributes:
        field: name of the field, by the name a mapping uses.
        by: how the field names another record or a person.
        zone: time zone in which a moment becomes a day.
        order: order of day and month found in the file, `dm` or `md`, or nothing.
        note_unknown: told of every word no vocabulary has.
    """

    field: str
    by: str
    zone: tzinfo
    order: str
    note_unknown: Callable[[str, str], None]


def converter(column: Column, source: Source, context: Context) -> Converter:
    """Returns the function that turns filled text into the value of a field."""
    if source.year:
        return partial(_year, source.year, column.cell)
    return _CONVERTERS[column.cell](column, source, context)


def raw_conversion(name_: str) -> Callable[[str], str]:
    """Returns the conversion of raw text that a mapping names in `convert`."""
    return RAW_CONVERSIONS[name_]


def delivered_recipients(text: str) -> str:
    """Returns the addresses of a message trace (`a##status;b##status`) whose delivery did not fail."""
    pairs = (item.partition("##") for item in text.split(";"))
    return ", ".join(found.strip() for found, _, state in pairs if "fail" not in state.lower())


RAW_CONVERSIONS: Mapping[str, Callable[[str], str]] = {
    "": str,
    "salesforce_id": amount.salesforce_id,
    "exchange_recipients": delivered_recipients,
}
"""What `convert` may name."""


def _text(column: Column, _source: Source, context: Context) -> Converter:
    if column.refers_to and context.by == "email":
        return lambda text: address.match_key(address.address_of(text)) or None
    return str


def _name(column: Column, source: Source, context: Context) -> Converter:
    if column.refers_to and context.by == "email":
        return _text(column, source, context)
    return lambda text: name.display_name(address.decoded(text)) or None


def _address(_column: Column, _source: Source, _context: Context) -> Converter:
    return lambda text: address.address_of(text) or None


def _addresses(_column: Column, source: Source, _context: Context) -> Converter:
    return lambda text: tuple(found for found, _ in _mailboxes(text, source.split))


def _party(_column: Column, _source: Source, context: Context) -> Converter:
    return _party_by_id if context.by == "id" else _party_by_address


def _parties(_column: Column, source: Source, context: Context) -> Converter:
    mark = source.split
    if context.by == "id":
        return lambda text: tuple(map(_party_by_id, amount.items_of(text, mark=mark or ";")))
    return lambda text: _parties_of(text, mark)


def _attendees(_column: Column, source: Source, context: Context) -> Converter:
    one = _party_by_id if context.by == "id" else _party_by_address
    return lambda text: tuple(
        found for item in amount.items_of(text, mark=source.split or ";") if (found := _attendee(item, one))
    )


def _attendee(item: str, one: Callable[[str], Party | None]) -> Attendee | None:
    who, part, answer = (*item.split("|"), "", "")[:3]
    party = one(who)
    if party is None:
        return None
    return Attendee(
        party=party,
        type=words_for("attendee_type", ()).get(plain(part), "required"),
        response=words_for("response", ()).get(plain(answer), "none"),
    )


@lru_cache(maxsize=65_536)
def _party_by_address(text: str) -> Party | None:
    found, shown = address.mailbox(text)
    return Party(address=found, name=name.display_name(shown)) if found else None


def _party_by_id(text: str) -> Party:
    return Party(address=text)


@lru_cache(maxsize=16_384)
def _parties_of(text: str, mark: str) -> tuple[Party, ...]:
    return tuple(
        Party(address=found, name=name.display_name(shown)) for found, shown in _mailboxes(text, mark)
    )


def _mailboxes(text: str, mark: str) -> list[tuple[str, str]]:
    return address.mailboxes(text.replace(mark, ",") if mark else text)


def _day(column: Column, source: Source, context: Context) -> Converter:
    read = partial(_day_in, source.date, context.order, context.zone)
    if source.inclusive and column.cell is Cell.DATE:
        return lambda text: (day := read(text)) and moment.day_after(day)
    return read


def _day_in(form: str, order: str, zone: tzinfo, text: str) -> date | None:
    return moment.day_of(text, form=form or moment.guessed_form(text, order), zone=zone)


def _moment(_column: Column, source: Source, context: Context) -> Converter:
    return partial(_moment_in, source.date, context.order)


def _moment_in(form: str, order: str, text: str) -> datetime | None:
    return moment.moment_of(text, form=form or moment.guessed_form(text, order))


def _year(end: str, cell: Cell, text: str) -> date | datetime:
    year = amount.whole_number(text) or 0
    if not 1 < year < date.max.year:
        message = f"{text[:40]!r} is no year"
        raise ValueError(message)
    if cell is Cell.LAST_DAY:
        return date(year, 1, 1) if end == "start" else date(year, 12, 31)
    day = date(year + (end == "end"), 1, 1)
    is_moment = cell is Cell.MOMENT
    return datetime(day.year, 1, 1, tzinfo=UTC) if is_moment else day


def _amount(_column: Column, source: Source, _context: Context) -> Converter:
    scale = Decimal(source.scale)

    def convert(text: str) -> Decimal | None:
        """Returns what the text of a cell stands for."""
        found = amount.amount_of(text, locale=source.locale)
        return found if found is None or scale == 1 else found * scale

    return convert


def _whole(_column: Column, source: Source, context: Context) -> Converter:
    if source.scale == "1" and source.locale == "plain":
        return amount.whole_number
    scaled = _amount(_column, source, context)
    return lambda text: None if (found := scaled(text)) is None else round(found)


def _share(_column: Column, source: Source, context: Context) -> Converter:
    number = _amount(_column, source, context)

    def convert(text: str) -> float | None:
        """Returns what the text of a cell stands for."""
        found = number(text)
        if found is not None and not 0 <= found <= 1:
            message = f"{text[:40]!r} is no share between 0 and 1"
            raise ValueError(message)
        return None if found is None else float(found)

    return convert


def _boolean(_column: Column, source: Source, _context: Context) -> Converter:
    if not source.values:
        return amount.boolean_of
    words = words_for(source.values, ())
    return lambda text: amount.boolean_of(words.get(plain(text), text))


def _choice(column: Column, source: Source, context: Context) -> Converter:
    fallback = DEFAULT_VOCABULARIES.get(context.field, "")
    found = words_for(source.values or fallback, column.choices)
    words = {word: value for word, value in found.items() if value in column.choices}

    def convert(text: str) -> str | None:
        """Returns what the text of a cell stands for."""
        items = amount.items_of(text, mark=source.split) if source.split else (text,)
        known = {words[plain(item)] for item in items if plain(item) in words}
        if not known:
            context.note_unknown(context.field, text)
        return min(known, key=column.choices.index) if known else None

    return convert


def _list(_column: Column, source: Source, _context: Context) -> Converter:
    return lambda text: amount.items_of(text, mark=source.split or ";")


def _domain(_column: Column, _source: Source, _context: Context) -> Converter:
    return lambda text: domain.domain(text) or None


def _domains(_column: Column, source: Source, _context: Context) -> Converter:
    def convert(text: str) -> tuple[str, ...]:
        """Returns what the text of a cell stands for."""
        marked = text if source.split else text.replace(",", ";").replace(" ", ";")
        items = amount.items_of(marked, mark=source.split or ";")
        return tuple(dict.fromkeys(filter(None, map(domain.domain, items))))

    return convert


_CONVERTERS: Mapping[Cell, Callable[[Column, Source, Context], Converter]] = {
    Cell.TEXT: _text,
    Cell.ID: _text,
    Cell.NAME: _name,
    Cell.ADDRESS: _address,
    Cell.ADDRESSES: _addresses,
    Cell.PARTY: _party,
    Cell.PARTIES: _parties,
    Cell.ATTENDEES: _attendees,
    Cell.DATE: _day,
    Cell.LAST_DAY: _day,
    Cell.MOMENT: _moment,
    Cell.AMOUNT: _amount,
    Cell.WHOLE: _whole,
    Cell.SHARE: _share,
    Cell.BOOLEAN: _boolean,
    Cell.CHOICE: _choice,
    Cell.LIST: _list,
    Cell.DOMAIN: _domain,
    Cell.DOMAINS: _domains,
}
