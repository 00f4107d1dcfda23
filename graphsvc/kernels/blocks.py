"""The depth-first pass behind cut vertices, bridges and what falls off."""

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int64]
Ints = NDArray[np.int32]


def low_links(
    start: Offsets, neighbour: Ints, first: int
) -> tuple[Offsets, Offsets, Offsets, Offsets, Offsets]:
    """Return order, low, parent, subtree size per node, and the nodes in visiting order.

    One iterative depth-first search per component, `first` before all others; parent of a root is
    -1. A subtree is `preorder[order[v]:order[v] + size[v]]`. Ties are undirected, in both rows of
    the adjacency, without parallels and loops.

    Reference: Hopcroft, Tarjan (1973), Algorithm 447: efficient algorithms for graph manipulation.
    """
    n = start.size - 1
    order = np.full(n, -1, dtype=np.int64)
    low = np.zeros(n, dtype=np.int64)
    parent = np.full(n, -1, dtype=np.int64)
    size = np.ones(n, dtype=np.int64)
    preorder = np.zeros(n, dtype=np.int64)
    stack = np.zeros(n, dtype=np.int64)
    at = start.copy()
    seen = 0
    for turn in range(-1, n):
        root = first if turn < 0 else turn
        if root >= n or order[root] >= 0:
            continue
        order[root] = low[root] = seen
        preorder[seen] = root
        seen += 1
        stack[0] = root
        depth = 1
        while depth:
            node = stack[depth - 1]
            if at[node] < start[node + 1]:
                other = neighbour[at[node]]
                at[node] += 1
                if order[other] < 0:
                    parent[other] = node
                    order[other] = low[other] = seen
                    preorder[seen] = other
                    seen += 1
                    stack[depth] = other
                    depth += 1
                elif other != parent[node]:
                    low[node] = min(low[node], order[other])
            else:
                depth -= 1
                if depth:
                    above = parent[node]
                    low[above] = min(low[above], low[node])
                    size[above] += size[node]
    return order, low, parent, size, preorder
