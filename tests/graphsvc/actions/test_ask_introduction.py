"""ask-introduction: who is asked, and what whoever asks is told of them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graphsvc.errors import ConflictError, NotFoundError, UsageError
from graphsvc.introduction import asked_by, waiting_for
from graphsvc.key import id_of
from graphsvc.scope import Scope
from tests.graphsvc.actions.office import Office, office
from tests.graphsvc.firm import Firm


@pytest.fixture
def ways(tmp_path: Path) -> Iterator[Office]:
    """Pat reaches Cy of Acme over Ann, who is on Acme too, and over Bob, who is on nothing Pat leads."""
    firm = Firm()
    for client in ("Acme", "Other"):
        firm.organisation(client)
    for name in ("pat", "ann", "bob", "eve"):
        firm.employee(name)
    firm.contact("cy", "Other")
    firm.contact("dee", "Acme")
    firm.tie("pat", "dee", 0.6)
    firm.tie("ann", "dee", 0.5)
    firm.tie("pat", "bob", 0.8)
    firm.tie("pat", "ann", 0.5)
    firm.tie("ann", "cy", 0.5)
    firm.tie("bob", "cy", 0.8)
    with office(tmp_path, firm) as found:
        yield found


def lead(desk: Office) -> Scope:
    """Returns the scope of Pat, who leads Acme."""
    clients = frozenset({id_of(desk.firm.key["Acme"])})
    return replace(desk.scope("pat", "account_lead"), clients=clients)


def test_a_colleague_on_ones_accounts_is_asked_by_name(ways: Office) -> None:
    ways.do("ask-introduction", lead(ways), target="cy", introducer="ann", note=" Met at a fair. ")

    with ways.store.view() as view:
        [asked] = asked_by(view, ways.firm.key["pat"])
        assert waiting_for(view, ways.firm.key["ann"]) == [asked]
    assert (asked.named_introducer, asked.state, asked.note) == (
        ways.firm.key["ann"],
        "asked",
        "Met at a fair.",
    )


def test_a_colleague_outside_them_is_asked_through_the_service_and_not_named(ways: Office) -> None:
    done = ways.do("ask-introduction", lead(ways), target="cy")

    with ways.store.view() as view:
        [asked] = asked_by(view, ways.firm.key["pat"])
        assert waiting_for(view, ways.firm.key["bob"]) == [asked]
    assert asked.named_introducer is None
    assert "in your place" in done.says
    assert ways.firm.key["bob"] not in (done.key, done.link, done.says)


def test_a_colleague_who_may_not_be_named_cannot_be_guessed(ways: Office) -> None:
    """A right guess and a wrong one read alike, so that nobody learns who stands on a way."""
    said: list[str] = []
    for guess in ("bob", "eve"):
        with pytest.raises(NotFoundError) as refused:
            ways.do("ask-introduction", lead(ways), target="cy", introducer=guess)
        said.append(str(refused.value))

    assert said[0] == said[1]


@pytest.mark.parametrize("way", [0, 3, -1])
def test_a_way_that_was_not_found_is_refused(ways: Office, way: int) -> None:
    with pytest.raises(NotFoundError, match="choose a way"):
        ways.do("ask-introduction", lead(ways), target="cy", way=way)


def test_nobody_stands_between_two_who_know_each_other(ways: Office) -> None:
    with pytest.raises(NotFoundError, match="nobody stands between"):
        ways.do("ask-introduction", lead(ways), target="dee")


def test_the_same_introduction_is_asked_for_once_while_it_is_open(ways: Office) -> None:
    key = ways.do("ask-introduction", lead(ways), target="cy", introducer="ann").key
    with pytest.raises(ConflictError, match="already"):
        ways.do("ask-introduction", lead(ways), target="cy", introducer="ann")

    ways.do("answer-introduction", ways.scope("ann"), introduction=key, answer="declined")

    assert ways.do("ask-introduction", lead(ways), target="cy", introducer="ann").key != key


@pytest.mark.parametrize(
    "fields, words", [({"target": "pat"}, "that is you"), ({"target": "cy", "note": "x" * 1001}, "at most")]
)
def test_oneself_and_long_letters_are_refused(ways: Office, fields: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        ways.do("ask-introduction", lead(ways), **fields)


def test_somebody_who_is_nobody_of_the_firm_has_nobody_to_ask(ways: Office) -> None:
    with pytest.raises(NotFoundError, match="no employee has this address"):
        ways.do("ask-introduction", ways.scope("", "account_lead"), target="cy")


def test_erasing_somebody_erases_what_was_asked_about_them(ways: Office) -> None:
    ways.do("ask-introduction", lead(ways), target="cy", introducer="ann", note="Cy likes boats.")

    ways.store.erase(ways.firm.key["cy"], actor="test", reason="asked")

    with ways.store.view() as view:
        assert asked_by(view, ways.firm.key["pat"]) == []
    assert not any("boats" in str(record) for record in ways.store.export())
