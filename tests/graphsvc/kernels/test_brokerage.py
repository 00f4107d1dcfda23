"""The pass behind exclusive brokered pairs: the same compiled as not."""

import networkx as nx
import numpy as np
import pytest

from graphsvc.kernels.adjacency import adjacency
from graphsvc.kernels.brokerage import exclusive_counts
from graphsvc.kernels.compiler import compiled


@pytest.mark.parametrize("hubs", [[], [0, 7]])
@pytest.mark.parametrize("ties", [0, 60, 150, 600])
def test_the_compiled_pass_equals_the_plain_one(ties: int, hubs: list[int]) -> None:
    graph = nx.gnm_random_graph(60, ties, seed=ties)
    ends = np.array(graph.edges, dtype=np.int32).reshape(-1, 2)
    start, neighbour = adjacency(60, ends[:, 0], ends[:, 1])
    hub_row = np.full(60, -1, dtype=np.int32)
    hub_row[hubs] = np.arange(len(hubs))
    hub_tied = nx.to_numpy_array(graph)[hubs].astype(np.bool_)
    unit = (np.arange(60) % 4 - 1).astype(np.int32)
    columns = (start, neighbour, unit, hub_row, hub_tied)

    plain, fast = exclusive_counts(*columns), compiled(exclusive_counts)(*columns)

    assert all(np.array_equal(one, other) for one, other in zip(plain, fast, strict=True))
