"""Loss of one, of a set, and of pairs beyond their parts."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.measures.book import Book, Holdings, holdings, select, without
from graphsvc.measures.loss import (
    covered_value,
    departures,
    leave_one_out,
    net_loss,
    pair_synergy,
    residual,
    set_loss,
)

SEEDS = st.integers(0, 2**32 - 1)
ANA, BEN, CY, DEE, EVE = range(5)
PAIRS = list(combinations(range(5), 2))


def test_f1_losses_are_those_of_the_reference(f1: Book) -> None:
    # risk-measures 3, D17
    assert leave_one_out(holdings(f1)) == pytest.approx([67.2, 49.2, 15.6, 8.4, 7.2], abs=1e-9)


def test_f1_pairs_lose_what_the_reference_says(f1: Book) -> None:
    ready = departures(holdings(f1))

    # risk-measures 3, D18
    wanted = [145.2, 82.8, 75.6, 74.4, 64.8, 57.6, 56.4, 43.6, 33.6, 15.6]
    assert [set_loss(ready, pair) for pair in PAIRS] == pytest.approx(wanted, abs=1e-9)


def test_f1_pairs_have_the_synergy_of_the_reference(f1: Book) -> None:
    found = pair_synergy(holdings(f1))

    # risk-measures 3, D19; all other pairs 0
    assert [(pair.one, pair.other) for pair in found] == [(ANA, BEN), (CY, DEE), (CY, EVE)]
    assert [pair.value for pair in found] == pytest.approx([28.8, 19.6, 10.8], abs=1e-9)


def test_f1_residual_coverage_is_that_of_the_reference(f1: Book) -> None:
    held = holdings(f1)

    # risk-measures 3: R, R after Ana, covered value
    assert residual(held) == pytest.approx([0.972, 0.8, 0.91, 0.84], abs=1e-9)
    assert residual(held, [ANA]) == pytest.approx([0.3, 0.8, 0.91, 0.84], abs=1e-9)
    assert covered_value(held) == pytest.approx(206.8, abs=1e-9)


def test_an_alumni_tie_softens_the_loss_as_the_reference_says(f1: Book) -> None:
    held = holdings(f1)

    # risk-measures 9, alumni tie, rho .5
    assert residual(held, [ANA], kept=0.5)[0] == pytest.approx(0.636, abs=1e-9)
    assert net_loss(held, [ANA], kept=0.5) == pytest.approx(33.6, abs=1e-9)
    assert net_loss(held, [ANA, BEN], kept=0.5) == pytest.approx(65.4, abs=1e-9)


def test_the_small_firm_loses_what_the_reference_says(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    held = holdings(small_firm)

    people = [expected["people"][person] for person in names["employees"]]
    assert leave_one_out(held) == pytest.approx([person["loo_loss"] for person in people], abs=1e-8)
    assert covered_value(held) == pytest.approx(expected["covered_value"], abs=1e-8)
    for at, person in enumerate(people):
        assert net_loss(held, [at], kept=0.5) == pytest.approx(person["net_of_alumni_tie"], abs=1e-8)


def test_the_small_firm_has_the_synergies_of_the_reference(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    found = pair_synergy(holdings(small_firm))

    staff = names["employees"]
    wanted = expected["pair_synergy"]
    assert [[staff[pair.one], staff[pair.other]] for pair in found] == [row[:2] for row in wanted]
    assert [pair.value for pair in found] == pytest.approx([row[2] for row in wanted], abs=1e-8)


def test_ana_and_ben_leave_what_the_reference_says(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    held, wanted = holdings(small_firm), expected["what_if_ana_ben"]

    assert set_loss(departures(held), [0, 1]) == pytest.approx(wanted["loss"], abs=1e-8)
    assert net_loss(held, [0, 1], kept=0.5) == pytest.approx(wanted["net"], abs=1e-8)
    assert residual(held, [0, 1]) == pytest.approx(
        [wanted["residual"][c] for c in names["clients"]], abs=1e-8
    )


def test_the_soft_worst_teams_of_the_reference_lose_what_it_says(
    small_firm: Book, names: dict[str, list[str]], expected: dict[str, Any]
) -> None:
    ready = departures(holdings(small_firm))

    for team in expected["worst_teams"].values():
        leavers = [names["employees"].index(person) for person in team["soft_set"]]
        assert set_loss(ready, leavers) == pytest.approx(team["soft_loss"], abs=1e-8)


def test_synergy_inside_a_set_names_no_other_people(f1: Book) -> None:
    found = pair_synergy(holdings(f1), [CY, EVE, ANA])

    assert [(pair.one, pair.other) for pair in found] == [(CY, EVE)]
    assert found[0].value == pytest.approx(10.8)


def test_synergy_is_cut_to_its_largest_pairs(f1: Book) -> None:
    found = pair_synergy(holdings(f1), limit=1)

    assert [(pair.one, pair.other) for pair in found] == [(ANA, BEN)]


def test_a_leaver_named_twice_leaves_once(f1: Book) -> None:
    ready = departures(holdings(f1))

    assert set_loss(ready, [ANA, ANA]) == set_loss(ready, [ANA])


def test_certain_ties_overflow_nothing(book_of: Callable[..., Book]) -> None:
    ties = {f"E{e}>K{k}": 1.0 for e in range(40) for k in range(10)}
    held = holdings(book_of(ties, {"client": " ".join(f"K{k}" for k in range(10))}, value={"client": 7.0}))

    # risk-measures 10: odds overflow as p goes to 1
    assert set_loss(departures(held), range(40)) == pytest.approx(7.0)
    assert leave_one_out(held) == pytest.approx(np.zeros(40), abs=1e-9)
    assert all(np.isfinite(pair.value) for pair in pair_synergy(held))


def test_a_book_without_ties_loses_nothing(book_of: Callable[..., Book]) -> None:
    held = holdings(book_of({}, {"X": "x1"}, people="Ana", value={"X": 5.0}))

    assert leave_one_out(held).tolist() == [0]
    assert set_loss(departures(held), [ANA]) == 0
    assert pair_synergy(held) == ()


def _recomputed(held: Holdings, leavers: tuple[int, ...]) -> float:
    """Loss by definition: value times coverage with everybody, less that without the leavers."""
    total = 0.0
    for client in range(held.n_clients):
        rows = range(held.start[client], held.start[client + 1])
        before = np.prod([1 - held.p[row] for row in rows])
        after = np.prod([1 - held.p[row] for row in rows if held.employee[row] not in leavers])
        worth = held.value[client]
        total += 0.0 if np.isnan(worth) else worth * (after - before)
    return total


@given(seed=SEEDS)
def test_the_loss_of_every_set_equals_recomputation(random_book: Callable[[int], Book], seed: int) -> None:
    held = holdings(random_book(seed))
    ready = departures(held)

    for size in range(held.n_employees + 1):  # brute force over all subsets
        for leavers in combinations(range(held.n_employees), size):
            wanted = _recomputed(held, leavers)
            assert set_loss(ready, leavers) == pytest.approx(wanted, abs=1e-9)
            assert net_loss(held, leavers, kept=0.0) == pytest.approx(wanted, abs=1e-9)
            if size == 1:
                assert leave_one_out(held)[leavers[0]] == pytest.approx(wanted, abs=1e-9)


@given(seed=SEEDS)
def test_loss_is_zero_for_nobody_monotone_and_supermodular(
    random_book: Callable[[int], Book], seed: int
) -> None:
    held = holdings(random_book(seed))
    ready = departures(held)
    rng = np.random.default_rng(seed)
    larger = set(np.flatnonzero(rng.random(held.n_employees) < 0.6).tolist())
    smaller = {person for person in larger if rng.random() < 0.5}

    assert set_loss(ready, []) == 0
    assert set_loss(ready, range(held.n_employees)) == pytest.approx(covered_value(held), abs=1e-9)
    for person in set(range(held.n_employees)) - larger:
        late = set_loss(ready, larger | {person}) - set_loss(ready, larger)
        early = set_loss(ready, smaller | {person}) - set_loss(ready, smaller)
        assert late >= early - 1e-9
        assert early >= -1e-9


@given(seed=SEEDS)
def test_synergy_is_the_second_difference_of_the_loss(random_book: Callable[[int], Book], seed: int) -> None:
    held = holdings(random_book(seed))
    ready = departures(held)

    found = {(pair.one, pair.other): pair.value for pair in pair_synergy(held)}

    for one, other in combinations(range(held.n_employees), 2):
        beyond = set_loss(ready, [one, other]) - set_loss(ready, [one]) - set_loss(ready, [other])
        assert found.get((one, other), 0.0) == pytest.approx(beyond, abs=1e-9)


@given(seed=SEEDS)
def test_residual_coverage_is_the_coverage_of_the_book_without_the_leavers(
    random_book: Callable[[int], Book], seed: int
) -> None:
    book = random_book(seed)
    leavers = np.flatnonzero(np.random.default_rng(seed).random(book.n_employees) < 0.5).tolist()

    after = residual(holdings(book), leavers)

    assert after == pytest.approx(residual(holdings(without(book, leavers))), abs=1e-12)


@given(seed=SEEDS)
def test_a_further_tie_never_lowers_what_is_covered(random_book: Callable[[int], Book], seed: int) -> None:
    book = random_book(seed)
    whole = residual(holdings(book))

    for row in range(book.p.size):
        fewer = select(book, np.arange(book.p.size) != row)
        assert (residual(holdings(fewer)) <= whole + 1e-15).all()


def test_a_large_book_is_compiled_and_loses_the_same_as_column_by_column() -> None:
    clients = 30_000
    rng = np.random.default_rng(7)
    held = Holdings(
        n_employees=500,
        n_clients=clients,
        start=np.arange(0, 2 * clients + 1, 2),
        employee=rng.integers(0, 500, 2 * clients).astype(np.int32),
        client=np.repeat(np.arange(clients, dtype=np.int32), 2),
        p=rng.uniform(0, 0.999, 2 * clients),
        best=np.zeros(2 * clients),
        value=rng.uniform(1, 1_000, clients),
    )
    odds = held.p / (1 - held.p)
    q = np.multiply.reduceat(1 - held.p, held.start[:-1])

    found = leave_one_out(held)

    expected = np.bincount(held.employee, weights=(held.value * q)[held.client] * odds, minlength=500)
    assert found == pytest.approx(expected, rel=1e-9)
