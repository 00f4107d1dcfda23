"""The measures on organisation networks with published findings; oracles of shared/data/README.md."""

import csv
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graphsvc.measures.betweenness import betweenness
from graphsvc.measures.brokers import constraint
from graphsvc.measures.cuts import block_cut, bridges, cut_vertices, fragmentation

pytestmark = pytest.mark.data


def _arcs(folder: Path, name: str, *, least: int = 0) -> list[tuple[str, str]]:
    with (folder / "classic-networks" / f"{name}_edges.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["from"], row["to"]) for row in csv.DictReader(file) if int(row.get("weight") or 0) >= least
        ]


def _simple(folder: Path, name: str) -> "nx.Graph[Any]":
    graph: nx.Graph[Any] = nx.Graph()
    with (folder / "classic-networks" / f"{name}_nodes.csv").open(encoding="utf-8", newline="") as file:
        graph.add_nodes_from(next(iter(row.values())) for row in csv.DictReader(file))
    graph.add_edges_from(_arcs(folder, name))
    return graph


def _mutual(folder: Path, name: str) -> "nx.Graph[Any]":
    graph = _simple(folder, name)
    arcs = set(_arcs(folder, name))
    graph.remove_edges_from([(a, b) for a, b in graph.edges if not {(a, b), (b, a)} <= arcs])
    return graph


def _after(graph: "nx.Graph[Any]", *people: str) -> float:
    return fragmentation(nx.restricted_view(graph, people, []))


@pytest.mark.parametrize(
    "name, size, cuts, cut_ties",
    [
        ("lazega36_cowork", (36, 115), 2, 3),
        ("ht_reports", (21, 20), 5, 20),
        ("brunson_corporate_leadership", (44, 99), 0, 0),
    ],
)
def test_cut_vertices_and_bridges_are_as_many_as_published(
    shared_data: Path, name: str, size: tuple[int, int], cuts: int, cut_ties: int
) -> None:
    graph = _simple(shared_data, name)

    found = block_cut(graph)

    assert (len(graph), graph.number_of_edges()) == size
    assert (len(cut_vertices(found)), len(bridges(found))) == (cuts, cut_ties)


def test_the_law_firm_breaks_where_published(shared_data: Path) -> None:
    graph = _simple(shared_data, "lazega36_cowork")
    largest: nx.Graph[Any] = nx.Graph(graph.subgraph(max(nx.connected_components(graph), key=len)))

    first, *_ = cut_vertices(block_cut(largest))

    # 34 of the 36 lawyers hang together; risk-measures 12 counts those
    assert (first.node, len(largest)) == ("17", 34)
    assert first.fragmentation == pytest.approx(0.1193, abs=5e-5)
    assert _after(largest, "17", "27") == pytest.approx(0.1815, abs=5e-5)
    assert _after(largest, "16", "17", "26") == pytest.approx(0.2430, abs=5e-5)
    assert max(_after(largest, *pair) for pair in combinations(largest, 2)) == _after(largest, "17", "27")


def test_the_reporting_lines_break_where_published(shared_data: Path) -> None:
    graph = _simple(shared_data, "ht_reports")

    first, *_ = cut_vertices(block_cut(graph))

    assert first.node == "7"
    assert first.fragmentation == pytest.approx(0.7526, abs=5e-5)
    assert _after(graph, "7", "14") == pytest.approx(0.8889, abs=5e-5)
    assert _after(graph, "2", "14", "21") == pytest.approx(0.9608, abs=5e-5)


def test_the_clubs_break_where_published(shared_data: Path) -> None:
    graph = _simple(shared_data, "brunson_corporate_leadership")

    # ids of CD16 and CD18; of CD13, C4 and C6
    assert _after(graph, "8", "10") == pytest.approx(0.1394, abs=5e-5)
    assert _after(graph, "5", "39", "41") == pytest.approx(0.3024, abs=5e-5)


def test_nobody_alone_breaks_the_clubs(shared_data: Path) -> None:
    graph = _simple(shared_data, "brunson_corporate_leadership")

    assert max(_after(graph, node) for node in graph) == 0


