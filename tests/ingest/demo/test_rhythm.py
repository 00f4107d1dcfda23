"""A rhythm falls on working days up to `as_of` and gives the band its comment promises."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.demo.rhythm import AS_OF, START, Bond, Rhythm, days, working_day


@given(st.integers(7, 400), st.integers(0, 2**32))
def test_contacts_are_a_period_apart_inside_the_bond(every: int, seed: int) -> None:
    bond = Bond(ours="a", theirs="b", rhythm=Rhythm(every=every))

    found = list(days(bond, Random(seed)))

    assert all(START - timedelta(days=2) <= day <= AS_OF for day in found)
    gaps = [(later - earlier).days for later, earlier in pairwise(found)]
    assert all(abs(gap - every) <= 2 for gap in gaps)  # a weekend moves a day by two at most


def test_a_bond_that_ended_has_no_later_day() -> None:
    ended = date(2025, 9, 3)
    bond = Bond(ours="a", theirs="b", rhythm=Rhythm(every=14), end=ended)

    found = list(days(bond, Random(1)))

    assert found
    assert max(found) <= ended


@pytest.mark.parametrize(
    "day,expected",
    [
        (date(2026, 6, 26), date(2026, 6, 26)),  # a Friday, by the calendar
        (date(2026, 6, 27), date(2026, 6, 26)),
        (date(2026, 6, 28), date(2026, 6, 26)),
        (date(2026, 6, 29), date(2026, 6, 29)),
    ],
)
def test_a_weekend_falls_on_the_friday_before(day: date, expected: date) -> None:
    assert working_day(day) == expected
