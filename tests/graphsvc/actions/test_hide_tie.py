"""hide-tie: a tie leaves every answer, and its pair reads as not measured."""

import pytest

from graphsvc.errors import NotFoundError, UsageError
from graphsvc.evidence import Pair, tie_evidence
from tests.graphsvc.actions.office import Office
from tests.graphsvc.graph import TODAY


def holders(desk: Office) -> dict[str, str]:
    """Returns who holds Acme, with the basis."""
    return {row["employee"]: row["basis"] for row in desk.ask("coverage", client="Acme")}


def test_a_hidden_tie_leaves_the_answers_about_its_client(desk: Office) -> None:
    assert set(holders(desk)) == {"ann", "bob"}

    desk.do("hide-tie", desk.scope("ann"), person="cy")

    assert set(holders(desk)) == {"bob"}
    assert desk.answer("portfolio").rows[0].coverage_index < 0.3


def test_whoever_is_at_the_other_end_can_hide_it_too(desk: Office) -> None:
    desk.do("hide-tie", desk.scope("cy"), person="ann")

    assert set(holders(desk)) == {"bob"}


def test_its_evidence_is_not_shown_to_anybody(desk: Office) -> None:
    desk.do("hide-tie", desk.scope("ann"), person="cy")

    ends = [desk.snapshot.position(desk.firm.key[name]) for name in ("ann", "cy")]
    pair = Pair(first=ends[0] or 0, second=ends[1] or 0)
    [found] = tie_evidence(desk.snapshot, TODAY, [pair]).values()
    assert (found.basis, found.p, found.strength, found.days) == ("none", 0.0, None, ())


def test_hiding_a_correction_takes_the_correction_back(desk: Office) -> None:
    desk.do("correct-tie", desk.scope("ann"), person="cy", band="weak")
    assert holders(desk)["ann"] == "declared"

    desk.do("hide-tie", desk.scope("ann"), person="cy")

    assert "ann" not in holders(desk)


def test_hiding_twice_changes_nothing(desk: Office) -> None:
    desk.do("hide-tie", desk.scope("ann"), person="cy")
    seq = desk.snapshot.seq

    desk.do("hide-tie", desk.scope("ann"), person="cy")

    assert desk.snapshot.seq == seq


@pytest.mark.parametrize("fields", [{}, {"person": "ann"}])
def test_a_tie_without_another_end_is_refused(desk: Office, fields: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="person"):
        desk.do("hide-tie", desk.scope("ann"), **fields)


def test_nobody_hides_the_ties_of_others(desk: Office) -> None:
    """The one end is always whoever asks; there is no field for another."""
    desk.do("hide-tie", desk.scope("pat"), person="cy")

    assert set(holders(desk)) == {"ann", "bob"}


def test_somebody_who_is_nobody_of_the_firm_has_no_ties_to_hide(desk: Office) -> None:
    with pytest.raises(NotFoundError, match="no employee has this address"):
        desk.do("hide-tie", desk.scope(""), person="cy")
