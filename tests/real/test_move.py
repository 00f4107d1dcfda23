"""The same bytes of every question before and after a workspace moves to a real Neo4j."""

import typing
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from graphsvc.question import Question
from graphsvc.questions import QUESTIONS
from graphsvc.shape import words_of
from ingest.demo import write_demo
from tests.real.desk import Desk, Loaded, Show, load_desk

pytestmark = [pytest.mark.data, pytest.mark.neo4j]
_ASKED = 5
Arguments = tuple[str, ...]
Pool = Mapping[str, Sequence[str]]
_OF_ALUMNI = frozenset({"keepers"})
"""Questions about former colleagues, who are not in the pool: asked about all of them."""


def _pool(desk: Desk, day: Arguments) -> Pool:
    """Returns keys to ask about: the clients that are held best, and whom they would miss most."""
    rows = [row for row in desk.ask("portfolio", *day)["data"] if row["worst_departure"]]
    held = sorted(rows, key=lambda row: (-row["coverage_index"], row["client"]))
    people = dict.fromkeys(row["worst_departure"]["person"] for row in held)
    return {"Organisation": [row["client"] for row in held], "Person": list(people)}


def _calls(question: Question, pool: Pool, day: Arguments) -> Iterator[Arguments]:
    """Yields the ways a question is asked: once with evidence, or about several clients or people."""
    words = words_of(typing.cast("Any", question.params))
    about = {name: pool[said.node] for name, said in words.items() if said.node and said.node in pool}
    about = {} if question.name in _OF_ALUMNI else about
    if not about:
        yield (question.name, *day, "--evidence")
        return
    for turn in range(_ASKED):
        given: list[str] = []
        for place, (name, keys) in enumerate(about.items()):
            given += [f"--{name.replace('_', '-')}", keys[(turn + place) % len(keys)]]
        yield (question.name, *given, *day)


def _same_after_the_move(desk: Desk, url: str, show: Show, *day: str) -> None:
    pool = _pool(desk, day)
    before = {
        call: desk.text(*call) for question in QUESTIONS.values() for call in _calls(question, pool, day)
    }

    moved = desk.run("move", "--to", url, "--verify")

    after = {call: desk.text(*call) for call in before}
    show("moved", [moved.strip(), f"{len(before)} answers, {sum(map(len, before.values())):,} characters"])
    assert "both stores have digest" in moved
    assert f'url = "{url}"' in (desk.folder / "graphsvc.toml").read_text(encoding="utf-8")
    assert {call[0] for call in before} == set(QUESTIONS)
    assert [call for call in before if before[call] != after[call]] == []


def test_the_mailboxes_answer_the_same_from_neo4j(
    enron: Loaded, tmp_path: Path, neo4j_url: str, show: Show
) -> None:
    _same_after_the_move(enron.desk.copy(tmp_path), neo4j_url, show, "--as-of", "2001-10-31")


def test_the_register_answers_the_same_from_neo4j(
    chicago: Loaded, tmp_path: Path, neo4j_url: str, show: Show
) -> None:
    _same_after_the_move(chicago.desk.copy(tmp_path), neo4j_url, show)


def test_the_demo_answers_the_same_from_neo4j(tmp_path: Path, neo4j_url: str, show: Show) -> None:
    desk = Desk(folder=write_demo(tmp_path / "demo").workspace)
    load_desk(desk)

    _same_after_the_move(desk, neo4j_url, show)
