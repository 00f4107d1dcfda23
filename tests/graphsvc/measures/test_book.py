"""The book of relationships: aggregation, selection, and what it refuses."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import UsageError
from graphsvc.measures.book import Book, holdings, known_contacts, known_value, select, without

SEEDS = st.integers(0, 2**32 - 1)


def test_aggregated_p_of_f1_is_that_of_the_reference(f1: Book) -> None:
    held = holdings(f1)

    # risk-measures 3: Ana-X .96, Ben-X .3, Ben-Y .8, Cy-Z .7, Dee-Z .7, Cy-W .6, Eve-W .6
    assert held.p == pytest.approx([0.96, 0.3, 0.8, 0.7, 0.7, 0.6, 0.6], abs=1e-9)
    assert held.employee.tolist() == [0, 1, 1, 2, 3, 2, 4]
    assert held.client.tolist() == [0, 0, 1, 2, 2, 3, 3]
    assert held.start.tolist() == [0, 2, 3, 5, 7]


def test_aggregated_p_of_the_small_firm_is_that_of_the_reference(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    held = holdings(small_firm)

    found: dict[str, dict[str, float]] = {}
    for employee, client, p in zip(held.employee, held.client, held.p, strict=True):
        found.setdefault(names["employees"][employee], {})[names["clients"][client]] = float(p)
    assert found.keys() == expected["aggregated_p"].keys()
    for person, clients in expected["aggregated_p"].items():
        assert found[person] == pytest.approx(clients, abs=1e-8)


def test_assigned_ties_of_a_person_at_a_client_count_once(book_of: Callable[..., Book]) -> None:
    ties = {"Lea>cfo": 0.6, "Lea>ctrl": 0.6, "Lea>coo": 0.5}
    book = book_of(ties, {"delta": "cfo ctrl coo"}, assigned=["Lea>cfo", "Lea>ctrl"])

    held = holdings(book)

    assert held.p == pytest.approx([1 - 0.4 * 0.5])  # by hand
    assert held.best.tolist() == [0.6]


def test_a_certain_tie_leaves_finite_odds(book_of: Callable[..., Book]) -> None:
    book = book_of({f"Ana>k{i}": 1.0 for i in range(400)}, {"X": " ".join(f"k{i}" for i in range(400))})

    held = holdings(book)

    assert np.isfinite(held.p / (1 - held.p)).all()
    assert holdings(select(book, book.contact == 0)).p.tolist() == [pytest.approx(0.999)]


def test_a_book_without_ties_has_no_holdings(book_of: Callable[..., Book]) -> None:
    held = holdings(book_of({}, {"X": "x1", "Y": ""}, people="Ana"))

    assert held.p.size == 0
    assert held.start.tolist() == [0, 0, 0]


@given(seed=SEEDS)
def test_the_order_of_the_ties_changes_nothing(random_book: Callable[[int], Book], seed: int) -> None:
    book = random_book(seed)
    order = np.random.default_rng(seed).permutation(book.p.size)
    columns = {
        name: getattr(book, name)[order] for name in ("employee", "contact", "client", "p", "assigned")
    }

    one, other = holdings(book), holdings(replace(book, **columns))

    for name in ("employee", "client", "p", "best", "start"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


@given(seed=SEEDS)
def test_aggregation_equals_one_pair_at_a_time(random_book: Callable[[int], Book], seed: int) -> None:
    book = random_book(seed)

    held = holdings(book)

    for employee, client, p in zip(held.employee, held.client, held.p, strict=True):  # brute force
        rows = (book.employee == employee) & (book.client == client)
        left = np.prod(1 - np.minimum(book.p[rows & ~book.assigned], 0.999))
        left *= 0.4 if (rows & book.assigned).any() else 1.0
        assert p == pytest.approx(1 - left, abs=1e-12)


def test_a_book_without_its_leavers_keeps_clients_and_contacts(f1: Book) -> None:
    left = without(f1, [0, 3])

    assert sorted(set(left.employee.tolist())) == [1, 2, 4]
    assert (left.n_employees, left.n_contacts, left.n_clients) == (5, 6, 4)


def test_an_unknown_value_adds_nothing(book_of: Callable[..., Book]) -> None:
    held = holdings(book_of({"Ana>x1": 0.5}, {"X": "x1", "Y": ""}, value={"Y": 3.0}))

    assert known_value(held).tolist() == [0.0, 3.0]
    assert np.isnan(held.value[0])


def test_only_a_client_with_nothing_but_a_placeholder_has_unknown_contacts(
    book_of: Callable[..., Book],
) -> None:
    clients = {"paper": "p0", "both": "b0 b1", "none": ""}
    book = book_of({}, clients, people="Ana", placeholder=["p0", "b0"])

    assert known_contacts(book).tolist() == [False, True, True]


def test_without_placeholders_all_contacts_are_known(f1: Book) -> None:
    book = replace(f1, placeholder=np.zeros(0, dtype=np.bool_))

    assert known_contacts(book).all()


@pytest.mark.parametrize("name", ["employee", "p", "omega", "value", "unit", "placeholder"])
def test_columns_of_different_length_are_refused_by_name(f1: Book, name: str) -> None:
    shorter = {name: getattr(f1, name)[:-1]}

    with pytest.raises(UsageError, match=f"book: {name} has"):
        replace(f1, **shorter)


def test_a_tie_to_a_contact_of_another_client_is_refused(f1: Book) -> None:
    with pytest.raises(UsageError, match="another client"):
        replace(f1, client=np.roll(f1.client, 1))
