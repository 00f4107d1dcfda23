"""The local pass behind exclusive brokered pairs."""

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]


def exclusive_counts(
    start: Offsets, neighbour: Ints, unit: Ints, hub_row: Ints, hub_tied: Flags
) -> tuple[Offsets, Offsets]:
    """Return, per node, the pairs that only this node connects, and those across two known units.

    A pair counts for v when both are tied to v, not to each other, and share no other neighbour.
    Hubs (`hub_row` >= 0, their row in `hub_tied`) get no count of their own, yet as a second
    common neighbour they still take a pair from the others. O(sum of squared degrees) without
    the hubs, O(n) memory.
    """
    n = start.size - 1
    pairs = np.zeros(n, dtype=np.int64)
    across = np.zeros(n, dtype=np.int64)
    shared = np.zeros(n, dtype=np.int64)
    broker = np.zeros(n, dtype=np.int64)
    reached = np.zeros(n, dtype=np.int64)
    for one in range(n):
        found = 0
        for node in neighbour[start[one] : start[one + 1]]:
            if hub_row[node] >= 0:
                continue
            for other in neighbour[start[node] : start[node + 1]]:
                if other > one:
                    if shared[other] == 0:
                        reached[found] = other
                        found += 1
                    shared[other] += 1
                    broker[other] = node
        for node in neighbour[start[one] : start[one + 1]]:
            shared[node] += 2 * (shared[node] > 0)
            if hub_row[node] >= 0:
                shared[reached[:found]] += hub_tied[hub_row[node]][reached[:found]]
        for other in reached[:found]:
            if shared[other] == 1:
                pairs[broker[other]] += 1
                if unit[one] != unit[other] and unit[one] >= 0 and unit[other] >= 0:
                    across[broker[other]] += 1
            shared[other] = 0
    return pairs, across
