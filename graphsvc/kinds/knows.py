"""KNOWS: observed tie: daily evidence of one feed and channel, no strength."""

from dataclasses import dataclass

from graphsvc.kind import EdgeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Knows:
    """Properties of an interval of KNOWS."""


KNOWS = EdgeKind(
    type="KNOWS",
    ends=(("Person", "Person"), ("Person", "Organisation")),
    record=Knows,
    qual="feed and channel, as feed|channel",
    is_evidence=True,
)
