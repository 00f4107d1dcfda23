"""Who serves a client on paper."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ingest.record import Cell, Record, column, ends_before


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember(Record):
    """One place in the account team, whether lived or not."""

    TYPE: ClassVar[str] = "team_member"

    account_id: str = column(Cell.ID, label="Client", help="Client served.", refers_to=("account",))
    employee_id: str = column(
        Cell.ID,
        label="Employee",
        help="Who serves the client.",
        personal=True,
        refers_to=("employee",),
    )
    role: str = column(
        Cell.CHOICE,
        label="Role",
        help="Part in the team; an owner is its lead.",
        choices=("lead", "member", "contractor"),
        default="member",
    )
    credit: float | None = column(
        Cell.SHARE, label="Credit", help="Share of the credit, 0 to 1.", default=None
    )
    outcome: str = column(
        Cell.CHOICE,
        label="Outcome",
        help="How the work for the client went.",
        choices=("good", "mixed", "poor"),
        default="",
    )
    valid_from: date | None = column(Cell.DATE, label="From", help="First day in the team.", default=None)
    valid_to: date | None = column(
        Cell.DATE, label="To", help="Day after the last day in the team.", default=None
    )

    def fault(self) -> tuple[str, str] | None:
        """Returns the end when it does not lie after the start."""
        return ends_before(("valid_from", self.valid_from), ("valid_to", self.valid_to))
