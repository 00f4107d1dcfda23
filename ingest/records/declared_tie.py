"""A relationship somebody says there is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from ingest.record import Cell, Record, column, ends_before


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredTie(Record):
    """Statement that two people know each other, with author and expiry."""

    TYPE: ClassVar[str] = "declared_tie"

    employee: str = column(
        Cell.ID,
        label="Employee",
        help="Our person, by address or id.",
        personal=True,
        refers_to=("employee",),
        by="any",
    )
    contact: str = column(
        Cell.ID,
        label="Contact",
        help="The other person, by address or id.",
        personal=True,
        refers_to=("contact", "employee"),
        by="any",
    )
    band: str = column(
        Cell.CHOICE,
        label="Band",
        help="Strong, warm or weak; empty for a mere connection.",
        choices=("strong", "warm", "weak"),
        default="",
    )
    kind: str = column(
        Cell.CHOICE,
        label="Kind",
        help="Stated by a person, taken from a product, or a mere connection.",
        choices=("declared", "import", "connection"),
        default="declared",
    )
    author: str = column(
        label="Author",
        help="Who says so; the feed when empty.",
        personal=True,
        default="",
    )
    declared_on: date | None = column(
        Cell.DATE,
        label="Declared",
        help="Day it was said; the day of the load when empty.",
        default=None,
    )
    expires_on: date | None = column(
        Cell.DATE,
        label="Expires",
        help="Day it stops to count; a year after it was said when empty.",
        default=None,
    )
    score: Decimal | None = column(Cell.AMOUNT, label="Score", help="Figure of the source.", default=None)

    def fault(self) -> tuple[str, str] | None:
        """Returns the band when it is missing and the tie is more than a connection."""
        if not self.band and self.kind != "connection":
            return "band", "give strong, warm or weak"
        return ends_before(("declared_on", self.declared_on), ("expires_on", self.expires_on))
