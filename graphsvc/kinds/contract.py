"""Contract: an agreement with a client that gives a window of time and a value."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from graphsvc.kind import Column, NodeKind
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Properties of a contract."""

    start: date | None = field(label="Start", help="First day of the contract.", default=None)
    end: date | None = field(
        label="End",
        help="First day after the contract; none = open-ended.",
        default=None,
    )
    notice_days: int | None = field(
        label="Notice", help="Days of notice to end it.", unit="days", default=None
    )
    auto_renews: bool | None = field(
        label="Renews by itself",
        help="Whether the term repeats without notice.",
        default=None,
    )
    term_months: int | None = field(label="Term", help="Length of a term.", unit="months", default=None)
    value: Decimal | None = field(label="Value", help="Value of the whole term.", default=None)
    annual_value: Decimal | None = field(label="Annual value", help="Value of a year.", default=None)
    currency: str | None = field(label="Currency", help="ISO 4217 code of the values.", default=None)
    status: Literal["open", "signed", "ended", "lost"] = field(
        label="Status", help="State of the contract.", default="signed"
    )
    name: str | None = field(label="Contract", help="Title of the contract.", default=None)


CONTRACT = NodeKind(
    label="Contract",
    prefix="c",
    record=Contract,
    columns=(
        Column(name="start", form="day"),
        Column(name="end", form="day"),
        Column(name="notice_days", form="number"),
        Column(name="auto_renews", form="flag"),
        Column(name="term_months", form="number"),
        Column(name="value", form="money"),
        Column(name="annual_value", form="money"),
        Column(name="currency", form="code"),
        Column(name="status", form="code"),
    ),
)
