"""Coverage passes: what is lost when one person leaves, for everybody, and when a set leaves."""

from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Offsets = NDArray[np.int64]
Places = NDArray[np.integer[Any]]
"""Indices never below 0; unsigned ones spare compiled code a look at the sign."""


def loss_of_each(start: Places, employee: Places, p: Floats, value: Floats, n_employees: int) -> Floats:
    """Return, per employee, the value expected to be uncovered when that employee alone leaves.

    Rows of client c are `start[c]` to `start[c + 1]`; p is below 1 and `value` holds no NaN.
    """
    loss = np.zeros(n_employees)
    low = start[0]
    for client in range(value.size):
        high = start[client + 1]
        uncovered = value[client]
        for row in range(low, high):
            uncovered *= 1.0 - p[row]
        for row in range(low, high):
            loss[employee[row]] += uncovered / (1.0 - p[row]) * p[row]
        low = high
    return loss


def loss_of_set(  # noqa: PLR0917 - numba takes columns flat
    leavers: Ints,
    start: Offsets,
    client: Ints,
    log_keep: Floats,
    log_q: Floats,
    q: Floats,
    value: Floats,
    scratch: Floats,
) -> float:
    """Return the value expected to be uncovered when all `leavers` leave, each named once.

    Rows of employee e are `start[e]` to `start[e + 1]`; `log_keep` is log(1 - p) of a row, `log_q`
    its sum per client, `q` the exponential of that. `scratch` holds a zero per client and is left
    so: one per thread. Sums of logarithms, not products of odds, so that no set overflows.
    """
    for leaver in leavers:
        for row in range(start[leaver], start[leaver + 1]):
            scratch[client[row]] += log_keep[row]
    loss = 0.0
    for leaver in leavers:
        for row in range(start[leaver], start[leaver + 1]):
            touched = client[row]
            gone = scratch[touched]
            if gone != 0.0:
                loss += value[touched] * (exp(log_q[touched] - gone) - q[touched])
                scratch[touched] = 0.0
    return float(loss)
