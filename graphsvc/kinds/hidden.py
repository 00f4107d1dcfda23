"""HIDDEN: one of its two people wants a tie to leave every answer; the pair then reads "not measured"."""

from dataclasses import dataclass

from graphsvc.kind import EdgeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """Properties of an interval of HIDDEN."""


HIDDEN = EdgeKind(
    type="HIDDEN",
    ends=(("Person", "Person"), ("Person", "Organisation")),
    record=Hidden,
)
