"""DECLARED: A tie that somebody says exists, with band, author and expiry."""

from dataclasses import dataclass
from datetime import date

from graphsvc.kind import Column, EdgeKind
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Properties of an interval of DECLARED."""

    band: str | None = field(label="Band", help="strong, warm or weak; none for a connection.", default=None)
    relation: str | None = field(
        label="Relation",
        help="declared, import, connection, or what somebody says.",
        default=None,
    )
    declared_on: date | None = field(label="Declared", help="Day it was said.", default=None)
    expires_on: date | None = field(label="Expires", help="First day it counts for nothing.", default=None)
    score: float | None = field(label="Score", help="The source's own number.", default=None)
    start_inferred: bool | None = field(
        label="Start inferred",
        help="The start is the first day known, not a stated one.",
        default=None,
    )


DECLARED = EdgeKind(
    type="DECLARED",
    ends=(("Person", "Person"), ("Person", "Organisation")),
    record=Declared,
    qual="author",
    tracked=("band",),
    columns=(
        Column(name="band", form="code"),
        Column(name="relation", form="code"),
        Column(name="declared_on", form="day"),
        Column(name="expires_on", form="day"),
    ),
)
