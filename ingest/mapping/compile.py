"""Rules of one record, compiled for the columns of one file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ingest.mapping.convert import Context
from ingest.mapping.document import FieldRule, RecordRule, Source, TableRule
from ingest.mapping.fill import Cells, Fill, Places, columns_named, fill_for, test_for, usable
from ingest.mapping.outcome import Reference, Settings
from ingest.normalise import address, name
from ingest.normalise.header import header_key
from ingest.record import Cell, Column, Record, columns_of, defaults_of
from ingest.records import RECORDS

_DAY_CELLS = frozenset({Cell.DATE, Cell.LAST_DAY, Cell.MOMENT})
_PERSON_CELLS = frozenset({Cell.PARTY, Cell.PARTIES, Cell.ATTENDEES})
_CODE_LENGTH = 3
ITSELF = "it names the record itself: correct or empty the cell; the row was used without it"
"""Said of a manager, superior or parent that is the person or organisation itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRecord:
    """One record a row gives, ready to run.

    Attributes:
        record_type: name of the record.
        build: its class.
        identity: `id`, `email` or `name`.
        fills: name and function of every field that the file can fill.
        required: names of the fields without which there is no record.
        references: the fields that name other records.
        failed: names the column of the first condition that a row fails.
        has_currency: its amounts need a currency.
        may_name_itself: one of its references may name a record of its own type.
    """

    record_type: str
    build: type[Record]
    identity: str
    fills: tuple[tuple[str, Fill], ...]
    required: frozenset[str]
    references: tuple[Reference, ...]
    failed: Callable[[Cells], str]
    has_currency: bool
    may_name_itself: bool

    def complete(self, values: dict[str, Any], settings: Settings) -> None:
        """Fills what follows from other fields: the id of a record known by address or name, the currency.

        A currency that is no code of three letters is dropped.
        """
        if self.identity != "id" and self.identity in values:
            values.setdefault("id", identity_key(self.record_type, self.identity, values))
        if self.has_currency:
            code = str(values.pop("currency", "") or settings.currency).strip().upper()
            if len(code) == _CODE_LENGTH and code.isalpha():
                values["currency"] = code

    def lacking(self, values: Mapping[str, Any]) -> tuple[str, str] | None:
        """Returns a field without which there is no record, with the reason, or None."""
        if self.has_currency and "currency" not in values and _has_amount(values):
            return "currency", "no ISO 4217 code in the row, the mapping or the workspace; add one"
        if self.required <= values.keys():
            return None
        return min(self.required - values.keys()), "it is empty; fill it"

    def mend(self, values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        """Empties a field that names the record itself and returns it with the reason."""
        if not self.may_name_itself or "id" not in values:
            return ()
        own = [
            reference.field
            for reference in self.references
            if self.record_type in reference.types and values.get(reference.field) == values["id"]
        ]
        for field in own:
            del values[field]
        return tuple((field, ITSELF) for field in own)

    def key_of(self, cells: Cells) -> str:
        """Returns the id of the record of a row that was rejected, empty when it cannot be read."""
        values: dict[str, Any] = {}
        for field, fill in self.fills:
            if field in {"id", self.identity}:
                try:
                    values[field] = fill(cells)
                except ValueError:
                    return ""
        if self.identity != "id" and values.get(self.identity):
            return identity_key(self.record_type, self.identity, values)
        return values.get("id") or ""


def _has_amount(values: Mapping[str, Any]) -> bool:
    return any(isinstance(value, Decimal) for value in values.values())


def identity_key(type_: str, identity: str, values: Mapping[str, Any]) -> str:
    """Returns the normalised address or name that stands for an id."""
    text = values[identity]
    if identity == "email":
        return address.match_key(text)
    return name.organisation_key(text) if type_ == "account" else name.name_key(text)


def compiled(
    rule: RecordRule,
    *,
    places: Places,
    settings: Settings,
    order: str,
    note_unknown: Callable[[str, str], None],
) -> CompiledRecord:
    """Returns the rules of a record, compiled for the columns of a file.

    Args:
        rule: the record of the mapping.
        places: place of every column of the file.
        settings: those of the workspace.
        order: order of day and month in dates without a stated form.
        note_unknown: told of every word no vocabulary has.
    """
    record = RECORDS[rule.type]
    columns, fills, references = columns_of(record), [], []
    for field in rule.fields:
        column = columns[field.name]
        by, sources = usable(field, column.by, places)
        context = Context(field=field.name, by=by, zone=settings.zone, order=order, note_unknown=note_unknown)
        fill = fill_for(sources, column, places=places, context=context)
        if fill:
            fills.append((field.name, fill))
            references += _references(field, column, by, _alone(sources, places))
    return CompiledRecord(
        record_type=rule.type,
        build=record,
        identity=rule.identity,
        fills=tuple(fills),
        required=frozenset(columns) - defaults_of(record).keys(),
        references=tuple(references),
        failed=test_for(rule.where, places),
        has_currency="currency" in columns,
        may_name_itself=any(rule.type in found.types for found in references),
    )


def undated_places(rule: TableRule, places: Places) -> list[int]:
    """Returns the columns of the file that hold dates whose form the mapping does not state."""
    heads = {
        header_key(head)
        for record in rule.records
        for field in record.fields
        if columns_of(RECORDS[record.type])[field.name].cell in _DAY_CELLS
        for source in field.sources
        if not source.date and not source.year
        for head in columns_named(source)
    }
    return sorted(places[head] for head in heads if head in places)


def _references(
    field: FieldRule, column: Column, by: str, alone: tuple[tuple[int, str], ...]
) -> list[Reference]:
    if not column.refers_to and not (column.cell in _PERSON_CELLS and by == "id"):
        return []
    types = column.refers_to or ("employee", "contact")
    set_aside = field.unknown == "set_aside"
    return [Reference(field=field.name, types=types, by=by, set_aside=set_aside, places=alone)]


def _alone(sources: Sequence[Source], places: Places) -> tuple[tuple[int, str], ...]:
    """Returns the columns that fill a field each alone, with the conversion of their text."""
    heads = ((header_key(source.columns[0]), source) for source in sources if len(source.columns) == 1)
    return tuple((places[head], source.convert) for head, source in heads if head in places)
