"""Revenue: an amount billed, booked or expected from a client over a period."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from graphsvc.kind import Column, NodeKind
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Revenue:
    """Properties of an amount."""

    period_start: date = field(label="From", help="First day of the period.")
    period_end: date = field(label="To", help="First day after the period.")
    amount: Decimal = field(label="Amount", help="Amount of the period.")
    currency: str = field(label="Currency", help="ISO 4217 code.")
    kind: Literal["billed", "booked", "pipeline", "forecast"] = field(
        label="Kind", help="How certain the amount is.", default="billed"
    )


REVENUE = NodeKind(
    label="Revenue",
    prefix="r",
    record=Revenue,
    columns=(
        Column(name="period_start", form="day"),
        Column(name="period_end", form="day"),
        Column(name="amount", form="money"),
        Column(name="currency", form="code"),
        Column(name="kind", form="code"),
    ),
)
