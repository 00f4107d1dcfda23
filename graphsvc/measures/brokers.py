"""Brokers: people who alone connect others, and whose neighbours do not know each other."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

import networkx as nx
import numpy as np

from graphsvc.kernels.adjacency import adjacency
from graphsvc.kernels.brokerage import exclusive_counts
from graphsvc.kernels.compiler import fitting

Node = TypeVar("Node", bound=Hashable)

HUB_DEGREE = 1_000
"""Ties above which a node is a hub: no count of its own, half a million pairs would be its."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brokerage:
    """Exclusive brokered pairs of one node; both None for a hub, whose pairs are not counted."""

    pairs: int | None
    across_units: int | None


def exclusive_pairs(
    graph: "nx.Graph[Node]",
    unit: Mapping[Node, int] | None = None,
    *,
    hub_degree: int = HUB_DEGREE,
) -> dict[Node, Brokerage]:
    """Return, per node, the pairs of its neighbours that only it connects (D11).

    A pair is two neighbours that are not tied and share no other neighbour. A pair lies across
    units when both units are known and differ.

    >>> exclusive_pairs(nx.path_graph(3))[1].pairs
    1

    Reference: risk-measures 4, D11; the pairs themselves: `pairs_of`.
    """
    nodes = tuple(graph)
    place = {node: at for at, node in enumerate(nodes)}
    ends = np.array([(place[a], place[b]) for a, b in graph.edges()], dtype=np.int32).reshape(-1, 2)
    start, neighbour = adjacency(len(nodes), ends[:, 0], ends[:, 1])
    degree = np.diff(start)
    hubs = np.flatnonzero(degree > hub_degree)
    hub_row = np.full(len(nodes), -1, dtype=np.int32)
    hub_row[hubs] = np.arange(hubs.size)
    hub_tied = np.zeros((hubs.size, len(nodes)), dtype=np.bool_)
    for row, hub in enumerate(hubs):
        hub_tied[row, neighbour[start[hub] : start[hub + 1]]] = True
    units = np.array([(unit or {}).get(node, -1) for node in nodes], dtype=np.int32)
    run = fitting(exclusive_counts, int((degree**2).sum()))
    pairs, across = run(start, neighbour, units, hub_row, hub_tied)
    return {
        node: Brokerage(pairs=None, across_units=None)
        if hub_row[at] >= 0
        else Brokerage(pairs=int(pairs[at]), across_units=int(across[at]))
        for at, node in enumerate(nodes)
    }


def pairs_of(graph: "nx.Graph[Node]", node: Node) -> tuple[tuple[Node, Node], ...]:
    """Return the pairs that only `node` connects, in the order of its neighbours in `graph`."""
    others = [other for other in graph[node] if other != node]
    return tuple(
        (one, other)
        for one, other in combinations(others, 2)
        if not graph.has_edge(one, other) and set(graph[one]) & set(graph[other]) - {one, other} == {node}
    )


def constraint(graph: "nx.Graph[Node]") -> dict[Node, float | None]:
    """Return Burt's constraint per node, low for a broker, None for an isolate (D15).

    Counted on the whole network, ties unweighted.

    >>> round(constraint(nx.star_graph(3))[0], 6)
    0.333333

    Reference: risk-measures 4, D15; Burt (1992), Structural holes.
    """
    return _or_none(nx.constraint(graph)) if graph else {}


def effective_size(graph: "nx.Graph[Node]") -> dict[Node, float | None]:
    """Return the effective size of the ego network per node, None for an isolate (D15).

    Reference: risk-measures 4, D15; Burt (1992), Structural holes.
    """
    return _or_none(nx.effective_size(graph)) if graph else {}


def _or_none(figures: Mapping[Node, float]) -> dict[Node, float | None]:
    return {node: None if np.isnan(figure) else float(figure) for node, figure in figures.items()}
