"""One step in somebody's career, here or elsewhere."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ingest.record import Cell, Record, column, ends_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment(Record):
    """Time a person spent in an organisation; the raw reason for leaving is never kept."""

    TYPE: ClassVar[str] = "employment"

    person_id: str = column(
        Cell.ID,
        label="Person",
        help="Employee or contact.",
        personal=True,
        refers_to=("employee", "contact"),
    )
    organisation: str = column(
        Cell.NAME,
        label="Organisation",
        help="Id or name of the employer.",
        refers_to=("account",),
        by="any",
    )
    from_: date = column(Cell.DATE, label="From", help="First day.", personal=True)
    to: date | None = column(
        Cell.DATE,
        label="To",
        help="Day after the last day; none means still there.",
        personal=True,
        default=None,
    )
    organisation_domain: str = column(Cell.DOMAIN, label="Domain", help="Domain of the employer.", default="")
    title: str = column(label="Title", help="Job title.", personal=True, default="")
    level: str = column(label="Level", help="Level.", personal=True, default="")
    unit: str = column(label="Unit", help="Business unit.", refers_to=("unit",), by="any", default="")
    leave_reason: str = column(
        Cell.CHOICE,
        label="Reason for leaving",
        help="Reason in one of these words; other words are not kept.",
        personal=True,
        choices=(
            "career",
            "pay",
            "place",
            "hours",
            "personal",
            "study",
            "retirement",
            "contract_end",
            "redundancy",
            "other",
            "unknown",
        ),
        default="unknown",
    )
    regretted: str = column(
        Cell.CHOICE,
        label="Regretted",
        help="Whether the firm was sorry to lose the person.",
        personal=True,
        choices=("yes", "no", "unknown"),
        default="unknown",
    )
    confidence: float = column(
        Cell.SHARE,
        label="Confidence",
        help="How sure the source is, 0 to 1.",
        default=1.0,
    )

    def fault(self) -> tuple[str, str] | None:
        """Returns the end when it does not lie after the start."""
        return ends_before(("from", self.from_), ("to", self.to))
