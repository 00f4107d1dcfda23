"""answer-introduction: the one who is asked decides, and nobody else."""

import pytest

from graphsvc.errors import ConflictError, NotFoundError
from graphsvc.introduction import Asked, asked_by, waiting_for
from tests.graphsvc.actions.office import Office


@pytest.fixture
def asked(desk: Office) -> str:
    """Pat asks to meet Cy, over Ann and through the service."""
    return desk.do("ask-introduction", desk.scope("pat"), target="cy").key


@pytest.fixture
def desk(desk: Office) -> Office:
    """The desk where Pat, whom no feed covers, says that Ann is known."""
    desk.do("declare-tie", desk.scope("pat"), person="ann", band="strong")
    return desk


def mine(desk: Office) -> Asked:
    with desk.store.view() as view:
        [found] = asked_by(view, desk.firm.key["pat"])
        return found


def test_accepting_tells_who_it_was(desk: Office, asked: str) -> None:
    assert mine(desk).named_introducer is None

    desk.do("answer-introduction", desk.scope("ann"), introduction=asked, answer="accepted")

    found = mine(desk)
    assert (found.state, found.named_introducer) == ("accepted", desk.firm.key["ann"])
    assert str(found.answered_on) == "2024-10-04"


def test_declining_tells_nothing_but_that(desk: Office, asked: str) -> None:
    desk.do("answer-introduction", desk.scope("ann"), introduction=asked, answer="declined")

    assert (mine(desk).state, mine(desk).named_introducer) == ("declined", None)


def test_an_accepted_one_waits_until_it_is_made(desk: Office, asked: str) -> None:
    for answer, waits in (("accepted", 1), ("made", 0)):
        desk.do("answer-introduction", desk.scope("ann"), introduction=asked, answer=answer)
        with desk.store.view() as view:
            assert len(waiting_for(view, desk.firm.key["ann"])) == waits

    assert mine(desk).state == "made"


def test_what_is_said_stays_said(desk: Office, asked: str) -> None:
    desk.do("answer-introduction", desk.scope("ann"), introduction=asked, answer="accepted")
    with pytest.raises(ConflictError, match="already"):
        desk.do("answer-introduction", desk.scope("ann"), introduction=asked, answer="accepted")

    desk.do("answer-introduction", desk.scope("ann"), introduction=asked, answer="declined")

    with pytest.raises(NotFoundError, match="waits for your answer"):
        desk.do("answer-introduction", desk.scope("ann"), introduction=asked, answer="accepted")


@pytest.mark.parametrize("who", ["pat", "bob", "cy"])
def test_nobody_answers_for_somebody_else(desk: Office, asked: str, who: str) -> None:
    with pytest.raises(NotFoundError, match="waits for your answer"):
        desk.do("answer-introduction", desk.scope(who), introduction=asked, answer="accepted")


def test_a_key_that_is_no_introduction_is_not_found(desk: Office) -> None:
    with pytest.raises(NotFoundError):
        desk.do("answer-introduction", desk.scope("ann"), introduction="i-nothing", answer="made")
