"""DIFFERENT_FROM: somebody judged that two look-alikes are two people, whatever they share."""

from dataclasses import dataclass

from graphsvc.kind import EdgeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferentFrom:
    """Properties of an interval of DIFFERENT_FROM."""


DIFFERENT_FROM = EdgeKind(
    type="DIFFERENT_FROM",
    ends=(("Person", "Person"),),
    record=DifferentFrom,
)
