"""Money of one period with one client."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from ingest.record import Cell, Record, column, ends_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Revenue(Record):
    """Amount billed, booked or expected in a period."""

    TYPE: ClassVar[str] = "revenue"

    account_id: str = column(Cell.ID, label="Client", help="Client it comes from.", refers_to=("account",))
    period_start: date = column(Cell.DATE, label="From", help="First day of the period.")
    period_end: date = column(Cell.DATE, label="To", help="Day after the last day of the period.")
    amount: Decimal = column(Cell.AMOUNT, label="Amount", help="Amount of the period.")
    currency: str = column(label="Currency", help="ISO 4217 code; that of the workspace when empty.")
    kind: str = column(
        Cell.CHOICE,
        label="Kind",
        help="Billed, booked or only expected.",
        choices=("billed", "booked", "pipeline", "forecast"),
        default="billed",
    )
    contract_id: str = column(
        Cell.ID,
        label="Contract",
        help="Contract it belongs to.",
        refers_to=("contract",),
        default="",
    )
    employee_id: str = column(
        Cell.ID,
        label="Employee",
        help="Who earned it.",
        personal=True,
        refers_to=("employee",),
        default="",
    )

    def fault(self) -> tuple[str, str] | None:
        """Returns the end when it does not lie after the start."""
        return ends_before(("period_start", self.period_start), ("period_end", self.period_end))
