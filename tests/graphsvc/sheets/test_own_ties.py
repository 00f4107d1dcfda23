"""One's own ties: where they come from, what is said of them, and how one has set them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.sheets.own_ties import OwnTie, own_ties
from tests.graphsvc.actions.conftest import team
from tests.graphsvc.actions.office import Office, office
from tests.graphsvc.graph import TODAY


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, team()) as found:
        yield found


def ties_of(desk: Office, person: str) -> dict[str, OwnTie]:
    with desk.store.view() as view:
        found = own_ties(desk.snapshot, view, desk.firm.key[person])
    return {desk.firm.name[each.other]: each for each in found}


def test_a_tie_tells_its_feed_channel_and_days(desk: Office) -> None:
    found = ties_of(desk, "ann")

    assert list(found) == ["cy", "bob"]  # the strongest first
    [origin] = found["cy"].origins
    assert (origin.feed, origin.channel, origin.last_day.toordinal()) == ("mail", "mail", 719_163 + TODAY)
    assert (found["cy"].state, found["cy"].band) == ("shown", "very_strong")


def test_a_hidden_tie_keeps_its_sources_and_loses_its_strength(desk: Office) -> None:
    desk.do("hide-tie", desk.scope("ann"), person="cy")

    found = ties_of(desk, "ann")["cy"]

    assert (found.state, found.band, found.strength, len(found.origins)) == ("hidden", None, None, 1)


def test_a_correction_stands_beside_what_it_replaces(desk: Office) -> None:
    desk.do("correct-tie", desk.scope("ann"), person="cy", band="weak")

    found = ties_of(desk, "ann")["cy"]

    assert (found.state, [(each.by, each.band) for each in found.sayings]) == ("corrected", [("you", "weak")])


def test_the_other_end_is_not_told_who_hides(desk: Office) -> None:
    desk.do("hide-tie", desk.scope("ann"), person="cy")

    assert ties_of(desk, "cy")["ann"].state == "not_measured"


def test_what_others_say_is_told_with_who_said_it(desk: Office) -> None:
    desk.do("declare-tie", desk.scope("pat"), person="ann", band="warm")
    desk.do("declare-tie", desk.scope("ann"), client="Acme", band="weak")

    found = ties_of(desk, "ann")

    assert [(each.by, each.band) for each in found["pat"].sayings] == [("them", "warm")]
    assert (found["Acme"].client, found["Acme"].person) == (desk.firm.key["Acme"], None)
    assert [each.by for each in found["Acme"].sayings] == ["you"]


def test_somebody_without_ties_has_none(desk: Office) -> None:
    assert ties_of(desk, "dee") == {}
