"""Business units of people on a day."""

import numpy as np
from numpy.typing import NDArray

from graphsvc.network.join import place
from graphsvc.snapshot import Snapshot
from graphsvc.snapshot.reader import Positions

UNKNOWN = -1
"""Unit of a person who is in none on the day."""
SMALLEST_UNIT = 5
"""People of a unit below whose number its figures would tell of single people."""


def units(snapshot: Snapshot, people: Positions, as_of: int) -> NDArray[np.int32]:
    """Returns the position of each person's unit on a day; of several the one entered last.

    `people` ascend. O(memberships log people).
    """
    member = snapshot.edges("IN_UNIT", as_of)
    order = np.lexsort((-member.dst.astype(np.int64), member.valid_from))
    at = place(member.src[order], people)
    unit = np.full(people.size, UNKNOWN, dtype=np.int32)
    unit[at[at >= 0]] = member.dst[order][at >= 0]  # of several, the last one written stays
    return unit
