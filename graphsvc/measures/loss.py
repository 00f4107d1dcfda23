"""Value expected to be uncovered when one person or a set leaves, and what a set loses beyond its parts."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, triu

from graphsvc.kernels.compiler import COMPILE_FROM, compiled, fitting
from graphsvc.kernels.coverage import loss_of_each, loss_of_set
from graphsvc.measures.book import Floats, Holdings, Ints, known_value


def leave_one_out(held: Holdings) -> Floats:
    """Return, per employee, the loss when that employee alone leaves: sum_c v q o_ec (D17).

    Unknown values add nothing. One linear pass for everybody.

    Reference: risk-measures 4, D17, and 6.
    """
    value = known_value(held)
    if held.employee.size < COMPILE_FROM:
        return _closed_form(held, value)
    run = compiled(loss_of_each)
    start, employee = held.start.view(np.uint64), held.employee.view(np.uint32)  # spare the sign of an index
    return run(start, employee, held.p, value, held.n_employees)


def _closed_form(held: Holdings, value: Floats) -> Floats:
    """Return the same loss by whole columns, for books too small to be worth compiling for."""
    keep = np.log1p(-held.p)
    uncovered = value * np.exp(np.bincount(held.client, weights=keep, minlength=held.n_clients))
    lost = uncovered[held.client] * held.p / (1.0 - held.p)
    return np.bincount(held.employee, weights=lost, minlength=held.n_employees).astype(np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """Holdings by employee, ready for the loss of any set in time of the set's own rows.

    Attributes:
        start: int64, n_employees + 1 entries; rows of employee e are `start[e]` to `start[e + 1]`.
        client: int32 per row.
        log_keep: float64 per row, log(1 - p).
        log_q: float64 per client, the sum of `log_keep` over its people.
        q: float64 per client, the probability that nobody covers it.
        value: float64 per client, unknown values as 0.
    """

    start: NDArray[np.int64]
    client: Ints
    log_keep: Floats
    log_q: Floats
    q: Floats
    value: Floats


def departures(held: Holdings) -> Departures:
    """Return the holdings sorted by employee, with logarithms taken."""
    order = np.argsort(held.employee, kind="stable")
    counts = np.bincount(held.employee, minlength=held.n_employees)
    log_keep = np.log1p(-held.p)
    log_q = np.bincount(held.client, weights=log_keep, minlength=held.n_clients).astype(np.float64)
    return Departures(
        start=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        client=held.client[order],
        log_keep=log_keep[order],
        log_q=log_q,
        q=np.exp(log_q),
        value=known_value(held),
    )


def set_loss(ready: Departures, leavers: Iterable[int]) -> float:
    """Return the loss when all `leavers` leave: L(S) = sum v q (prod(1 + o_ec) - 1) (D18).

    Reference: risk-measures 4, D18.
    """
    run = fitting(loss_of_set, ready.client.size)
    scratch = np.zeros(ready.value.size)
    return float(
        run(
            _distinct(leavers),
            ready.start,
            ready.client,
            ready.log_keep,
            ready.log_q,
            ready.q,
            ready.value,
            scratch,
        )
    )


def _distinct(leavers: Iterable[int]) -> Ints:
    return np.unique(np.fromiter(leavers, dtype=np.int32))


def residual(held: Holdings, leavers: Iterable[int] = (), *, kept: float = 0.0) -> Floats:
    """Return, per client, R = 1 - prod(1 - p) over those who stay (D21).

    Args:
        kept: share of a leaver's aggregated p that the alumni tie keeps, rho of risk-measures 9.

    Reference: risk-measures 4, D21, and 9.
    """
    return 1.0 - _uncovered(held, leavers, kept=kept)


def _uncovered(held: Holdings, leavers: Iterable[int] = (), *, kept: float = 0.0) -> Floats:
    gone = np.isin(held.employee, _distinct(leavers))
    q = np.ones(held.n_clients)
    np.multiply.at(q, held.client, 1.0 - np.where(gone, kept * held.p, held.p))
    return q


def net_loss(held: Holdings, leavers: Iterable[int], *, kept: float) -> float:
    """Return the loss of the set when each leaver keeps the share `kept` of every tie, as alumni do.

    Reference: risk-measures 9, alumni tie.
    """
    fall = _uncovered(held, leavers, kept=kept) - _uncovered(held)
    return float(known_value(held) @ fall)


def covered_value(held: Holdings) -> float:
    """Return the value expected to be covered today: sum v R, the loss when everybody leaves."""
    return float(known_value(held) @ residual(held))


@dataclass(frozen=True, slots=True, kw_only=True)
class Synergy:
    """What two people lose together beyond what each loses alone; one below other."""

    one: int
    other: int
    value: float


def pair_synergy(
    held: Holdings, people: Iterable[int] | None = None, *, limit: int | None = None
) -> tuple[Synergy, ...]:
    """Return the pairs with a joint loss beyond their own: sum v q o_ec o_fc (D19), largest first.

    Args:
        people: only pairs within this set; None = all pairs, O(sum of squared people per client).
        limit: most pairs to return; None = all.

    Method: upper triangle of A^T diag(v q) A, A = odds by client and employee, sparse.

    Reference: risk-measures 4, D19.
    """
    rows = np.ones(held.employee.size, dtype=np.bool_)
    if people is not None:
        rows = np.isin(held.employee, _distinct(people))
    weighted = known_value(held) * _uncovered(held)
    odds = csr_array(
        (held.p[rows] / (1.0 - held.p[rows]), (held.client[rows], held.employee[rows])),
        shape=(held.n_clients, held.n_employees),
    )
    joint = triu(odds.T @ diags_array(weighted) @ odds, k=1, format="coo")
    found = joint.data > 0
    one, other, value = joint.row[found], joint.col[found], joint.data[found]
    order = np.lexsort((other, one, -value))[:limit]
    return tuple(Synergy(one=int(one[i]), other=int(other[i]), value=float(value[i])) for i in order.tolist())
