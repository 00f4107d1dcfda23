"""Independent threads, cut sets and essential people."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.measures.book import Book, select, without
from graphsvc.measures.threads import (
    UNKNOWN,
    CutSet,
    cut_sets,
    resilience_credit,
    threads,
    threads_lost,
)

SEEDS = st.integers(0, 2**32 - 1)
TAU = 0.6
X1, X2, Y1, Z1, Z2, W1 = range(6)


@pytest.mark.parametrize(
    "tau, count, essential",
    [
        (0.25, [2, 1, 2, 1], [X1, X2, Y1, Z1, Z2, W1]),
        (0.50, [1, 1, 1, 1], [Y1, Z1, W1]),
        (0.65, [1, 1, 1, 0], [X1, Y1, Z1]),
    ],
)
def test_f1_has_the_threads_and_essential_contacts_of_the_reference(
    f1: Book, tau: float, count: list[int], essential: list[int]
) -> None:
    found = threads(f1, tau)

    # risk-measures 3, D2 and D4
    assert found.count.tolist() == count
    assert sorted(found.contact[found.essential_contact].tolist()) == essential


def test_a_second_account_manager_does_not_cure_a_one_contact_client(f1_and: Callable[..., Book]) -> None:
    one, two = f1_and({"Ana>y1": 0.8}), f1_and({"Ana>y1": 0.8, "Ana>y2": 0.8})

    # risk-measures 4, D2: Y stays at 1, then has 2
    assert threads(one, TAU).count[1] == 1
    assert threads(two, TAU).count[1] == 2


def test_the_account_of_the_reference_has_its_cover(account: Book) -> None:
    found = threads(account, TAU)

    # ties-and-coverage 9: T_c 3, M 2, cover {Ana, PM}
    assert (found.contact_threads.tolist(), found.count.tolist()) == ([3], [2])
    assert cut_sets(found, 0)[0] == CutSet(employees=(0,), contacts=(2,))


@pytest.mark.parametrize(
    "ties, contacts, count, cut",
    [
        ({"Dee>X": 0.8, "Eli>X": 0.8, "Fay>Y": 0.7}, "X Y", 2, CutSet(employees=(2,), contacts=(0,))),
        ({"Dee>X": 0.8, "Eli>X": 0.8}, "X Y", 1, CutSet(employees=(), contacts=(0,))),
        ({}, "X", 0, CutSet(employees=(), contacts=())),
    ],
    ids=["a", "d", "e"],
)
def test_further_accounts_of_the_reference_have_their_cover(
    book_of: Callable[..., Book], ties: dict[str, float], contacts: str, count: int, cut: CutSet
) -> None:
    found = threads(book_of(ties, {"client": contacts}, people="Dee Eli Fay"), TAU)

    # ties-and-coverage 9, (a), (d), (e)
    assert found.count.tolist() == [count]
    assert cut_sets(found, 0)[0] == cut


def test_the_small_firm_has_the_threads_and_cut_sets_of_the_reference(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    found = threads(small_firm, TAU)

    for at, client in enumerate(names["clients"]):
        wanted = expected["clients"][client]
        first, last = cut_sets(found, at)
        assert (found.count[at], found.contact_threads[at]) == (wanted["threads"], wanted["contact_threads"])
        assert _named(first, names) == wanted["cut"]
        assert _named(last, names) == wanted["cut_client_side"]
        assert _essential(found, at, names) == (wanted["essential_employees"], wanted["essential_contacts"])


def _named(cut: CutSet, names: dict[str, list[str]]) -> list[str]:
    return [names["employees"][e] for e in cut.employees] + [names["contacts"][k] for k in cut.contacts]


def _essential(found: Any, client: int, names: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    people = found.employee[found.essential_employee & (found.employee_client == client)]
    contacts = found.contact[found.essential_contact & (found.contact_client == client)]
    return [names["employees"][e] for e in people], [names["contacts"][k] for k in contacts]


def test_measured_ties_alone_have_the_threads_of_the_reference(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    found = threads(select(small_firm, ~small_firm.assigned), TAU)

    wanted = [expected["clients"][client]["measured_only"]["threads"] for client in names["clients"]]
    assert found.count.tolist() == wanted


def test_people_of_the_small_firm_lose_the_threads_of_the_reference(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    found = threads(small_firm, TAU)

    client, employee, worth = resilience_credit(found, small_firm.value)

    people = [expected["people"][person] for person in names["employees"]]
    assert threads_lost(found, 12).tolist() == [person["threads_lost"] for person in people]
    assert np.bincount(employee, worth, 12).tolist() == [person["resilience_credit"] for person in people]
    for at, person in enumerate(people):
        fallen = client[employee == at].tolist()
        assert [names["clients"][c] for c in fallen] == person["clients_to_one_thread"]


def test_f1_credits_who_keeps_a_second_thread(f1: Book) -> None:
    _, employee, worth = resilience_credit(threads(f1, 0.25), f1.value)

    # risk-measures 4, after D22: Ana 100, Ben 100, Cy 40, Dee 40, Eve 0
    assert np.bincount(employee, worth, 5).tolist() == [100, 100, 40, 40, 0]


def test_what_remains_when_two_people_leave_is_that_of_the_reference(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    found = threads(without(small_firm, [0, 1]), TAU)

    wanted = expected["what_if_ana_ben"]["threads"]
    assert dict(zip(names["clients"], found.count.tolist(), strict=True)) == wanted


def test_a_client_known_on_paper_only_has_unknown_threads(book_of: Callable[..., Book]) -> None:
    book = book_of({"Ana>p0": 0.6, "Ana>y1": 0.6}, {"X": "p0", "Y": "y1", "Z": ""}, placeholder=["p0"])

    found = threads(book, TAU)

    assert found.count.tolist() == [UNKNOWN, 1, 0]
    assert found.contact_threads.tolist() == [UNKNOWN, 1, 0]
    assert cut_sets(found, 0) == (CutSet(employees=(), contacts=()),) * 2


def test_networkx_refuses_to_guess_the_sides_of_a_disconnected_graph() -> None:
    graph = nx.Graph([("Ana", "x1"), ("Ben", "y1")])

    # risk-measures 10: pass top_nodes, and halve, since both directions are in the answer
    with pytest.raises(nx.AmbiguousSolution):
        nx.bipartite.maximum_matching(graph)
    assert len(nx.bipartite.maximum_matching(graph, top_nodes=["Ana", "Ben"])) // 2 == 2


def _bipartite(book: Book, client: int) -> "nx.Graph[tuple[str, int]]":
    rows = (book.client == client) & (book.p >= TAU)
    people = [("employee", e) for e in book.employee[rows].tolist()]
    contacts = [("contact", k) for k in book.contact[rows].tolist()]
    graph: nx.Graph[tuple[str, int]] = nx.Graph()
    graph.add_edges_from(zip(people, contacts, strict=True))
    return graph


def _matching(graph: "nx.Graph[tuple[str, int]]") -> int:
    return len(nx.bipartite.maximum_matching(graph, [n for n in graph if n[0] == "employee"])) // 2


@given(seed=SEEDS)
def test_threads_equal_networkx_and_the_fewest_people_who_sever(
    random_book: Callable[[int], Book], seed: int
) -> None:
    book = random_book(seed)

    found = threads(book, TAU)

    for client in range(book.n_clients):
        graph = _bipartite(book, client)
        firm: nx.DiGraph[Any] = nx.DiGraph([("FIRM", n) for n in graph if n[0] == "employee"])
        firm.add_edges_from((a, b) if a[0] == "employee" else (b, a) for a, b in graph.edges)
        firm.add_edges_from((n, "client") for n in graph if n[0] == "contact")
        assert found.count[client] == _matching(graph)
        if graph:
            assert found.count[client] == nx.node_connectivity(firm, "FIRM", "client")


@given(seed=SEEDS)
def test_essential_people_are_those_whose_removal_lowers_the_threads(
    random_book: Callable[[int], Book], seed: int
) -> None:
    book = random_book(seed)

    found = threads(book, TAU)

    for client in range(book.n_clients):
        graph = _bipartite(book, client)
        lost = {n for n in graph if _matching(graph.subgraph(set(graph) - {n})) < _matching(graph)}
        people = found.essential_employee & (found.employee_client == client)
        contacts = found.essential_contact & (found.contact_client == client)
        essential = {("employee", e) for e in found.employee[people].tolist()}
        assert essential | {("contact", k) for k in found.contact[contacts].tolist()} == lost


@given(seed=SEEDS)
def test_cut_sets_are_the_smallest_covers_with_most_on_their_side(
    random_book: Callable[[int], Book], seed: int
) -> None:
    book = random_book(seed)

    found = threads(book, TAU)

    for client in range(book.n_clients):  # brute force over all sets of that size
        graph = _bipartite(book, client)
        covers = [
            set(cut)
            for cut in combinations(graph, _matching(graph))
            if not graph.subgraph(set(graph) - set(cut)).edges
        ]
        for cut, side in zip(cut_sets(found, client), ("employee", "contact"), strict=True):
            members = {("employee", e) for e in cut.employees} | {("contact", k) for k in cut.contacts}
            most = max(sum(n[0] == side for n in cover) for cover in covers)
            assert members in covers
            assert sum(n[0] == side for n in members) == most


@given(seed=SEEDS)
def test_the_order_of_the_ties_changes_no_cut_set(random_book: Callable[[int], Book], seed: int) -> None:
    book = random_book(seed)
    order = np.random.default_rng(seed).permutation(book.p.size)
    columns = {
        name: getattr(book, name)[order] for name in ("employee", "contact", "client", "p", "assigned")
    }

    one, other = threads(book, TAU), threads(replace(book, **columns), TAU)

    for client in range(book.n_clients):
        assert cut_sets(one, client) == cut_sets(other, client)


@given(seed=SEEDS)
def test_a_further_tie_never_lowers_the_threads(random_book: Callable[[int], Book], seed: int) -> None:
    book = random_book(seed)
    whole = threads(book, TAU).count

    for row in range(book.p.size):
        assert (threads(select(book, np.arange(book.p.size) != row), TAU).count <= whole).all()
