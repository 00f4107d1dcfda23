"""correct-last-day: in the file, in the graph where it is announced, in the case that counted from it."""

from datetime import date

import pytest

from graphsvc.errors import NotFoundError
from graphsvc.kinds.departure import DEPARTURE
from graphsvc.store.cases import Case
from graphsvc.store.departures import DepartureRow
from tests.graphsvc.desk import Work

LATER = date(2025, 1, 31)


def kept(work: Work, departure: str) -> tuple[DepartureRow, Case]:
    """Returns a departure and its case as they are now."""
    row = work.beside.departures.get(departure)
    assert row is not None
    case = work.beside.cases.get(row.what_if)
    assert case is not None
    return row, case


def test_the_file_and_the_case_that_counted_from_it_take_the_day(work: Work) -> None:
    departure = work.leaves("ana")

    outcome = work.do("correct-last-day", departure=departure, date=LATER)

    row, case = kept(work, departure)
    assert (row.last_day, case.last_day) == ("2025-01-31", "2025-01-31")
    assert not outcome.changes_graph
    assert outcome.done.says == "The last day of this departure is 2025-01-31 now."
    assert outcome.subjects == (work.key["ana"],)


def test_a_case_that_counts_from_another_day_stays(work: Work) -> None:
    case = work.case("ana", date=date(2024, 11, 30))
    departure = work.leaves("ana", case=case)

    work.do("correct-last-day", departure=departure, date=LATER)

    row, found = kept(work, departure)
    assert (row.last_day, found.last_day) == ("2025-01-31", "2024-11-30")


def test_the_case_of_others_stays(work: Work) -> None:
    departure = work.leaves("ana")
    work.do("announce-departure", departure=departure)

    work.do("correct-last-day", "other", departure=departure, date=LATER)

    row, case = kept(work, departure)
    assert (row.last_day, case.last_day) == ("2025-01-31", "2024-12-31")


def test_what_is_announced_is_corrected_in_the_graph(work: Work) -> None:
    departure = work.leaves("ana")
    work.do("announce-departure", departure=departure)

    work.do("correct-last-day", departure=departure, date=LATER)

    found = work.entity(DEPARTURE.key("app", departure))
    assert found is not None
    assert found.properties == {"last_day": "2025-01-31", "announced_on": "2024-10-04", "state": "open"}


def test_a_day_in_the_past_is_taken_with_a_remark(work: Work) -> None:
    departure = work.leaves("ana")

    outcome = work.do("correct-last-day", departure=departure, date=date(2024, 10, 1))

    assert outcome.done.says.endswith("Mind that 2024-10-01 is in the past, 3 days ago.")


def test_a_departure_of_another_case_or_a_closed_one_is_not_found(work: Work) -> None:
    departure = work.leaves("ana")
    with pytest.raises(NotFoundError):
        work.do("correct-last-day", "other", departure=departure, date=LATER)
    work.do("close-departure", departure=departure, outcome="stays")

    with pytest.raises(NotFoundError):
        work.do("correct-last-day", departure=departure, date=LATER)
