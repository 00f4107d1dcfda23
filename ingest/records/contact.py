"""One role of a person at an organisation that is not ours."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ingest.record import Cell, Record, column, ends_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Record):
    """Person at a client, with the part they play there and since when."""

    TYPE: ClassVar[str] = "contact"

    id: str = column(Cell.ID, label="Id", help="Id in its source.")
    name: str = column(Cell.NAME, label="Name", help="Full name as shown.", personal=True)
    account_id: str = column(
        Cell.ID,
        label="Organisation",
        help="Organisation the person works for.",
        refers_to=("account",),
    )
    email: str = column(Cell.ADDRESS, label="E-mail", help="Address.", personal=True, default="")
    aliases: tuple[str, ...] = column(
        Cell.ADDRESSES,
        label="Other addresses",
        help="Further addresses of the same person.",
        personal=True,
        default=(),
    )
    title: str = column(label="Title", help="Job title.", personal=True, default="")
    level: str = column(
        label="Level",
        help="Level, ordered by the list of the workspace.",
        personal=True,
        default="",
    )
    role: str = column(
        Cell.CHOICE,
        label="Role",
        help="Part the person plays in a decision.",
        choices=(
            "executive_sponsor",
            "decision_maker",
            "champion",
            "influencer",
            "evaluator",
            "procurement",
            "user",
            "other",
        ),
        default="other",
    )
    reports_to: str = column(
        Cell.ID,
        label="Reports to",
        help="Contact this person reports to.",
        personal=True,
        refers_to=("contact",),
        default="",
    )
    valid_from: date | None = column(Cell.DATE, label="From", help="First day in this role.", default=None)
    valid_to: date | None = column(
        Cell.DATE, label="To", help="Day after the last day in this role.", default=None
    )
    employee_id: str = column(
        Cell.ID,
        label="Employee",
        help="The same human in our own books.",
        personal=True,
        refers_to=("employee",),
        default="",
    )

    def fault(self) -> tuple[str, str] | None:
        """Returns the end when it does not lie after the start."""
        return ends_before(("valid_from", self.valid_from), ("valid_to", self.valid_to))
