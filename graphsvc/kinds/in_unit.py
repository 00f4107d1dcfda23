"""IN_UNIT: membership of a business unit."""

from dataclasses import dataclass

from graphsvc.kind import EdgeKind
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class InUnit:
    """Properties of an interval of IN_UNIT."""

    start_inferred: bool | None = field(
        label="Start inferred",
        help="The start is the first day known, not a stated one.",
        default=None,
    )


IN_UNIT = EdgeKind(
    type="IN_UNIT",
    ends=(("Person", "Unit"),),
    record=InUnit,
)
