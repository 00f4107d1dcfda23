"""Introduction: somebody asked a colleague to bring them together with a third."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from graphsvc.kind import Column, NodeKind
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Properties of an introduction; who asks, who introduces and whom it is about stand in ABOUT."""

    asked_on: date = field(label="Asked", help="Day it was asked for.")
    state: Literal["asked", "accepted", "declined", "made"] = field(
        label="State", help="Where it stands.", default="asked"
    )
    answered_on: date | None = field(label="Answered", help="Day the introducer answered.", default=None)
    through_service: bool | None = field(
        label="Through the service",
        help="Whoever asks is not told whom until it is accepted.",
        default=None,
    )
    note: str | None = field(
        label="Words", help="What the introducer is told; seen by asker and introducer only.", default=None
    )


INTRODUCTION = NodeKind(
    label="Introduction",
    prefix="i",
    record=Introduction,
    columns=(
        Column(name="asked_on", form="day"),
        Column(name="state", form="code"),
        Column(name="answered_on", form="day"),
    ),
)
