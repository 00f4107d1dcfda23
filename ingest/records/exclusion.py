"""Somebody or something whose messages are never counted."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ingest.record import Cell, Record, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion(Record):
    """Person, domain or label that is left out, such as the works council."""

    TYPE: ClassVar[str] = "exclusion"

    scope: str = column(
        Cell.CHOICE,
        label="Scope",
        help="What the value names.",
        choices=("person", "domain", "label"),
    )
    value: str = column(label="Value", help="Address, domain or label.", personal=True)
    reason: str = column(label="Reason", help="Why it is left out.", default="")
    valid_from: date | None = column(
        Cell.DATE, label="From", help="First day; always when empty.", default=None
    )
