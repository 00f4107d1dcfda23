"""Why a list holds somebody: reasons of their own rows, none of their place or of others."""

from dataclasses import fields

from graphsvc.explanation import Explanation, explanations
from graphsvc.shape import dump
from tests.graphsvc.firm import Firm, Published, small_firm
from tests.graphsvc.graph import TODAY


def told(asked: Published, person: str) -> dict[str, Explanation]:
    found = explanations(lambda name: [dump(row) for row in asked.ask(name).rows], asked.firm.key[person])
    return {each.question: each for each in found}


def test_who_holds_a_client_alone_is_told_which() -> None:
    with small_firm().published() as asked:
        found = told(asked, "dee")["single-points-of-failure"]

        assert [asked.firm.name[key] for key in found.clients] == ["ember"]
    assert "else here has a strong tie" in found.reason


def test_whoever_would_be_the_biggest_loss_of_a_client_is_told_which() -> None:
    with small_firm().published() as asked:
        found = told(asked, "ana")["portfolio"]

        assert [asked.firm.name[key] for key in found.clients] == ["acme"]


def test_a_former_colleague_at_a_client_is_told_of_every_list() -> None:
    firm = Firm()
    firm.organisation("Acme")
    firm.employee("ann")
    firm.employee("old", end=TODAY - 100)
    firm.contact("old", "Acme")
    firm.tie("ann", "old", 0.5)
    firm.consent("old", "stay_in_touch")

    with firm.published() as asked:
        found = told(asked, "old")

        assert list(found) == ["single-points-of-failure", "alumni", "alumni-at-clients"]
        assert "else at these clients" in found["single-points-of-failure"].reason
        assert [asked.firm.name[key] for key in found["alumni-at-clients"].people] == ["ann"]


def test_no_explanation_has_a_place_or_a_score() -> None:
    assert {each.name for each in fields(Explanation)} == {
        "question",
        "title",
        "reason",
        "clients",
        "people",
    }
