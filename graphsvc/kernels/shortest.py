"""Shortest paths from many sources over whole lengths, and how much of them runs through each node."""

from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int64]
Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


def dependencies(start: Offsets, neighbour: Ints, length: Offsets, sources: Offsets) -> tuple[Floats, Floats]:
    """Return, per node, the sum over sources of its dependency on them, and the sum of its squares.

    The dependency of a source on a node is the share of the shortest paths from there that run through the
    node, added up over all ends. Lengths are positive and whole, one per entry of `neighbour`, so that paths
    of equal length tie exactly. O(sources * entries * log entries), O(n) memory.

    Reference: Brandes (2001), A faster algorithm for betweenness centrality.
    """
    n = start.size - 1
    far = np.int64(2**62)
    total, squares = np.zeros(n), np.zeros(n)
    distance = np.empty(n, dtype=np.int64)
    paths, through = np.empty(n), np.empty(n)
    order = np.empty(n, dtype=np.int64)
    for source in sources:
        distance[:] = far
        paths[:] = 0.0
        through[:] = 0.0
        distance[source], paths[source] = 0, 1.0
        waiting = [(np.int64(0), np.int64(source))]
        found = 0
        while len(waiting) > 0:
            gone, node = heappop(waiting)
            if gone > distance[node]:
                continue  # a shorter way was found since
            order[found] = node
            found += 1
            for entry in range(start[node], start[node + 1]):
                other = np.int64(neighbour[entry])
                way = gone + length[entry]
                if way < distance[other]:
                    distance[other] = way
                    paths[other] = paths[node]
                    heappush(waiting, (way, other))
                elif way == distance[other]:
                    paths[other] += paths[node]
        for place in range(found - 1, 0, -1):
            node = order[place]
            for entry in range(start[node], start[node + 1]):
                before = neighbour[entry]
                if distance[before] + length[entry] == distance[node]:
                    through[before] += paths[before] / paths[node] * (1.0 + through[node])
            total[node] += through[node]
            squares[node] += through[node] ** 2
    return total, squares
