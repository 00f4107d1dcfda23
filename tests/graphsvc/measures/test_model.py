"""The model graph FIRM, employees, contacts, clients, and who dominates a client."""

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.measures.book import Book, holdings
from graphsvc.measures.exposure import NOBODY, sole_contact, sole_employee
from graphsvc.measures.model import FIRM, dominators, firm_cut_vertices, firm_graph

SEEDS = st.integers(0, 2**32 - 1)
TAU = 0.6


def _names(node: tuple[str, int]) -> str:
    people = {"employee": ["Ana", "Ben", "Cy", "Dee", "Eve"], "contact": ["x1", "x2", "y1", "z1", "z2", "w1"]}
    return people[node[0]][node[1]]


def _without_firm(book: Book, internal: list[tuple[int, int]]) -> set[str]:
    graph = firm_graph(book, internal=internal)
    graph.remove_node(FIRM)
    return {_names(node) for node in nx.articulation_points(graph.to_undirected()) if node[0] != "client"}


def test_a_sole_owner_is_found_only_below_the_firm(book_of: Callable[..., Book]) -> None:
    book = book_of({"a>k1": 0.9}, {"X": "k1"}, people="a b")

    # risk-measures 2, T1: {a, k1}
    assert firm_cut_vertices(firm_graph(book)) == (("contact", 0), ("employee", 0))


def test_clients_are_no_way_round(book_of: Callable[..., Book]) -> None:
    book = book_of({"a>x1": 0.9, "b>y1": 0.9}, {"X": "x1", "Y": "y1"})
    faked = firm_graph(book)
    faked.add_edges_from([(("client", 0), ("client", 1)), (("client", 1), ("client", 0))])

    # risk-measures 2, T2: idom(X) = x1, idom(x1) = a; with the edge X-Y none
    assert dominators(firm_graph(book))["client", 0] == (("contact", 0), ("employee", 0))
    assert dominators(faked)["client", 0] == ()


def test_without_the_firm_the_wrong_people_are_named(f1: Book, f1_internal: list[tuple[int, int]]) -> None:
    # risk-measures 2, T3 and T4
    assert _without_firm(f1, []) == {"Ben", "Cy", "w1", "x1", "y1", "z1"}
    assert _without_firm(f1, f1_internal) == {"Ben", "Cy", "w1", "y1"}
    assert {_names(n) for n in firm_cut_vertices(firm_graph(f1))} == {"Ben", "w1", "y1"}
    assert {_names(n) for n in firm_cut_vertices(firm_graph(f1, internal=f1_internal))} == {"Ben", "w1", "y1"}


def test_a_contact_that_lost_its_only_employee_is_not_reached_through_its_client(
    book_of: Callable[..., Book],
) -> None:
    book = book_of({"a>k1": 0.9, "b>k2": 0.9}, {"X": "k1 k2"})

    found = dominators(firm_graph(book))

    # risk-measures 2: nothing leaves a client
    assert found["contact", 1] == (("employee", 1),)
    assert found["client", 0] == ()


def test_alumni_hang_off_those_who_keep_in_touch(book_of: Callable[..., Book]) -> None:
    book = book_of({}, {"X": "x1"}, people="a b")

    found = dominators(firm_graph(book, alumni=[(0, 7), (0, 8), (1, 8)]))

    assert found["alumnus", 7] == (("employee", 0),)
    assert found["alumnus", 8] == ()


def test_the_cut_vertices_of_the_small_firm_are_those_of_the_reference(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    graph = firm_graph(small_firm, TAU)

    found = dominators(graph)

    named = {kind: names[f"{kind}s"] for kind in ("employee", "contact")}
    cuts = sorted(named[kind][at] for kind, at in firm_cut_vertices(graph))
    assert cuts == expected["firm_cut_vertices"]
    for at, client in enumerate(names["clients"]):
        chain = found.get(("client", at))
        wanted = expected["dominators"].get(client)
        assert (chain if chain is None else sorted(named[kind][i] for kind, i in chain)) == wanted


def test_the_entry_of_the_root_differs_between_libraries_and_is_never_read() -> None:
    graph = nx.DiGraph([(FIRM, ("employee", 0))])

    # risk-measures 10: networkx 3.4 maps the root to itself, 3.6 leaves it out
    assert nx.immediate_dominators(graph, FIRM).get(FIRM, FIRM) in {FIRM, None}
    assert FIRM not in dominators(graph)


def test_connectivity_between_two_nodes_is_right_where_that_of_a_digraph_is_not() -> None:
    line = nx.DiGraph([(0, 1), (1, 2)])

    # risk-measures 10: node_connectivity of 0->1->2 is 1 up to networkx 3.6.1, true 0
    assert nx.node_connectivity(line) in {0, 1}
    assert nx.node_connectivity(line.to_undirected()) == 1
    assert nx.node_connectivity(line, 0, 2) == 1
    assert nx.node_connectivity(line, 2, 0) == 0


@given(seed=SEEDS, tau=st.sampled_from([0.25, 0.6, 0.8]))
def test_sole_holders_are_the_dominators_of_their_client(
    random_book: Callable[[int], Book], seed: int, tau: float
) -> None:
    book = random_book(seed)
    people, contacts = sole_employee(holdings(book), tau), sole_contact(book, tau)

    found = dominators(firm_graph(book, tau))

    for client in range(book.n_clients):
        chain = set(found.get(("client", client), ()))
        wanted = {("employee", people[client]), ("contact", contacts[client])}
        assert chain == {node for node in wanted if node[1] != NOBODY}


@given(seed=SEEDS)
def test_dominators_are_those_whose_removal_cuts_the_client_off(
    random_book: Callable[[int], Book], seed: int
) -> None:
    graph = firm_graph(random_book(seed), TAU, internal=[(0, 0)])
    reached = nx.descendants(graph, FIRM)

    found = dominators(graph)

    assert set(found) == reached
    for node in reached - {FIRM}:  # brute force
        cut = {
            other
            for other in reached - {node}
            if node not in nx.descendants(nx.restricted_view(graph, [other], []), FIRM)
        }
        assert set(found[node]) == cut


@pytest.mark.parametrize("tau", [0.25, 0.5, 0.65])
def test_sole_holders_of_f1_are_dominators(f1: Book, tau: float) -> None:
    people = sole_employee(holdings(f1), tau)

    chains = dominators(firm_graph(f1, tau))

    alone = [
        next((i for kind, i in chains.get(("client", c), ()) if kind == "employee"), NOBODY) for c in range(4)
    ]
    assert np.array_equal(alone, people)
