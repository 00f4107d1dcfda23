"""What evidence, paper and people say about (employee, contact) pairs, each claim one row.

A claim about a person counts at every client where the person is a contact; one about an
organisation counts for the placeholder of the clients it belongs to.
"""

from dataclasses import dataclass
from itertools import repeat
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphsvc import tie
from graphsvc.network.contacts import NOBODY, Family, Roles
from graphsvc.network.hidden import hidden
from graphsvc.network.join import join, place
from graphsvc.network.standing import Standing
from graphsvc.network.ties import PersonTies
from graphsvc.snapshot import NO_DAY, Edges, Snapshot
from graphsvc.snapshot.reader import Positions
from graphsvc.store.port import UNBOUNDED

MEASURED: Final = tie.BASES.index("measured")
ASSIGNED: Final = tie.BASES.index("assigned")
DECLARED: Final = tie.BASES.index("declared")
_BAND: Final = MappingProxyType({name: code for code, name in enumerate(tie.BANDS)})
_NO_ROW: Final = -1

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Accounts:
    """Clients, who is above whom, and who has a role where."""

    clients: Positions
    kin: Family
    roles: Roles


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claims:
    """Claims in no particular order, one row per source, employee, client and person.

    Attributes:
        employee: index of the employee.
        client: index of the client.
        person: position of the contact, `NOBODY` for the placeholder.
        source: code of the basis.
        strength: float64, S where the source states one, else 0.
        row: row of the tie or of the DECLARED edge, -1 if assigned.
    """

    employee: Ints
    client: Ints
    person: Ints
    source: Ints
    strength: tie.Floats
    row: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Said:
    """Claims of one source before they are turned and spread over clients."""

    one: Positions
    other: Positions
    strength: tie.Floats
    row: Ints


def gather(snapshot: Snapshot, found: PersonTies, accounts: Accounts) -> Claims:
    """Returns every claim about an employee and a contact of a client. O(claims log claims)."""
    status = found.standing
    return _stacked(
        [
            _spread(_measured(found), MEASURED, status, accounts),
            _assigned(snapshot, status, accounts),
            _spread(_declared(snapshot, status.as_of), DECLARED, status, accounts),
        ]
    )


def stand_ins(stated: Claims) -> Ints:
    """Returns the indices of clients with a claim about nobody in particular, ascending."""
    return np.unique(stated.client[stated.person == NOBODY])


def _measured(found: PersonTies) -> _Said:
    rows = np.flatnonzero(found.scores.band > 0)
    return _Said(
        one=found.first[rows], other=found.second[rows], strength=found.scores.strength[rows], row=rows
    )


def _declared(snapshot: Snapshot, as_of: int) -> _Said:
    edges = snapshot.edges("DECLARED")
    strength = declared_strength(snapshot, edges, as_of)
    live = (strength > 0) & (edges.valid_from <= as_of) & (as_of < edges.valid_to)
    rows = np.flatnonzero(live & hidden(snapshot, as_of).leaves(edges))
    return _Said(one=edges.src[rows], other=edges.dst[rows], strength=strength[rows], row=rows)


def declared_strength(snapshot: Snapshot, edges: Edges, as_of: int) -> tie.Floats:
    """Returns S of each DECLARED edge on a day; undated ones count from the start of their interval."""
    band = np.array([*map(_BAND.get, snapshot.manifest.codes, repeat(0)), 0], dtype=np.int8)
    said, expires = edges.columns["declared_on"], edges.columns["expires_on"]
    start = np.where(edges.valid_from == UNBOUNDED, as_of, edges.valid_from)
    said = np.where(said == NO_DAY, start, said)
    expires = np.where(expires == NO_DAY, said.astype(np.int64) + tie.YEAR, expires)
    return tie.declared_strength(band[edges.columns["band"]], said, expires, as_of=as_of)


def _spread(said: _Said, source: int, status: Standing, accounts: Accounts) -> Claims:
    """Returns the claims of both directions at every client where the other end is a contact."""
    ours = np.append(said.one, said.other)
    other = np.append(said.other, said.one)
    strength, row = np.tile(said.strength, 2), np.tile(said.row, 2)
    rows = np.flatnonzero(status.is_employee(ours) & ~status.is_employee(other))
    left, right = join(other[rows], accounts.roles.person)
    up, above = join(other[rows], accounts.kin.below)
    at = np.append(rows[left], rows[up])
    account = np.append(accounts.roles.account[right], accounts.kin.above[above])
    person = np.append(accounts.roles.person[right], np.full(up.size, NOBODY))
    client = place(account, accounts.clients)
    keep = np.flatnonzero(client >= 0)
    return Claims(
        employee=place(ours[at], status.employees)[keep],
        client=client[keep],
        person=person[keep].astype(np.int64),
        source=np.full(keep.size, source),
        strength=strength[at][keep],
        row=row[at][keep],
    )


def _assigned(snapshot: Snapshot, status: Standing, accounts: Accounts) -> Claims:
    """Returns the claims of the account team on paper, of employees whom no feed covers enough.

    For every contact of the account, or for the placeholder of an account that has none, but for those
    whose tie is hidden.
    """
    paper = snapshot.edges("ASSIGNED_TO", status.as_of)
    counts = status.is_employee(paper.src) & (status.sync[paper.src] < tie.SYNCED)
    paper = paper.where(counts)
    known, member = join(paper.dst, accounts.roles.account)
    bare = np.flatnonzero(~np.isin(paper.dst, accounts.roles.account))
    at = np.append(known, bare)
    person = np.append(accounts.roles.person[member], np.full(bare.size, NOBODY))
    other = np.where(person == NOBODY, paper.dst[at], person)
    seen = ~hidden(snapshot, status.as_of).either(paper.src[at], other)
    at, person = at[seen], person[seen]
    left, above = join(paper.dst[at], accounts.kin.below)
    client = place(accounts.kin.above[above], accounts.clients)
    keep = np.flatnonzero(client >= 0)
    return Claims(
        employee=place(paper.src[at][left][keep], status.employees),
        client=client[keep],
        person=person[left][keep].astype(np.int64),
        source=np.full(keep.size, ASSIGNED),
        strength=np.zeros(keep.size),
        row=np.full(keep.size, _NO_ROW),
    )


def _stacked(parts: list[Claims]) -> Claims:
    return Claims(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in Claims.__slots__}
    )
