"""One contract with a client."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from ingest.record import Cell, Record, column, ends_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract(Record):
    """Contract with its term, notice and value."""

    TYPE: ClassVar[str] = "contract"

    id: str = column(Cell.ID, label="Id", help="Id in its source.")
    account_id: str = column(Cell.ID, label="Client", help="Client it is with.", refers_to=("account",))
    start: date = column(Cell.DATE, label="Start", help="First day of the term.")
    end: date | None = column(
        Cell.DATE,
        label="End",
        help="Day after the last day of the term; none means open-ended.",
        default=None,
    )
    notice_days: int | None = column(
        Cell.WHOLE, label="Notice", help="Notice period.", unit="days", default=None
    )
    auto_renews: str = column(
        Cell.CHOICE,
        label="Renews itself",
        help="Whether it goes on when nobody gives notice.",
        choices=("yes", "no", "unknown"),
        default="unknown",
    )
    term_months: int | None = column(
        Cell.WHOLE, label="Term", help="Length of a term.", unit="months", default=None
    )
    value: Decimal | None = column(Cell.AMOUNT, label="Value", help="Value of the whole term.", default=None)
    annual_value: Decimal | None = column(
        Cell.AMOUNT, label="Value a year", help="Value of one year.", default=None
    )
    currency: str = column(label="Currency", help="ISO 4217 code of the amounts.", default="")
    status: str = column(
        Cell.CHOICE,
        label="Status",
        help="Open offer, signed, ended or lost.",
        choices=("open", "signed", "ended", "lost"),
        default="signed",
    )
    name: str = column(label="Name", help="Name of the contract.", default="")

    def fault(self) -> tuple[str, str] | None:
        """Returns the end when it does not lie after the start."""
        return ends_before(("start", self.start), ("end", self.end))
