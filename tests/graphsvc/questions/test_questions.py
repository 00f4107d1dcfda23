"""The registry: every question is listed, named like its file, and explains itself in plain words."""

import dataclasses
import pkgutil
import re
import typing
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from graphsvc import questions
from graphsvc.evidence import TieEvidence
from graphsvc.question import Question
from graphsvc.questions import QUESTIONS
from graphsvc.shape import words_of

# screens.md 1: these words stand only under "How this was computed"
_JARGON = re.compile(r"\b(hhi|k50|omega|constraint|betweenness|tau|seq|n_eff|basis code)\b", re.IGNORECASE)


def records(question: Question) -> Iterator[Any]:
    """Yields the records of a question and those nested in them."""
    waiting = [question.params, question.row, question.summary]
    while waiting:
        record = waiting.pop()
        yield record
        hints = typing.get_type_hints(record).values()
        waiting += [each for hint in hints for each in (hint, *typing.get_args(hint)) if is_record(each)]


def is_record(hint: Any) -> bool:
    return isinstance(hint, type) and dataclasses.is_dataclass(hint)


EVERY = list(QUESTIONS.values())
NAMES = list(QUESTIONS)


def test_every_module_of_the_folder_is_listed() -> None:
    modules = {module.name for module in pkgutil.iter_modules(questions.__path__)}

    assert modules == {name.replace("-", "_") for name in QUESTIONS}


@pytest.mark.parametrize("name", NAMES)
def test_a_question_stands_in_the_file_of_its_name(name: str) -> None:
    module = import_module(f"graphsvc.questions.{name.replace('-', '_')}")

    assert vars(module)[name.replace("-", "_").upper()] is QUESTIONS[name]


@pytest.mark.parametrize("question", EVERY, ids=NAMES)
def test_every_field_has_a_label_and_a_sentence_of_help(question: Question) -> None:
    words = [word for record in records(question) for word in words_of(record).values()]

    assert words
    for word in words:
        assert word.label[0].isupper()
        assert word.label.strip(". ") == word.label
        assert re.fullmatch(r"[A-Z].*\.", word.help), word.help


@pytest.mark.parametrize("question", EVERY, ids=NAMES)
def test_labels_avoid_the_words_of_the_trade(question: Question) -> None:
    labels = [word.label for record in records(question) for word in words_of(record).values()]

    assert [label for label in labels if _JARGON.search(label)] == []


def test_evidence_explains_itself_too() -> None:
    for word in words_of(typing.cast("Any", TieEvidence)).values():
        assert word.help.endswith(".")
        assert not _JARGON.search(word.label)


@pytest.mark.parametrize("question", EVERY, ids=NAMES)
def test_every_question_takes_a_day_and_asks_something(question: Question) -> None:
    assert "as_of" in words_of(typing.cast("Any", question.params))
    assert question.title.endswith("?")


def test_questions_about_people_have_no_implied_purpose() -> None:
    implied = {name for name, question in QUESTIONS.items() if question.preset}

    # api-and-security 5, item 4
    assert set(QUESTIONS) - implied == {
        "bridge-people",
        "bridge-ties",
        "cooling-ties",
        "single-points-of-failure",
        "departure-impact",
        "leaver-suggestions",
    }
