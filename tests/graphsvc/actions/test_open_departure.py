"""open-departure: beside the graph, in a case, known to its members only."""

from datetime import date

import pytest

from graphsvc.errors import ConflictError, NotFoundError, UsageError
from tests.graphsvc.desk import Work

LAST = date(2024, 12, 31)


def test_a_departure_is_kept_beside_the_graph(work: Work) -> None:
    outcome = work.do("open-departure", person="ana", date=LAST)

    assert not outcome.changes_graph
    assert outcome.subjects == (work.key["ana"],)
    [row] = work.beside.departures.known_to(work.beside.cases.ever_of("hr"))
    assert (row.id, row.person, row.last_day) == (outcome.done.key, work.key["ana"], "2024-12-31")
    assert outcome.done.link == f"/departures/{row.id}"


@pytest.mark.parametrize("day, is_past", [(date(2024, 10, 3), True), (date(2024, 10, 4), False)])
def test_a_last_day_in_the_past_is_recorded_with_a_remark(work: Work, day: date, is_past: bool) -> None:
    outcome = work.do("open-departure", person="ana", date=day)

    assert ("Mind that 2024-10-03 is in the past, 1 day ago." in outcome.done.says) is is_past


def test_it_opens_a_case_of_its_own(work: Work) -> None:
    work.leaves("ana")

    [case] = work.beside.cases.of("hr")
    assert case.people == (work.key["ana"],)
    assert (case.purpose, case.last_day) == ("resignation-received", "2024-12-31")


def test_a_case_about_a_whole_unit_takes_no_departure(work: Work) -> None:
    case = work.beside.cases.open("hr", purpose="internal-move", unit="u-0000000000000")

    with pytest.raises(UsageError, match="case: it asks about a whole unit"):
        work.do("open-departure", person="ana", date=LAST, case=case)

    assert work.beside.departures.known_to([case]) == []


def test_it_joins_a_case_that_is_open(work: Work) -> None:
    case = work.case("ben")

    departure = work.leaves("ana", case=case)

    found, row = work.beside.cases.get(case), work.beside.departures.get(departure)
    assert found is not None
    assert row is not None
    assert found.people == (work.key["ben"], work.key["ana"])
    assert row.what_if == case


def test_its_partner_sees_the_case(work: Work) -> None:
    work.may("pia@firm.example", "hr")

    departure = work.leaves("ana", partner="pia@firm.example")

    row = work.beside.departures.get(departure)
    assert row is not None
    assert row.partner == "pia@firm.example"
    assert [case.id for case in work.beside.cases.of("pia@firm.example")] == [row.what_if]


def test_a_partner_who_does_not_sign_in_is_not_found_and_nothing_is_recorded(work: Work) -> None:
    with pytest.raises(NotFoundError):
        work.leaves("ana", partner="gone@firm.example")

    assert work.beside.cases.of("hr") == []


def test_a_case_of_somebody_else_is_not_found(work: Work) -> None:
    case = work.case("ben", who="other")

    with pytest.raises(NotFoundError):
        work.leaves("ana", case=case)


def test_a_second_one_conflicts_for_who_knows_the_first(work: Work) -> None:
    work.leaves("ana")

    with pytest.raises(ConflictError, match="open already"):
        work.leaves("ana")


def test_a_second_one_does_not_tell_others_of_the_first(work: Work) -> None:
    """A refusal would give away that somebody resigned."""
    first = work.leaves("ana")

    second = work.leaves("ana", "other")

    assert first != second
    assert [row.id for row in work.beside.departures.known_to(work.beside.cases.ever_of("other"))] == [second]


def test_an_announced_one_conflicts_for_everybody(work: Work) -> None:
    work.do("announce-departure", departure=work.leaves("ana"))

    with pytest.raises(ConflictError):
        work.leaves("ana", "other")


def test_somebody_who_stayed_may_resign_again(work: Work) -> None:
    work.do("close-departure", departure=work.leaves("ana"), outcome="stays")

    assert work.leaves("ana")


def test_a_partner_is_of_hr(work: Work) -> None:
    work.may("lead@firm.example", "account_lead")

    with pytest.raises(NotFoundError, match="role hr"):
        work.leaves("ana", partner="lead@firm.example")
