"""show-tie: what was hidden or corrected is measured again."""

import pytest

from graphsvc.errors import ConflictError
from tests.graphsvc.actions.office import Office


def band(desk: Office) -> tuple[str, str] | None:
    """Returns band and basis of Ann's tie to Acme."""
    found = {row["employee"]: row for row in desk.ask("coverage", client="Acme")}
    return (found["ann"]["band"], found["ann"]["basis"]) if "ann" in found else None


def test_a_hidden_tie_shows_again_as_it_is_measured(desk: Office) -> None:
    before = band(desk)
    desk.do("hide-tie", desk.scope("ann"), person="cy")
    assert band(desk) is None

    desk.do("show-tie", desk.scope("ann"), person="cy")

    assert band(desk) == before == ("very_strong", "measured")


def test_a_correction_goes_with_the_hiding(desk: Office) -> None:
    desk.do("correct-tie", desk.scope("ann"), person="cy", band="weak")

    desk.do("show-tie", desk.scope("ann"), person="cy")

    assert band(desk) == ("very_strong", "measured")
    assert all(row.valid_to < 2**30 for row in desk.facts("DECLARED", "ann"))


def test_a_tie_can_be_hidden_shown_and_hidden_again_on_one_day(desk: Office) -> None:
    for action in ("hide-tie", "show-tie", "hide-tie", "show-tie", "hide-tie"):
        desk.do(action, desk.scope("ann"), person="cy")

    assert band(desk) is None


def test_what_the_other_end_hides_stays_hidden(desk: Office) -> None:
    for name, other in (("ann", "cy"), ("cy", "ann")):
        desk.do("hide-tie", desk.scope(name), person=other)

    desk.do("show-tie", desk.scope("ann"), person="cy")

    assert band(desk) is None


def test_a_tie_that_one_does_not_hide_cannot_be_shown(desk: Office) -> None:
    desk.do("hide-tie", desk.scope("cy"), person="ann")

    with pytest.raises(ConflictError, match="do not hide"):
        desk.do("show-tie", desk.scope("ann"), person="cy")
