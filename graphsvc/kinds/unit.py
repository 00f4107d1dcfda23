"""Unit: a business unit, practice or department of the own firm."""

from dataclasses import dataclass

from graphsvc.kind import NodeKind
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Properties of a unit."""

    name: str = field(label="Unit", help="Name of the business unit.")


UNIT = NodeKind(label="Unit", prefix="u", record=Unit)
