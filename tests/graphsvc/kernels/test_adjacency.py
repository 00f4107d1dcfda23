"""Compressed adjacency from undirected ties."""

import numpy as np

from graphsvc.kernels.adjacency import adjacency


def test_parallel_ties_collapse_and_loops_are_left_out() -> None:
    one = np.array([0, 1, 0, 2, 3], dtype=np.int32)
    other = np.array([1, 0, 2, 2, 1], dtype=np.int32)

    start, neighbour = adjacency(5, one, other)

    assert start.tolist() == [0, 2, 4, 5, 6, 6]
    assert neighbour.tolist() == [1, 2, 0, 3, 0, 1]


def test_no_nodes_have_no_neighbours() -> None:
    nobody = np.zeros(0, dtype=np.int32)

    start, neighbour = adjacency(0, nobody, nobody)

    assert (start.tolist(), neighbour.size) == ([0], 0)
