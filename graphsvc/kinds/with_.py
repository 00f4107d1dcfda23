"""WITH: the client a contract or an amount belongs to; carries no path."""

from dataclasses import dataclass

from graphsvc.kind import EdgeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class With:
    """Properties of an interval of WITH."""


WITH = EdgeKind(
    type="WITH",
    ends=(("Contract", "Organisation"), ("Revenue", "Organisation")),
    record=With,
)
