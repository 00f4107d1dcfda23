"""REPORTS_TO: line management."""

from dataclasses import dataclass

from graphsvc.kind import EdgeKind
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsTo:
    """Properties of an interval of REPORTS_TO."""

    start_inferred: bool | None = field(
        label="Start inferred",
        help="The start is the first day known, not a stated one.",
        default=None,
    )


REPORTS_TO = EdgeKind(
    type="REPORTS_TO",
    ends=(("Person", "Person"),),
    record=ReportsTo,
)
