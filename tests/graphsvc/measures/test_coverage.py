"""Account metrics: coverage, departure impact, concentration, backups and orphans."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.measures.book import Book, holdings, select, without
from graphsvc.measures.coverage import (
    HalfLoss,
    backup_depth,
    concentration,
    contact_coverage,
    coverage_index,
    departure_impact,
    departure_impacts,
    half_loss,
    orphans,
    second_best,
    unit_span,
)

SEEDS = st.integers(0, 2**32 - 1)
TAU = 0.6
ANA, BEN, CHO = range(3)
CFO, CIO, PM, ANALYST = range(4)


def test_the_account_of_the_reference_is_covered_as_printed(account: Book) -> None:
    # ties-and-coverage 9
    assert contact_coverage(account) == pytest.approx([0.82, 0.8128, 0.963518, 0.35], abs=1e-6)
    assert coverage_index(account) == pytest.approx([0.787491], abs=1e-6)


def test_the_account_of_the_reference_is_as_concentrated_as_printed(account: Book) -> None:
    found = concentration(account)

    # ties-and-coverage 9: shares .529833, HHI .391254, N_eff 2.555882
    assert found.top_share == pytest.approx([0.529833], abs=1e-6)
    assert found.hhi == pytest.approx([0.391254], abs=1e-6)
    assert found.n_eff == pytest.approx([2.555882], abs=1e-6)


@pytest.mark.parametrize(
    "leavers, impact",
    [
        ([ANA], 0.622173),
        ([BEN], 0.052643),
        ([CHO], 0.066208),
        ([ANA, BEN], 0.806534),
        ([ANA, CHO], 0.715403),
        ([BEN, CHO], 0.152932),
        ([], 0.0),
    ],
)
def test_departures_from_the_account_of_the_reference_cost_what_is_printed(
    account: Book, leavers: list[int], impact: float
) -> None:
    # ties-and-coverage 9, dC
    assert departure_impact(account, leavers) == pytest.approx([impact], abs=1e-6)


def test_the_account_of_the_reference_after_ana(account: Book) -> None:
    after = without(account, [ANA])

    # ties-and-coverage 9
    assert contact_coverage(after) == pytest.approx([0, 0.28, 0.8927, 0.35], abs=1e-6)
    assert coverage_index(after) == pytest.approx([0.297535], abs=1e-6)
    assert orphans(account, [ANA]).tolist() == [CFO]
    assert half_loss(account, 0) == HalfLoss(size=1, people=(ANA,), exact=True)


def test_the_account_of_the_reference_has_the_backups_printed(account: Book) -> None:
    backups = second_best(account)

    # ties-and-coverage 9: CFO exposed, CIO 28 backup
    assert backups.tolist() == [0, 0.28, 0.66, 0]
    assert [backup_depth(p) for p in backups.tolist()] == ["exposed", "backup", "redundant", "exposed"]


@pytest.mark.parametrize(
    "ties, omega, assigned, index, impacts, k50",
    [
        ({"D>X": 0.8, "E>X": 0.8, "F>Y": 0.7}, {"X": 3.0}, (), 0.895, [0.134078, 0.134078, 0.195531], 2),
        (
            {"D>X": 0.6, "D>Y": 0.6, "E>X": 0.6, "E>Y": 0.6},
            {"X": 3.0},
            ("D>X", "D>Y", "E>X", "E>Y"),
            0.84,
            [0.285714] * 2,
            2,
        ),
        ({"D>X": 0.45, "E>X": 0.6}, {}, ("E>X",), 0.78, None, None),
        ({"D>X": 0.8, "E>X": 0.8}, {"X": 3.0, "Y": 3.0}, (), 0.48, None, None),
        ({}, {}, (), 0.0, [], None),
    ],
    ids=["a", "b", "c", "d", "e"],
)
def test_further_accounts_of_the_reference(  # noqa: PLR0917 - one column per figure
    book_of: Callable[..., Book],
    ties: dict[str, float],
    omega: dict[str, float],
    assigned: tuple[str, ...],
    index: float,
    impacts: list[float] | None,
    k50: int | None,
) -> None:
    contacts = "X" if ties == {"D>X": 0.45, "E>X": 0.6} else "X Y"
    book = book_of(ties, {"client": contacts}, people="D E F", omega=omega, assigned=assigned)

    # ties-and-coverage 9, (a) to (e)
    assert coverage_index(book) == pytest.approx([index], abs=1e-6)
    if impacts is not None:
        assert departure_impacts(book, holdings(book)) == pytest.approx(impacts, abs=1e-6)
        assert half_loss(book, 0).size == k50


def test_measured_ties_alone_of_the_accounts_of_the_reference(book_of: Callable[..., Book]) -> None:
    mixed = book_of({"Dee>X": 0.45, "Eli>X": 0.6}, {"client": "X"}, assigned=["Eli>X"])
    paper = book_of({"Dee>X": 0.6, "Eli>X": 0.6}, {"client": "X"}, assigned=["Dee>X", "Eli>X"])

    # ties-and-coverage 9, (b) and (c): measured C 0 and .45
    assert coverage_index(select(paper, ~paper.assigned)).tolist() == [0]
    assert coverage_index(select(mixed, ~mixed.assigned)) == pytest.approx([0.45])
    assert departure_impact(paper, [0, 1]).tolist() == [1]


def test_two_people_who_cover_one_contact_leave_little_when_both_go(book_of: Callable[..., Book]) -> None:
    book = book_of({"Dee>X": 0.8, "Eli>X": 0.8, "Fay>Y": 0.7}, {"client": "X Y"}, omega={"X": 3.0})

    # ties-and-coverage 9, (a): Dee+Eli .804469
    assert departure_impact(book, [0, 1]) == pytest.approx([0.804469], abs=1e-6)


def test_the_small_firm_has_the_account_metrics_of_the_reference(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    found = concentration(small_firm)

    wanted = [expected["clients"][client] for client in names["clients"]]
    assert coverage_index(small_firm) == pytest.approx([row["coverage_index"] for row in wanted], abs=1e-8)
    assert found.top_share == pytest.approx([row["top_share"] for row in wanted], abs=1e-8)
    assert found.n_eff == pytest.approx([row["n_eff"] for row in wanted], abs=1e-8)
    assert unit_span(small_firm, TAU).tolist() == [row["unit_span"] for row in wanted]
    assert [half_loss(small_firm, at).size for at in range(6)] == [row["k50"] for row in wanted]


def test_departures_from_the_small_firm_cost_what_the_reference_says(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    held = holdings(small_firm)

    impacts = departure_impacts(small_firm, held)

    for at, client in enumerate(names["clients"]):
        rows = slice(held.start[at], held.start[at + 1])
        people = [names["employees"][e] for e in held.employee[rows]]
        found = dict(zip(people, impacts[rows].tolist(), strict=True))
        assert found == pytest.approx(expected["clients"][client]["delta_C"], abs=1e-8)


def test_departures_from_the_small_firm_orphan_whom_the_reference_says(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    for at, person in enumerate(names["employees"]):
        orphaned = [names["contacts"][k] for k in orphans(small_firm, [at])]
        assert orphaned == expected["people"][person]["orphans"]


def test_the_small_firm_after_ana_and_ben_is_that_of_the_reference(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    after = coverage_index(without(small_firm, [0, 1]))

    wanted = expected["what_if_ana_ben"]
    assert after == pytest.approx([wanted["coverage_index"][c] for c in names["clients"]], abs=1e-8)
    assert [names["contacts"][k] for k in orphans(small_firm, [0, 1])] == wanted["orphans"]


def test_measured_coverage_of_the_small_firm_is_that_of_the_reference(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    measured = select(small_firm, ~small_firm.assigned)

    wanted = [expected["clients"][client]["measured_only"] for client in names["clients"]]
    assert coverage_index(measured) == pytest.approx([row["coverage_index"] for row in wanted], abs=1e-8)


def test_an_assigned_tie_covers_exactly_at_the_threshold(book_of: Callable[..., Book]) -> None:
    book = book_of({"Lea>X": 0.6}, {"client": "X"}, assigned=["Lea>X"])

    assert orphans(book, [0]).tolist() == [0]


def test_a_client_without_ties_has_no_concentration_and_no_half(book_of: Callable[..., Book]) -> None:
    book = book_of({"Ana>X": 0.0}, {"zero": "X", "bare": "Y", "empty": ""})

    found = concentration(book)

    assert np.isnan([found.top_share, found.hhi, found.n_eff]).all()
    assert coverage_index(book).tolist() == [0, 0, 0]
    assert departure_impact(book, [0]).tolist() == [0, 0, 0]
    assert [half_loss(book, client).size for client in range(3)] == [None] * 3


def test_units_that_are_not_known_span_nothing(book_of: Callable[..., Book]) -> None:
    ties = {"Ana>X": 0.9, "Ben>X": 0.9, "Cho>X": 0.9, "Dee>X": 0.5}
    book = book_of(ties, {"client": "X"}, unit={"Ana": 0, "Ben": 0, "Dee": 1})

    assert unit_span(book, TAU).tolist() == [1]
    assert unit_span(book, 0.5).tolist() == [2]


def test_many_coverers_are_searched_greedily_and_flagged(book_of: Callable[..., Book]) -> None:
    ties = {f"E{i}>K{i}": 0.9 if i < 7 else 0.8 for i in range(13)}
    book = book_of(ties, {"client": " ".join(f"K{i}" for i in range(13))})

    # by hand: 7 x .9 = 6.3 of 11.1, and six of them only 5.4
    assert half_loss(book, 0) == HalfLoss(size=7, people=tuple(range(7)), exact=False)


@given(seed=SEEDS)
def test_one_pass_for_everybody_equals_one_departure_at_a_time(
    random_book: Callable[[int], Book], seed: int
) -> None:
    book = random_book(seed)
    held = holdings(book)

    impacts = departure_impacts(book, held)

    for row, (client, employee) in enumerate(zip(held.client, held.employee, strict=True)):  # brute force
        assert impacts[row] == pytest.approx(departure_impact(book, [employee])[client], abs=1e-12)


@given(seed=SEEDS)
def test_no_smaller_set_takes_half(random_book: Callable[[int], Book], seed: int) -> None:
    book = random_book(seed)

    for client in range(book.n_clients):  # brute force over all sets
        sizes = [
            size
            for size in range(1, book.n_employees + 1)
            for people in combinations(range(book.n_employees), size)
            if departure_impact(book, people)[client] >= 0.5 - 1e-9
        ]
        assert half_loss(book, client).size == min(sizes, default=None)


@given(seed=SEEDS)
def test_a_further_tie_never_lowers_coverage(random_book: Callable[[int], Book], seed: int) -> None:
    book = random_book(seed)
    whole = coverage_index(book)

    for row in range(book.p.size):
        assert (coverage_index(select(book, np.arange(book.p.size) != row)) <= whole + 1e-15).all()
