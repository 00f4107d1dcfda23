"""A desk at which actions are done and kept, over a firm written down in a test."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graphsvc.action import Desk, Outcome, keep
from graphsvc.actions import ACTIONS
from graphsvc.consent import Switch, agreements, switches
from graphsvc.key import id_of
from graphsvc.scope import Role, Scope
from graphsvc.store.beside import Beside
from graphsvc.workspace import Workspace, open_workspace
from tests.graphsvc.firm import Firm, Published
from tests.graphsvc.graph import TODAY

DAY = date(1970, 1, 1) + timedelta(days=TODAY)


@dataclass(kw_only=True)
class Bureau:
    """Where actions are done; the day and the instant move when told.

    Attributes:
        asked: the published firm.
        beside: books beside its graph.
        workspace: its settings.
        today: day of the next action.
        now: instant of the last one; the next is a microsecond later.
        address: where the service is found.
    """

    asked: Published
    beside: Beside
    workspace: Workspace
    today: date = DAY
    now: int = 1_000_000
    address: str = ""

    def do(self, action: str, scope: Scope, **params: Any) -> Outcome:
        """Does an action and keeps what came of it."""
        self.now += 1
        declared = ACTIONS[action]
        with self.asked.store.view() as view:
            desk = Desk(
                workspace=self.workspace,
                view=view,
                snapshot=self.asked.snapshot,
                beside=self.beside,
                today=self.today,
                now=self.now,
                address=self.address,
            )
            outcome = declared.run(desk, scope, declared.params(**params))
        keep(self.asked.store, outcome, run_id=f"app-{self.now}", on=self.today)
        return outcome

    def key(self, name: str) -> str:
        """Returns the key of a name."""
        return self.asked.firm.key[name]

    def own(self, name: str) -> Scope:
        """Returns the scope of somebody who asks about themselves."""
        return Scope(principal=name, roles=frozenset({"own"}), person=self.key(name))

    def role(self, role: Role) -> Scope:
        """Returns the scope of somebody in a role."""
        return Scope(principal=f"{role}@firm.example", roles=frozenset({role}), people="on")

    def switch(self, name: str, purpose: str, *, days: int = 0) -> Switch:
        """Returns where somebody stands with a purpose, some days on."""
        with self.asked.store.view() as view:
            found = switches(view, self.key(name), self.today + timedelta(days=days))
        return next(each for each in found if each.purpose == purpose)

    def agrees(self, name: str, purpose: str, *, days: int = 0) -> bool:
        """Returns whether a scope would hold somebody as agreeing, some days on."""
        with self.asked.store.view() as view:
            found = agreements(view, self.today + timedelta(days=days))
        return id_of(self.key(name)) in found.live.get(purpose, frozenset())

    def later(self, *, days: int) -> None:
        """Lets days pass."""
        self.today += timedelta(days=days)


@contextmanager
def bureau(firm: Firm | None = None, *, settings: str = "") -> Iterator[Bureau]:
    """Opens a desk at a firm; of its own, one where ana works and ida and jon worked, kim is a contact."""
    with (firm or small()).published() as asked, TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "graphsvc.toml").write_text(f'[firm]\nname = "Firm"\n{settings}', encoding="utf-8")
        workspace = open_workspace(path)
        with closing(Beside.open(workspace, clock=lambda: 1_000_000)) as beside:
            yield Bureau(asked=asked, beside=beside, workspace=workspace)


def small() -> Firm:
    """Returns a firm where ana works and ida and jon worked; kim is a contact of a client."""
    firm = Firm()
    firm.employee("ana", "Audit")
    firm.employee("ida", "Audit", end=TODAY - 100)
    firm.employee("jon", "Tax", end=TODAY - 50)
    firm.organisation("acme")
    firm.contact("kim", "acme")
    return firm


def both(scope: Scope, *roles: Role) -> Scope:
    """Returns a scope with further roles."""
    return replace(scope, roles=scope.roles | {*roles})
