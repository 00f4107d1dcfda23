"""Betweenness of people, exact where that can be waited for and honest about its error above."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graphsvc.kernels.compiler import compiled
from graphsvc.kernels.shortest import dependencies

Node = TypeVar("Node", bound=Hashable)

EXACT_UP_TO = 5_000
"""People up to whom betweenness is exact."""

SAMPLE = 400
LEAST_STRENGTH = 5.0
LENGTH = 1_000.0
TWO_SIDED_95 = 1.959964
COMPILED_FROM = 2_000_000
"""Nodes times ties from which the pass is compiled: what NetworkX takes some seconds for."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Betweenness(Generic[Node]):
    """Shortest paths through each node, a pair of ends counted once, unnormalised.

    Attributes:
        value: per node.
        approximate: whether only `sources` of all nodes were followed.
        standard_error: per node; empty when exact.
        rank: per node, best and worst rank at 95 %; empty when exact.
    """

    value: dict[Node, float]
    approximate: bool
    sources: int
    standard_error: dict[Node, float]
    rank: dict[Node, tuple[int, int]]


def by_distance(graph: "nx.Graph[Node]", strength: str = "strength") -> "nx.Graph[Node]":
    """Return the graph of ties with S >= 5 and an integer `distance` = round(1000/S).

    Integers, so that routes of equal length tie exactly.

    Reference: risk-measures 4, D13, and 10, float ties.
    """
    near: nx.Graph[Node] = nx.Graph()
    near.add_nodes_from(graph)
    ties: Iterable[tuple[Node, Node, float]] = graph.edges(data=strength)
    for one, other, s in ties:
        if s >= LEAST_STRENGTH:
            near.add_edge(one, other, distance=round(LENGTH / s))
    return near


def betweenness(
    graph: "nx.Graph[Node]",
    distance: str | None = None,
    *,
    exact_up_to: int = EXACT_UP_TO,
    sample: int = SAMPLE,
    seed: int = 0,
) -> Betweenness[Node]:
    """Return the betweenness of every node of `graph` (D13).

    Args:
        distance: edge attribute with integer lengths, as `by_distance` sets; None = every tie 1.
        exact_up_to: nodes above which sources are sampled, `sample` of them, drawn by `seed`.

    >>> betweenness(nx.path_graph(3)).value
    {0: 0.0, 1: 1.0, 2: 0.0}

    Reference: risk-measures 4, D13, and 6; Brandes (2001), A faster algorithm for betweenness
    centrality; Brandes, Pich (2007), Centrality estimation in large networks.
    """
    if len(graph) > max(exact_up_to, sample):
        return _sampled(graph, distance, sample=sample, seed=seed)
    if len(graph) * graph.number_of_edges() >= COMPILED_FROM:
        total, _ = _followed(graph, distance, np.arange(len(graph)))
        return _exact(dict(zip(graph, total.tolist(), strict=True)))
    value = nx.betweenness_centrality(graph, normalized=False, weight=distance)
    return _exact(value)


def _exact(value: dict[Node, float]) -> Betweenness[Node]:
    return Betweenness(value=value, approximate=False, sources=len(value), standard_error={}, rank={})


def _followed(graph: "nx.Graph[Node]", distance: str | None, sources: Ints) -> tuple[Floats, Floats]:
    """Return per node, in the order of the graph, half the dependency of the sources, and its squares."""
    place = {node: at for at, node in enumerate(graph)}
    edges: Iterable[tuple[Node, Node, int]] = graph.edges(data=distance or "", default=1)
    ends = np.array([(place[one], place[other], far) for one, other, far in edges], dtype=np.int64)
    one, other, far = ends.reshape(-1, 3).T
    src, dst, length = np.append(one, other), np.append(other, one), np.append(far, far)
    order = np.lexsort((dst, src))
    start = np.concatenate(([0], np.cumsum(np.bincount(src, minlength=len(place))))).astype(np.int64)
    follow = compiled(dependencies)
    total, squares = follow(start, dst[order].astype(np.int32), length[order], sources)
    return total / 2, squares / 4


def _sampled(graph: "nx.Graph[Node]", distance: str | None, *, sample: int, seed: int) -> Betweenness[Node]:
    nodes = list(graph)
    drawn = np.random.default_rng(seed).choice(len(nodes), size=sample, replace=False)
    total, squares = _followed(graph, distance, drawn)
    mean = total / sample
    deviation = np.sqrt(np.maximum(squares - sample * mean**2, 0.0) / (sample - 1))
    value = len(nodes) * mean
    error = len(nodes) * deviation * np.sqrt((1.0 - sample / len(nodes)) / sample)
    best, worst = _ranks(value, TWO_SIDED_95 * error)
    return Betweenness(
        value=dict(zip(nodes, value.tolist(), strict=True)),
        approximate=True,
        sources=sample,
        standard_error=dict(zip(nodes, error.tolist(), strict=True)),
        rank=dict(zip(nodes, zip(best.tolist(), worst.tolist(), strict=True), strict=True)),
    )


def _ranks(value: Floats, margin: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the best and worst rank that intervals value +- margin allow, 1 = highest."""
    low, high = value - margin, value + margin
    best = 1 + value.size - np.searchsorted(np.sort(low), high, side="right")
    worst = value.size - np.searchsorted(np.sort(high), low, side="left")
    return best, worst
