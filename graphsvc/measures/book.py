"""The book of relationships in plain arrays: the one input of every coverage measure.

Measures know no snapshot, no store and no key. Whoever has those fills a `Book`; people,
contacts and clients are indices from 0, and a tie is one row.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from graphsvc.errors import UsageError

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST = 0.999
"""Largest p of a tie that enters products and odds."""

NEARLY_CERTAIN = 1.0 - 1e-12
"""Largest aggregated p, so that no odds overflow."""


def _nothing() -> Flags:
    return np.zeros(0, dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Ties of own employees to contacts of clients; a row is one (employee, contact) pair.

    Rows may come in any order, one per pair: parallel ties are collapsed before. A person with
    roles at two clients is two contacts. A contact without ties still counts in coverage.

    Attributes:
        employee: int32 per tie, 0 to n_employees - 1.
        contact: int32 per tie, 0 to n_contacts - 1.
        client: int32 per tie, the client of the contact.
        p: float64 per tie, 0 to 1.
        assigned: bool per tie; the assigned ties of one employee at one client are one statement.
        contact_client: int32 per contact.
        omega: float64 per contact, role weight above 0.
        value: float64 per client, money in one currency; NaN = unknown, which adds nothing.
        unit: int32 per employee, -1 = unknown.
        placeholder: bool per contact, true where the contact stands for "not known who"; left
            out, no contact is one.

    Raises:
        UsageError: if arrays that belong together differ in length, or a tie names another
            client than its contact does.
    """

    n_employees: int
    n_contacts: int
    n_clients: int
    employee: Ints
    contact: Ints
    client: Ints
    p: Floats
    assigned: Flags
    contact_client: Ints
    omega: Floats
    value: Floats
    unit: Ints
    placeholder: Flags = field(default_factory=_nothing)

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        _check(self)


def _check(book: Book) -> None:
    expected = {
        "employee": book.contact.size,
        "client": book.contact.size,
        "p": book.contact.size,
        "assigned": book.contact.size,
        "contact_client": book.n_contacts,
        "omega": book.n_contacts,
        "value": book.n_clients,
        "unit": book.n_employees,
        "placeholder": book.n_contacts if book.placeholder.size else 0,
    }
    for name, size in expected.items():
        if getattr(book, name).size != size:
            found = getattr(book, name).size
            message = f"book: {name} has {found} entries, not {size}; pass one per row of its table"
            raise UsageError(message)
    if not np.array_equal(book.contact_client[book.contact], book.client):
        message = "book: a tie names another client than its contact; take contact_client[contact]"
        raise UsageError(message)


def select(book: Book, rows: Flags) -> Book:
    """Return the book with the ties where `rows` is true; people and clients stay."""
    return replace(
        book,
        employee=book.employee[rows],
        contact=book.contact[rows],
        client=book.client[rows],
        p=book.p[rows],
        assigned=book.assigned[rows],
    )


def without(book: Book, leavers: Iterable[int]) -> Book:
    """Return the book without the ties of the employees `leavers`."""
    gone = np.zeros(book.n_employees, dtype=np.bool_)
    gone[list(leavers)] = True
    return select(book, ~gone[book.employee])


def known_contacts(book: Book) -> Flags:
    """Return, per client, whether somebody other than a placeholder is known there.

    A client without any contact row counts as known: its threads are 0, not unknown.
    """
    if not book.placeholder.size:
        return np.ones(book.n_clients, dtype=np.bool_)
    real = np.bincount(book.contact_client[~book.placeholder], minlength=book.n_clients)
    stand_in = np.bincount(book.contact_client[book.placeholder], minlength=book.n_clients)
    return np.asarray((real > 0) | (stand_in == 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What each employee holds at each client; a row is one (employee, client) pair.

    Rows ascend by client, then employee; the rows of client c are `start[c]` to `start[c + 1]`.

    Attributes:
        start: int64, n_clients + 1 entries.
        employee: int32 per row.
        client: int32 per row.
        p: float64 per row, aggregated over the contacts of the client.
        best: float64 per row, the largest p of a single tie, not clipped.
        value: float64 per client, as in the book.
    """

    n_employees: int
    n_clients: int
    start: NDArray[np.int64]
    employee: Ints
    client: Ints
    p: Floats
    best: Floats
    value: Floats


def holdings(book: Book) -> Holdings:
    """Return the book aggregated to (employee, client) pairs: p = 1 - prod(1 - p_tie).

    A tie enters with at most `MOST`; the assigned ties of a pair enter once, the largest of them.

    Reference: risk-measures 1.
    """
    order = np.lexsort((book.contact, book.employee, book.client))
    employee, client = book.employee[order], book.client[order]
    first = np.flatnonzero((np.diff(client, prepend=-1) != 0) | (np.diff(employee, prepend=-1) != 0))
    best, stated = book.p[order], book.assigned[order]
    clipped = np.clip(best, 0.0, MOST)
    keep = np.multiply.reduceat(np.where(stated, 1.0, 1.0 - clipped), first)
    keep *= 1.0 - np.maximum.reduceat(np.where(stated, clipped, 0.0), first)
    counts = np.bincount(client[first], minlength=book.n_clients)
    return Holdings(
        n_employees=book.n_employees,
        n_clients=book.n_clients,
        start=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        employee=employee[first],
        client=client[first],
        p=np.minimum(1.0 - keep, NEARLY_CERTAIN),
        best=np.maximum.reduceat(best, first),
        value=book.value,
    )


def known_value(holdings: Holdings) -> Floats:
    """Return the value per client with unknown values as 0, for sums only."""
    return np.where(np.isnan(holdings.value), 0.0, holdings.value)
