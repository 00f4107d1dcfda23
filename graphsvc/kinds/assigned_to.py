"""ASSIGNED_TO: the account team on paper."""

from dataclasses import dataclass

from graphsvc.kind import Column, EdgeKind
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedTo:
    """Properties of an interval of ASSIGNED_TO."""

    credit: float | None = field(label="Credit", help="Share of the credit, 0 to 1.", default=None)
    outcome: str | None = field(label="Outcome", help="good, mixed or poor.", default=None)
    start_inferred: bool | None = field(
        label="Start inferred",
        help="The start is the first day known, not a stated one.",
        default=None,
    )


ASSIGNED_TO = EdgeKind(
    type="ASSIGNED_TO",
    ends=(("Person", "Organisation"),),
    record=AssignedTo,
    qual="role: lead, member or contractor",
    columns=(
        Column(name="credit", form="number"),
        Column(name="outcome", form="code"),
    ),
)
