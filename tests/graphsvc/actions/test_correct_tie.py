"""correct-tie: one's own word in the place of what is measured."""

import pytest

from graphsvc.errors import UsageError
from tests.graphsvc.actions.office import Office


def held(desk: Office) -> dict[str, tuple[str, str]]:
    return {row["employee"]: (row["band"], row["basis"]) for row in desk.ask("coverage", client="Acme")}


def test_a_correction_counts_instead_of_the_measured_tie(desk: Office) -> None:
    desk.do("correct-tie", desk.scope("ann"), person="cy", band="weak")

    assert held(desk)["ann"] == ("weak", "declared")


def test_a_correction_is_no_way_round_the_cap_of_declared_ties(desk: Office) -> None:
    desk.do("correct-tie", desk.scope("bob"), person="cy", band="strong")

    assert held(desk)["bob"] == ("warm", "declared")  # 59, and strong begins at 60


def test_what_others_said_of_the_tie_goes_with_the_measured_one(desk: Office) -> None:
    desk.do("declare-tie", desk.scope("cy"), person="ann", band="strong")

    desk.do("correct-tie", desk.scope("ann"), person="cy", band="weak")

    assert held(desk)["ann"] == ("weak", "declared")


def test_a_correction_does_not_bring_back_what_the_other_end_hides(desk: Office) -> None:
    desk.do("hide-tie", desk.scope("cy"), person="ann")

    desk.do("correct-tie", desk.scope("ann"), person="cy", band="strong")

    assert "ann" not in held(desk)


def test_a_correction_needs_another_end(desk: Office) -> None:
    with pytest.raises(UsageError, match="one person or one client"):
        desk.do("correct-tie", desk.scope("ann"), band="weak")
