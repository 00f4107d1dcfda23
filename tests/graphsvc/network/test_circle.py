"""Everybody around one person, and who must not be approached."""

from graphsvc import tie
from graphsvc.network.circle import circle
from tests.graphsvc.firm import HIRED, Firm
from tests.graphsvc.graph import TODAY


def test_accounts_that_were_served_and_prospects_are_off_limits() -> None:
    firm = Firm()
    firm.employee("ann", "Audit")
    for name, kind in (("served", "client"), ("other", "client"), ("hoped", "prospect"), ("free", "other")):
        firm.organisation(name, type=kind)
        firm.contact(f"at-{name}", name)
    firm.edge("ASSIGNED_TO", "ann", "served", qual="lead", start=HIRED, end=HIRED + 10)

    with firm.published() as asked:
        around = circle(asked.snapshot, asked.at("ann"), TODAY)
        assert around is not None
        found = {
            name: (around.is_off_limits(asked.at(f"at-{name}")), around.is_contact(asked.at(f"at-{name}")))
            for name in ("served", "other", "hoped", "free")
        }

    assert found == {
        "served": (True, True),
        "other": (False, True),
        "hoped": (True, True),
        "free": (False, False),
    }


def test_a_friend_at_a_firm_that_is_no_account_puts_nothing_off_limits() -> None:
    firm = Firm()
    firm.employee("ann")
    firm.organisation("free", type="other")
    firm.contact("friend", "free")
    firm.tie("ann", "friend", 0.5)

    with firm.published() as asked:
        around = circle(asked.snapshot, asked.at("ann"), TODAY)
        assert around is not None

        assert not around.is_off_limits(asked.at("friend"))
        assert around.last_contact(asked.at("friend")) == TODAY
        assert around.last_contact(asked.at("ann")) == tie.NEVER


def test_a_leaver_in_a_unit_has_moves_and_one_without_has_none() -> None:
    firm = Firm()
    firm.employee("ann", "Audit")
    firm.employee("bob")

    with firm.published() as asked:
        with_unit, without = (circle(asked.snapshot, asked.at(name), TODAY) for name in ("ann", "bob"))

    assert with_unit is not None
    assert without is not None
    assert (with_unit.moves, without.moves) == ({}, None)
    assert with_unit.worked == TODAY


def test_somebody_who_never_worked_here_has_no_circle() -> None:
    firm = Firm()
    firm.organisation("client")
    firm.contact("cfo", "client")

    with firm.published() as asked:
        assert circle(asked.snapshot, asked.at("cfo"), TODAY) is None
