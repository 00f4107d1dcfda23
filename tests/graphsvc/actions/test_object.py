"""object: everything is taken back at once."""

import pytest

from graphsvc.errors import NotFoundError
from graphsvc.kinds.consent import PURPOSE_WORDS
from graphsvc.scope import Scope
from tests.graphsvc.bureau import bureau


def test_every_purpose_is_taken_back_and_the_private_address_is_gone() -> None:
    with bureau() as desk:
        for purpose in ("vouch", "events"):
            desk.do("give-consent", desk.own("ida"), consent=purpose)
        desk.beside.notices.put(desk.key("ida"), "ida@post.example", added_on=1)

        desk.do("object", desk.own("ida"))

        found = [desk.switch("ida", purpose) for purpose in PURPOSE_WORDS]
        assert not any(each.is_live for each in found)
        assert all(each.withdrawn_on and each.evidence == "objection" for each in found)
        assert desk.beside.notices.of(desk.key("ida")) == []
        desk.beside.notices.put(desk.key("ida"), "ida@post.example", added_on=2)
        assert desk.beside.notices.of(desk.key("ida")) == []


def test_nobody_is_told_to_ask_for_an_introduction_until_the_person_chooses_so() -> None:
    with bureau() as desk:
        desk.do("object", desk.own("ida"))

        assert not desk.beside.preferences.of(desk.key("ida")).introduces


def test_the_person_alone_can_agree_again() -> None:
    with bureau() as desk:
        desk.do("object", desk.own("ida"))

        desk.do("give-consent", desk.own("ida"), consent="events")

        assert desk.agrees("ida", "events")
        assert not desk.agrees("ida", "vouch")


def test_somebody_who_is_nobody_here_cannot_object() -> None:
    stranger = Scope(principal="x@else.example", roles=frozenset({"own"}))

    with bureau() as desk, pytest.raises(NotFoundError):
        desk.do("object", stranger)
