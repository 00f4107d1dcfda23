"""OBSERVED: period in which a mail or calendar feed covers a person."""

from dataclasses import dataclass

from graphsvc.kind import EdgeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Properties of an interval of OBSERVED."""


OBSERVED = EdgeKind(
    type="OBSERVED",
    ends=(("Person", "Organisation"),),
    record=Observed,
    qual="feed",
)
