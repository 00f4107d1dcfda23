"""The network inside the firm holds together, but for one liaison, and one person brokers most of it."""

from collections.abc import Callable
from itertools import combinations

import networkx as nx
import pytest

from ingest.demo import cast, units

Rows = Callable[[str], list[dict[str, str]]]
Strength = Callable[[str, str], float]


@pytest.fixture(scope="module")
def network(rows: Rows, strength: Strength) -> "nx.Graph[str]":
    """Employees, joined where the tie is warm: the people network of risk-measures.md 2."""
    active = [row for row in rows("bamboohr/employees.csv") if row["status"] == "Active"]
    graph: nx.Graph[str] = nx.Graph()
    for row in active:
        graph.add_node(row["workEmail"], unit=row["department"])
    pairs = combinations(graph, 2)
    graph.add_edges_from((one, other) for one, other in pairs if strength(one, other) >= 25)
    return graph


def _brokered(graph: "nx.Graph[str]", person: str) -> int:
    """Exclusive brokered pairs, by the words of risk-measures.md D11."""
    pairs = combinations(graph[person], 2)
    return sum(
        1
        for one, other in pairs
        if not graph.has_edge(one, other) and set(graph[one]) & set(graph[other]) == {person}
    )


def test_the_firm_is_one_piece_and_hangs_on_the_liaison_alone(network: "nx.Graph[str]") -> None:
    assert nx.is_connected(network)
    assert set(nx.articulation_points(network)) == {cast.LIAISON.email}


def test_without_the_liaison_energy_falls_off(network: "nx.Graph[str]") -> None:
    rest = network.subgraph(set(network) - {cast.LIAISON.email})

    small, _ = sorted(nx.connected_components(rest), key=len)

    assert {network.nodes[person]["unit"] for person in small} == {units.ENERGY}
    assert len(small) == units.SIZES[units.ENERGY] - 1


def test_the_broker_brokers_most_and_is_no_cut_vertex(network: "nx.Graph[str]") -> None:
    ranked = sorted(network, key=lambda person: _brokered(network, person), reverse=True)

    assert ranked[0] == cast.BROKER.email
    assert _brokered(network, ranked[0]) > 5 * _brokered(network, ranked[1])


def test_colleagues_are_mostly_warm_not_strong(network: "nx.Graph[str]", strength: Strength) -> None:
    strong = [pair for pair in network.edges if strength(*pair) >= 60]

    assert 0 < len(strong) < network.number_of_edges() / 3
