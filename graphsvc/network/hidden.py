"""Ties that one of their two ends took out of every answer.

A hidden pair reads as not measured: its evidence, its place on paper and what others say of it count for
nothing. Only a correction stands, the word of whoever hid the tie, while the other end hides nothing.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphsvc.snapshot import Edges, Snapshot
from graphsvc.tie import Flags

CORRECTED: Final = "corrected"
"""Relation of a declaration that replaces the measured tie of whoever makes it."""
_SHIFT: Final = 32
Ends = NDArray[np.integer]
"""Positions of one end of pairs."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hidden:
    """The hidden pairs of a day.

    Attributes:
        pairs: int64, who hides and whom, ascending; in this direction only.
        corrected: code of a correction in the snapshot.
    """

    pairs: NDArray[np.int64]
    corrected: int

    def by(self, one: Ends, other: Ends) -> Flags:
        """Returns for each pair whether the first end hides it."""
        if not self.pairs.size:
            return np.zeros(np.shape(one), dtype=np.bool_)
        return np.isin(_keys(one, other), self.pairs)

    def either(self, one: Ends, other: Ends) -> Flags:
        """Returns for each pair whether one of its ends hides it."""
        return self.by(one, other) | self.by(other, one)

    def leaves(self, declared: Edges) -> Flags:
        """Returns for each declaration whether it still counts."""
        is_corrected = declared.columns["relation"] == self.corrected
        mine, theirs = self.by(declared.src, declared.dst), self.by(declared.dst, declared.src)
        return np.asarray(~theirs & (~mine | is_corrected))


def hidden(snapshot: Snapshot, as_of: int) -> Hidden:
    """Returns the pairs that are hidden on a day; who hides a tie hides its past too."""
    edges = snapshot.edges("HIDDEN", as_of)
    return Hidden(pairs=np.unique(_keys(edges.src, edges.dst)), corrected=snapshot.code(CORRECTED))


def declared(snapshot: Snapshot, as_of: int) -> Edges:
    """Returns the declarations that hold on a day and whose pair is not hidden."""
    edges = snapshot.edges("DECLARED", as_of)
    return edges.where(hidden(snapshot, as_of).leaves(edges))


def _keys(one: Ends, other: Ends) -> NDArray[np.int64]:
    return (one.astype(np.int64) << _SHIFT) + other
