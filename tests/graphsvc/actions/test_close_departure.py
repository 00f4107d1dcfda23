"""close-departure: how it ended, in the graph too where the graph knew of it."""

import pytest

from graphsvc.errors import NotFoundError
from graphsvc.kinds.departure import DEPARTURE
from tests.graphsvc.desk import Work


def test_a_confidential_one_ends_without_a_trace_in_the_graph(work: Work) -> None:
    departure = work.leaves("ana")

    outcome = work.do("close-departure", departure=departure, outcome="stays")

    row = work.beside.departures.get(departure)
    assert row is not None
    assert (row.closed_on, row.outcome) == ("2024-10-04", "stays")
    assert not outcome.changes_graph
    assert work.entity(DEPARTURE.key("app", departure)) is None


def test_an_announced_one_ends_in_the_graph_too(work: Work) -> None:
    departure = work.leaves("ana")
    work.do("announce-departure", departure=departure)

    work.do("close-departure", departure=departure, outcome="left")

    found = work.entity(DEPARTURE.key("app", departure))
    assert found is not None
    assert found.properties["state"] == "left"
    assert found.properties["last_day"] == "2024-12-31"


def test_it_is_closed_once(work: Work) -> None:
    departure = work.leaves("ana")
    work.do("close-departure", departure=departure, outcome="stays")

    with pytest.raises(NotFoundError):
        work.do("close-departure", departure=departure, outcome="left")


def test_a_departure_of_another_case_is_not_found(work: Work) -> None:
    departure = work.leaves("ana")

    with pytest.raises(NotFoundError):
        work.do("close-departure", "other", departure=departure, outcome="left")
