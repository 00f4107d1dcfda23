"""EMPLOYED_BY: employment: open at the firm = employee, closed = alumnus, open elsewhere = contact there."""

from dataclasses import dataclass

from graphsvc.kind import Column, EdgeKind
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployedBy:
    """Properties of an interval of EMPLOYED_BY."""

    title: str | None = field(label="Title", help="Job title.", default=None)
    level: str | None = field(label="Level", help="Rank by the workspace's list of levels.", default=None)
    role: str | None = field(
        label="Role",
        help="Part the contact plays in buying, such as decision_maker.",
        default=None,
    )
    employment_type: str | None = field(
        label="Employment",
        help="employee, contractor, intern or partner.",
        default=None,
    )
    leave_reason: str | None = field(
        label="Reason for leaving", help="Imported code, never free text.", default=None
    )
    confidence: float | None = field(
        label="Confidence",
        help="How sure the source is, 0 to 1; none = sure.",
        default=None,
    )
    start_inferred: bool | None = field(
        label="Start inferred",
        help="The start is the first day known, not a stated one.",
        default=None,
    )


EMPLOYED_BY = EdgeKind(
    type="EMPLOYED_BY",
    ends=(("Person", "Organisation"),),
    record=EmployedBy,
    tracked=("title", "level", "role"),
    columns=(
        Column(name="level", form="code"),
        Column(name="role", form="code"),
        Column(name="employment_type", form="code"),
        Column(name="leave_reason", form="code"),
        Column(name="start_inferred", form="flag"),
    ),
)
