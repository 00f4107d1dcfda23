"""Who counts as a contact of a client on a day, and what weight the role has.

A client has the people with an open role at it or at an organisation below it (PART_OF), and one
placeholder where a tie leads to the organisation itself, or a team exists on paper only.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphsvc.network.join import join
from graphsvc.network.standing import Standing
from graphsvc.snapshot import NO_CODE, Snapshot
from graphsvc.snapshot.reader import Positions

OMEGA: Final = MappingProxyType(
    {"executive_sponsor": 3.0, "decision_maker": 3.0, "champion": 2.0, "influencer": 1.5, "evaluator": 1.5}
)
"""Weight of a role in coverage; every other role has 1."""
OTHER: Final = 1.0
NOBODY: Final = -1
"""Position of a placeholder contact: somebody at the client, not known who."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Family:
    """Every organisation with itself and all below it: (`above`, `below`) pairs of positions."""

    above: Positions
    below: Positions


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roles:
    """People with an open role in an account or below it, one row per (account, person).

    Ascending by account, then person; of several roles the one with the largest weight.
    """

    account: Positions
    person: Positions
    omega: NDArray[np.float64]
    role: NDArray[np.int32]


def family(snapshot: Snapshot, as_of: int) -> Family:
    """Returns who is above whom on a day, by any number of steps; a ring of owners ends itself."""
    part = snapshot.edges("PART_OF", as_of)
    every = snapshot.nodes("Organisation")
    known = _pair_keys(every, every)
    above, below = every, every
    while above.size:
        left, right = join(below, part.dst)
        keys = np.setdiff1d(_pair_keys(above[left], part.src[right]), known)
        known = np.union1d(known, keys)
        above, below = _unpaired(keys)
    above, below = _unpaired(known)
    return Family(above=above, below=below)


def roles(snapshot: Snapshot, status: Standing, kin: Family) -> Roles:
    """Returns the people with an open role at every account; our own people are no contacts."""
    jobs = snapshot.edges("EMPLOYED_BY", status.as_of)
    jobs = jobs.where(~status.is_employee(jobs.src) & ~np.isin(jobs.dst, status.own))
    left, right = join(jobs.dst, kin.below)
    account, person, role = kin.above[right], jobs.src[left], jobs.columns["role"][left]
    omega = weights(snapshot, role)
    order = np.lexsort((role, -omega, person, account))
    keys = _pair_keys(account, person)[order]
    rows = order[np.flatnonzero(np.diff(keys, prepend=-1) != 0)]
    return Roles(account=account[rows], person=person[rows], omega=omega[rows], role=role[rows])


def weights(snapshot: Snapshot, role: NDArray[np.int32]) -> NDArray[np.float64]:
    """Returns the weight of each role code."""
    table = [OMEGA.get(text, OTHER) for text in snapshot.manifest.codes]
    return np.array([*table, OTHER])[role]  # the last entry serves -1, no role


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contacts:
    """Contacts of clients, one row per (client, person); a placeholder comes last in its client.

    Attributes:
        client: int32, index of the client.
        person: int32, position of the person; `NOBODY` for the placeholder.
        omega: float64, weight of the role.
        role: int32, code of the role, a position in `Manifest.codes`; -1 = not known.
        keys: int64, ascending; see `key`.
    """

    client: NDArray[np.int32]
    person: Positions
    omega: NDArray[np.float64]
    role: NDArray[np.int32]
    keys: NDArray[np.int64]

    @property
    def placeholder(self) -> NDArray[np.bool_]:
        """True where the contact stands for "not known who"."""
        return np.asarray(self.person == NOBODY)


def key(client: NDArray[np.integer], person: NDArray[np.integer]) -> NDArray[np.int64]:
    """Returns one number for client and person, ascending with both; `NOBODY` comes last."""
    return _pair_keys(client, np.where(person == NOBODY, _LAST, person))


def contacts(known: Roles, client: NDArray[np.int64], stand_ins: NDArray[np.int64]) -> Contacts:
    """Returns the contacts of clients.

    Args:
        known: people with a role.
        client: index of the client of each of them, -1 where the account is no client.
        stand_ins: indices of clients that need a placeholder, ascending, each once.
    """
    rows = np.flatnonzero(client >= 0)
    nobody = np.full(stand_ins.size, NOBODY)
    at, person = np.append(client[rows], stand_ins), np.append(known.person[rows], nobody)
    keys = key(at, person)
    order = np.argsort(keys)
    return Contacts(
        client=at[order].astype(np.int32),
        person=person[order].astype(np.int32),
        omega=np.append(known.omega[rows], np.full(stand_ins.size, OTHER))[order],
        role=np.append(known.role[rows], np.full(stand_ins.size, NO_CODE))[order].astype(np.int32),
        keys=keys[order],
    )


_SHIFT: Final = 32
_LAST: Final = 2**31 - 1


def _pair_keys(high: NDArray[np.integer], low: NDArray[np.integer]) -> NDArray[np.int64]:
    return (high.astype(np.int64) << _SHIFT) + low


def _unpaired(keys: NDArray[np.int64]) -> tuple[Positions, Positions]:
    return (keys >> _SHIFT).astype(np.int32), (keys & (2**_SHIFT - 1)).astype(np.int32)
