"""set-partner: somebody of HR looks after a departure and sees its case."""

import pytest

from graphsvc.errors import NotFoundError
from tests.graphsvc.desk import Work


def test_the_partner_is_kept_and_becomes_a_member(work: Work) -> None:
    work.may("pia@firm.example", "hr")
    departure = work.leaves("ana")

    work.do("set-partner", departure=departure, partner="pia@firm.example")

    row = work.beside.departures.get(departure)
    assert row is not None
    assert row.partner == "pia@firm.example"
    assert [case.id for case in work.beside.cases.of("pia@firm.example")] == [row.what_if]


def test_somebody_who_is_not_of_hr_is_refused(work: Work) -> None:
    work.may("lead@firm.example", "account_lead")
    departure = work.leaves("ana")

    with pytest.raises(NotFoundError, match="role hr"):
        work.do("set-partner", departure=departure, partner="lead@firm.example")


def test_a_departure_of_another_case_is_not_found(work: Work) -> None:
    work.may("pia@firm.example", "hr")
    departure = work.leaves("ana")

    with pytest.raises(NotFoundError):
        work.do("set-partner", "other", departure=departure, partner="pia@firm.example")


def test_who_is_not_in_the_case_lets_nobody_into_it(work: Work) -> None:
    """An announced departure is everybody's in HR; who else its case is about is not."""
    work.may("other", "hr")
    work.may("pia@firm.example", "hr")
    departure = work.leaves("ana")
    row = work.beside.departures.get(departure)
    assert row is not None
    work.do("add-to-case", case=row.what_if, person=("ben",))
    work.do("announce-departure", departure=departure)

    for partner in ("pia@firm.example", "other"):
        work.do("set-partner", "other", departure=departure, partner=partner)

    assert work.beside.cases.of("pia@firm.example") == work.beside.cases.of("other") == []
    kept = work.beside.departures.get(departure)
    assert kept is not None
    assert kept.partner == "other"
