"""Departure: somebody is leaving; in the graph from the day it is announced."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from graphsvc.kind import Column, NodeKind
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Properties of an announced departure."""

    last_day: date = field(label="Last working day", help="Last day of work, inclusive.")
    announced_on: date = field(label="Announced", help="Day from which everybody may know.")
    state: Literal["open", "left", "stays"] = field(
        label="State", help="Whether it still goes on, and how it ended.", default="open"
    )


DEPARTURE = NodeKind(
    label="Departure",
    prefix="d",
    record=Departure,
    columns=(
        Column(name="last_day", form="day"),
        Column(name="announced_on", form="day"),
        Column(name="state", form="code"),
    ),
)
