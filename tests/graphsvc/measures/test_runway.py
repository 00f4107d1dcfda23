"""Runway of contracts against the worked example of people-and-alumni 8 (L = 2026-06-30)."""

from datetime import date

import pytest

from graphsvc.measures.runway import Terms, deadline

EPOCH = date(1970, 1, 1)


def day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


LAST = day("2026-06-30")


@pytest.mark.parametrize(
    "terms,expected",
    [
        (Terms(end=day("2026-12-31"), notice_days=90, auto_renews=True, term_months=12), "2026-10-02"),
        (Terms(end=day("2026-08-31"), notice_days=90, auto_renews=True, term_months=12), "2027-06-02"),
        (Terms(end=day("2026-08-31"), notice_days=90), "2026-08-31"),
        (Terms(end=None, notice_days=30), "2026-07-30"),
        (Terms(end=day("2026-06-15"), auto_renews=False), "2026-06-15"),
        (Terms(end=day("2026-12-31"), notice_days=90), "2026-10-02"),
    ],
)
def test_the_deadline_of_the_worked_example_is_found(terms: Terms, expected: str) -> None:
    found = deadline(terms, LAST)

    assert found == day(expected)


def test_a_renewal_at_the_end_of_a_month_keeps_to_the_length_of_the_month() -> None:
    terms = Terms(end=day("2026-01-31"), auto_renews=True, term_months=1)

    found = deadline(terms, day("2026-02-10"))

    assert found == day("2026-02-28")


def test_an_automatic_renewal_without_a_term_renews_by_the_year() -> None:
    terms = Terms(end=day("2026-01-31"), auto_renews=True)

    found = deadline(terms, LAST)

    assert found == day("2027-01-31")
