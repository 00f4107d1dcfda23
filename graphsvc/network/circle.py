"""Everybody around somebody who leaves: ties, where others work now, and who must not be approached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphsvc.network import past
from graphsvc.network.acquaintance import Acquaintances, acquaintances
from graphsvc.network.standing import Standing
from graphsvc.network.ties import ties
from graphsvc.network.units import UNKNOWN
from graphsvc.snapshot import Snapshot
from graphsvc.tie import NEVER


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Circle:
    """What is looked up about one person and all others on a day; people are positions.

    Attributes:
        status: what every person is to the firm.
        known: who knows whom.
        person: the one at its centre, employed here now or formerly.
        worked: last day that person worked here, up to the day.
        employers: where people work now other than here.
        moves: days since each departure from the person's unit, by employer; None without a unit.
        accounts: clients and prospects.
        off_limits: accounts the person served with all above and below, and every prospect.
    """

    status: Standing
    known: Acquaintances
    person: int
    worked: int
    employers: Mapping[int, Sequence[int]]
    moves: Mapping[int, Sequence[int]] | None
    accounts: frozenset[int]
    off_limits: frozenset[int]

    def is_employed(self, other: int) -> bool:
        """Returns whether somebody works here."""
        return bool(self.status.rank[other] > 1)

    def is_off_limits(self, other: int) -> bool:
        """Returns whether somebody works at an account the person served, or at a prospect."""
        return not self.off_limits.isdisjoint(self.employers.get(other, ()))

    def is_contact(self, other: int) -> bool:
        """Returns whether somebody works at any client or prospect."""
        return not self.accounts.isdisjoint(self.employers.get(other, ()))

    def last_contact(self, other: int) -> int:
        """Returns the last day of contact, `tie.NEVER` without any."""
        row = self.known.row(self.person, other)
        return NEVER if row is None else int(self.known.last_day[row])


def circle(snapshot: Snapshot, person: int, as_of: int) -> Circle | None:
    """Returns everybody around a person on a day, None for somebody who has never worked here."""
    found = ties(snapshot, as_of)
    status, known = found.standing, acquaintances(snapshot, found)
    if not status.rank[person]:
        return None
    worked = past.last_worked(snapshot, status, person)
    unit = past.unit_of(snapshot, person, worked)
    prospects, clients = (past.accounts(snapshot, kind).tolist() for kind in ("prospect", "client"))
    served = past.served(snapshot, known, person, as_of=as_of).tolist()
    return Circle(
        status=status,
        known=known,
        person=person,
        worked=worked,
        employers=past.employers(snapshot, status),
        moves=None if unit == UNKNOWN else past.moves(snapshot, status, unit),
        accounts=frozenset((*clients, *prospects)),
        off_limits=frozenset((*served, *prospects)),
    )
