"""A desk at which actions are taken: a published firm, the books beside it, a clock that is moved by hand."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.action import Desk, Outcome, keep
from graphsvc.actions import ACTIONS
from graphsvc.scope import Role, Scope
from graphsvc.snapshot import Snapshot
from graphsvc.store.beside import Beside
from graphsvc.store.open import open_store
from graphsvc.store.port import Entity, Store
from graphsvc.workspace import Workspace, open_workspace
from tests.graphsvc.hand import Hand

ON = date(2024, 10, 4)
"""The day the firm stands at."""


@dataclass(kw_only=True)
class Work:
    """Somebody's work with actions.

    Attributes:
        key: keys of the firm by name.
        runs: how many outcomes were kept.
    """

    workspace: Workspace
    store: Store
    beside: Beside
    key: dict[str, str]
    clock: Hand
    runs: int = 0
    roles: frozenset[Role] = field(default_factory=lambda: frozenset[Role]({"hr"}))

    def do(self, action: str, who: str = "hr", /, **fields: Any) -> Outcome:
        """Takes an action as somebody and keeps what came of it; people are named."""
        given = ACTIONS[action].params(**{name: self._key(name, value) for name, value in fields.items()})
        with self.desk() as desk:
            outcome = ACTIONS[action].run(desk, self.scope(who), given)
        self.runs += 1
        keep(self.store, outcome, run_id=f"app-{self.runs}", on=ON)
        if outcome.then:
            outcome.then()
        return outcome

    def case(self, *people: str, who: str = "hr", **fields: Any) -> str:
        """Opens a case and returns its id."""
        told = {"purpose": "internal-move"} | fields
        return self.do("open-case", who, person=people, **told).done.key

    def leaves(self, person: str, who: str = "hr", **fields: Any) -> str:
        """Records a departure and returns its id."""
        given = {"date": date(2024, 12, 31)} | fields
        return self.do("open-departure", who, person=person, **given).done.key

    def may(self, user: str, *roles: str) -> None:
        """Lets somebody sign in."""
        self.beside.register.add_user(user)
        for role in roles:
            self.beside.register.grant(user, role, granted_by="test")

    def scope(self, who: str) -> Scope:
        """Returns the scope of somebody with the roles of this work."""
        return Scope(principal=who, roles=self.roles, clients=None, people="on", purpose="Internal move")

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Opens what an action works with."""
        with self.store.view() as view:
            yield Desk(
                workspace=self.workspace,
                view=view,
                snapshot=Snapshot.open(self.workspace.snapshots),
                beside=self.beside,
                today=ON,
                now=self.clock(),
            )

    def entity(self, key: str) -> Entity | None:
        """Returns a node of the graph as it is now."""
        with self.store.view() as view:
            return next(iter(view.get([key])), None)

    def _key(self, name: str, value: Any) -> Any:
        if name != "person":
            return value
        return (
            tuple(self.key.get(each, each) for each in value)
            if isinstance(value, tuple)
            else self.key.get(value, value)
        )


@contextmanager
def at_work(template: Path, folder: Path, *, key: dict[str, str]) -> Iterator[Work]:
    """Opens a desk in a copy of a published workspace."""
    shutil.copytree(template, folder)
    workspace = open_workspace(folder)
    clock = Hand()
    store = open_store(workspace.store_url, secret=workspace.secret(), clock=clock)
    with closing(store), closing(Beside.open(workspace, clock=clock)) as beside:
        yield Work(workspace=workspace, store=store, beside=beside, key=key, clock=clock)
