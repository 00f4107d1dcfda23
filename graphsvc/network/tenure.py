"""How long alumni worked here, until when, and in which unit last."""

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from graphsvc.network.join import place
from graphsvc.network.standing import Standing
from graphsvc.network.units import UNKNOWN
from graphsvc.snapshot import Snapshot
from graphsvc.snapshot.reader import Positions
from graphsvc.store.port import UNBOUNDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """Time of one person here.

    Attributes:
        person: position.
        days: days of all employments, each day once; None where a start is not known.
        last_day: last day of work.
        unit: position of the last unit, `UNKNOWN` where none is.
    """

    person: int
    days: int | None
    last_day: int
    unit: int


def tenures(snapshot: Snapshot, status: Standing) -> list[Tenure]:
    """Returns the time here of everybody who left by the day, in order of position. O(employments)."""
    jobs = snapshot.edges("EMPLOYED_BY")
    ours = np.isin(jobs.dst, status.own) & np.isin(jobs.src, status.alumni) & (jobs.valid_to <= status.as_of)
    spells = zip(
        jobs.src[ours].tolist(), jobs.valid_from[ours].tolist(), jobs.valid_to[ours].tolist(), strict=True
    )
    unit = dict(
        zip(status.alumni.tolist(), _last_units(snapshot, status.alumni, status.as_of).tolist(), strict=True)
    )
    return [
        _tenure(person, [(start, end) for _, start, end in rows], unit[person])
        for person, rows in groupby(sorted(spells), key=lambda row: row[0])
    ]


def _tenure(person: int, spells: list[tuple[int, int]], unit: int) -> Tenure:
    days, until = 0, UNBOUNDED
    for start, end in spells:
        days += max(0, end - max(start, until))
        until = max(until, end)
    is_known = spells[0][0] != UNBOUNDED
    return Tenure(person=person, days=days if is_known else None, last_day=until - 1, unit=unit)


def _last_units(snapshot: Snapshot, people: Positions, as_of: int) -> Positions:
    """Returns the unit each person was in last, by the end of the membership, then its start."""
    member = snapshot.edges("IN_UNIT")
    member = member.where(member.valid_from <= as_of)
    order = np.lexsort((member.dst, member.valid_from, member.valid_to))
    at = place(member.src[order], people)
    unit = np.full(people.size, UNKNOWN, dtype=np.int32)
    unit[at[at >= 0]] = member.dst[order][at >= 0]  # of several, the last one written stays
    return unit
