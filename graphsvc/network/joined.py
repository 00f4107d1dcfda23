"""Pairs of units that one person alone joins."""

from itertools import combinations
from typing import Final

import numpy as np

from graphsvc.network.join import place
from graphsvc.network.ties import PersonTies
from graphsvc.network.units import UNKNOWN, units
from graphsvc.snapshot import Snapshot
from graphsvc.snapshot.reader import Positions

WARM: Final = 25.0
"""Strength from which a tie joins."""


def joined_alone(snapshot: Snapshot, found: PersonTies, person: int) -> list[tuple[int, int]]:
    """Returns the pairs of units, positions ascending, that only one person joins.

    Somebody joins two units who belongs to one or has a warm tie to a colleague in it, and likewise the
    other. Ties to the person themself join nothing, for those end with them. O(ties).
    """
    staff = found.standing.employees
    unit = units(snapshot, staff, found.standing.as_of)
    one, other = _warm(found, staff)
    at = place(np.array([person]), staff)[0]
    mine = (one == at) | (other == at)
    near = np.where(one[mine] == at, other[mine], one[mine])
    wanted = np.setdiff1d(np.append(unit[near], unit[at : at + 1]), [UNKNOWN])
    touched = np.zeros((staff.size, wanted.size), dtype=np.bool_)
    for people, where in (
        (np.arange(staff.size), unit),
        (one[~mine], unit[other[~mine]]),
        (other[~mine], unit[one[~mine]]),
    ):
        column = place(where, wanted)
        touched[people[column >= 0], column[column >= 0]] = True
    touched[at] = False
    return [
        (int(wanted[a]), int(wanted[b]))
        for a, b in combinations(range(wanted.size), 2)
        if not (touched[:, a] & touched[:, b]).any()
    ]


def _warm(found: PersonTies, staff: Positions) -> tuple[Positions, Positions]:
    """Returns both ends of the warm ties among employees, as indices of `staff`."""
    ours = found.standing.is_employee(found.first) & found.standing.is_employee(found.second)
    rows = np.flatnonzero(ours & (found.scores.strength >= WARM))
    return place(found.first[rows], staff).astype(np.int32), place(found.second[rows], staff).astype(np.int32)
