"""Ready-made evidence of one pair on one day, for firms that hand over no messages."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ingest.record import Cell, Record, column


@dataclass(frozen=True, slots=True, kw_only=True)
class TieDay(Record):
    """Weights of one pair, day and channel; one of the three is above zero."""

    TYPE: ClassVar[str] = "tie_day"

    date: dt.date = column(Cell.DATE, label="Day", help="Day of the evidence.")
    employee: str = column(
        Cell.ID,
        label="Employee",
        help="Address or id of our person.",
        personal=True,
        refers_to=("employee",),
        by="any",
    )
    contact: str = column(
        Cell.ID,
        label="Contact",
        help="Address or id of the other person.",
        personal=True,
        refers_to=("contact", "employee"),
        by="any",
    )
    channel: str = column(
        Cell.CHOICE,
        label="Channel",
        help="Channel of the evidence.",
        choices=("mail", "meeting", "call", "chat", "logged_mail", "logged_live"),
        default="mail",
    )
    w_out: Decimal = column(
        Cell.AMOUNT,
        label="Given",
        help="Weight from our person to the other.",
        default=Decimal(0),
    )
    w_in: Decimal = column(
        Cell.AMOUNT,
        label="Received",
        help="Weight from the other to our person.",
        default=Decimal(0),
    )
    w_sync: Decimal = column(
        Cell.AMOUNT,
        label="Together",
        help="Weight of meetings and calls.",
        default=Decimal(0),
    )

    def fault(self) -> tuple[str, str] | None:
        """Returns the weights when none is above zero, or one is below."""
        weights = (self.w_out, self.w_in, self.w_sync)
        if min(weights) < 0 or max(weights) <= 0:
            return "w_out", "one of w_out, w_in, w_sync must be above 0, none below"
        return None
