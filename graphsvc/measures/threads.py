"""Independent threads of an account: how many people must leave before nobody is connected."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from graphsvc.measures.book import Book, Flags, Floats, Ints, known_contacts

UNKNOWN = -1
"""Number of threads of a client whose contacts are not known."""

Links = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """Matching of strong ties per client, with its two extreme cut sets.

    Employee rows are (client, employee) pairs with a strong tie, contact rows the contacts with
    one; both ascend by client, then index. `*_cut` = (employees first, contacts first).

    Attributes:
        count: int32 per client, `UNKNOWN` where only a placeholder is known.
        contact_threads: int32 per client, contacts with a strong tie, `UNKNOWN` likewise.
        essential_employee: bool per employee row, its removal lowers the threads.
        essential_contact: bool per contact row.
    """

    count: Ints
    contact_threads: Ints
    employee: Ints
    employee_client: Ints
    contact: Ints
    contact_client: Ints
    essential_employee: Flags
    essential_contact: Flags
    employee_cut: tuple[Flags, Flags]
    contact_cut: tuple[Flags, Flags]


def threads(book: Book, tau: float) -> Threads:
    """Return the maximum matching of employees and contacts over ties of p >= tau, for every client.

    Method: one matching (Hopcroft-Karp) over all clients, since a contact belongs to one; then
    the Dulmage-Mendelsohn parts by alternating paths from the unmatched side. The cut sets are
    the minimum vertex covers with most employees and with most contacts, whatever the tie order.

    Reference: risk-measures 4, D2 and D4, and 6; Dulmage, Mendelsohn (1958), Coverings of
    bipartite graphs.
    """
    known = known_contacts(book)
    strong = (book.p >= tau) & known[book.client]
    pair = book.client[strong].astype(np.int64) * book.n_employees + book.employee[strong]
    left, row = np.unique(pair, return_inverse=True)
    right, column = np.unique(_by_client(book)[book.contact[strong]], return_inverse=True)
    mate_of_row, mate_of_column = _match(row, column, shape=(left.size, right.size))
    loose_row = _alternating(row, column, mate_of_column, start=mate_of_row < 0)
    loose_column = _alternating(column, row, mate_of_row, start=mate_of_column < 0)
    beside_row = _touched(row, column, loose_row, size=right.size)
    beside_column = _touched(column, row, loose_column, size=left.size)
    contact = (right % max(book.n_contacts, 1)).astype(np.int32)
    employee_client = (left // max(book.n_employees, 1)).astype(np.int32)
    matched = employee_client[mate_of_row >= 0]
    return Threads(
        count=_per_client(matched, known),
        contact_threads=_per_client(book.contact_client[contact], known),
        employee=(left % max(book.n_employees, 1)).astype(np.int32),
        employee_client=employee_client,
        contact=contact,
        contact_client=book.contact_client[contact],
        essential_employee=~loose_row,
        essential_contact=~loose_column,
        employee_cut=(~loose_row, beside_column),
        contact_cut=(beside_row, ~loose_column),
    )


def _by_client(book: Book) -> Links:
    return book.contact_client.astype(np.int64) * book.n_contacts + np.arange(book.n_contacts)


def _per_client(client: Ints, known: Flags) -> Ints:
    counts = np.bincount(client, minlength=known.size)
    return np.where(known, counts, UNKNOWN).astype(np.int32)


def _match(row: Links, column: Links, *, shape: tuple[int, int]) -> tuple[Links, Links]:
    graph = csr_array((np.ones(row.size, dtype=np.int8), (row, column)), shape=shape)
    mate_of_row = np.full(shape[0], -1, dtype=np.int64)
    if row.size:
        mate_of_row[:] = maximum_bipartite_matching(graph, perm_type="column")
    mate_of_column = np.full(shape[1], -1, dtype=np.int64)
    matched = np.flatnonzero(mate_of_row >= 0)
    mate_of_column[mate_of_row[matched]] = matched
    return mate_of_row, mate_of_column


def _alternating(near: Links, far: Links, mate_of_far: Links, *, start: Flags) -> Flags:
    """Return which near nodes are at even alternating distance from the near nodes `start`."""
    reached = start.copy()
    while True:
        mates = mate_of_far[far[reached[near]]]
        fresh = mates[~reached[mates]]
        if not fresh.size:
            return reached
        reached[fresh] = True


def _touched(near: Links, far: Links, reached: Flags, *, size: int) -> Flags:
    touched = np.zeros(size, dtype=np.bool_)
    touched[far[reached[near]]] = True
    return touched


@dataclass(frozen=True, slots=True, kw_only=True)
class CutSet:
    """Fewest people, on both sides together, whose exit severs a client; indices ascend."""

    employees: tuple[int, ...]
    contacts: tuple[int, ...]


def cut_sets(found: Threads, client: int) -> tuple[CutSet, CutSet]:
    """Return the cut set of `client` with most employees and the one with most contacts.

    Reference: risk-measures 6; both have as many people as the client has threads (Koenig).
    """
    first, last = np.searchsorted(found.employee_client, [client, client + 1])
    low, high = np.searchsorted(found.contact_client, [client, client + 1])

    def cut(side: int) -> CutSet:
        """Return the smallest cut that lies nearest to one side: 0 employees, 1 contacts."""
        employees = found.employee[first:last][found.employee_cut[side][first:last]]
        contacts = found.contact[low:high][found.contact_cut[side][low:high]]
        return CutSet(employees=tuple(employees.tolist()), contacts=tuple(contacts.tolist()))

    return cut(0), cut(1)


def threads_lost(found: Threads, n_employees: int) -> Ints:
    """Return, per employee, at how many clients that employee is essential: threads lost on exit (D17)."""
    essential = found.employee[found.essential_employee]
    return np.bincount(essential, minlength=n_employees).astype(np.int32)


def resilience_credit(found: Threads, value: Floats) -> tuple[Ints, Ints, Floats]:
    """Return client, employee and value of the exits that take a client from two threads to one.

    The sum of the value per employee is the resilience credit shown with D17; NaN = unknown.

    Reference: risk-measures 4, after D22.
    """
    falls = found.essential_employee & (found.count[found.employee_client] == 2)  # noqa: PLR2004 - two threads
    client = found.employee_client[falls]
    return client, found.employee[falls], value[client]
