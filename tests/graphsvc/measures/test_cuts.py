"""Cut vertices, what falls off, bridges and fragmentation."""

from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.measures.cuts import (
    Bridge,
    block_cut,
    bridge_ties,
    bridges,
    cut_off,
    cut_vertices,
    falls_off,
    fragmentation,
    impact,
)

SEEDS = st.integers(0, 2**32 - 1)
FAMILIES = ["Albizzi", "Salviati", "Guadagni"]


def _graph(seed: int) -> "nx.Graph[Any]":
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 12))
    graph: nx.Graph[Any] = nx.gnm_random_graph(n, int(rng.integers(0, 2 * n)), seed=seed % 2**31)
    return nx.relabel_nodes(graph, dict(enumerate(rng.permutation(n).tolist())))


def test_the_kite_falls_apart_as_the_reference_says() -> None:
    heather, ike = cut_vertices(block_cut(nx.krackhardt_kite_graph()))

    # risk-measures 5, D8 and D9
    assert (heather.node, heather.pairs_lost, heather.pieces) == (7, 14, (2, 7))
    assert (ike.node, ike.pairs_lost, ike.pieces) == (8, 8, (1, 8))
    assert heather.fragmentation == pytest.approx(0.388889, abs=5e-7)
    assert ike.fragmentation == pytest.approx(0.222222, abs=5e-7)


def test_the_karate_club_falls_apart_as_the_reference_says() -> None:
    (only,) = cut_vertices(block_cut(nx.karate_club_graph()))

    # risk-measures 5; one cut vertex in risk-measures 12
    assert (only.node, only.pairs_lost, only.pieces) == (0, 167, (1, 5, 27))
    assert only.fragmentation == pytest.approx(0.316288, abs=5e-7)


def test_florence_falls_apart_as_the_reference_says() -> None:
    medici, *others = cut_vertices(block_cut(nx.florentine_families_graph()))

    # risk-measures 5
    assert (medici.node, medici.pairs_lost, medici.pieces) == ("Medici", 35, (1, 2, 11))
    assert medici.fragmentation == pytest.approx(0.384615, abs=5e-7)
    assert [(cut.node, cut.pairs_lost, cut.pieces) for cut in others] == [(f, 13, (1, 13)) for f in FAMILIES]
    assert [cut.fragmentation for cut in others] == pytest.approx([0.142857] * 3, abs=5e-7)


def test_cut_edges_are_those_of_the_reference() -> None:
    # risk-measures 5, D16: Heather-Ike and Ike-Jane; 0-11; 5 in Florence
    assert bridges(block_cut(nx.krackhardt_kite_graph())) == ((7, 8), (8, 9))
    assert bridges(block_cut(nx.karate_club_graph())) == ((0, 11),)
    assert len(bridges(block_cut(nx.florentine_families_graph()))) == 5


def test_two_triangles_hang_on_the_ends_of_their_bridge() -> None:
    graph: nx.Graph[Any] = nx.Graph(
        [("A", "B"), ("B", "C"), ("A", "C"), ("D", "M"), ("D", "m"), ("M", "m"), ("A", "D")]
    )

    found = block_cut(graph)

    # risk-measures 12, GDS docs: cut vertices A, D; bridge AD
    assert [cut.node for cut in cut_vertices(found)] == ["A", "D"]
    assert bridges(found) == (("A", "D"),)


def test_colleagues_of_the_small_firm_fall_apart_as_the_reference_says(
    colleagues: "nx.Graph[Any]", expected: dict[str, Any]
) -> None:
    found = block_cut(colleagues)

    for at, person in enumerate(colleagues):
        wanted = expected["colleagues"][person]
        cut = impact(found, at)
        assert (cut.pairs_lost, list(cut.pieces)) == (wanted["pairs_lost"], wanted["pieces"])
        assert cut.fragmentation == pytest.approx(wanted["F"], abs=1e-8)
    assert [cut.node for cut in cut_vertices(found)] == ["hal", "jon", "kim"]
    assert [list(bridge) for bridge in bridges(found)] == expected["colleague_bridges"]


def test_sets_of_consultants_fragment_their_network_as_pyntacle_says(consulting32: "nx.Graph[Any]") -> None:
    def f(people: str) -> float:
        return fragmentation(nx.restricted_view(consulting32, people.split(), []))

    # risk-measures 12
    assert f("HS HA GM") == pytest.approx(0.44335, abs=5e-6)
    assert [f("HA HB"), f("HB WD")] == pytest.approx([0.70575] * 2, abs=5e-6)
    assert [f("BM HB WD"), f("HA HB PH")] == pytest.approx([0.751232] * 2, abs=5e-7)
    assert max(f(" ".join(pair)) for pair in combinations(consulting32, 2)) == f("HA HB")


