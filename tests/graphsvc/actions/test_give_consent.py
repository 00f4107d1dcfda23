"""give-consent: one purpose, one's own, for 24 months."""

import pytest

from graphsvc.errors import NotFoundError
from graphsvc.scope import Scope
from tests.graphsvc.bureau import bureau


def test_a_yes_holds_at_once_and_for_one_purpose_alone() -> None:
    with bureau() as desk:
        outcome = desk.do("give-consent", desk.own("ida"), consent="vouch")

        assert outcome.subjects == (desk.key("ida"),)
        assert desk.agrees("ida", "vouch")
        assert not desk.agrees("ida", "events")
        assert desk.switch("ida", "vouch").given_by == "person"


def test_it_ends_after_24_months() -> None:
    with bureau() as desk:
        desk.do("give-consent", desk.own("ida"), consent="vouch")

        assert desk.agrees("ida", "vouch", days=729)
        assert not desk.agrees("ida", "vouch", days=730)


def test_a_yes_given_anew_counts_from_that_day() -> None:
    with bureau() as desk:
        desk.do("give-consent", desk.own("ida"), consent="vouch")
        desk.later(days=600)

        desk.do("give-consent", desk.own("ida"), consent="vouch")

        assert desk.agrees("ida", "vouch", days=729)


def test_somebody_who_is_nobody_here_cannot_agree() -> None:
    stranger = Scope(principal="x@else.example", roles=frozenset({"own"}))

    with bureau() as desk, pytest.raises(NotFoundError, match=r"x@else\.example; nobody who works"):
        desk.do("give-consent", stranger, consent="vouch")
