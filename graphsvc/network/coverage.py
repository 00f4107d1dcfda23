"""The coverage network on a day: employees, contacts of clients, and what ties them.

A tie has up to three sources: evidence of contact (measured), the account team on paper (assigned)
and what somebody says (declared). The largest is its probability, named by its basis; the others
stay visible, and every figure can be had on measured ties alone (ties-and-coverage 5, 8).
"""

from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graphsvc import tie
from graphsvc.measures.book import Book, select
from graphsvc.measures.model import firm_graph
from graphsvc.network import claims
from graphsvc.network.claims import Accounts, Claims
from graphsvc.network.contacts import Contacts, contacts, family, key, roles
from graphsvc.network.join import place
from graphsvc.network.standing import Standing, organisations
from graphsvc.network.ties import PersonTies, ties
from graphsvc.network.units import units
from graphsvc.network.value import Values, values
from graphsvc.snapshot import Snapshot
from graphsvc.snapshot.reader import Positions
from graphsvc.tie import TieParams

_DEFAULT = TieParams()
NO_TIE = -1
"""Row of a tie that is not measured, or not declared."""

Indices = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CoverageTies:
    """Ties of employees to contacts, one row per pair, ascending by employee, then contact.

    Attributes:
        employee: index of the employee.
        contact: index of the contact.
        client: index of the contact's client.
        p: float64, the largest available probability.
        basis: int8, position in `tie.BASES` of where p comes from.
        override: True where a declared value stands above a measured one.
        strength: float64, measured S; 0 where there is no evidence in the window.
        declared: float64, S of the declared tie; 0 where none is live.
        assigned: True where the account team on paper counts for the tie.
        measured_row: row of the tie in `Coverage.ties` and the evidence; `NO_TIE` if not measured.
        declared_row: row of the edge in `Snapshot.edges("DECLARED")`; `NO_TIE` if not declared.
    """

    employee: Indices
    contact: Indices
    client: Indices
    p: tie.Floats
    basis: tie.Codes
    override: tie.Flags
    strength: tie.Floats
    declared: tie.Floats
    assigned: tie.Flags
    measured_row: NDArray[np.int64]
    declared_row: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Team:
    """The account team on paper, live on the day: one row per (employee, client, role).

    Attributes:
        employee: index of the employee.
        client: index of the client.
        role: code, a position in `Snapshot.quals("ASSIGNED_TO")`.
    """

    employee: Indices
    client: Indices
    role: Indices


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coverage:
    """Who of us is tied to whom at which client on a day; indices count from 0.

    Attributes:
        as_of: days since 1970-01-01.
        standing: what every person is to the firm.
        employees: position per employee index, ascending.
        clients: position per client index, ascending.
        unit: position of the unit per employee index, -1 = unknown.
        sync: share of the employed days with a connected feed per employee index.
        contacts: contacts by client, then person.
        ties: ties of all pairs of people, in the order of the evidence.
        pairs: ties of employees to contacts.
        team: the account team on paper.
        values: annual value, contracts and contract end per client.
        book: all ties, as coverage measures take them.
        measured_book: the same people, contacts and clients with measured ties alone.
    """

    as_of: int
    standing: Standing
    employees: Positions
    clients: Positions
    unit: Indices
    sync: tie.Floats
    contacts: Contacts
    ties: PersonTies
    pairs: CoverageTies
    team: Team
    values: Values
    book: Book
    measured_book: Book

    def employee_at(self, position: int) -> int | None:
        """Returns the index of an employee, None if the node is no employee on the day."""
        return _index(self.employees, position)

    def client_at(self, position: int) -> int | None:
        """Returns the index of a client, None if the node is no client."""
        return _index(self.clients, position)

    @property
    def is_measured(self) -> bool:
        """Whether a mail or calendar feed covers any employee."""
        return bool((self.sync > 0).any())

    def to_networkx(self, tau: float = 0.0) -> "nx.DiGraph[tuple[str, int]]":
        """Returns FIRM, employees, contacts and clients with ties of p >= tau; nodes hold indices."""
        return firm_graph(self.book, tau)


def coverage(
    snapshot: Snapshot, as_of: int, *, currency: str | None = None, params: TieParams = _DEFAULT
) -> Coverage:
    """Returns the coverage network on a day.

    Clients are organisations of type client; one that others are part of has their contacts too.

    Args:
        snapshot: what is published.
        as_of: days since 1970-01-01.
        currency: ISO 4217 code of the values, by default the snapshot's; amounts in others are listed only.
        params: parameters of tie strength.
    """
    wanted = currency or snapshot.currency

    def make() -> Coverage:
        """Returns the network anew, where the snapshot does not hold it yet."""
        return coverage_of(snapshot, ties(snapshot, as_of, params), currency=wanted)

    return snapshot.once(("coverage", as_of, wanted, params), make)


