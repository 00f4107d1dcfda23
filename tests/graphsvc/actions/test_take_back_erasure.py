"""take-back-erasure: until it is ordered, and by the person alone."""

import pytest

from graphsvc.errors import ConflictError, NotFoundError
from tests.graphsvc.bureau import bureau


def test_a_wish_is_taken_back_and_can_be_made_anew() -> None:
    with bureau() as desk:
        desk.do("ask-erasure", desk.own("ida"))

        desk.do("take-back-erasure", desk.own("ida"))

        assert desk.beside.erasures.open() == []
        desk.do("ask-erasure", desk.own("ida"))
        assert len(desk.beside.erasures.open()) == 1


def test_what_is_ordered_is_no_longer_taken_back() -> None:
    with bureau() as desk:
        desk.do("ask-erasure", desk.own("ida"))
        desk.beside.erasures.order(desk.beside.erasures.open()[0].id, who="adam", reason="asked")

        with pytest.raises(ConflictError, match="ordered it already"):
            desk.do("take-back-erasure", desk.own("ida"))

        assert len(desk.beside.erasures.open()) == 1


def test_who_did_not_ask_has_nothing_to_take_back() -> None:
    with bureau() as desk, pytest.raises(NotFoundError, match="did not ask"):
        desk.do("take-back-erasure", desk.own("ida"))
