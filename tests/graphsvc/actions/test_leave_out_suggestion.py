"""leave-out-suggestion: one person, one departure."""

import pytest

from graphsvc.errors import NotFoundError, UsageError
from tests.graphsvc.desk import Work


def test_somebody_is_left_out_of_one_departure_alone(work: Work) -> None:
    one, other = work.leaves("ana"), work.leaves("eli")

    work.do("leave-out-suggestion", departure=one, person="ben")
    work.do("leave-out-suggestion", departure=one, person="ben")  # a second click changes nothing

    departures = work.beside.departures
    assert (departures.left_out(one), departures.left_out(other)) == ([work.key["ben"]], [])


def test_whoever_leaves_is_no_suggestion_to_themself(work: Work) -> None:
    with pytest.raises(UsageError, match="person: that is who leaves"):
        work.do("leave-out-suggestion", departure=work.leaves("ana"), person="ana")


def test_a_departure_of_another_case_is_not_found(work: Work) -> None:
    with pytest.raises(NotFoundError, match="no such open departure"):
        work.do("leave-out-suggestion", "other", departure=work.leaves("ana"), person="ben")