def coverage_of(snapshot: Snapshot, found: PersonTies, *, currency: str) -> Coverage:
    """Returns the coverage network of ties that are computed already."""
    status, clients = found.standing, organisations(snapshot, "client")
    kin = family(snapshot, status.as_of)
    accounts = Accounts(clients=clients, kin=kin, roles=roles(snapshot, status, kin))
    stated = claims.gather(snapshot, found, accounts)
    stand_ins = claims.stand_ins(stated)
    people = contacts(accounts.roles, place(accounts.roles.account, clients), stand_ins)
    pairs = _pairs(stated, people, status)
    unit = units(snapshot, status.employees, status.as_of)
    worth = values(snapshot, clients, status.as_of, currency=currency)
    book = _book(pairs, people, worth.amount, unit)
    return Coverage(
        as_of=status.as_of,
        standing=status,
        employees=status.employees,
        clients=clients,
        unit=unit,
        sync=status.sync[status.employees],
        contacts=people,
        ties=found,
        pairs=pairs,
        team=_team(snapshot, status, clients),
        values=worth,
        book=book,
        measured_book=_measured_only(book, pairs.strength),
    )


def _index(ascending: Positions, position: int) -> int | None:
    at = int(place(np.array([position]), ascending)[0])
    return None if at < 0 else at


def _pairs(stated: Claims, people: Contacts, status: Standing) -> CoverageTies:
    """Returns one row per (employee, contact), with the largest claim of each source."""
    contact = place(key(stated.client, stated.person), people.keys)
    pair, row = np.unique(stated.employee * np.int64(people.keys.size) + contact, return_inverse=True)
    employee, contact = np.divmod(pair, max(people.keys.size, 1))
    measured, measured_row = _best(stated, claims.MEASURED, row, pair.size)
    declared, declared_row = _best(stated, claims.DECLARED, row, pair.size)
    assigned = np.zeros(pair.size, dtype=np.bool_)
    assigned[row[stated.source == claims.ASSIGNED]] = True
    sync = status.sync[status.employees[employee]]
    best = tie.basis_of(measured, declared=declared, assigned=assigned, sync=sync)
    return CoverageTies(
        employee=employee.astype(np.int32),
        contact=contact.astype(np.int32),
        client=people.client[contact],
        p=best.p,
        basis=best.basis,
        override=best.override,
        strength=measured,
        declared=declared,
        assigned=assigned,
        measured_row=measured_row,
        declared_row=declared_row,
    )


def _best(
    stated: Claims, source: int, row: NDArray[np.int64], size: int
) -> tuple[tie.Floats, NDArray[np.int64]]:
    """Returns the largest strength a source states per pair, and the row where it does."""
    rows = np.flatnonzero(stated.source == source)
    rows = rows[np.lexsort((-stated.row[rows], stated.strength[rows]))]
    strength, at = np.zeros(size), np.full(size, NO_TIE, dtype=np.int64)
    strength[row[rows]] = stated.strength[rows]  # the last one written is the largest
    at[row[rows]] = stated.row[rows]
    return strength, at


def _team(snapshot: Snapshot, status: Standing, clients: Positions) -> Team:
    paper = snapshot.edges("ASSIGNED_TO", status.as_of)
    employee, client = place(paper.src, status.employees), place(paper.dst, clients)
    rows = np.flatnonzero((employee >= 0) & (client >= 0))
    table = np.stack((employee[rows], client[rows], paper.qual[rows].astype(np.int64)))
    employee, client, role = np.unique(table, axis=1).astype(np.int32)
    return Team(employee=employee, client=client, role=role)


def _book(pairs: CoverageTies, people: Contacts, value: tie.Floats, unit: Indices) -> Book:
    return Book(
        n_employees=unit.size,
        n_contacts=people.client.size,
        n_clients=value.size,
        employee=pairs.employee,
        contact=pairs.contact,
        client=pairs.client,
        p=pairs.p,
        assigned=pairs.basis == tie.BASES.index("assigned"),
        contact_client=people.client,
        omega=people.omega,
        value=value,
        unit=unit,
        placeholder=people.placeholder,
    )


def _measured_only(book: Book, strength: tie.Floats) -> Book:
    """Returns the book with S/100 of the measured ties, whatever else is said of them."""
    measured = replace(book, p=strength / 100, assigned=np.zeros(strength.size, dtype=np.bool_))
    return select(measured, strength > 0)
