"""Whom somebody of the firm may name at all: colleagues, contacts of accounts, and whoever they know."""

import numpy as np

from graphsvc.network.past import accounts
from graphsvc.network.standing import standing
from graphsvc.snapshot import Snapshot
from graphsvc.snapshot.reader import Positions

_ACCOUNTS = ("client", "prospect")


def nameable(snapshot: Snapshot, person: str | None, *, with_alumni: bool = False) -> Positions:
    """Returns the positions of the people whom somebody, by key, may name, ascending.

    Our employees, the contacts of clients and prospects, and everybody to whom there was ever a tie, hidden
    ones included; all alumni for whoever keeps their register. O(ties).
    """
    status = standing(snapshot, snapshot.today)
    jobs = snapshot.edges("EMPLOYED_BY", snapshot.today)
    contacts = jobs.src[np.isin(jobs.dst, accounts(snapshot, *_ACCOUNTS))]
    parts = [status.employees, contacts, *tied(snapshot, person)]
    parts += [status.alumni] if with_alumni else []
    return np.unique(np.concatenate(parts)).astype(np.int32)


def tied(snapshot: Snapshot, person: str | None) -> list[Positions]:
    """Returns the positions of everybody and everything with a tie to somebody, by key, in parts."""
    me = None if person is None else snapshot.position(person)
    if me is None:
        return []
    ends = [(snapshot.evidence.first, snapshot.evidence.second)]
    ends += [(each.src, each.dst) for each in map(snapshot.edges, ("DECLARED", "HIDDEN"))]
    return [np.append(other[one == me], one[other == me]) for one, other in ends]