def test_the_consultant_who_holds_most_together_is_that_of_the_reference(
    consulting32: "nx.Graph[Any]",
) -> None:
    first, *_ = cut_vertices(block_cut(consulting32))

    # risk-measures 12: k1 F HA .473118
    assert first.node == "HA"
    assert first.fragmentation == pytest.approx(0.473118, abs=5e-7)


def test_removing_both_ends_of_the_toy_leaves_nobody_connected() -> None:
    toy: nx.Graph[Any] = nx.Graph([("A", other) for other in "BCFGH"] + [("B", other) for other in "CDE"])

    # risk-measures 12: {A, B} F 1
    assert fragmentation(nx.restricted_view(toy, ["A", "B"], [])) == 1


def test_a_broken_graph_is_fragmented_before_anybody_leaves() -> None:
    graph: nx.Graph[Any] = nx.Graph([(0, 1), (1, 2), (3, 4)])

    (cut,) = cut_vertices(block_cut(graph))

    # risk-measures 10: report the change; by hand, 4 of 10 pairs before, 1 of 6 after
    assert fragmentation(graph) == pytest.approx(0.6)
    assert cut.fragmentation == pytest.approx(5 / 6)
    assert cut.added_fragmentation == pytest.approx(5 / 6 - 0.6)


def test_who_falls_off_is_listed_without_the_largest_piece() -> None:
    found = block_cut(nx.florentine_families_graph())

    # by hand: Acciaiuoli, then Salviati and Pazzi, hang on the Medici
    assert falls_off(found, "Medici") == (("Acciaiuoli",), ("Salviati", "Pazzi"))
    assert falls_off(found, "Pazzi") == ()


def test_what_falls_off_the_firm_is_every_piece_without_it() -> None:
    graph: nx.Graph[Any] = nx.Graph(
        [("FIRM", "a"), ("a", "k1"), ("k1", "X"), ("k1", "Z"), ("FIRM", "b"), ("x", "y")]
    )

    found = block_cut(graph, "FIRM")

    # risk-measures 2, T1: {a, k1}; FIRM itself is never reported
    assert {cut.node for cut in cut_vertices(found)} == {"a", "k1"}
    assert falls_off(found, "a") == (("k1", "X", "Z"),)
    assert cut_off(found, {"X": 5.0, "Z": 2.0, "b": 1.0}) == {"a": 7.0, "k1": 7.0}


def test_a_component_away_from_the_root_keeps_its_largest_piece() -> None:
    graph: nx.Graph[Any] = nx.Graph([("FIRM", "a"), (1, 2), (2, 3), (3, 4)])

    found = block_cut(graph, "FIRM")

    assert falls_off(found, 2) == ((1,),)
    assert falls_off(found, "a") == ()


def test_without_the_firm_a_sole_owner_is_no_cut_vertex() -> None:
    graph: nx.Graph[Any] = nx.Graph([("a", "k1"), ("k1", "X")])

    # risk-measures 2, T1: {k1} only, a missed
    assert [cut.node for cut in cut_vertices(block_cut(graph))] == ["k1"]


def test_a_doubled_tie_is_one_tie() -> None:
    doubled: nx.MultiGraph[Any] = nx.MultiGraph([(0, 1), (0, 1), (1, 2)])

    # risk-measures 10: networkx calls a doubled tie no bridge; here parallel ties collapse first
    assert list(nx.bridges(doubled)) == [(1, 2)]
    assert bridges(block_cut(doubled)) == ((0, 1), (1, 2))


def test_directions_and_loops_are_ignored() -> None:
    graph: nx.DiGraph[Any] = nx.DiGraph([(0, 1), (1, 0), (1, 2), (2, 2)])

    assert bridges(block_cut(graph)) == ((0, 1), (1, 2))


@pytest.mark.parametrize("graph", [nx.Graph(), nx.empty_graph(1), nx.empty_graph(3)])
def test_nobody_holds_a_graph_without_ties_together(graph: "nx.Graph[Any]") -> None:
    found = block_cut(graph)

    assert cut_vertices(found) == ()
    assert bridges(found) == ()
    assert fragmentation(graph) == (1.0 if len(graph) > 1 else 0.0)


