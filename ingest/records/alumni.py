"""One line of the spreadsheet an alumni programme begins with."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ingest.record import Cell, Record, column, ends_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Alumni(Record):
    """Former employee with time here, employer now and consents."""

    TYPE: ClassVar[str] = "alumni"

    name: str = column(Cell.NAME, label="Name", help="Full name as shown.", personal=True)
    personal_email: str = column(
        Cell.ADDRESS,
        label="Private e-mail",
        help="Private address; kept apart until there is consent.",
        personal=True,
        default="",
    )
    employee_id: str = column(
        Cell.ID,
        label="Employee",
        help="Id in the HR system.",
        personal=True,
        refers_to=("employee",),
        default="",
    )
    joined_on: date | None = column(
        Cell.DATE, label="Joined", help="First day here.", personal=True, default=None
    )
    left_on: date | None = column(
        Cell.DATE,
        label="Left",
        help="Day after the last day here.",
        personal=True,
        default=None,
    )
    last_title: str = column(label="Last title", help="Last job title here.", personal=True, default="")
    last_unit: str = column(
        label="Last unit",
        help="Last business unit here.",
        personal=True,
        refers_to=("unit",),
        by="any",
        default="",
    )
    employer_now: str = column(
        Cell.NAME,
        label="Employer now",
        help="Name of the present employer.",
        personal=True,
        refers_to=("account",),
        by="any",
        default="",
    )
    title_now: str = column(label="Title now", help="Job title there.", personal=True, default="")
    city: str = column(label="City", help="Where the person lives.", personal=True, default="")
    consents: tuple[str, ...] = column(
        Cell.LIST,
        label="Consents",
        help="Purposes the person agreed to.",
        personal=True,
        default=(),
    )
    consent_date: date | None = column(
        Cell.DATE,
        label="Consent given",
        help="Day of the consent.",
        personal=True,
        default=None,
    )
    consent_source: str = column(
        label="Source of consent",
        help="Where the consent is on file.",
        personal=True,
        default="",
    )

    def fault(self) -> tuple[str, str] | None:
        """Returns the end when it does not lie after the start."""
        return ends_before(("joined_on", self.joined_on), ("left_on", self.left_on))
