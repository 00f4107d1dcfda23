"""Joins of plain arrays: every row of one side with every row of the other that has the same key."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[Any]
Rows = NDArray[np.int64]


def join(left: Keys, right: Keys) -> tuple[Rows, Rows]:
    """Returns row numbers of both sides, one entry per pair of equal keys, in the order of `left`.

    Equal keys on the right follow each other in row order. O(n log n + pairs).
    """
    order = np.argsort(right, kind="stable")
    ascending = right[order]
    low = np.searchsorted(ascending, left, side="left")
    counts = np.searchsorted(ascending, left, side="right") - low
    at_left = np.repeat(np.arange(left.size), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    at_right = order[np.repeat(low, counts) + np.arange(at_left.size) - first]
    return at_left, at_right


def place(values: Keys, ascending: Keys) -> Rows:
    """Returns where each value stands in ascending distinct values, -1 where it does not. O(n log n)."""
    if not ascending.size:
        return np.full(values.size, -1, dtype=np.int64)
    found = np.minimum(np.searchsorted(ascending, values), ascending.size - 1)
    return np.where(ascending[found] == values, found, -1)
