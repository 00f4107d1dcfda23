"""Departures: who knows of one, what is changed once only, what erasure leaves."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graphsvc.store.departures import DepartureFile
from tests.graphsvc.hand import START, Hand


@pytest.fixture
def departures(tmp_path: Path) -> Iterator[DepartureFile]:
    """An empty file of departures."""
    with closing(DepartureFile(tmp_path / "audit.db", clock=Hand())) as opened:
        yield opened


def opened(
    departures: DepartureFile, person: str = "p-1", *, case: str = "c-1", last: str = "2024-12-31"
) -> str:
    return departures.open(person, what_if=case, last_day=last, by="hr", partner="")


def test_a_departure_begins_confidential_and_open(departures: DepartureFile) -> None:
    found = departures.get(opened(departures))

    assert found is not None
    assert (found.person, found.what_if, found.last_day) == ("p-1", "c-1", "2024-12-31")
    assert (found.opened_by, found.opened_at, found.partner) == ("hr", START, "")
    assert (found.announced_on, found.closed_on, found.outcome) == ("", "", "")


def test_what_is_not_announced_is_known_in_its_case_alone(departures: DepartureFile) -> None:
    confidential = opened(departures)

    assert [row.id for row in departures.known_to(["c-1"])] == [confidential]
    assert departures.known_to(["c-2"]) == []
    assert departures.known_to([]) == []


def test_what_is_announced_is_known_to_all(departures: DepartureFile) -> None:
    confidential = opened(departures)

    departures.announce(confidential, on="2024-10-04")

    assert [row.id for row in departures.known_to([])] == [confidential]


def test_departures_are_listed_by_last_day(departures: DepartureFile) -> None:
    later = opened(departures, "p-1", last="2025-01-31")
    sooner = opened(departures, "p-2", last="2024-11-30")

    assert [row.id for row in departures.known_to(["c-1"])] == [sooner, later]


def test_the_first_announcement_stays(departures: DepartureFile) -> None:
    departure = opened(departures)

    departures.announce(departure, on="2024-10-04")
    departures.announce(departure, on="2024-12-24")

    found = departures.get(departure)
    assert found is not None
    assert found.announced_on == "2024-10-04"


def test_the_first_end_stays(departures: DepartureFile) -> None:
    departure = opened(departures)

    departures.end(departure, on="2024-11-01", outcome="stays")
    departures.end(departure, on="2024-12-31", outcome="left")

    found = departures.get(departure)
    assert found is not None
    assert (found.closed_on, found.outcome) == ("2024-11-01", "stays")


def test_the_partner_of_a_closed_departure_does_not_change(departures: DepartureFile) -> None:
    departure = opened(departures)

    departures.set_partner(departure, "pia@firm.example")
    departures.end(departure, on="2024-11-01", outcome="left")
    departures.set_partner(departure, "other@firm.example")

    found = departures.get(departure)
    assert found is not None
    assert found.partner == "pia@firm.example"


def test_a_departure_nobody_recorded_is_none(departures: DepartureFile) -> None:
    assert departures.get("nothing") is None


def test_a_person_who_is_erased_has_no_departure(departures: DepartureFile, tmp_path: Path) -> None:
    gone, kept = opened(departures, "p-erased"), opened(departures, "p-2")

    departures.forget("p-erased")

    assert departures.get(gone) is None
    assert departures.get(kept) is not None
    departures.close()
    assert b"p-erased" not in (tmp_path / "audit.db").read_bytes()


def test_somebody_is_left_out_until_they_are_taken_in(departures: DepartureFile) -> None:
    one, other = opened(departures), opened(departures, "p-2")
    departures.leave_out(one, "p-3", by="hr")
    departures.leave_out(one, "p-4", by="hr")

    taken = [departures.take_in(one, "p-3") for _ in range(2)]

    assert taken == [True, False]
    assert (departures.left_out(one), departures.left_out(other)) == (["p-4"], [])


def test_a_person_who_is_erased_is_left_out_of_nothing(departures: DepartureFile, tmp_path: Path) -> None:
    one, theirs = opened(departures), opened(departures, "p-erased")
    departures.leave_out(one, "p-erased", by="hr")
    departures.leave_out(theirs, "p-suggested", by="hr")

    departures.forget("p-erased")

    assert (departures.left_out(one), departures.left_out(theirs)) == ([], [])
    departures.close()
    assert b"p-erased" not in (tmp_path / "audit.db").read_bytes()
