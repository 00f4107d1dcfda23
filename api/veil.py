"""Names that a caller may not read: to HR, contacts of clients are the roles they have there.

Where several contacts of a client have one role they are numbered, who came first has the lowest number: the
same contact reads the same in every answer of a publication.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

import numpy as np

from api.lookup import Sees
from api.sight import shows
from graphsvc.scope import Role, Scope
from graphsvc.snapshot import Snapshot
from graphsvc.store.port import Entity, Row

Made = TypeVar("Made")
_UNKNOWN = "contact"
_OF_ONES_OWN: frozenset[Role] = frozenset({"account_lead", "own"})
"""Roles whose rows hold one's own clients and oneself."""


class Names(Protocol):
    """Where the names of nodes are read."""

    def get(self, keys: Sequence[str]) -> list[Entity]:
        """Returns the nodes that exist, in the order asked."""
        ...

    def history(self, key: str) -> list[Row]:
        """Returns all intervals that touch a node, open and closed."""
        ...

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Returns what was made of this state of the store under a name, else makes it."""
        ...


class Veiled:
    """Names of a view, with the role of every contact in place of the name.

    Args:
        names: where names are read.
        snapshot: publication that tells who works where.
        sees: whose name may be read.
    """

    def __init__(self, names: Names, snapshot: Snapshot, sees: Sees) -> None:
        self._names, self._snapshot, self._sees = names, snapshot, sees

    def get(self, keys: Sequence[str]) -> list[Entity]:
        """Returns the nodes that exist, in the order asked."""
        found = self._names.get(keys)
        hidden = [each.key for each in found if each.kind == "Person" and not self._sees(each)]
        roles = self._roles(hidden) if hidden else {}
        return [_called(each, roles[each.key]) if each.key in roles else each for each in found]

    def history(self, key: str) -> list[Row]:
        """Returns all intervals that touch a node; none of somebody whose name may not be read."""
        hidden = any(one.kind == "Person" and not self._sees(one) for one in self._names.get([key]))
        return [] if hidden else self._names.history(key)

    def once(self, name: str, make: Callable[[], Made]) -> Made:  # noqa: ARG002 - kept for nobody
        """Returns it made anew: what one reader may read is not kept for the next."""
        return make()

    def _roles(self, keys: Sequence[str]) -> dict[str, str]:
        """Returns what contacts are called, by key; O(employments)."""
        jobs = self._snapshot.edges("EMPLOYED_BY", self._snapshot.today)
        at = {self._snapshot.position(key): key for key in keys}
        people = np.array([each for each in at if each is not None], dtype=np.int32)
        places = np.unique(jobs.dst[np.isin(jobs.src, people)])
        rows = np.flatnonzero(np.isin(jobs.dst, places))
        order = rows[np.lexsort((jobs.src[rows], jobs.valid_from[rows]))]
        colleagues: dict[tuple[int, str], list[int]] = {}
        for row in order.tolist():
            role = self._role(int(jobs.columns["role"][row]))
            colleagues.setdefault((int(jobs.dst[row]), role), []).append(int(jobs.src[row]))
        called = dict.fromkeys(keys, _UNKNOWN)
        for (_, role), members in sorted(colleagues.items(), key=lambda each: each[0][1] != _UNKNOWN):
            one = dict.fromkeys(members)
            for number, person in enumerate(one, start=1):
                if person in at:
                    called[at[person]] = f"{role} {number}" if len(one) > 1 else role
        return called

    def _role(self, code: int) -> str:
        role = self._snapshot.text(code)
        return role.replace("_", " ") if role and role != "other" else _UNKNOWN


def _called(entity: Entity, name: str) -> Entity:
    return replace(entity, properties={**entity.properties, "name": name})


def veiled(names: Names, scope: Scope, snapshot: Snapshot, *, of_led: bool = True) -> Names:
    """Returns the names that a scope lets read: all, or contacts by their role.

    An account lead asks about their own clients, somebody about themselves: their rows hold nobody else. Who
    may ask about others too, as HR, reads the names of others as HR does.

    Args:
        names: where names are read.
        scope: who reads, in the roles that count.
        snapshot: publication that tells who works where.
        of_led: of contacts, an account lead reads those of their own clients alone.
    """
    if scope.roles and scope.roles <= _OF_ONES_OWN:
        return names
    return Veiled(names, snapshot, shows(scope, snapshot, of_led=of_led))
