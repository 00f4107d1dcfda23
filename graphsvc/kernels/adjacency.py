"""Compressed adjacency of an undirected graph, the form every graph pass reads."""

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int64]
Ints = NDArray[np.int32]


def adjacency(n: int, one: Ints, other: Ints) -> tuple[Offsets, Ints]:
    """Return offsets and neighbours of n nodes from undirected ties, neighbours ascending.

    Parallel ties collapse and loops are left out, as cut vertices and bridges need it.
    """
    tie = one != other
    key = np.concatenate((one[tie], other[tie])).astype(np.int64) * n
    key += np.concatenate((other[tie], one[tie]))
    key.sort()  # np.unique hashes first, which takes twenty times as long here
    key = key[np.diff(key, prepend=-1) > 0]
    counts = np.bincount(key // n, minlength=n) if n else np.zeros(0, dtype=np.int64)
    start = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return start, (key % n if n else key).astype(np.int32)
