"""announce-departure: the graph learns of it, once."""

import pytest

from graphsvc.errors import ConflictError, NotFoundError
from graphsvc.kinds.departure import DEPARTURE
from graphsvc.store.port import RunSpec
from tests.graphsvc.desk import Work


def test_the_graph_takes_the_departure_with_its_person(work: Work) -> None:
    departure = work.leaves("ana")

    outcome = work.do("announce-departure", departure=departure)

    key = DEPARTURE.key("app", departure)
    found = work.entity(key)
    assert found is not None
    assert found.kind == "Departure"
    assert found.properties == {"last_day": "2024-12-31", "announced_on": "2024-10-04", "state": "open"}
    [about] = outcome.facts
    assert (about.type, about.src, about.dst) == ("ABOUT", key, work.key["ana"])


def test_everybody_may_know_from_then_on(work: Work) -> None:
    departure = work.leaves("ana")

    work.do("announce-departure", departure=departure)

    [row] = work.beside.departures.known_to([])
    assert (row.id, row.announced_on) == (departure, "2024-10-04")


def test_announcing_again_changes_nothing(work: Work) -> None:
    departure = work.leaves("ana")
    first = work.do("announce-departure", departure=departure)

    again = work.do("announce-departure", departure=departure)

    assert again.nodes == first.nodes
    found = work.entity(DEPARTURE.key("app", departure))
    assert found is not None
    assert found.properties["announced_on"] == "2024-10-04"


def test_a_departure_of_another_case_is_not_found(work: Work) -> None:
    departure = work.leaves("ana")

    with pytest.raises(NotFoundError, match="no such open departure for you"):
        work.do("announce-departure", "other", departure=departure)

    assert work.beside.departures.known_to([]) == []


def test_a_closed_departure_is_not_announced(work: Work) -> None:
    departure = work.leaves("ana")
    work.do("close-departure", departure=departure, outcome="stays")

    with pytest.raises(NotFoundError):
        work.do("announce-departure", departure=departure)


def test_a_failure_of_the_graph_leaves_the_departure_confidential(work: Work) -> None:
    departure = work.leaves("ana")
    other = RunSpec(run_id="app-other", source="app", mode="delta", effective=20_000)
    with work.store.writer(other), pytest.raises(ConflictError):
        work.do("announce-departure", departure=departure)

    assert work.beside.departures.known_to([]) == []
    work.do("announce-departure", departure=departure)
    assert [row.id for row in work.beside.departures.known_to([])] == [departure]
