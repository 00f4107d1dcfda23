"""Places: from the ids of a store to positions in a snapshot."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """Ids of all nodes, ascending; the index is the position."""

    ids: NDArray[np.int64]

    def of(self, ids: NDArray[np.int64]) -> Positions:
        """Returns the positions of ids, -1 where there is no such node. O(n log nodes)."""
        found = np.searchsorted(self.ids, ids)
        inside = np.minimum(found, max(self.ids.size - 1, 0))
        known = self.ids[inside] == ids if self.ids.size else np.zeros(ids.size, dtype=np.bool_)
        return np.where(known, inside, -1).astype(np.int32)