def test_a_single_pair_falls_into_one_piece() -> None:
    found = impact(block_cut(nx.path_graph(2)), 0)

    assert (found.pieces, found.pairs_lost, found.fragmentation) == ((1,), 0, 0.0)


@given(seed=SEEDS)
def test_removals_equal_counting_components(seed: int) -> None:
    graph = _graph(seed)

    found = block_cut(graph)

    assert {cut.node for cut in cut_vertices(found)} == set(nx.articulation_points(graph))
    assert {frozenset(tie) for tie in bridges(found)} == {frozenset(tie) for tie in nx.bridges(graph)}
    for at, node in enumerate(graph):  # brute force
        rest = nx.restricted_view(graph, [node], [])
        own = nx.node_connected_component(graph, node)
        parts = [part for part in nx.connected_components(rest) if part <= own]
        cut = impact(found, at)
        assert cut.pieces == tuple(sorted(map(len, parts)))
        assert cut.pairs_lost == sum(len(a) * len(b) for a, b in combinations(parts, 2))
        assert cut.fragmentation == pytest.approx(fragmentation(rest))
        assert cut.added_fragmentation == pytest.approx(fragmentation(rest) - fragmentation(graph))


@given(seed=SEEDS)
def test_who_falls_off_equals_the_components_without_them(seed: int) -> None:
    graph = _graph(seed)
    found, rooted = block_cut(graph), block_cut(graph, next(iter(graph)))
    root = next(iter(graph))

    for node in graph:  # brute force
        own = nx.node_connected_component(graph, node)
        parts = [p for p in nx.connected_components(nx.restricted_view(graph, [node], [])) if p <= own]
        fallen = {frozenset(piece) for piece in falls_off(found, node)}
        largest = [frozenset(part) for part in parts if frozenset(part) not in fallen]
        assert len(largest) == min(len(parts), 1)
        assert all(len(part) <= len(largest[0]) for part in parts)
        if root in own and node != root:
            away = {frozenset(part) for part in parts if root not in part}
            assert {frozenset(piece) for piece in falls_off(rooted, node)} == away


@given(seed=SEEDS)
def test_weight_cut_off_equals_what_the_root_no_longer_reaches(seed: int) -> None:
    graph = _graph(seed)
    root = next(iter(graph))
    weight = {node: float(node + 1) for node in graph}

    lost = cut_off(block_cut(graph, root), weight)

    reached = nx.node_connected_component(graph, root)
    for node in reached - {root}:  # brute force
        still = nx.node_connected_component(nx.restricted_view(graph, [node], []), root)
        assert lost.get(node, 0.0) == pytest.approx(sum(weight[n] for n in reached - still - {node}))


@given(seed=SEEDS)
def test_relabelling_changes_no_figure(seed: int) -> None:
    graph = _graph(seed)
    names = {node: f"p{node}" for node in graph}

    one, other = block_cut(graph), block_cut(nx.relabel_nodes(graph, names))

    assert [(names[cut.node], cut.pieces) for cut in cut_vertices(one)] == [
        (cut.node, cut.pieces) for cut in cut_vertices(other)
    ]


def test_bridge_ties_of_the_kite_come_with_what_stands_on_each_side() -> None:
    found = bridge_ties(block_cut(nx.krackhardt_kite_graph()))

    # risk-measures 5, D16: Heather-Ike and Ike-Jane, of 10
    assert found == (Bridge(one=7, other=8, sides=(8, 2)), Bridge(one=8, other=9, sides=(9, 1)))
    assert [tie.pairs_lost for tie in found] == [16, 9]


@given(SEEDS)
def test_the_pairs_of_a_bridge_tie_are_those_that_lose_each_other_without_it(seed: int) -> None:
    graph = _graph(seed)

    found = bridge_ties(block_cut(graph))

    assert {frozenset((tie.one, tie.other)) for tie in found} == set(map(frozenset, nx.bridges(graph)))
    for tie in found:
        without = graph.copy()
        without.remove_edge(tie.one, tie.other)
        sides = tuple(len(nx.node_connected_component(without, end)) for end in (tie.one, tie.other))
        assert tie.sides == sides
        assert tie.pairs_lost == _tied(graph) - _tied(without)


def _tied(graph: "nx.Graph[Any]") -> int:
    sizes = [len(part) for part in nx.connected_components(graph)]
    return sum(size * (size - 1) // 2 for size in sizes)
