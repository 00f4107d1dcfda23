"""The generator of the bench: sizes as announced, ties distinct, books heavy-tailed."""

import numpy as np
import pytest

from bench.firm import SIZES, Firm, book_of, build_firm
from graphsvc.measures.book import holdings


@pytest.fixture(scope="module")
def firm() -> Firm:
    return build_firm(SIZES["S"])


def test_the_sizes_are_those_of_the_reference() -> None:
    found = {name: (size.employees, size.nodes, size.ties) for name, size in SIZES.items()}

    # performance.md 1, Sizes
    assert found == {
        "S": (1_000, 13_000, 60_000),
        "M": (10_000, 132_000, 600_000),
        "L": (100_000, 1_200_000, 10_000_000),
    }


def test_a_firm_has_as_many_ties_as_its_size_says(firm: Firm) -> None:
    assert (firm.employee.size, firm.one.size) == (firm.size.outside, firm.size.inside)


def test_no_pair_is_tied_twice(firm: Firm) -> None:
    outside = np.unique(np.stack((firm.employee, firm.contact)), axis=1)
    inside = np.unique(np.stack((firm.one, firm.other)), axis=1)

    assert (outside.shape[1], inside.shape[1]) == (firm.size.outside, firm.size.inside)
    assert (firm.one < firm.other).all()


def test_every_client_has_a_contact_and_many_have_only_one(firm: Firm) -> None:
    people = np.bincount(firm.contact_client, minlength=firm.size.clients)

    assert people.min() == 1
    assert 0.3 < (people == 1).mean() < 0.6


def test_books_are_heavy_tailed(firm: Firm) -> None:
    held = holdings(book_of(firm))

    book = np.sort(np.bincount(held.employee, minlength=firm.size.employees))[::-1]

    assert book[: firm.size.employees // 10].sum() > 0.35 * book.sum()


def test_alumni_keep_in_touch(firm: Firm) -> None:
    alumni = (firm.other >= firm.size.employees).mean()

    assert 0.05 < alumni < 0.15


def test_the_same_seed_gives_the_same_firm(firm: Firm) -> None:
    again = build_firm(SIZES["S"])

    assert np.array_equal(again.contact, firm.contact)
    assert np.array_equal(again.p, firm.p)
