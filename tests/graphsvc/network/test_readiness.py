"""A large network is compiled for before anybody asks, a small one never."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from graphsvc.kernels import compiler
from graphsvc.kernels.compiler import compiled
from graphsvc.measures import betweenness, loss
from graphsvc.network import readiness
from graphsvc.network.readiness import PASSES, compile_for
from tests.graphsvc.firm import Published, small_firm


@pytest.fixture
def firm() -> Iterator[Published]:
    """The small firm, with nothing worked out from its snapshot yet."""
    with small_firm().published() as published:
        yield published


@pytest.fixture
def is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every network counts as large."""
    for module in (compiler, loss, readiness):
        monkeypatch.setattr(module, "COMPILE_FROM", 1)
    for module in (betweenness, readiness):
        monkeypatch.setattr(module, "COMPILED_FROM", 1)


def _signatures() -> dict[str, set[Any]]:
    """Returns for which types each pass was compiled, or loaded, in this process."""
    return {function.__name__: set(compiled(function).signatures) for function in PASSES}  # type: ignore[attr-defined]


@pytest.mark.usefixtures("is_large")
def test_no_question_about_a_large_network_compiles_anything_more(firm: Published) -> None:
    was_needed = compile_for(firm.snapshot)
    ready = _signatures()

    firm.ask("bridge-people")
    firm.ask("bridge-ties")
    firm.ask("single-points-of-failure")
    firm.ask("departure-impact", person=("ana", "ben"))

    assert was_needed
    assert all(ready.values())
    assert _signatures() == ready


@pytest.mark.usefixtures("is_large")
def test_questions_about_a_large_network_run_every_pass(
    firm: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the test above would prove nothing."""
    asked, make = set[str](), compiler._compile  # the one place that asks the compiler

    def note(function: Callable[..., object]) -> Callable[..., object]:
        asked.add(function.__name__)
        return make(function)

    monkeypatch.setattr(compiler, "_compile", note)

    firm.ask("bridge-people")
    firm.ask("departure-impact", person=("ana", "ben"))

    assert asked == {function.__name__ for function in PASSES}


def test_a_small_firm_is_published_and_asked_without_the_compiler() -> None:
    code = (
        "import sys\n"
        "from tests.graphsvc.firm import small_firm\n"
        "with small_firm().published() as firm:\n"
        "    firm.ask('bridge-people'), firm.ask('departure-impact', person=('ana', 'ben'))\n"
        "sys.exit('numba' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
