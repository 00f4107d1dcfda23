"""Brokers: exclusive pairs, constraint and effective size."""

from itertools import combinations
from math import isnan
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.measures.brokers import Brokerage, constraint, effective_size, exclusive_pairs, pairs_of

SEEDS = st.integers(0, 2**32 - 1)
BURT = [(tie[0], tie[1]) for tie in "AB AF AG AE EG FG BG BD DG GC".split()]


@pytest.mark.parametrize(
    "graph, wanted",
    [
        (nx.krackhardt_kite_graph(), {7: 2, 6: 2, 5: 2, 8: 1, 3: 1}),
        (nx.karate_club_graph(), {0: 71, 33: 54, 2: 13, 32: 6, 31: 5}),
        (nx.florentine_families_graph(), {"Medici": 13, "Guadagni": 5, "Strozzi": 3}),
    ],
    ids=["kite", "karate", "florence"],
)
def test_the_brokers_of_published_networks_are_those_of_the_reference(
    graph: "nx.Graph[Any]", wanted: dict[Any, int]
) -> None:
    found = {node: brokerage.pairs for node, brokerage in exclusive_pairs(graph).items()}

    # risk-measures 5, D11, highest first
    highest = sorted((pairs for pairs in found.values() if pairs), reverse=True)
    assert {node: found[node] for node in wanted} == wanted
    assert highest[: len(wanted)] == sorted(wanted.values(), reverse=True)


def test_the_colleagues_of_the_small_firm_broker_what_the_reference_says(
    colleagues: "nx.Graph[Any]", expected: dict[str, Any]
) -> None:
    units = {"Audit": 0, "Tax": 1, "Deals": 2}
    of: dict[Any, int] = {node: units[place["unit"]] for node, place in colleagues.nodes(data=True)}

    found = exclusive_pairs(colleagues, of)

    for person, wanted in expected["colleagues"].items():
        assert found[person] == Brokerage(pairs=wanted["ebp"], across_units=wanted["ebp_across_units"])
        assert len(pairs_of(colleagues, person)) == wanted["ebp"]


def test_structural_holes_of_the_small_firm_are_those_of_the_reference(
    colleagues: "nx.Graph[Any]", expected: dict[str, Any]
) -> None:
    people = expected["colleagues"]

    assert constraint(colleagues) == pytest.approx({p: people[p]["constraint"] for p in people}, abs=1e-8)
    assert effective_size(colleagues) == pytest.approx(
        {p: people[p]["effective_size"] for p in people}, abs=1e-8
    )


@pytest.mark.parametrize(
    "graph, node, burt, size",
    [
        (nx.krackhardt_kite_graph(), 7, 0.431111, 2.33333),
        (nx.karate_club_graph(), 0, 0.155423, 13.75),
        (nx.florentine_families_graph(), "Medici", 0.209877, 5.66667),
        (nx.florentine_families_graph(), "Guadagni", 0.25, 4),
        (nx.florentine_families_graph(), "Strozzi", 0.458333, 3),
        (nx.Graph(BURT), "G", 0.400, 4.67),
        (nx.Graph(BURT), "A", 0.595, 2.50),
        (nx.Graph(BURT), "C", 1, 1),
    ],
)
def test_structural_holes_of_published_networks_are_those_of_the_reference(
    graph: "nx.Graph[Any]", node: Any, burt: float, size: float
) -> None:
    # risk-measures 5, D15, and 12 (Burt): half a unit of the last printed digit
    assert constraint(graph)[node] == pytest.approx(burt, abs=5e-7 if len(str(burt)) > 5 else 5e-4)
    assert effective_size(graph)[node] == pytest.approx(size, abs=5e-3)


def test_constraint_of_the_smallest_graphs_is_that_of_the_reference() -> None:
    # risk-measures 5: centre of a 3-leaf star 1/3, triangle 1.125
    assert constraint(nx.star_graph(3))[0] == pytest.approx(1 / 3)
    assert constraint(nx.complete_graph(3))[0] == pytest.approx(1.125)


def test_an_isolate_has_no_figure_where_networkx_has_nan() -> None:
    graph: nx.Graph[Any] = nx.Graph([(0, 1)])
    graph.add_node(2)

    # risk-measures 10: isolates are NaN in networkx, null here
    assert isnan(nx.constraint(graph)[2])
    assert constraint(graph)[2] is None
    assert effective_size(graph)[2] is None


def test_constraint_ignores_strength(colleagues: "nx.Graph[Any]") -> None:
    plain: nx.Graph[Any] = nx.Graph(list(colleagues.edges))

    assert constraint(colleagues) == pytest.approx(constraint(plain))


def test_pairs_of_a_broker_are_named() -> None:
    # by hand: Heather (7) connects Ike (8) with Fernando (5) and Garth (6)
    assert pairs_of(nx.krackhardt_kite_graph(), 7) == ((5, 8), (6, 8))


def test_a_pair_in_a_unit_that_is_not_known_is_not_across_units() -> None:
    star = nx.star_graph(3)

    found = exclusive_pairs(star, {1: 0, 2: 1})

    assert found[0] == Brokerage(pairs=3, across_units=1)


def test_a_hub_is_flagged_and_still_shares_its_pairs() -> None:
    graph = nx.star_graph(5)
    graph.add_edges_from([("b", 1), ("b", 2), ("b", 6)])

    found = exclusive_pairs(graph, hub_degree=4)

    # by hand: 0 is a hub and the second neighbour of 1 and 2, so b keeps 1-6 and 2-6
    assert found[0] == Brokerage(pairs=None, across_units=None)
    assert found["b"] == Brokerage(pairs=2, across_units=0)


def test_loops_and_empty_graphs_broker_nothing() -> None:
    assert exclusive_pairs(nx.Graph()) == {}
    assert exclusive_pairs(nx.Graph([(0, 0)]))[0] == Brokerage(pairs=0, across_units=0)
    assert pairs_of(nx.Graph([(0, 0), (0, 1)]), 0) == ()


@given(seed=SEEDS, hub_degree=st.sampled_from([2, 3, 1_000]))
def test_brokered_pairs_equal_counting_every_pair(seed: int, hub_degree: int) -> None:
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(int(rng.integers(2, 12)), float(rng.random()), seed=seed % 2**31)
    unit = {node: int(rng.integers(-1, 2)) for node in graph}

    found = exclusive_pairs(graph, unit, hub_degree=hub_degree)

    for node in graph:  # brute force
        own = [
            (a, b)
            for a, b in combinations(graph[node], 2)
            if not graph.has_edge(a, b) and list(nx.common_neighbors(graph, a, b)) == [node]
        ]
        across = [1 for a, b in own if -1 < unit[a] != unit[b] > -1]
        hub = graph.degree[node] > hub_degree
        wanted = (None, None) if hub else (len(own), len(across))
        assert (found[node].pairs, found[node].across_units) == wanted
        assert list(pairs_of(graph, node)) == own


def test_a_network_of_nobody_has_no_brokers() -> None:
    nobody: nx.Graph[int] = nx.Graph()

    found = constraint(nobody), effective_size(nobody), exclusive_pairs(nobody)

    assert found == ({}, {}, {})
