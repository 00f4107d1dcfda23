"""A desk over the small firm: actions decided, kept and published as a door would."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from graphsvc.action import Desk, Done, Outcome, keep
from graphsvc.actions import ACTIONS
from graphsvc.publish import Terms, publish
from graphsvc.question import Answer
from graphsvc.questions import QUESTIONS
from graphsvc.scope import Role, Scope
from graphsvc.shape import dump
from graphsvc.snapshot import Snapshot
from graphsvc.store.beside import Beside
from graphsvc.store.open import open_store
from graphsvc.store.port import Row, Store
from graphsvc.workspace import Workspace, open_workspace
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY

SETTINGS = '[firm]\nname = "Firm"\nas_of = 2024-10-04\n[privacy]\npeople = "on"\n'
NOW = 1_700_000_000_000_000
LEAD = frozenset({"account_lead"})


@dataclass(kw_only=True)
class Office:
    """Where people record things; what is recorded is published at once.

    Attributes:
        firm: the firm as it was written down.
        today: day it stands at; may be moved on.
    """

    firm: Firm
    workspace: Workspace
    store: Store
    beside: Beside
    today: date = date(1970, 1, 1) + timedelta(days=TODAY)
    runs: int = 0

    def scope(self, person: str, *roles: Role) -> Scope:
        """Returns the scope of somebody of the firm, own alone if no role is named; empty = nobody."""
        key = self.firm.key[person] if person else None
        who = f"{person or 'nobody'}@firm.example"
        return Scope(principal=who, roles=frozenset(roles or ("own",)), people="on", person=key)

    def do(self, action: str, scope: Scope, /, **fields: Any) -> Done:
        """Does an action and publishes; names of the firm stand for keys."""
        given = {name: self.firm.key.get(str(value), value) for name, value in fields.items()}
        asked = ACTIONS[action]
        with self.store.view() as view:
            outcome: Outcome = asked.run(self._desk(view), scope, asked.params(**given))
        self.runs += 1
        keep(self.store, outcome, run_id=f"app-{self.runs}", on=self.today)
        self.publish()
        return outcome.done

    def publish(self) -> None:
        """Publishes what is recorded."""
        publish(self.store, self.workspace.snapshots, Terms(today=TODAY))

    @property
    def snapshot(self) -> Snapshot:
        """What is published."""
        return Snapshot.open(self.workspace.snapshots)

    def ask(self, question: str, **params: Any) -> list[dict[str, Any]]:
        """Returns the rows of an answer of today, names of the firm standing for keys."""
        found = self.answer(question, **params)
        return [_named(dump(row), self.firm.name) for row in found.rows]

    def answer(self, question: str, **params: Any) -> Answer:
        """Returns an answer as the command line gets it."""
        asked = QUESTIONS[question]
        given = {name: self.firm.key.get(str(value), value) for name, value in params.items()}
        return asked.run(self.snapshot, self.firm.scope(), asked.params(**given))

    def facts(self, kind: str, person: str) -> list[Row]:
        """Returns the intervals of a kind that touch somebody."""
        with self.store.view() as view:
            return [row for row in view.history(self.firm.key[person]) if row.type == kind]

    def _desk(self, view: Any) -> Desk:
        return Desk(
            workspace=self.workspace,
            view=view,
            snapshot=self.snapshot,
            beside=self.beside,
            today=self.today,
            now=NOW,
        )


def _named(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {name: names.get(value, value) if isinstance(value, str) else value for name, value in row.items()}


@contextmanager
def office(folder: Path, firm: Firm) -> Iterator[Office]:
    """Opens a published workspace of a firm in a folder."""
    (folder / "graphsvc.toml").write_text(SETTINGS, encoding="utf-8")
    workspace = open_workspace(folder)
    beside = Beside.open(workspace, clock=lambda: NOW)
    with closing(open_store(workspace.store_url, secret=workspace.secret())) as store, closing(beside):
        store.migrate()
        firm.graph.write(store)
        found = Office(firm=firm, workspace=workspace, store=store, beside=beside)
        found.publish()
        yield found
