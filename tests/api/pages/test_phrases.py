"""Questions as phrases with a blank."""

import pytest

from api.pages.phrases import PHRASES, phrases_for
from graphsvc.questions import QUESTIONS

INTRODUCE, WHAT_IF = (
    next(each for each in PHRASES if each.question == name) for name in ("introductions", "departure-impact")
)


@pytest.mark.parametrize(
    "text,blank",
    [
        ("who can introduce me to Sam", "Sam"),
        ("Who can introduce me to  Sam Ode ?", "Sam Ode"),
        ("who can introduce me to", ""),
        ("who can introduce me to ___", ""),
        ("who can introduce Sam to me", ""),
        ("what if Ana leaves", ""),
    ],
)
def test_what_stands_in_the_blank(text: str, blank: str) -> None:
    assert INTRODUCE.blank_in(text) == blank


@pytest.mark.parametrize("text", ["what if Ana leaves", "what if Ana leaves?", "what if Ana"])
def test_the_end_of_a_phrase_may_be_left_out(text: str) -> None:
    assert WHAT_IF.blank_in(text) == "Ana"


def test_a_filled_phrase_holds_its_blank() -> None:
    assert all(each.blank_in(each.filled("Ana Bo")) == "Ana Bo" for each in PHRASES)


def test_a_what_if_begins_with_its_purpose() -> None:
    assert WHAT_IF.path("p-1") == "/do/open-case?person=p-1"


def test_only_what_is_registered_and_allowed_is_offered() -> None:
    offered = {each.question for each in phrases_for(frozenset({"account_lead"}))}

    assert offered <= {name for name, question in QUESTIONS.items() if "account_lead" in question.roles}
    assert phrases_for(frozenset({"oversight"})) == []
