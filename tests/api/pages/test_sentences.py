"""Answers in a sentence, and what an empty one means."""

from typing import Any

import pytest

from api.pages.sentences import EMPTY, SENTENCES, empty, sentence
from graphsvc.questions import QUESTIONS

TARGET = {"target_name": "Sam", "title": "CFO", "organisation_name": "Acme", "ways": 1}


def way(**row: Any) -> dict[str, Any]:
    """Returns an answer with one way."""
    told = {
        "introducer": "p-1",
        "introducer_name": "Mia",
        "ask_unit_name": None,
        "hops": 2,
        "band": "warm",
        "weakest": 0.4,
        "weakest_from_name": "Mia",
        "weakest_to_name": "Sam",
    }
    return {"data": [told | row], "summary": TARGET}


def test_every_question_has_a_sentence_and_says_what_nothing_means() -> None:
    assert SENTENCES.keys() == QUESTIONS.keys()
    assert EMPTY.keys() == QUESTIONS.keys()


@pytest.mark.parametrize(
    "row, words",
    [
        ({}, "Ask Mia. Weakest link: Mia to Sam."),
        ({"hops": 1, "path": [{"person_name": "Lea"}]}, "Lea knows Sam (CFO at Acme) already."),
        (
            {"introducer": None, "introducer_name": None, "ask_unit_name": "Finance", "weakest": None},
            "Ask a colleague in Finance, through its owner: 2 ties to Sam (CFO at Acme), the weakest warm.",
        ),
        (
            {"introducer": None, "introducer_name": None, "weakest": None, "hops": 3},
            "Ask a colleague, through its owner: 3 ties to Sam (CFO at Acme), the weakest warm.",
        ),
        (
            {"weakest": None, "hops": 3},
            "Ask Mia: 3 ties to Sam (CFO at Acme), the weakest warm.",
        ),
    ],
)
def test_a_way_is_told_as_far_as_the_reader_may_know(row: dict[str, Any], words: str) -> None:
    assert sentence("introductions", way(**row)) == words


def test_the_register_says_how_many_are_known_reachable_and_asked() -> None:
    told = {"known": 4000, "reachable": 3100, "asked": 0, "waiting": 3100, "agreed": 0}

    words = sentence("alumni", {"data": [], "summary": told})

    assert words == "4,000 known, 3,100 reachable, 0 asked. 3,100 addresses wait for a notice."


def test_bridge_ties_name_the_units_they_connect() -> None:
    row = {
        "one_name": "Hal",
        "other_name": "Jon",
        "one_unit_name": "Audit",
        "other_unit_name": "Tax",
        "pairs": 14,
    }

    words = sentence("bridge-ties", {"data": [row], "summary": {"bridges": 1, "people": 9}})

    assert (
        words
        == "The tie of Hal and Jon connects Audit and Tax: 14 pairs have no other link. 1 such tie in all."
    )


def test_what_was_not_measured_is_told_beside_what_cools() -> None:
    told = {"ties": 1, "clients": 1, "quiet": 0, "not_measured": 2}

    words = sentence("cooling-ties", {"data": [], "summary": told})

    assert words == "1 strong tie cools at 1 client; 0 quiet for 60 days. 2 more are not measured."


def test_nothing_that_cools_is_said_in_as_many_words() -> None:
    told = {"ties": 0, "clients": 0, "quiet": 0, "not_measured": 0}

    words = sentence("cooling-ties", {"data": [], "summary": told})

    assert words == "No strong tie to a client has gone quiet."


@pytest.mark.parametrize(
    "person, is_employee, is_measured, words",
    [
        (None, False, False, "Signed in as x@firm.example; no employee has this address."),
        ("p-1", True, False, "No mailbox covers you"),
        ("p-1", True, True, "no warm tie to a client"),
        ("p-1", False, False, "no warm tie to a client"),
    ],
)
def test_an_empty_role_says_why(
    *, person: str | None, is_employee: bool, is_measured: bool, words: str
) -> None:
    told = {"person": person, "is_employee": is_employee, "is_measured": is_measured}

    assert words in empty("your-role", {"data": [], "summary": told}, reader="x@firm.example")


@pytest.mark.parametrize(
    "value, unknown, words",
    [
        (None, 2, "What they pay is unknown."),
        ("100.00", 1, "20 of 100 EUR a year is at stake; the fees of 1 more client are unknown."),
        ("100.00", 0, "20 of 100 EUR a year is at stake."),
    ],
)
def test_unknown_fees_are_no_amount_of_nothing(value: str | None, unknown: int, words: str) -> None:
    told = {
        "clients": 2,
        "one_holder": 1,
        "uncovered": 0,
        "is_measured": True,
        "value": value,
        "fees_at_stake": value and "20.00",
        "values_unknown": unknown,
        "currency": "EUR",
    }

    assert sentence("portfolio", {"data": [], "summary": told}).endswith(words)
