"""PART_OF: parent of an organisation; carries no path."""

from dataclasses import dataclass

from graphsvc.kind import EdgeKind
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOf:
    """Properties of an interval of PART_OF."""

    start_inferred: bool | None = field(
        label="Start inferred",
        help="The start is the first day known, not a stated one.",
        default=None,
    )


PART_OF = EdgeKind(
    type="PART_OF",
    ends=(("Organisation", "Organisation"),),
    record=PartOf,
)
