"""Single points of failure: bus factor, sole holders, intervals and probabilities."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.measures.book import Book, holdings
from graphsvc.measures.exposure import (
    NOBODY,
    bus_factor,
    contact_intervals,
    employee_intervals,
    single_threaded,
    sole_contact,
    sole_employee,
    solely_held,
    the_one,
    uncovered,
)

SEEDS = st.integers(0, 2**32 - 1)
TAU = 0.6
ANA, BEN, CY, DEE, EVE = range(5)
X1, X2, Y1, Z1, Z2, W1 = range(6)


@pytest.mark.parametrize(
    "tau, bus, employee, contact",
    [
        (0.25, [2, 1, 2, 2], [NOBODY, BEN, NOBODY, NOBODY], [NOBODY, Y1, NOBODY, W1]),
        (0.50, [1, 1, 2, 2], [ANA, BEN, NOBODY, NOBODY], [NOBODY, Y1, Z1, W1]),
        (0.65, [1, 1, 1, 0], [ANA, BEN, CY, NOBODY], [X1, Y1, Z1, NOBODY]),
    ],
)
def test_f1_hangs_on_whom_the_reference_says(
    f1: Book, tau: float, bus: list[int], employee: list[int], contact: list[int]
) -> None:
    held = holdings(f1)

    # risk-measures 3, D1, D3, D4; at .65 the tie-level p decides, not the aggregated .7 of Dee-Z
    assert bus_factor(held, tau).tolist() == bus
    assert sole_employee(held, tau).tolist() == employee
    assert sole_contact(f1, tau).tolist() == contact


def test_f1_intervals_are_those_of_the_reference(f1: Book) -> None:
    found = employee_intervals(holdings(f1))

    # risk-measures 4, D6: X (.3, .9], Y (0, .8], Z (.5, .7], W empty
    assert found.holder.tolist() == [ANA, BEN, CY, NOBODY]
    assert found.above[:3].tolist() == [0.3, 0.0, 0.5]
    assert found.up_to[:3].tolist() == [0.9, 0.8, 0.7]


def test_intervals_of_contacts_exchange_the_sides(f1: Book) -> None:
    found = contact_intervals(f1)

    # by hand: best ties of x1 .9 and x2 .6, y1 .8, z1 .7 and z2 .4, w1 .6
    assert found.holder.tolist() == [X1, Y1, Z1, W1]
    assert found.above.tolist() == [0.6, 0.0, 0.4, 0.0]
    assert found.up_to.tolist() == [0.9, 0.8, 0.7, 0.6]


def test_f1_probabilities_are_those_of_the_reference(f1: Book) -> None:
    held = holdings(f1)

    # risk-measures 3: q, P(single-threaded), P(the one) in the order of the holdings
    assert uncovered(held) == pytest.approx([0.028, 0.2, 0.09, 0.16], abs=1e-9)
    assert single_threaded(held) == pytest.approx([0.684, 0.8, 0.42, 0.48], abs=1e-9)
    assert the_one(held) == pytest.approx([0.672, 0.012, 0.8, 0.21, 0.21, 0.24, 0.24], abs=1e-9)


def test_the_small_firm_has_the_bus_factors_and_intervals_of_the_reference(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    held = holdings(small_firm)
    spans = employee_intervals(held)

    wanted = [expected["clients"][client] for client in names["clients"]]
    assert bus_factor(held, TAU).tolist() == [client["bus_factor"] for client in wanted]
    assert uncovered(held) == pytest.approx([client["q"] for client in wanted], abs=1e-8)
    assert single_threaded(held) == pytest.approx([client["p_single"] for client in wanted], abs=1e-8)
    assert np.column_stack((spans.above, spans.up_to)).tolist() == [
        client["single_threaded_tau"] for client in wanted
    ]


def test_the_small_firm_is_held_solely_by_whom_the_reference_says(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    held = holdings(small_firm)

    worth = solely_held(held, TAU)

    people = [expected["people"][person] for person in names["employees"]]
    assert worth.tolist() == [person["solely_held"] for person in people]
    for at, person in enumerate(people):
        clients = np.flatnonzero(sole_employee(held, TAU) == at)
        assert [names["clients"][client] for client in clients] == person["clients_to_zero"]


def test_a_second_person_with_an_equal_best_tie_leaves_nobody_alone(book_of: Callable[..., Book]) -> None:
    book = book_of({"Ana>x1": 0.7, "Ben>x2": 0.7}, {"X": "x1 x2"})

    assert employee_intervals(holdings(book)).holder.tolist() == [NOBODY]
    assert contact_intervals(book).holder.tolist() == [NOBODY]


def test_a_client_without_ties_hangs_on_nobody(book_of: Callable[..., Book]) -> None:
    book = book_of({"Ana>x1": 0.7}, {"X": "x1", "Y": "y1"})
    held = holdings(book)

    assert bus_factor(held, TAU).tolist() == [1, 0]
    assert uncovered(held).tolist() == [pytest.approx(0.3), 1.0]
    assert single_threaded(held)[1] == 0.0
    for spans in (employee_intervals(held), contact_intervals(book)):
        assert (spans.holder[1], spans.above[1], spans.up_to[1]) == (NOBODY, 0.0, 0.0)


def test_a_placeholder_is_never_a_single_point_of_failure(book_of: Callable[..., Book]) -> None:
    book = book_of(
        {"Ana>p0": 0.6, "Ana>q0": 0.6, "Ana>q1": 0.5}, {"X": "p0", "Y": "q0 q1"}, placeholder=["p0", "q0"]
    )

    assert sole_contact(book, TAU).tolist() == [NOBODY, NOBODY]
    assert contact_intervals(book).holder.tolist() == [NOBODY, NOBODY]


@given(seed=SEEDS)
def test_a_sole_holder_is_whose_removal_takes_the_count_to_zero(
    random_book: Callable[[int], Book], seed: int
) -> None:
    book = random_book(seed)

    sole = sole_employee(holdings(book), TAU)

    for client in range(book.n_clients):  # brute force
        covering = set(book.employee[(book.client == client) & (book.p >= TAU)].tolist())
        assert sole[client] == (covering.pop() if len(covering) == 1 else NOBODY)


@given(seed=SEEDS, tau=st.sampled_from([0.05, 0.2, 0.3, 0.5, 0.65, 0.8, 0.95]))
def test_an_interval_holds_the_thresholds_with_a_sole_holder(
    random_book: Callable[[int], Book], seed: int, tau: float
) -> None:
    book = random_book(seed)

    people, contacts = employee_intervals(holdings(book)), contact_intervals(book)

    inside = (people.above < tau) & (tau <= people.up_to)
    assert np.where(inside, people.holder, NOBODY).tolist() == sole_employee(holdings(book), tau).tolist()
    inside = (contacts.above < tau) & (tau <= contacts.up_to)
    assert np.where(inside, contacts.holder, NOBODY).tolist() == sole_contact(book, tau).tolist()


@given(seed=SEEDS)
def test_probabilities_equal_enumeration_of_who_covers(random_book: Callable[[int], Book], seed: int) -> None:
    held = holdings(random_book(seed))

    nobody, single = uncovered(held), single_threaded(held)

    for client in range(held.n_clients):  # brute force over all outcomes
        p = held.p[held.start[client] : held.start[client + 1]].tolist()
        chance = {0: 0.0, 1: 0.0}
        for outcome in product([False, True], repeat=len(p)):
            weight = np.prod([q if here else 1 - q for q, here in zip(p, outcome, strict=True)])
            chance[sum(outcome)] = chance.get(sum(outcome), 0.0) + float(weight)
        assert nobody[client] == pytest.approx(chance[0], abs=1e-12)
        assert single[client] == pytest.approx(chance[1], abs=1e-12)


@given(seed=SEEDS)
def test_a_further_tie_never_raises_the_chance_of_no_cover(
    random_book: Callable[[int], Book], seed: int
) -> None:
    book = random_book(seed)
    held = holdings(book)

    for row in range(held.p.size):
        fewer = np.arange(held.p.size) != row
        q = np.ones(held.n_clients)
        np.multiply.at(q, held.client[fewer], 1 - held.p[fewer])
        assert (uncovered(held) <= q + 1e-15).all()