@pytest.mark.parametrize(
    "name, size, share",
    [
        ("lazega36_cowork", 1, 0.1193),
        ("lazega36_cowork", 2, 0.1815),
        ("lazega36_cowork", 3, 0.2430),
        ("ht_reports", 1, 0.7526),
        ("ht_reports", 2, 0.8889),
        ("ht_reports", 3, 0.9608),
        ("brunson_corporate_leadership", 2, 0.1394),
        ("brunson_corporate_leadership", 3, 0.3024),
    ],
)
def test_no_other_set_of_the_size_breaks_more(shared_data: Path, name: str, size: int, share: float) -> None:
    graph = _simple(shared_data, name)
    largest: nx.Graph[Any] = nx.Graph(graph.subgraph(max(nx.connected_components(graph), key=len)))

    found = max(_after(largest, *people) for people in combinations(largest, size))

    assert found == pytest.approx(share, abs=5e-5)


@pytest.mark.parametrize(
    "name, first, share",
    [
        ("law_friends", "64 31 17", 0.1351),
        ("ht_advice", "18 21 7", 0.2340),
        ("ht_friends", "17 11 21", 0.3538),
    ],
)
def test_betweenness_of_arcs_is_the_published_one(
    shared_data: Path, name: str, first: str, share: float
) -> None:
    graph: nx.DiGraph[Any] = nx.DiGraph(_arcs(shared_data, name))

    found = betweenness(graph).value

    people = len(_simple(shared_data, name))
    top = sorted(found, key=lambda node: -found[node])[:3]
    assert top == first.split()
    assert found[top[0]] / ((people - 1) * (people - 2)) == pytest.approx(share, abs=5e-5)


@pytest.mark.parametrize(
    "name, top, share",
    [
        ("lazega36_cowork", "17", 0.1712),
        ("ht_reports", "7", 0.7526),
        ("brunson_corporate_leadership", "39", 0.2381),
    ],
)
def test_the_highest_betweenness_is_the_published_one(
    shared_data: Path, name: str, top: str, share: float
) -> None:
    graph = _simple(shared_data, name)

    found = betweenness(graph).value

    # 39 is the id of the club C4
    pairs = (len(graph) - 1) * (len(graph) - 2) / 2
    assert max(found, key=lambda node: found[node]) == top
    assert found[top] / pairs == pytest.approx(share, abs=5e-5)


@pytest.mark.parametrize(
    "name, ties, cuts",
    [
        ("law_friends", 176, "5 9 11 17 18 64"),
        ("ht_friends", 23, "1 2 4 11 15 17 19"),
        ("ht_advice", 45, "7 18 21"),
    ],
)
def test_mutual_ties_hang_on_the_published_cut_vertices(
    shared_data: Path, name: str, ties: int, cuts: str
) -> None:
    graph = _mutual(shared_data, name)

    found = {str(cut.node) for cut in cut_vertices(block_cut(graph))}

    assert graph.number_of_edges() == ties
    assert found == set(cuts.split())


def test_eight_lawyers_have_no_mutual_friend(shared_data: Path) -> None:
    graph = _mutual(shared_data, "law_friends")

    assert sum(figure is None for figure in constraint(graph).values()) == 8


@pytest.mark.parametrize(
    "name, broker, figure",
    [("law_friends", "17", 0.1280), ("ht_friends", "17", 0.2736), ("ht_advice", "18", 0.1892)],
)
def test_the_lowest_constraint_is_the_published_one(
    shared_data: Path, name: str, broker: str, figure: float
) -> None:
    found = {node: held for node, held in constraint(_mutual(shared_data, name)).items() if held is not None}

    assert min(found, key=lambda node: found[node]) == broker
    assert found[broker] == pytest.approx(figure, abs=5e-5)


@pytest.mark.parametrize(
    "name, arcs, people, cuts",
    [
        ("cross_parker_consulting_info", 168, 41, "3 8 22 34 38"),
        ("cross_parker_manufacturing_info", 753, 77, "9"),
    ],
)
def test_strong_information_ties_hang_on_the_published_cut_vertices(
    shared_data: Path, name: str, arcs: int, people: int, cuts: str
) -> None:
    strong = _arcs(shared_data, name, least=4)
    graph = nx.Graph(strong)

    found = {str(cut.node) for cut in cut_vertices(block_cut(graph))}

    assert (len(strong), len(graph)) == (arcs, people)
    assert found == set(cuts.split())
