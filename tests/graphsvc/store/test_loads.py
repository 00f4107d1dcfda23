"""The last load of each feed is kept, whoever made it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graphsvc.store.loads import LoadFile

DAY = 20_000


class Hand:
    """A clock that only moves when told."""

    at = 1_700_000_000_000_000

    def __call__(self) -> int:
        """Returns the instant, microseconds UTC."""
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def loads(tmp_path: Path, clock: Hand) -> Iterator[LoadFile]:
    with closing(LoadFile(tmp_path / "audit.db", clock=clock)) as loads:
        yield loads


def test_a_feed_that_was_never_loaded_has_no_report(loads: LoadFile) -> None:
    assert loads.all() == {}


def test_the_report_of_a_load_is_kept(loads: LoadFile, clock: Hand) -> None:
    loads.put("hr", {"read": 3, "reasons": {"it is empty": 1}}, effective=DAY)

    kept = loads.all()["hr"]

    assert kept.report == {"read": 3, "reasons": {"it is empty": 1}}
    assert (kept.loaded_at, kept.effective, kept.seq) == (clock.at, DAY, None)


def test_a_new_load_takes_the_place_of_the_one_before(loads: LoadFile) -> None:
    loads.put("hr", {"read": 3}, effective=DAY)
    loads.published(["hr"], 7)
    loads.put("hr", {"read": 4}, effective=DAY + 1)

    kept = loads.all()["hr"]

    assert (kept.report, kept.effective, kept.seq) == ({"read": 4}, DAY + 1, None)


def test_equal_files_keep_the_report_and_say_that_they_were_looked_at(loads: LoadFile, clock: Hand) -> None:
    loads.put("hr", {"read": 3}, effective=DAY)
    first = clock.at
    clock.at += 60

    loads.look("hr", {"read": 0}, effective=DAY + 1)

    kept = loads.all()["hr"]
    assert (kept.loaded_at, kept.looked_at, kept.effective) == (first, clock.at, DAY + 1)
    assert kept.report == {"read": 3}


def test_a_publication_is_noted_for_the_loads_that_led_to_it(loads: LoadFile) -> None:
    loads.put("hr", {}, effective=DAY)
    loads.published(["hr"], 7)
    loads.put("crm", {}, effective=DAY)

    loads.published(["hr", "crm"], 8)

    assert {feed: load.seq for feed, load in loads.all().items()} == {"crm": 8, "hr": 7}


def test_a_refused_load_leaves_the_day_of_the_last_accepted_one(loads: LoadFile) -> None:
    loads.put("hr", {"read": 3}, effective=DAY)

    loads.put("hr", {"error": "too much would close"}, effective=None)

    kept = loads.all()["hr"]
    assert (kept.effective, kept.is_refused) == (DAY, True)
    assert kept.report == {"error": "too much would close"}


def test_a_feed_that_was_only_ever_refused_stands_for_no_day(loads: LoadFile) -> None:
    loads.put("hr", {}, effective=None)

    assert loads.all()["hr"].effective is None


def test_the_old_files_put_back_end_a_refusal(loads: LoadFile) -> None:
    loads.put("hr", {"error": "no"}, effective=None)

    loads.look("hr", {"same_inputs": True}, effective=DAY)

    kept = loads.all()["hr"]
    assert (kept.report, kept.is_refused) == ({"same_inputs": True}, False)
