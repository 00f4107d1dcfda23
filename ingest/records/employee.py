"""One person in the books of the firm, of today or of the past."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ingest.record import Cell, Record, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee(Record):
    """Employee or alumnus as the HR system states them; dates decide what they are at a day."""

    TYPE: ClassVar[str] = "employee"

    id: str = column(Cell.ID, label="Id", help="Id in the HR system.")
    name: str = column(Cell.NAME, label="Name", help="Full name as shown.", personal=True)
    email: str = column(Cell.ADDRESS, label="E-mail", help="Work address.", personal=True, default="")
    aliases: tuple[str, ...] = column(
        Cell.ADDRESSES,
        label="Other addresses",
        help="Further addresses of the same person.",
        personal=True,
        default=(),
    )
    personal_email: str = column(
        Cell.ADDRESS,
        label="Private e-mail",
        help="Private address; kept apart until there is consent.",
        personal=True,
        default="",
    )
    title: str = column(label="Title", help="Job title.", personal=True, default="")
    level: str = column(
        label="Level",
        help="Level, ordered by the list of the workspace.",
        personal=True,
        default="",
    )
    unit: str = column(
        label="Unit",
        help="Id or name of the business unit.",
        refers_to=("unit",),
        by="any",
        default="",
    )
    manager_id: str = column(
        Cell.ID,
        label="Manager",
        help="Employee this person reports to.",
        personal=True,
        refers_to=("employee",),
        default="",
    )
    location: str = column(label="Place", help="City of work.", personal=True, default="")
    hire_date: date | None = column(
        Cell.DATE,
        label="Hired",
        help="First day of the present employment.",
        personal=True,
        default=None,
    )
    original_hire_date: date | None = column(
        Cell.DATE,
        label="First hired",
        help="First day of the first employment here.",
        personal=True,
        default=None,
    )
    last_working_day: date | None = column(
        Cell.LAST_DAY,
        label="Last working day",
        help="Last day of work, inclusive.",
        personal=True,
        default=None,
    )
    status: str = column(
        Cell.CHOICE,
        label="Status",
        help="What the source says; dates win over it. Empty means from dates.",
        personal=True,
        choices=("active", "leave", "notice", "left"),
        default="",
    )
    employment_type: str = column(
        Cell.CHOICE,
        label="Kind of employment",
        help="Employee, contractor, intern or partner.",
        personal=True,
        choices=("employee", "contractor", "intern", "partner"),
        default="employee",
    )
    rehire_eligible: str = column(
        Cell.CHOICE,
        label="Re-hire",
        help="Whether HR says the person may come back; a claim to confirm.",
        personal=True,
        choices=("yes", "no", "unknown"),
        default="unknown",
    )
    consent: tuple[str, ...] = column(
        Cell.LIST,
        label="Consent",
        help="Purposes the person agreed to.",
        personal=True,
        default=(),
    )

    def fault(self) -> tuple[str, str] | None:
        """Returns the last working day when it lies before the first."""
        if self.hire_date and self.last_working_day and self.last_working_day < self.hire_date:
            return "last_working_day", "it lies before hire_date; correct one of them"
        return None
