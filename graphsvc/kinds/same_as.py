"""SAME_AS: two keys that are one; the target is the key first seen."""

from dataclasses import dataclass

from graphsvc.kind import EdgeKind
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class SameAs:
    """Properties of an interval of SAME_AS."""

    reason: str | None = field(label="Reason", help="Identifier both share, or a judgement.", default=None)


SAME_AS = EdgeKind(
    type="SAME_AS",
    ends=(("Person", "Person"), ("Organisation", "Organisation")),
    record=SameAs,
)
