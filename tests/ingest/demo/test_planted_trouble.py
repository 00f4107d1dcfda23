"""The answers of the command line find all the trouble that was planted.

One check a kind of trouble, on the JSON that anybody may script against (issue 3, section 4).
"""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from api.cli import root
from ingest.demo import PLANTED, Kind, Trouble, write_demo

Answer = Mapping[str, Any]
Names = Mapping[str, str]
Ask = Callable[..., Answer]
_LIVE, _STRONG, _SMALL = 5, 60, 0.15


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks a question of the demo after one ingest, answers kept."""
    folder = write_demo(tmp_path_factory.mktemp("planted")).workspace
    _run(folder, "ingest", "--json")
    answers: dict[tuple[str, ...], Answer] = {}

    def asked(*arguments: str) -> Answer:
        if arguments not in answers:
            purpose = ("--purpose", "account review")
            answers[arguments] = json.loads(_run(folder, "ask", *arguments, *purpose, "--json"))
        return answers[arguments]

    return asked


def _run(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(root, ["-w", str(folder), *arguments])
    assert result.exit_code == 0, result.output
    return str(result.stdout)


@pytest.fixture(scope="module")
def names(rows: Callable[[str], list[dict[str, str]]]) -> Names:
    """Display names by work address."""
    return {row["workEmail"]: row["displayName"] for row in rows("bamboohr/employees.csv")}


@pytest.mark.parametrize("trouble", PLANTED, ids=lambda trouble: trouble.sentence)
def test_the_question_finds_the_planted_trouble(trouble: Trouble, ask: Ask, names: Names) -> None:
    answer = ask(trouble.question, *trouble.arguments)

    case = Case(answer=answer, trouble=trouble, people=[names[email] for email in trouble.people])
    assert _CHECKS[trouble.kind](case)


def test_the_junior_holder_is_among_the_first_three(ask: Ask, names: Names) -> None:
    trouble = next(trouble for trouble in PLANTED if trouble.kind is Kind.JUNIOR_HOLDS)

    rows = ask("single-points-of-failure")["data"]

    assert names[trouble.people[0]] in {row["subject_name"] for row in rows[:3]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A planted trouble beside the answer that has to find it, people by display name."""

    answer: Answer
    trouble: Trouble
    people: list[str]


def _client(case: Case) -> Mapping[str, Any]:
    """The row of the client that the trouble is about."""
    return next(row for row in case.answer["data"] if row["client_name"] == case.trouble.clients[0])


def _strength(row: Mapping[str, Any]) -> float:
    """The strength of a tie, 0 where it is not measured."""
    return float(row["strength"] or 0)


def _one_thread(case: Case) -> bool:
    row = _client(case)
    return bool(row["independent_threads"] == 1 and row["sole_holder_name"] == case.people[0])


def _one_contact(case: Case) -> bool:
    row = _client(case)
    threads = (row["contact_threads"], row["employee_threads"], row["independent_threads"])
    return threads == (1, len(case.people), 1)


def _junior_holds(case: Case) -> bool:
    rows = [row for row in case.answer["data"] if row["subject_name"] == case.people[0]]
    return any(case.trouble.clients[0] in _texts(row["clients"]) for row in rows)


def _hidden_pair(case: Case) -> bool:
    texts = set(_texts(case.answer["summary"]["hidden_pairs"]))
    row = _client(case)
    return {*case.people} <= texts and row["threads_after"] == 0 < row["threads_before"]


def _broker(case: Case) -> bool:
    first = case.answer["data"][0]
    is_cut = any("cut" in kind for kind in first["kinds"])
    return bool(first["person_name"] == case.people[0] and first["brokered_pairs"] > 100 and not is_cut)


def _cut_vertex(case: Case) -> bool:
    cut = [row for row in case.answer["data"] if any("cut" in kind for kind in row["kinds"])]
    return [row["person_name"] for row in cut] == case.people and cut[0]["pairs_lost"] == 11 * 78


def _overshadowed(case: Case) -> bool:
    touch: dict[str, float] = defaultdict(float)
    for row in case.answer["data"]:
        touch[row["employee_name"]] -= math.log(1 - min(row["p"] or 0, 0.999))
    shares = {name: held / sum(touch.values()) for name, held in touch.items()}
    second, star = (shares[name] for name in case.people)
    return 0 < second < _SMALL and star > 1 / 2


def _one_knower(case: Case) -> bool:
    held = [
        row for row in case.answer["data"] if row["role"] in case.trouble.roles and _strength(row) >= _LIVE
    ]
    strong = {row["employee_name"] for row in case.answer["data"] if _strength(row) >= _STRONG}
    return {row["employee_name"] for row in held} == {*case.people} < strong


def _paper_only(case: Case) -> bool:
    live = {row["employee_name"] for row in case.answer["data"] if _strength(row) >= _LIVE}
    return {*case.people} <= set(_texts(case.answer["summary"]["paper_only"])) and not live & {*case.people}


def _real_only(case: Case) -> bool:
    return case.people[0] in case.answer["summary"]["real_only_name"]


def _unmeasured(case: Case) -> bool:
    row = _client(case)
    return bool(row["basis"] == "assigned" and not row["coverage_measured"] and row["coverage_index"] > 0)


def _unknown_value(case: Case) -> bool:
    return _client(case)["value"] is None


def _cooling(case: Case) -> bool:
    told = [(row["client_name"], row["employee_name"], row["signs"]) for row in case.answer["data"]]
    return told == [(case.trouble.clients[0], case.people[0], ["fades"])]


def _at_client(case: Case) -> bool:
    return case.people[0] in {row["contact_name"] for row in case.answer["data"]}


def _introduction(case: Case) -> bool:
    meet = [row for row in case.answer["data"] if row["list"] == "meet"]
    return tuple(case.people) in {(row["person_name"], row["introducer_name"]) for row in meet}


def _voucher(case: Case) -> bool:
    vouch = [row["person_name"] for row in case.answer["data"] if row["list"] == "vouch"]
    return case.people[0] in vouch and len(vouch) <= 3


def _texts(value: object) -> Iterator[str]:
    """Yields every text inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


_CHECKS: Mapping[Kind, Callable[[Case], bool]] = {
    Kind.ONE_THREAD: _one_thread,
    Kind.ONE_CONTACT: _one_contact,
    Kind.JUNIOR_HOLDS: _junior_holds,
    Kind.HIDDEN_PAIR: _hidden_pair,
    Kind.BROKER: _broker,
    Kind.CUT_VERTEX: _cut_vertex,
    Kind.OVERSHADOWED: _overshadowed,
    Kind.ONE_KNOWER: _one_knower,
    Kind.PAPER_ONLY: _paper_only,
    Kind.REAL_ONLY: _real_only,
    Kind.UNMEASURED: _unmeasured,
    Kind.UNKNOWN_VALUE: _unknown_value,
    Kind.COOLING: _cooling,
    Kind.AT_CLIENT: _at_client,
    Kind.INTRODUCTION: _introduction,
    Kind.VOUCHER: _voucher,
}
