"""Who stands by one colleague inside the firm, and whom that colleague leads or mentors on record."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from graphsvc.network.acquaintance import Acquaintances
from graphsvc.network.hidden import declared
from graphsvc.network.standing import Standing
from graphsvc.snapshot import Snapshot

WARM = 0.25
"""Probability from which a colleague supports."""
Relation = Literal["leads", "mentors", "coaches"]
_SAID: tuple[Relation, ...] = ("mentors", "coaches")


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Colleagues who stand by a person; people are positions.

    Attributes:
        supporters: colleagues with a warm tie, the manager aside, ascending.
        coverage: C = 1 - prod(1 - p) over all colleagues but the manager.
    """

    supporters: tuple[int, ...]
    coverage: float


def support(snapshot: Snapshot, status: Standing, known: Acquaintances, person: int) -> Support:
    """Returns who stands by a person on the day, the manager aside.

    Reference: people-and-alumni 13.
    """
    lines = snapshot.edges("REPORTS_TO", status.as_of)
    managers = set(lines.dst[lines.src == person].tolist())
    rows = [
        row
        for row in known.rows(person)
        if status.rank[known.other[row]] > 1 and int(known.other[row]) not in managers
    ]
    return Support(
        supporters=tuple(int(known.other[row]) for row in rows if known.p[row] >= WARM),
        coverage=1.0 - math.prod(1.0 - float(known.p[row]) for row in rows),
    )


def dependents(snapshot: Snapshot, status: Standing, person: int) -> dict[int, Relation]:
    """Returns who reports to a person, or is mentored or coached by them, as recorded: why, by position.

    Only records count: that somebody has nobody else is never inferred here.
    """
    said = declared(snapshot, status.as_of)
    mine = said.where(said.src == person)
    found: dict[int, Relation] = {}
    for relation in _SAID:
        at = mine.columns["relation"] == snapshot.code(relation)
        found.update(dict.fromkeys(mine.dst[at].tolist(), relation))
    lines = snapshot.edges("REPORTS_TO", status.as_of)
    found.update(dict.fromkeys(lines.src[lines.dst == person].tolist(), "leads"))
    staff = np.array(sorted(found), dtype=np.int32)
    return {other: found[other] for other in staff[status.is_employee(staff)].tolist()}
