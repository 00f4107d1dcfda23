"""Compiled loss of one and of a set: the same as uncompiled, and as the definition."""

from typing import Any

import numpy as np
import pytest

from graphsvc.kernels.compiler import compiled
from graphsvc.kernels.coverage import loss_of_each, loss_of_set

N_EMPLOYEES, N_CLIENTS = 60, 25


@pytest.fixture
def firm() -> dict[str, Any]:
    """A random firm: each client has rows of distinct employees, by client and by employee."""
    rng = np.random.default_rng(3)
    client, employee = np.nonzero(rng.random((N_CLIENTS, N_EMPLOYEES)) < 0.1)
    p = rng.random(client.size)
    order = np.argsort(employee, kind="stable")
    return {
        "client": client,
        "employee": employee.astype(np.int32),
        "p": p,
        "value": rng.random(N_CLIENTS) * 100,
        "start": np.searchsorted(client, np.arange(N_CLIENTS + 1)),
        "by_employee": (
            np.searchsorted(employee[order], np.arange(N_EMPLOYEES + 1)),
            client[order].astype(np.int32),
            np.log1p(-p)[order],
            np.bincount(client, np.log1p(-p), N_CLIENTS),
            np.exp(np.bincount(client, np.log1p(-p), N_CLIENTS)),
        ),
    }


def _loss(firm: dict[str, Any], leavers: list[int]) -> float:
    total = 0.0
    for client in range(N_CLIENTS):
        rows = firm["client"] == client
        stay = rows & ~np.isin(firm["employee"], leavers)
        total += firm["value"][client] * float(np.prod(1 - firm["p"][stay]) - np.prod(1 - firm["p"][rows]))
    return total


@pytest.mark.parametrize("run", [loss_of_each, compiled(loss_of_each)], ids=["plain", "compiled"])
def test_loss_of_each_equals_the_definition(firm: dict[str, Any], run: Any) -> None:
    found = run(firm["start"], firm["employee"], firm["p"], firm["value"], N_EMPLOYEES)

    # brute force: every person removed in turn
    assert found == pytest.approx([_loss(firm, [person]) for person in range(N_EMPLOYEES)], abs=1e-9)


@pytest.mark.parametrize("run", [loss_of_set, compiled(loss_of_set)], ids=["plain", "compiled"])
@pytest.mark.parametrize("size", [0, 1, 5, 20, N_EMPLOYEES])
def test_loss_of_a_set_equals_the_definition_and_leaves_the_scratch_clean(
    firm: dict[str, Any], run: Any, size: int
) -> None:
    leavers = np.random.default_rng(size).choice(N_EMPLOYEES, size, replace=False).astype(np.int32)
    scratch = np.zeros(N_CLIENTS)

    found = run(leavers, *firm["by_employee"], firm["value"], scratch)

    assert found == pytest.approx(_loss(firm, leavers.tolist()), abs=1e-9)
    assert not scratch.any()


def test_both_ways_give_the_same_bits(firm: dict[str, Any]) -> None:
    columns = (firm["start"], firm["employee"], firm["p"], firm["value"], N_EMPLOYEES)

    assert np.array_equal(loss_of_each(*columns), compiled(loss_of_each)(*columns))
