"""The fictional firm every row is measured on: one seeded generator for all sizes.

Heavy-tailed client books, clients with a single contact, units that share clients, alumni who keep in touch.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from graphsvc.measures.book import Book

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SEED = 2026
_AT_HOME = 2 / 3
"""Share of a book that lies with the clients of one's own unit."""
_IN_UNIT, _ALUMNI_FROM = 0.6, 0.9
"""Inside ties: up to the first within a unit, from the second on with an alumnus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many of everything; `outside` ties reach contacts, `inside` ties stay among own people."""

    name: str
    employees: int
    alumni: int
    units: int
    clients: int
    contacts: int
    outside: int
    inside: int

    @property
    def nodes(self) -> int:
        """People, units and clients."""
        return self.employees + self.alumni + self.units + self.clients + self.contacts

    @property
    def ties(self) -> int:
        """Pairs that know each other."""
        return self.outside + self.inside


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "S": Size(
            name="S", employees=1_000, alumni=480, units=20, clients=1_500, contacts=10_000,
            outside=30_000, inside=30_000,
        ),
        "M": Size(
            name="M", employees=10_000, alumni=6_800, units=200, clients=15_000, contacts=100_000,
            outside=300_000, inside=300_000,
        ),
        "L": Size(
            name="L", employees=100_000, alumni=48_000, units=2_000, clients=150_000, contacts=900_000,
            outside=5_000_000, inside=5_000_000,
        ),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Firm:
    """A firm as arrays.

    Attributes:
        unit: unit per employee.
        contact_client: client per contact, ascending.
        value: money per client, all known.
        employee: employee per outside tie; ties are distinct pairs.
        contact: contact per outside tie.
        p: probability per outside tie, in (0, 1).
        one: employee per inside tie, below `other`.
        other: employee, or alumnus from `employees` on, per inside tie.
    """

    size: Size
    unit: Ints
    contact_client: Ints
    value: Floats
    employee: Ints
    contact: Ints
    p: Floats
    one: Ints
    other: Ints


def build_firm(size: Size, *, seed: int = SEED) -> Firm:
    """Returns the firm of a size; the same seed gives the same firm."""
    rng = np.random.default_rng(seed)
    unit = np.sort(rng.integers(size.units, size=size.employees))
    contact_client = _contact_clients(size, rng)
    employee, contact = _outside(size, unit, contact_client, rng)
    one, other = _inside(size, unit, rng)
    return Firm(
        size=size,
        unit=unit,
        contact_client=contact_client,
        value=np.round(rng.lognormal(11.0, 1.3, size.clients), 2),
        employee=employee,
        contact=contact,
        p=np.clip(rng.beta(1.2, 2.5, employee.size), 0.01, 0.99),
        one=one,
        other=other,
    )


def book_of(firm: Firm) -> Book:
    """Returns the ties to contacts as the book that measures read."""
    contacts = firm.contact_client.size
    return Book(
        n_employees=firm.size.employees,
        n_contacts=contacts,
        n_clients=firm.size.clients,
        employee=firm.employee.astype(np.int32),
        contact=firm.contact.astype(np.int32),
        client=firm.contact_client[firm.contact].astype(np.int32),
        p=firm.p,
        assigned=np.zeros(firm.p.size, dtype=np.bool_),
        contact_client=firm.contact_client.astype(np.int32),
        omega=np.ones(contacts),
        value=firm.value,
        unit=firm.unit.astype(np.int32),
    )


def _contact_clients(size: Size, rng: np.random.Generator) -> Ints:
    """Returns the client of every contact: one each, the others by a heavy tail."""
    weight = rng.pareto(0.9, size.clients)
    more = rng.multinomial(size.contacts - size.clients, np.minimum(weight, 200.0) / _total(weight))
    return np.repeat(np.arange(size.clients), 1 + more)


def _total(weight: Floats) -> float:
    return float(np.minimum(weight, 200.0).sum())


def _outside(size: Size, unit: Ints, contact_client: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Returns distinct (employee, contact) pairs: a book of clients each, some contacts of every client."""
    people = np.bincount(contact_client, minlength=size.clients)
    first = np.cumsum(people) - people
    employee, client = _books(size, unit, people, rng)
    known = np.minimum(rng.geometric(0.25, employee.size), people[client])
    at = rng.integers(people[client])
    row = np.repeat(np.arange(employee.size), known)[: size.outside]
    step = np.arange(row.size) - (np.cumsum(known) - known)[row]
    contact = first[client[row]] + (at[row] + step) % people[client[row]]
    order = np.lexsort((contact, employee[row]))
    return employee[row][order], contact[order]


def _books(size: Size, unit: Ints, people: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Returns distinct (employee, client) pairs, two in three within the clients of the employee's unit."""
    draws = size.outside
    appetite, pull = np.minimum(rng.pareto(1.5, size.employees) + 0.2, 30.0), people**0.8
    employee = rng.choice(size.employees, draws, p=appetite / appetite.sum())
    client = rng.choice(size.clients, draws, p=pull / pull.sum())
    home = rng.random(draws) < _AT_HOME
    client[home] += (unit[employee[home]] - client[home]) % size.units
    inside = client < size.clients
    pairs = _distinct(employee[inside] * size.clients + client[inside])
    rng.shuffle(pairs)
    return pairs // size.clients, pairs % size.clients


def _inside(size: Size, unit: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Returns distinct pairs of own people: six in ten within a unit, one in ten with an alumnus."""
    draws = 3 * size.inside // 2
    first = np.searchsorted(unit, np.arange(size.units))
    count = np.bincount(unit, minlength=size.units)
    one = rng.integers(size.employees, size=draws)
    other = first[unit[one]] + rng.integers(count[unit[one]])
    kind = rng.random(draws)
    other = np.where(kind < _IN_UNIT, other, rng.integers(size.employees, size=draws))
    other = np.where(kind < _ALUMNI_FROM, other, size.employees + rng.integers(size.alumni, size=draws))
    low, high = np.minimum(one, other), np.maximum(one, other)
    people = size.employees + size.alumni
    pairs = _distinct((low * people + high)[low != high])
    pairs = np.sort(rng.choice(pairs, size.inside, replace=False))
    return pairs // people, pairs % people


def _distinct(values: Ints) -> Ints:
    """Returns each value once, ascending; sorting is ten times as fast here as the hashing of `np.unique`."""
    values = np.sort(values)
    found: Ints = values[np.append(True, values[1:] != values[:-1])]
    return found
