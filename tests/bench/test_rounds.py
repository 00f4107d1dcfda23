"""Rounds: who takes turns with whom, and how a ratio is judged. No test here knows a time."""

from functools import partial

import pytest

from bench.rounds import Engine, Timing, taking_turns
from bench.row import Outcome, Row, markdown, shown


def _row(ratio: float, goal: float, *, is_least: bool = True) -> Row:
    return Row(
        name="P0", task="nothing", size="S", peer="nobody", ours="1 s", theirs="2 s", ratio=ratio,
        goal=goal, noise="none", is_least=is_least,
    )  # fmt: skip


def test_every_round_runs_each_engine_once_and_another_first() -> None:
    met: list[str] = []
    engines = [Engine(name=name, run=partial(met.append, name), stretch=0) for name in "abc"]

    found = taking_turns(engines, rounds=3)

    assert "".join(met) == "abc" + "bca" + "cab"
    assert {name: len(timing.seconds) for name, timing in found.items()} == {"a": 3, "b": 3, "c": 3}


def test_what_prepares_a_round_runs_before_each_call() -> None:
    met: list[str] = []
    engine = Engine(name="a", run=lambda: met.append("run"), prepare=lambda: met.append("new"), stretch=0)

    taking_turns([engine], rounds=2)

    assert met == ["new", "run", "new", "run"]


def test_the_least_counts_and_the_median_tells_the_noise() -> None:
    timing = Timing(seconds=[3.0, 1.0, 1.5, 9.0, 1.2], foreign=[0.0] * 5)

    assert timing.best == 1.0
    assert timing.spread == pytest.approx(0.5)


@pytest.mark.parametrize(
    "ratio, is_least, expected",
    [(4.0, True, True), (3.9, True, False), (4.0, False, True), (4.1, False, False)],
)
def test_a_goal_is_met_at_its_bound(ratio: float, is_least: bool, expected: bool) -> None:
    assert _row(ratio, 4.0, is_least=is_least).is_met is expected


def test_a_missed_goal_is_printed_as_missed() -> None:
    text = markdown([Outcome(rows=[_row(1.0, 4.0)], notes=["read this too"])])

    assert "| ≥ 4 | **missed** |" in text
    assert text.endswith("- read this too")


@pytest.mark.parametrize("seconds, text", [(2.5, "2.5 s"), (0.0421, "42.1 ms"), (3e-7, "0.3 µs")])
def test_seconds_are_shown_in_the_unit_that_fits(seconds: float, text: str) -> None:
    assert shown(seconds) == text
