"""Betweenness on integer distances, exact and sampled."""

from collections.abc import Hashable
from typing import Any

import networkx as nx
import numpy as np
import pytest

from graphsvc.measures.betweenness import betweenness, by_distance


def test_betweenness_of_published_networks_is_that_of_the_reference() -> None:
    kite = betweenness(nx.krackhardt_kite_graph()).value
    karate = betweenness(nx.karate_club_graph()).value
    florence = betweenness(nx.florentine_families_graph()).value

    # risk-measures 5, D13
    assert [kite[n] for n in (7, 5, 6, 8, 3)] == pytest.approx([14, 8.3333, 8.3333, 8, 3.6667], abs=5e-5)
    assert [karate[n] for n in (0, 33, 32)] == pytest.approx([231.0714, 160.5516, 76.6905], abs=5e-5)
    assert [florence[n] for n in ("Medici", "Guadagni")] == pytest.approx([47.5, 23.1667], abs=5e-5)


def test_betweenness_of_the_kite_is_half_of_that_counted_by_ordered_pairs() -> None:
    found = sorted(betweenness(nx.krackhardt_kite_graph()).value.values(), reverse=True)

    # risk-measures 12, networkx tests, x2
    wanted = [28, 16.667, 16.667, 16, 7.333, 1.667, 1.667, 0]
    assert [2 * value for value in found[:8]] == pytest.approx(wanted, abs=5e-4)


def test_betweenness_of_florence_divided_by_its_pairs_is_that_of_networkx() -> None:
    found = betweenness(nx.florentine_families_graph()).value

    # risk-measures 12: normalised over 91 pairs
    shares = [found[name] / 91 for name in ("Medici", "Guadagni", "Albizzi", "Salviati")]
    assert shares == pytest.approx([0.522, 0.255, 0.212, 0.143], abs=5e-4)


def test_betweenness_of_colleagues_is_that_of_the_reference(
    colleagues: "nx.Graph[Any]", expected: dict[str, Any]
) -> None:
    plain = betweenness(colleagues)
    measured = betweenness(by_distance(colleagues), "distance")

    people = expected["colleagues"]
    assert plain.value == pytest.approx({p: people[p]["betweenness"] for p in people}, abs=1e-8)
    assert measured.value == pytest.approx({p: people[p]["betweenness_distance"] for p in people}, abs=1e-8)
    assert not measured.approximate
    assert measured.sources == 12


def test_strength_is_a_distance_and_never_a_weight() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_edge("a", "b", strength=10.0)
    graph.add_edge("b", "c", strength=10.0)
    graph.add_edge("a", "c", strength=5.0)
    graph["a"]["c"]["strength"] = 1.0
    loose: nx.Graph[Any] = nx.Graph(graph)

    # risk-measures 10: b has 1 on 1/strength, 0 on strength
    assert nx.betweenness_centrality(loose, weight="strength", normalized=False)["b"] == 0
    assert betweenness(by_distance(graph), "distance").value["b"] == 1


def test_ties_below_five_carry_no_path_but_leave_their_people() -> None:
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_edge("a", "b", strength=4.9)
    graph.add_edge("b", "c", strength=5.0)

    near = by_distance(graph)

    assert list(near) == ["a", "b", "c"]
    assert list(near.edges(data="distance")) == [("b", "c", 200)]


def test_routes_of_equal_length_tie_on_integers_only() -> None:
    floats: nx.Graph[Any] = nx.Graph()
    whole: nx.Graph[Any] = nx.Graph()
    for graph, unit in ((floats, 1.0), (whole, 20)):
        legs = [(0.1, 0.2), (0.15, 0.15)] if unit == 1.0 else [(2, 4), (3, 3)]
        for middle, (first, second) in zip("pq", legs, strict=True):
            graph.add_edge("s", middle, distance=first)
            graph.add_edge(middle, "t", distance=second)

    # risk-measures 10: networkx says (0, 1) on .1+.2 and .15+.15; with integers both (.5, .5)
    broken = nx.betweenness_centrality(floats, weight="distance", normalized=False)
    found = betweenness(whole, "distance").value
    assert (broken["p"], broken["q"]) == (0, 1)
    assert (found["p"], found["q"]) == (0.5, 0.5)


@pytest.mark.parametrize("distance", [None, "distance"])
def test_the_compiled_pass_gives_what_networkx_gives(
    colleagues: "nx.Graph[Any]", distance: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = by_distance(colleagues)
    plain = betweenness(near, distance)
    monkeypatch.setattr("graphsvc.measures.betweenness.COMPILED_FROM", 0)

    found = betweenness(near, distance)

    assert found.value == pytest.approx(plain.value, abs=1e-9)
    assert (found.approximate, found.sources) == (plain.approximate, plain.sources)


def test_a_large_graph_is_sampled_and_says_so() -> None:
    graph = nx.karate_club_graph()

    found = betweenness(graph, exact_up_to=30, sample=20, seed=7)

    assert (found.approximate, found.sources) == (True, 20)
    assert found.standard_error.keys() == found.rank.keys() == found.value.keys()
    assert all(best <= worst for best, worst in found.rank.values())


def test_a_sample_repeats_for_its_seed_only() -> None:
    graph = nx.karate_club_graph()

    one, same, other = (betweenness(graph, exact_up_to=0, sample=10, seed=seed) for seed in (1, 1, 2))

    assert one == same
    assert one.value != other.value


def test_a_sample_of_everybody_is_exact() -> None:
    graph = nx.karate_club_graph()

    found = betweenness(graph, exact_up_to=0, sample=34)

    assert not found.approximate


def test_samples_are_unbiased_and_their_intervals_hold_the_exact_rank() -> None:
    graph = nx.karate_club_graph()
    exact = betweenness(graph).value
    order: list[Hashable] = sorted(exact, key=lambda node: -exact[node])

    drawn = [betweenness(graph, exact_up_to=0, sample=17, seed=seed) for seed in range(200)]

    mean = np.mean([found.value[0] for found in drawn])
    error = np.mean([found.standard_error[0] for found in drawn])
    spread = np.std([found.value[0] for found in drawn])
    inside = [
        best <= order.index(node) + 1 <= worst
        for found in drawn
        for node, (best, worst) in found.rank.items()
        if node in order[:5]
    ]
    assert mean == pytest.approx(exact[0], abs=3 * spread / np.sqrt(200))
    assert error == pytest.approx(spread, rel=0.25)
    assert np.mean(inside) > 0.9


def test_consultants_between_most_others_hold_less_together_than_the_best_three(
    consulting32: "nx.Graph[Any]",
) -> None:
    found = betweenness(consulting32).value

    # risk-measures 12: F of the top three by betweenness is .554187, of the best three .751232
    top = sorted(found, key=lambda node: -found[node])[:3]
    rest = nx.restricted_view(consulting32, top, [])
    tied = sum(len(part) * (len(part) - 1) for part in nx.connected_components(rest))
    assert 1 - tied / (29 * 28) == pytest.approx(0.554187, abs=5e-7)
