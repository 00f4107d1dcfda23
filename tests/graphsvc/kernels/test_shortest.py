"""The pass behind betweenness: the same compiled as not, and the same as NetworkX."""

import networkx as nx
import numpy as np
import pytest

from graphsvc.kernels.compiler import compiled
from graphsvc.kernels.shortest import dependencies

Columns = tuple[np.ndarray, np.ndarray, np.ndarray]


def columns(graph: "nx.Graph[int]") -> Columns:
    """Returns offsets, neighbours and lengths of a graph of nodes 0 to n - 1."""
    entries = [(one, other, graph[one][other]["distance"]) for one in sorted(graph) for other in graph[one]]
    src, dst, length = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    start = np.concatenate(([0], np.cumsum(np.bincount(src, minlength=len(graph)))))
    return start, dst.astype(np.int32), length


def network(ties: int, lengths: int) -> "nx.Graph[int]":
    graph: nx.Graph[int] = nx.gnm_random_graph(40, ties, seed=ties)
    drawn = np.random.default_rng(ties).integers(1, lengths + 1, size=ties)
    for (one, other), length in zip(graph.edges, drawn.tolist(), strict=True):
        graph[one][other]["distance"] = length
    return graph


@pytest.mark.parametrize("lengths", [1, 3, 200])
@pytest.mark.parametrize("ties", [20, 60, 300])
def test_dependencies_of_all_sources_are_twice_the_betweenness(ties: int, lengths: int) -> None:
    graph = network(ties, lengths)

    total, _ = dependencies(*columns(graph), np.arange(40))

    wanted = nx.betweenness_centrality(graph, weight="distance", normalized=False)
    assert total / 2 == pytest.approx([wanted[node] for node in range(40)], abs=1e-9)


def test_squares_are_those_of_single_sources() -> None:
    graph = network(80, 3)

    _, squares = dependencies(*columns(graph), np.array([3, 11]))

    single = [dependencies(*columns(graph), np.array([source]))[0] for source in (3, 11)]
    assert squares == pytest.approx(single[0] ** 2 + single[1] ** 2)


@pytest.mark.parametrize("ties", [20, 300])
def test_the_compiled_pass_equals_the_plain_one(ties: int) -> None:
    asked = (*columns(network(ties, 5)), np.arange(40))

    plain, fast = dependencies(*asked), compiled(dependencies)(*asked)

    assert all(np.array_equal(one, other) for one, other in zip(plain, fast, strict=True))
