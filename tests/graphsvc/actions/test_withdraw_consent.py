"""withdraw-consent: at once, and given again on the same day if the person says so."""

import pytest

from graphsvc.errors import NotFoundError
from graphsvc.scope import Scope
from tests.graphsvc.bureau import bureau


def test_what_is_taken_back_is_gone_at_once() -> None:
    with bureau() as desk:
        desk.do("give-consent", desk.own("ida"), consent="vouch")

        desk.do("withdraw-consent", desk.own("ida"), consent="vouch")

        assert not desk.agrees("ida", "vouch")
        assert desk.switch("ida", "vouch").withdrawn_on == desk.today.isoformat()


def test_it_can_be_given_again_on_the_same_day_even_if_the_clock_stands_still() -> None:
    with bureau() as desk:
        for action in ("give-consent", "withdraw-consent", "give-consent"):
            desk.now = 1_000_000
            desk.do(action, desk.own("ida"), consent="vouch")

        assert desk.agrees("ida", "vouch")


def test_a_no_without_a_yes_keeps_a_later_recorded_one_out() -> None:
    with bureau() as desk:
        desk.do("withdraw-consent", desk.own("ida"), consent="vouch")

        assert desk.switch("ida", "vouch").withdrawn_on
        assert not desk.agrees("ida", "vouch")


def test_somebody_who_is_nobody_here_has_nothing_to_take_back() -> None:
    stranger = Scope(principal="x@else.example", roles=frozenset({"own"}))

    with bureau() as desk, pytest.raises(NotFoundError):
        desk.do("withdraw-consent", stranger, consent="vouch")
