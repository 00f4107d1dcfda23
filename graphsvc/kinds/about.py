"""ABOUT: the person a recorded node is about; carries no path."""

from dataclasses import dataclass

from graphsvc.kind import EdgeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Properties of an interval of ABOUT."""


ABOUT = EdgeKind(
    type="ABOUT",
    ends=(("Consent", "Person"), ("Departure", "Person"), ("Introduction", "Person")),
    record=About,
    qual="part, where several people have one: asker, introducer or target",
)
