"""Rules of one record, compiled for the columns of one file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ingest.mapping.convert import Context
from ingest.mapping.document import FieldRule, RecordRule, TableRule
from ingest.mapping.fill import Cells, Fill, Places, columns_named, fill_for, test_for
from ingest.mapping.outcome import Reference, Settings
from ingest.normalise import address, name
from ingest.normalise.header import header_key
from ingest.record import Cell, Column, Record, columns_of, defaults_of
from ingest.records import RECORDS

_DAY_CELLS = frozenset({Cell.DATE, Cell.LAST_DAY, Cell.MOMENT})
_PERSON_CELLS = frozenset({Cell.PARTY, Cell.PARTIES, Cell.ATTENDEES})
_CODE_LENGTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRecord:
    """One record a row gives, ready to run.

    Attributes:
        type: name of the record.
        build: its class.
        identity: `id`, `email` or `name`.
        fills: name and function of every field that the file can fill.
        required: names of the fields without which there is no record.
        references: the fields that name other records.
        failed: names the column of the first condition that a row fails.
    """

    type: str
    build: type[Record]
    identity: str
    fills: tuple[tuple[str, Fill], ...]
    required: frozenset[str]
    references: tuple[Reference, ...]
    failed: Callable[[Cells], str]

    def complete(self, values: dict[str, Any], settings: Settings) -> None:
        """Fills what follows from other fields: the id of a record known by address or name, the currency.

        A currency that is no code of three letters is dropped, so that its amount is rejected.
        """
        if self.identity != "id" and self.identity in values:
            values.setdefault("id", identity_key(self.type, self.identity, values))
        if "currency" not in columns_of(self.build):
            return
        code = str(values.pop("currency", "") or settings.currency).strip().upper()
        if len(code) == _CODE_LENGTH and code.isalpha():
            values["currency"] = code
        elif any(isinstance(value, Decimal) for value in values.values()):
            values.pop("amount", None)

    def mend(self, values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        """Empties a field that names the record itself and returns it with the reason."""
        own = [
            reference.field
            for reference in self.references
            if self.type in reference.types and "id" in values and values.get(reference.field) == values["id"]
        ]
        for field in own:
            del values[field]
        return tuple((field, "it names the record itself; left empty") for field in own)

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
            return identity_key(self.type, self.identity, values)
        return values.get("id") or ""


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
    columns, fills = columns_of(record), []
    for field in rule.fields:
        context = Context(
            field=field.name,
            by=field.by or columns[field.name].by,
            zone=settings.zone,
            order=order,
            note_unknown=note_unknown,
        )
        fill = fill_for(field, columns[field.name], places=places, context=context)
        if fill:
            fills.append((field.name, fill))
    return CompiledRecord(
        type=rule.type,
        build=record,
        identity=rule.identity,
        fills=tuple(fills),
        required=frozenset(columns) - defaults_of(record).keys(),
        references=_references(rule, columns),
        failed=test_for(rule.where, places),
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


def _references(rule: RecordRule, columns: Mapping[str, Column]) -> tuple[Reference, ...]:
    return tuple(
        _reference(field, columns[field.name])
        for field in rule.fields
        if columns[field.name].refers_to or (columns[field.name].cell in _PERSON_CELLS and field.by)
    )


def _reference(field: FieldRule, column: Column) -> Reference:
    return Reference(
        field=field.name,
        types=column.refers_to or ("employee", "contact"),
        by=field.by or column.by,
        set_aside=field.unknown == "set_aside",
    )
