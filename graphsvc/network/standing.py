"""What every person is to the firm on a day: employed, formerly employed, or never."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphsvc.snapshot import Edges, Snapshot
from graphsvc.snapshot.reader import Positions
from graphsvc.tie import Codes, Floats, Spells, sync_share


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """What every node is to the firm on a day; arrays have one entry per position of the snapshot.

    Attributes:
        as_of: days since 1970-01-01.
        own: positions of the own firm, ascending (usually one).
        employees: positions of people employed on the day, ascending.
        alumni: positions of people formerly employed and not on the day, ascending.
        rank: int8, 2 employed by the own firm, 1 formerly, 0 never.
        sync: float64, share of the employed days of ages 0 to 364 with a connected feed.
    """

    as_of: int
    own: Positions
    employees: Positions
    alumni: Positions
    rank: Codes
    sync: Floats

    def is_employee(self, positions: Positions) -> NDArray[np.bool_]:
        """Returns for each position whether it is a person employed on the day."""
        return np.asarray(self.rank[positions] == _EMPLOYED)


_FORMER, _EMPLOYED = 1, 2


def standing(snapshot: Snapshot, as_of: int) -> Standing:
    """Returns what every person is to the firm on a day. O(employments + staff * 365)."""
    own = organisations(snapshot, "own")
    jobs = snapshot.edges("EMPLOYED_BY")
    ours = jobs.where(np.isin(jobs.dst, own))
    rank = _rank(ours, as_of, snapshot.size)
    feeds = snapshot.edges("OBSERVED")
    return Standing(
        as_of=as_of,
        own=own,
        employees=np.flatnonzero(rank == _EMPLOYED).astype(np.int32),
        alumni=np.flatnonzero(rank == _FORMER).astype(np.int32),
        rank=rank,
        sync=sync_share(_spells(feeds), _spells(ours), as_of=as_of, people=snapshot.size),
    )


def organisations(snapshot: Snapshot, kind: str) -> Positions:
    """Returns the positions of organisations of a type, ascending."""
    rows = np.flatnonzero(snapshot.column("Organisation", "type") == snapshot.code(kind))
    return snapshot.nodes("Organisation")[rows]


def works_here(snapshot: Snapshot, person: int, as_of: int) -> bool | None:
    """Returns whether a person, by position, is employed here on a day; None for who never was."""
    jobs = snapshot.edges("EMPLOYED_BY")
    ours = (jobs.src == person) & np.isin(jobs.dst, organisations(snapshot, "own"))
    ends = jobs.valid_to[ours & (jobs.valid_from <= as_of)]
    return None if ends.size == 0 else bool(ends.max() > as_of)


def _rank(ours: Edges, as_of: int, size: int) -> Codes:
    rank = np.zeros(size, dtype=np.int8)
    rank[ours.src[ours.valid_to <= as_of]] = _FORMER
    rank[ours.live(as_of).src] = _EMPLOYED
    return rank


def _spells(edges: Edges) -> Spells:
    return Spells(person=edges.src, valid_from=edges.valid_from, valid_to=edges.valid_to)
