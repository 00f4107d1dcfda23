"""How surely two people know each other on a day: measured, or said by somebody; the larger counts."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphsvc import tie
from graphsvc.network.claims import DECLARED, MEASURED, declared_strength
from graphsvc.network.hidden import declared
from graphsvc.network.ties import PersonTies
from graphsvc.snapshot import Snapshot
from graphsvc.snapshot.reader import Positions

LIVE: Final = 0.05
"""Probability from which two people are in touch."""
_SHIFT: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Acquaintances:
    """Ties of all nodes in both directions, ascending by `one`, then `other`; one row per direction.

    Attributes:
        one: position per row.
        other: position per row.
        p: float64 per row, 0 to 1.
        basis: int8 per row, position in `tie.BASES`.
        last_day: int32 per row, day of the last evidence; `tie.NEVER` without evidence.
        total: float64 per position, sum of the node's p.
    """

    one: Positions
    other: Positions
    p: tie.Floats
    basis: tie.Codes
    last_day: tie.Days
    total: tie.Floats

    def rows(self, position: int, *, least: float = 0.0) -> list[int]:
        """Returns the rows of one node's ties of at least a probability."""
        low, high = np.searchsorted(self.one, [position, position + 1]).tolist()
        return [row for row in range(low, high) if self.p[row] >= least]

    def row(self, one: int, other: int) -> int | None:
        """Returns the row of a pair, None where the two have no tie."""
        low, high = np.searchsorted(self.one, [one, one + 1]).tolist()
        at = low + int(np.searchsorted(self.other[low:high], other))
        return at if at < high and self.other[at] == other else None

    def strength(self, one: int, other: int) -> float:
        """Returns p of a pair, 0 where the two have no tie."""
        row = self.row(one, other)
        return 0.0 if row is None else float(self.p[row])


def acquaintances(snapshot: Snapshot, found: PersonTies) -> Acquaintances:
    """Returns who knows whom, of ties that are computed already. O(ties log ties)."""
    as_of = found.standing.as_of
    measured = np.flatnonzero(found.scores.band > 0)
    edges = declared(snapshot, as_of)
    said = declared_strength(snapshot, edges, as_of)
    edges, said = edges.where(said > 0), said[said > 0]
    one, other = (
        np.append(found.first[measured], edges.src),
        np.append(found.second[measured], edges.dst),
    )
    return _both_ways(
        one,
        other,
        p=np.append(found.scores.strength[measured], said) / 100,
        basis=np.repeat(np.array([MEASURED, DECLARED], dtype=np.int8), [measured.size, said.size]),
        last_day=np.append(found.scores.last_day[measured], np.full(said.size, tie.NEVER, dtype=np.int32)),
    )


def _both_ways(
    one: Positions, other: Positions, *, p: tie.Floats, basis: tie.Codes, last_day: tie.Days
) -> Acquaintances:
    keys = np.append(_keys(one, other), _keys(other, one))
    p, basis, last_day = np.tile(p, 2), np.tile(basis, 2), np.tile(last_day, 2)
    order = np.lexsort((basis, -p, keys))
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1) != 0)
    best = order[starts]
    newest = np.maximum.reduceat(last_day[order], starts) if starts.size else last_day
    left = (keys[best] >> _SHIFT).astype(np.int32)
    return Acquaintances(
        one=left,
        other=(keys[best] & (2**_SHIFT - 1)).astype(np.int32),
        p=p[best],
        basis=basis[best],
        last_day=newest,
        total=np.bincount(left, weights=p[best]).astype(np.float64),
    )


def _keys(high: Positions, low: Positions) -> NDArray[np.int64]:
    return (high.astype(np.int64) << _SHIFT) + low
