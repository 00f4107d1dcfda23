"""The depth-first pass: the same compiled as not."""

import networkx as nx
import numpy as np
import pytest

from graphsvc.kernels.adjacency import adjacency
from graphsvc.kernels.blocks import low_links
from graphsvc.kernels.compiler import compiled


@pytest.mark.parametrize("first", [0, 17])
@pytest.mark.parametrize("ties", [0, 30, 60, 200])
def test_the_compiled_pass_equals_the_plain_one(ties: int, first: int) -> None:
    graph = nx.gnm_random_graph(60, ties, seed=ties)
    ends = np.array(graph.edges, dtype=np.int32).reshape(-1, 2)
    columns = adjacency(60, ends[:, 0], ends[:, 1])

    plain, fast = low_links(*columns, first), compiled(low_links)(*columns, first)

    assert all(np.array_equal(one, other) for one, other in zip(plain, fast, strict=True))
    assert plain[0][first] == 0


def test_a_subtree_is_a_slice_of_the_visiting_order() -> None:
    columns = adjacency(4, np.array([0, 1, 1], np.int32), np.array([1, 2, 3], np.int32))

    order, low, parent, size, preorder = low_links(*columns, 0)

    # by hand: 0 - 1 - {2, 3}
    assert order.tolist() == low.tolist() == preorder.tolist() == [0, 1, 2, 3]
    assert parent.tolist() == [-1, 0, 1, 1]
    assert size.tolist() == [4, 3, 1, 1]


def test_a_path_of_a_hundred_thousand_needs_no_stack() -> None:
    n = 100_000
    one = np.arange(n - 1, dtype=np.int32)
    columns = adjacency(n, one, (one + 1).astype(np.int32))

    *_, size, _ = compiled(low_links)(*columns, 0)

    assert size[0] == n
