"""One organisation: client, prospect, partner or the firm itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from ingest.record import Cell, Record, column, ends_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Record):
    """Organisation as a CRM states it, with the short form of one contract."""

    TYPE: ClassVar[str] = "account"

    id: str = column(Cell.ID, label="Id", help="Id in its source.")
    name: str = column(Cell.NAME, label="Name", help="Name as shown.")
    type: str = column(
        Cell.CHOICE,
        label="Type",
        help="What the organisation is to us.",
        choices=("client", "prospect", "former", "partner", "own"),
        default="client",
    )
    parent_id: str = column(
        Cell.ID,
        label="Parent",
        help="Organisation this one is part of.",
        refers_to=("account",),
        default="",
    )
    domains: tuple[str, ...] = column(
        Cell.DOMAINS,
        label="Domains",
        help="Mail and web domains of the organisation.",
        default=(),
    )
    owner_id: str = column(
        Cell.ID,
        label="Owner",
        help="Employee who leads the account on paper.",
        personal=True,
        refers_to=("employee",),
        default="",
    )
    annual_revenue: Decimal | None = column(
        Cell.AMOUNT,
        label="Annual revenue",
        help="Turnover of the organisation itself; not used: fees come from contracts and revenues.",
        default=None,
    )
    currency: str = column(label="Currency", help="ISO 4217 code of the amounts.", default="")
    industry: str = column(label="Industry", help="Industry in the words of the source.", default="")
    tier: str = column(label="Tier", help="Importance in the words of the source.", default="")
    contract_start: date | None = column(
        Cell.DATE,
        label="Contract from",
        help="First day of the one contract.",
        default=None,
    )
    contract_end: date | None = column(
        Cell.DATE,
        label="Contract to",
        help="Day after the last day of the one contract.",
        default=None,
    )
    notice_days: int | None = column(
        Cell.WHOLE,
        label="Notice",
        help="Notice period of the one contract.",
        unit="days",
        default=None,
    )

    def fault(self) -> tuple[str, str] | None:
        """Returns the end when it does not lie after the start."""
        return ends_before(("contract_start", self.contract_start), ("contract_end", self.contract_end))
