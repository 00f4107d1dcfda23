"""Single points of failure: who alone holds a client, at a threshold and in probability."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graphsvc.measures.book import Book, Floats, Holdings, Ints

NOBODY = -1
"""Index that stands for no employee or no contact."""


def bus_factor(held: Holdings, tau: float) -> Ints:
    """Return, per client, how many employees have a tie of p >= tau there (D1, employee threads).

    Reference: risk-measures 4, D1; ties-and-coverage 8, T_e.
    """
    covering = held.client[held.best >= tau]
    return np.bincount(covering, minlength=held.n_clients).astype(np.int32)


def sole_employee(held: Holdings, tau: float) -> Ints:
    """Return, per client, the employee whose exit takes the bus factor to 0, else `NOBODY` (D3).

    That employee is the strict dominator of the client from FIRM, found by counting.

    Reference: risk-measures 4, D3.
    """
    covers = held.best >= tau
    return _only(held.client[covers], held.employee[covers], held.n_clients)


def sole_contact(book: Book, tau: float) -> Ints:
    """Return, per client, the contact whose exit takes the threads to 0, else `NOBODY` (D4).

    A placeholder is nobody: it stands for contacts that are not known.

    Reference: risk-measures 4, D4.
    """
    strong = np.zeros(book.n_contacts, dtype=np.bool_)
    strong[book.contact[book.p >= tau]] = True
    contact = np.flatnonzero(strong)
    return _known(book, _only(book.contact_client[contact], contact, book.n_clients))


def _known(book: Book, contact: Ints) -> Ints:
    stand_in = np.zeros(book.n_contacts + 1, dtype=np.bool_)
    stand_in[: book.placeholder.size] = book.placeholder
    return np.where(stand_in[contact], NOBODY, contact).astype(np.int32)


def _only(client: Ints, who: NDArray[np.integer], n_clients: int) -> Ints:
    only = np.full(n_clients, NOBODY, dtype=np.int32)
    only[client] = who
    only[np.bincount(client, minlength=n_clients) != 1] = NOBODY
    return only


def solely_held(held: Holdings, tau: float) -> Floats:
    """Return, per employee, the known value of the clients that only this employee holds."""
    sole = sole_employee(held, tau)
    held_alone = sole != NOBODY
    worth = np.nan_to_num(held.value[held_alone], nan=0.0)
    return np.bincount(sole[held_alone], weights=worth, minlength=held.n_employees).astype(np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Thresholds at which a client hangs on one subject alone: tau in (above, up_to].

    Attributes:
        holder: int32 per client, `NOBODY` where the interval is empty.
        above: float64 per client, second best subject; 0 where there is none.
        up_to: float64 per client, best subject; 0 without any tie.
    """

    holder: Ints
    above: Floats
    up_to: Floats


def employee_intervals(held: Holdings) -> Intervals:
    """Return, per client, the thresholds at which one employee alone covers it (D6).

    Reference: risk-measures 4, D6.
    """
    return _intervals(held.client, held.employee, held.best, n_clients=held.n_clients)


def contact_intervals(book: Book) -> Intervals:
    """Return, per client, the thresholds at which all threads end in one contact (D6, sides exchanged).

    A placeholder keeps others from holding alone, but holds nothing itself.
    """
    best = np.zeros(book.n_contacts)
    np.maximum.at(best, book.contact, book.p)
    met = np.unique(book.contact)
    found = _intervals(book.contact_client[met], met, best[met], n_clients=book.n_clients)
    return replace(found, holder=_known(book, found.holder))


def _intervals(client: Ints, who: Ints, best: Floats, *, n_clients: int) -> Intervals:
    order = np.lexsort((who, -best, client))
    client, who, best = client[order], who[order], best[order]
    first = np.flatnonzero(np.diff(client, prepend=-1) != 0)
    second = first + 1
    second = second[np.bincount(client, minlength=n_clients)[client[first]] > 1]
    holder = np.full(n_clients, NOBODY, dtype=np.int32)
    above, up_to = np.zeros(n_clients), np.zeros(n_clients)
    holder[client[first]], up_to[client[first]] = who[first], best[first]
    above[client[second]] = best[second]
    holder[above >= up_to] = NOBODY
    return Intervals(holder=holder, above=above, up_to=up_to)


def uncovered(held: Holdings) -> Floats:
    """Return, per client, the probability q that nobody covers it (D5); 1 without ties.

    Reference: risk-measures 4, D5.
    """
    q = np.ones(held.n_clients)
    np.multiply.at(q, held.client, 1.0 - held.p)
    return q


def the_one(held: Holdings) -> Floats:
    """Return, per row of `held`, the probability q * odds that this employee alone covers the client (D5)."""
    return uncovered(held)[held.client] / (1.0 - held.p) * held.p


def single_threaded(held: Holdings) -> Floats:
    """Return, per client, the probability that exactly one employee covers it (D5)."""
    single = np.bincount(held.client, weights=the_one(held), minlength=held.n_clients)
    return single.astype(np.float64)
