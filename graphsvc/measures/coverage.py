"""Account metrics: how well a client is covered, by how many people, and what a departure takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from graphsvc.measures.book import Book, Floats, Holdings, Ints, without

STRONG, WARM = 0.6, 0.25
"""Least p of a strong tie, which covers, and of a warm one, which can back up."""

CERTAIN = 1e-200
"""What is left of 1 - p where p is 1: small enough to count as 0, and it can be divided out."""

EXACT_COVERERS = 12
HALF = 0.5 - 1e-12
"""Half of the coverage, less the rounding of a sum."""


def contact_coverage(book: Book) -> Floats:
    """Return, per contact, the probability 1 - prod(1 - p) that somebody covers it.

    Reference: ties-and-coverage 8.
    """
    return 1.0 - _left(book)


def _left(book: Book) -> Floats:
    left = np.ones(book.n_contacts)
    order = np.lexsort((book.employee, book.contact))
    np.multiply.at(left, book.contact[order], np.maximum(1.0 - book.p[order], CERTAIN))
    return left


def coverage_index(book: Book) -> Floats:
    """Return, per client, C = sum(omega * cov) / sum(omega); 0 without contacts.

    Reference: ties-and-coverage 8.
    """
    return _ratio(_weighted(book, contact_coverage(book)), _weighted(book, np.ones(book.n_contacts)))


def _weighted(book: Book, per_contact: Floats) -> Floats:
    return _sums(book.contact_client, book.omega * per_contact, size=book.n_clients)


def _sums(group: NDArray[np.integer], weight: Floats, *, size: int) -> Floats:
    return np.bincount(group, weights=weight, minlength=size).astype(np.float64)


def _ratio(part: Floats, whole: Floats) -> Floats:
    out = np.zeros(part.size)
    np.divide(part, whole, out=out, where=whole > 0)
    return out


def departure_impact(book: Book, leavers: Iterable[int]) -> Floats:
    """Return, per client, the share of C lost when all `leavers` go: dC = 1 - C after / C; 0 if C is 0.

    Reference: ties-and-coverage 8.
    """
    before = coverage_index(book)
    return _ratio(before - coverage_index(without(book, leavers)), before)


def departure_impacts(book: Book, held: Holdings) -> Floats:
    """Return dC of every single departure, per row of `held` (the holdings of the same book).

    One pass for everybody: leaving one tie out multiplies what is left of its contact by 1/(1 - p).

    Reference: ties-and-coverage 8.
    """
    taken = book.omega * _left(book)
    taken = taken[book.contact] * (1.0 / np.maximum(1.0 - book.p, CERTAIN) - 1.0)
    keys = held.client.astype(np.int64) * held.n_employees + held.employee
    row = np.searchsorted(keys, book.client.astype(np.int64) * book.n_employees + book.employee)
    lost = _sums(row, taken, size=keys.size)
    return _ratio(lost, _weighted(book, contact_coverage(book))[held.client])


def orphans(book: Book, leavers: Iterable[int]) -> Ints:
    """Return the contacts that are covered (>= .6) and fall below .25 when all `leavers` go, ascending.

    Reference: ties-and-coverage 8.
    """
    before, after = contact_coverage(book), contact_coverage(without(book, leavers))
    return np.flatnonzero((before >= STRONG) & (after < WARM)).astype(np.int32)


def second_best(book: Book) -> Floats:
    """Return, per contact, the second largest p of its ties; 0 where there are fewer than two.

    Reference: ties-and-coverage 8, backup depth.
    """
    order = np.lexsort((-book.p, book.contact))
    contact = book.contact[order]
    backup = np.zeros(book.n_contacts)
    rank = np.arange(contact.size) - np.searchsorted(contact, contact)
    backup[contact[rank == 1]] = book.p[order][rank == 1]
    return backup


def backup_depth(second: float) -> str:
    """Return the grade of a key contact by its second best p: redundant, backup or exposed.

    >>> backup_depth(0.28)
    'backup'
    """
    if second >= STRONG:
        return "redundant"
    return "backup" if second >= WARM else "exposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """How unevenly the ties of a client lie with its people; NaN for a client without ties.

    Attributes:
        top_share: float64 per client, the largest share of the summed p.
        hhi: float64 per client, sum of squared shares.
        n_eff: float64 per client, 1 / hhi.
    """

    top_share: Floats
    hhi: Floats
    n_eff: Floats


def concentration(book: Book) -> Concentration:
    """Return top share, HHI and effective number of people per client, from the p of all ties.

    Reference: ties-and-coverage 8.
    """
    key = book.client.astype(np.int64) * book.n_employees + book.employee
    pair, row = np.unique(key, return_inverse=True)
    client = pair // max(book.n_employees, 1)
    held = _sums(row, book.p, size=pair.size)
    total = _sums(client, held, size=book.n_clients)
    share = _ratio(held, total[client])
    top = np.full(book.n_clients, np.nan)
    np.fmax.at(top, client, np.where(total[client] > 0, share, np.nan))
    hhi = np.where(total > 0, _sums(client, share**2, size=book.n_clients), np.nan)
    return Concentration(top_share=top, hhi=hhi, n_eff=1.0 / hhi)


def unit_span(book: Book, tau: float) -> Ints:
    """Return, per client, how many known units the employees with a tie of p >= tau belong to."""
    unit = book.unit[book.employee]
    strong = (book.p >= tau) & (unit >= 0)
    wide = int(book.unit.max(initial=0)) + 1
    pairs = np.unique(book.client[strong].astype(np.int64) * wide + unit[strong])
    return np.bincount(pairs // wide, minlength=book.n_clients).astype(np.int32)


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfLoss:
    """Fewest people whose departure takes half of a client's coverage.

    Attributes:
        size: k50; None where there is no coverage to lose.
        people: the first such set in employee order, empty where size is None.
        exact: false where more than `EXACT_COVERERS` people cover and greedy was used.
    """

    size: int | None
    people: tuple[int, ...]
    exact: bool


def half_loss(book: Book, client: int) -> HalfLoss:
    """Return k50 of one client: the smallest set with dC >= .5, exact to 12 coverers, then greedy.

    Reference: ties-and-coverage 8.
    """
    at_client = book.client == client
    people = np.unique(book.employee[at_client & (book.p > 0)])
    if not people.size:
        return HalfLoss(size=None, people=(), exact=True)
    left, omega = _grid(book, client, people)
    exact = people.size <= EXACT_COVERERS
    found = _smallest(left, omega) if exact else _greedy(left, omega)
    return HalfLoss(size=len(found), people=tuple(people[list(found)].tolist()), exact=exact)


def _grid(book: Book, client: int, people: Ints) -> tuple[Floats, Floats]:
    """Return 1 - p per (person, contact) of one client and the role weights of its contacts."""
    contacts = np.flatnonzero(book.contact_client == client)
    rows = (book.client == client) & np.isin(book.employee, people)
    left = np.ones((people.size, contacts.size))
    at = np.searchsorted(people, book.employee[rows]), np.searchsorted(contacts, book.contact[rows])
    left[at] = 1.0 - book.p[rows]
    return left, book.omega[contacts]


def _shares_lost(left: Floats, omega: Floats, sets: NDArray[np.int64]) -> Floats:
    covered = omega @ (1.0 - left.prod(axis=0))
    stays = np.ones((len(sets), len(left), 1), dtype=np.bool_)
    np.put_along_axis(stays, sets[:, :, None], values=False, axis=1)
    after = (1.0 - np.where(stays, left, 1.0).prod(axis=1)) @ omega
    return np.asarray(1.0 - after / covered)


def _smallest(left: Floats, omega: Floats) -> tuple[int, ...]:
    size, enough = 0, np.zeros(0, dtype=np.int64)
    sets = np.zeros((0, 0), dtype=np.int64)
    while not enough.size:
        size += 1
        sets = np.array(list(combinations(range(len(left)), size)), dtype=np.int64)
        enough = np.flatnonzero(_shares_lost(left, omega, sets) >= HALF)
    return tuple(sets[enough[0]].tolist())


def _greedy(left: Floats, omega: Floats) -> tuple[int, ...]:
    chosen: list[int] = []
    lost = 0.0
    while lost < HALF:
        rest = [person for person in range(len(left)) if person not in chosen]
        sets = np.array([[*chosen, person] for person in rest], dtype=np.int64)
        shares = _shares_lost(left, omega, sets)
        chosen.append(rest[int(shares.argmax())])
        lost = float(shares.max())
    return tuple(sorted(chosen))
