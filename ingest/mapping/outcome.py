"""What becomes of a row: a record with its provenance, or the reason why there is none."""

from dataclasses import dataclass
from dataclasses import field as field_
from datetime import UTC, tzinfo

from ingest.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a mapping needs to know of the workspace.

    Attributes:
        zone: time zone in which a moment becomes a day.
        currency: ISO 4217 code used where neither row nor mapping has one.
        denied: headers that are dropped on top of the deny-list.
    """

    zone: tzinfo = UTC
    currency: str = ""
    denied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """How a field names another record.

    Attributes:
        field: the field, by the name a mapping uses.
        types: types of the records it may name.
        by: `id`, `email`, `name`, or `any` of them (id, else address when it has an `@`, else name).
        set_aside: the row is set aside, not rejected, when nothing is found.
        places: columns of the file that name it each alone, with the conversion of their raw text.
    """

    field: str
    types: tuple[str, ...]
    by: str = "id"
    set_aside: bool = False
    places: tuple[tuple[int, str], ...] = field_(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """One valid record and where it comes from.

    Attributes:
        record: the record.
        identity: what makes it the same next time: `id`, `email` or `name`. With `email` and `name` its
            `id` holds the normalised address or name.
        references: its fields that name other records.
        line: line of the file its row begins in.
        row_hash: 64-bit signed hash of the row's mapped cells and the mapping.
        remarks: fields that were left empty, with the reason.
    """

    record: Record
    identity: str
    references: tuple[Reference, ...]
    line: int
    row_hash: int
    remarks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Row that is right but not used; listed, but no reason to refuse the file."""

    line: int
    reason: str
