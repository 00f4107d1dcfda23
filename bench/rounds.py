"""Rounds in which engines take turns: the least CPU counts, and what disturbed is told."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.machine import others_cpu, own_cpu, wait_until_quiet

ROUNDS = 5
_WAITED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Somebody who does the work of a row.

    Attributes:
        name: as the table shows it.
        run: one call of the work; what it returns is the answer.
        stretch: CPU seconds that a timed stretch takes at least, long against the clock's steps; the work is
            repeated until then. 0 = one call, for work that is long by itself.
        prepare: done before every round, untimed.
    """

    name: str
    run: Callable[[], Any]
    stretch: float = 0.4
    prepare: Callable[[], object] | None = None


@dataclass(slots=True, kw_only=True)
class Timing:
    """CPU seconds of one call in each round, and the cores others used meanwhile."""

    seconds: list[float] = field(default_factory=list[float])
    foreign: list[float] = field(default_factory=list[float])

    @property
    def best(self) -> float:
        """The least of all rounds."""
        return min(self.seconds)

    @property
    def spread(self) -> float:
        """How far the median lies above the least, as a share of it."""
        return sorted(self.seconds)[len(self.seconds) // 2] / self.best - 1.0


@dataclass(slots=True)
class _Patience:
    """Waits for a quiet machine, and stops hoping after it waited in vain a few times."""

    left: int = _WAITED

    def wait(self) -> None:
        """Waits, at most as often in vain as is left."""
        if self.left and not wait_until_quiet():
            self.left -= 1


def taking_turns(engines: Sequence[Engine], *, rounds: int = ROUNDS) -> dict[str, Timing]:
    """Returns the timing of each engine; every round runs each of them once, in turned order."""
    found = {engine.name: Timing() for engine in engines}
    calls = {engine.name: _calls(engine) for engine in engines}
    patience = _Patience()
    for number in range(rounds):
        first = number % len(engines)
        for engine in (*engines[first:], *engines[:first]):
            if engine.prepare:
                engine.prepare()
            patience.wait()
            _time(engine, calls[engine.name], found[engine.name])
    return found


def _calls(engine: Engine) -> int:
    """Returns how many calls fill the stretch, by doubling them until they do."""
    calls = 1
    while engine.stretch:
        before = own_cpu()
        for _ in range(calls):
            engine.run()
        used = own_cpu() - before
        if used >= engine.stretch / 2:
            return max(1, round(calls * engine.stretch / used))
        calls *= 2
    return calls


def _time(engine: Engine, calls: int, timing: Timing) -> None:
    others, before, wall = others_cpu(), own_cpu(), time.monotonic()
    for _ in range(calls):
        engine.run()
    used, passed = own_cpu() - before, time.monotonic() - wall
    timing.seconds.append(used / calls)
    timing.foreign.append(max(0.0, others_cpu() - others) / passed)
