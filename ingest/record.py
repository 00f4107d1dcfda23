"""What a canonical record is: the contract between the files of other systems and the graph.

A record is one validated row in the words of this service. It knows nothing of files above it or of the
graph below it: a field that points at another record holds the text its source wrote, to be resolved later.
"""

import dataclasses
import types
from collections.abc import Mapping
from dataclasses import MISSING
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from graphsvc import shape


class Cell(StrEnum):
    """How the text of a cell becomes the value of a field."""

    TEXT = "text"
    ID = "id"
    NAME = "name"
    ADDRESS = "address"
    ADDRESSES = "addresses"
    PARTY = "party"
    PARTIES = "parties"
    ATTENDEES = "attendees"
    DATE = "date"
    LAST_DAY = "last_day"
    MOMENT = "moment"
    AMOUNT = "amount"
    WHOLE = "whole"
    SHARE = "share"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    LIST = "list"
    DOMAIN = "domain"
    DOMAINS = "domains"


_PEOPLE = frozenset({Cell.PARTY, Cell.PARTIES, Cell.ATTENDEES})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """How one field of a record is filled from a file.

    Attributes:
        cell: how its text is read.
        choices: the values it may take, or none.
        refers_to: type of the records it may name, empty for a plain value.
        by: how the other record is named unless a mapping says so: `id`, or `any` of id, address and name.
    """

    cell: Cell
    choices: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    by: str = "id"


class Record:
    """Base of the canonical records; `TYPE` is the name a mapping gives in `type`."""

    __slots__ = ()
    TYPE: ClassVar[str]

    def fault(self) -> tuple[str, str] | None:
        """Returns the field that contradicts another one, with the reason, or None."""
        return None


def column(  # noqa: PLR0913 - the vocabulary of a declaration, all by keyword
    cell: Cell = Cell.TEXT,
    *,
    label: str,
    help: str,  # noqa: A002 - the word of graphsvc.shape
    unit: str | None = None,
    personal: bool = False,
    choices: tuple[str, ...] = (),
    refers_to: tuple[str, ...] = (),
    by: str = "id",
    default: Any = MISSING,
) -> Any:
    """Declares a field of a canonical record: its words, as everywhere, and how a cell fills it.

    Args:
        cell: how the text of a cell is read.
        label: words of the column head.
        help: one sentence that explains the value.
        unit: unit of the value.
        personal: the value is about a person.
        choices: the values allowed.
        refers_to: types of the records that the field may name.
        by: how it names them unless a mapping says so, `id` or `any`.
        default: value when the cell is empty; without one the field is required.
    """
    declared = shape.field(label=label, help=help, unit=unit, personal=personal, default=default)
    by = "email" if cell in _PEOPLE else by
    filled = Column(cell=cell, choices=choices, refers_to=refers_to, by=by)
    metadata = {**declared.metadata, "column": filled}
    return dataclasses.field(default=default, metadata=metadata)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One end of a message: an address (or the id the mapping says), and the name written beside it."""

    address: str = shape.field(
        label="Address",
        help="Normalised address, or id in its source.",
        personal=True,
    )
    name: str = shape.field(
        label="Name",
        help="Name written beside the address.",
        personal=True,
        default="",
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """One invited person of a meeting."""

    party: Party = shape.field(label="Person", help="Who was invited.", personal=True)
    type: str = shape.field(
        label="Part",
        help="Organizer, required, optional or out (room, resource, not taking part).",
        default="required",
    )
    response: str = shape.field(label="Answer", help="Accepted, tentative, declined or none.", default="none")


def columns_of(record: type) -> Mapping[str, Column]:
    """Returns how each field is filled, by the name a mapping uses, in order of declaration."""
    fields = dataclasses.fields(record)
    return types.MappingProxyType({outside_name(f.name): f.metadata["column"] for f in fields})


def defaults_of(record: type) -> Mapping[str, Any]:
    """Returns the defaults of the fields that may be empty, by the name a mapping uses."""
    fields = dataclasses.fields(record)
    return types.MappingProxyType(
        {outside_name(f.name): f.default for f in fields if f.default is not MISSING}
    )


def ends_before(start: tuple[str, date | None], end: tuple[str, date | None]) -> tuple[str, str] | None:
    """Returns the field and reason of an end that does not lie after its start, or None.

    Args:
        start: name of the field, and the first day.
        end: name of the field, and the day after the last.
    """
    if start[1] and end[1] and end[1] <= start[1]:
        return end[0], f"it does not lie after {start[0]}; correct one of them"
    return None


def outside_name(field: str) -> str:
    """Returns the name of a field in files and mappings: `from_` is `from` there."""
    return field.rstrip("_")


def inside_name(column_name: str) -> str:
    """Returns the name of the field a column fills: `from` is a word of the language, so `from_`."""
    return f"{column_name}_" if column_name == "from" else column_name
