"""suggest-again: the way back of somebody who was left out of a departure."""

import pytest

from graphsvc.errors import NotFoundError
from tests.graphsvc.desk import Work


def test_somebody_left_out_is_taken_in_again(work: Work) -> None:
    departure = work.leaves("ana")
    work.do("leave-out-suggestion", departure=departure, person="ben")

    work.do("suggest-again", departure=departure, person="ben")

    assert work.beside.departures.left_out(departure) == []


def test_somebody_who_was_not_left_out_cannot_be_taken_in(work: Work) -> None:
    with pytest.raises(NotFoundError, match="nobody like that was left out"):
        work.do("suggest-again", departure=work.leaves("ana"), person="ben")


def test_a_departure_of_another_case_is_not_found(work: Work) -> None:
    with pytest.raises(NotFoundError, match="no such open departure"):
        work.do("suggest-again", "other", departure=work.leaves("ana"), person="ben")
