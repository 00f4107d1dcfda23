"""ask-erasure: noted once, and nothing changes until it is carried out."""

import pytest

from graphsvc.errors import ConflictError, NotFoundError
from graphsvc.scope import Scope
from tests.graphsvc.bureau import bureau


def test_the_wish_is_noted_and_the_graph_left_as_it_is() -> None:
    with bureau() as desk:
        outcome = desk.do("ask-erasure", desk.own("ida"))

        [wish] = desk.beside.erasures.open()
        assert (wish.person, wish.state, outcome.done.key) == (desk.key("ida"), "asked", wish.id)
        assert not outcome.changes_graph


def test_asking_again_is_refused_and_makes_no_second_wish() -> None:
    with bureau() as desk:
        desk.do("ask-erasure", desk.own("ida"))

        with pytest.raises(ConflictError, match="asked already"):
            desk.do("ask-erasure", desk.own("ida"))

        assert len(desk.beside.erasures.open()) == 1


def test_somebody_who_is_nobody_here_has_nothing_to_erase() -> None:
    stranger = Scope(principal="x@else.example", roles=frozenset({"own"}))

    with bureau() as desk, pytest.raises(NotFoundError):
        desk.do("ask-erasure", stranger)
