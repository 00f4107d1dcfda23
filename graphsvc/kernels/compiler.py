"""When a pass is worth compiling, and the one place that asks the compiler for it."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar, cast

COMPILE_FROM = 50_000
"""Rows from which a pass runs compiled; loading a cached one costs about what this many save."""

Pass = TypeVar("Pass", bound=Callable[..., object])


@cache
def _compile(function: Callable[..., object]) -> Callable[..., object]:
    from numba import njit  # noqa: PLC0415 - importing it costs half a second a small firm never owes

    return cast("Callable[..., object]", njit(cache=True, error_model="numpy")(function))


def compiled(function: Pass) -> Pass:
    """Return `function` compiled, from the cache on disk where it was compiled before."""
    return cast("Pass", _compile(function))


def fitting(function: Pass, rows: int) -> Pass:
    """Return `function` as it stands below `COMPILE_FROM` rows, compiled from there on."""
    return compiled(function) if rows >= COMPILE_FROM else function
