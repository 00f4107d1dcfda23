"""Names that a caller may not read: to HR, contacts of clients are the roles they have there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

import numpy as np

from api.lookup import Sees
from api.sight import shows
from graphsvc.scope import Scope
from graphsvc.snapshot import Snapshot
from graphsvc.store.port import Entity, Row

Made = TypeVar("Made")
_UNKNOWN = "contact"


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
        return [self._told(entity) for entity in self._names.get(keys)]

    def history(self, key: str) -> list[Row]:
        """Returns all intervals that touch a node; none of somebody whose name may not be read."""
        hidden = any(one.kind == "Person" and not self._sees(one) for one in self._names.get([key]))
        return [] if hidden else self._names.history(key)

    def once(self, name: str, make: Callable[[], Made]) -> Made:  # noqa: ARG002 - kept for nobody
        """Returns it made anew: what one reader may read is not kept for the next."""
        return make()

    def _told(self, entity: Entity) -> Entity:
        if entity.kind != "Person" or self._sees(entity):
            return entity
        return replace(entity, properties={**entity.properties, "name": self._role(entity.key)})

    def _role(self, key: str) -> str:
        jobs = self._snapshot.edges("EMPLOYED_BY", self._snapshot.today)
        codes = jobs.columns["role"][np.flatnonzero(jobs.src == self._snapshot.position(key))]
        told = [self._snapshot.text(int(code)) for code in codes]
        return next((role.replace("_", " ") for role in told if role and role != "other"), _UNKNOWN)


def veiled(names: Names, scope: Scope, snapshot: Snapshot) -> Names:
    """Returns the names that a scope lets read: all, or contacts by their role.

    An account lead asks about their own clients, somebody about themselves: their rows hold nobody else.
    """
    if scope.roles & {"account_lead", "own"}:
        return names
    return Veiled(names, snapshot, shows(scope, snapshot))
