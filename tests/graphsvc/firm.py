"""The small firm of the fixtures as a published store: evidence that gives exactly the wanted p."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from api.answer import document, to_json
from graphsvc import tie
from graphsvc.key import id_of
from graphsvc.publish import Terms, publish
from graphsvc.question import Answer
from graphsvc.questions import QUESTIONS
from graphsvc.scope import Scope
from graphsvc.shape import dump
from graphsvc.snapshot import Snapshot
from graphsvc.store.port import OPEN, Store
from tests.graphsvc.graph import TODAY, Graph, kept

SMALL_FIRM = Path(__file__).resolve().parents[1] / "fixtures" / "small-firm"
CURRENCY = "EUR"
HIRED = TODAY - 2_000
"""First day of everybody who does not say otherwise."""
ROLES = {"executive": "decision_maker", "champion": "champion", "influencer": "influencer", "user": None}
EVERY_ROLE = frozenset({"account_lead", "hr", "alumni_programme", "own"})
_RHYTHMS = (1, 2, 4, 8, 16, 32)
_HALVINGS = 60


@cache
def days_for(p: float) -> tuple[tuple[int, float], ...]:
    """Returns the days and the weight each way on each of them that give a tie of S = 100 p today."""
    for count in _RHYTHMS:
        days = [TODAY - 7 * week for week in range(count)]
        if _strength(days, 7.0) >= 100 * p:
            weight = _solved(days, 100 * p)
            return tuple((day, weight) for day in days)
    raise AssertionError(f"no rhythm gives p = {p}")


def _solved(days: list[int], wanted: float) -> float:
    low, high = 0.0, 7.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _strength(days, middle) < wanted else (low, middle)
    return high


def _strength(days: list[int], weight: float) -> float:
    size = len(days)
    weights = np.full(size, weight)
    zeros = np.zeros(size, dtype=np.int64)
    rows = tie.Rows(
        first=zeros,
        second=zeros + 1,
        day=np.array(days, dtype=np.int32),
        given=weights,
        received=weights,
        feed=zeros.astype(np.int16),
        channel=zeros.astype(np.int8),
        ready=zeros.astype(np.bool_),
    )
    rank = np.array([[2], [2]], dtype=np.int8)
    return float(tie.strength(tie.gather(rows), TODAY, tie.TieParams(), rank=rank).strength[0])


@dataclass(kw_only=True)
class Firm:
    """A firm written down by name; `key` finds what was added.

    Attributes:
        graph: the claims.
        key: key by name.
        consents: purposes people agree to today, by name.
    """

    graph: Graph = field(default_factory=Graph)
    key: dict[str, str] = field(default_factory=dict[str, str])
    consents: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def __post_init__(self) -> None:
        self.organisation("firm", type="own")

    @property
    def name(self) -> dict[str, str]:
        """Name by key."""
        return {key: name for name, key in self.key.items()}

    def organisation(self, name: str, **properties: Any) -> None:
        """Adds an organisation, a client if nothing else is said."""
        self.key[name] = self.graph.node("Organisation", name, **({"type": "client"} | properties))

    def employee(
        self, name: str, unit: str = "", *, start: int = HIRED, end: int = OPEN, connected: bool = True
    ) -> None:
        """Adds somebody who works here, or did until the day before `end`; connected = a feed covers them."""
        self._person(name)
        own = self.key["firm"]
        self.graph.edge("EMPLOYED_BY", self.key[name], own, start=start, end=end)
        if connected:
            self.graph.edge("OBSERVED", self.key[name], own, qual="mail", start=start, end=end)
        if unit:
            if unit not in self.key:
                self.key[unit] = self.graph.node("Unit", unit)
            self.graph.edge("IN_UNIT", self.key[name], self.key[unit], start=start, end=end)

    def contact(self, name: str, at: str, role: str | None = None, *, start: int = HIRED) -> None:
        """Adds a role somewhere else, of somebody new or of somebody who left."""
        self._person(name)
        said = {} if role is None else {"role": role}
        self.graph.edge("EMPLOYED_BY", self.key[name], self.key[at], start=start, **said)

    def tie(self, one: str, other: str, p: float) -> None:
        """Adds mail each way that gives p today."""
        days = {day: (weight, weight) for day, weight in days_for(p)}
        self.graph.knows(self.key[one], self.key[other], days)

    def edge(self, kind: str, src: str, dst: str, **properties: Any) -> None:
        """Adds any other edge between two names."""
        self.graph.edge(kind, self.key[src], self.key[dst], **properties)

    def fees(self, client: str, amount: int, *, currency: str = CURRENCY) -> None:
        """Adds a year's fees."""
        name = f"fees-{client}"
        period = {"period_start": _iso(TODAY - 365), "period_end": _iso(TODAY)}
        said = {"amount": f"{amount}.00", "currency": currency, "kind": "billed"}
        self.key[name] = self.graph.node("Revenue", name, **period, **said)
        self.graph.edge("WITH", self.key[name], self.key[client], start=HIRED)

    def contract(self, client: str, *, start: int, end: int | None, **properties: Any) -> None:
        """Adds a signed contract; a further one of a client has a `name` of its own."""
        name = f"contract-{properties.get('name', client)}"
        days = {"start": _iso(start), "status": "signed"} | ({} if end is None else {"end": _iso(end)})
        self.key[name] = self.graph.node("Contract", name, **days, currency=CURRENCY, **properties)
        self.graph.edge("WITH", self.key[name], self.key[client], start=start)

    def consent(self, name: str, *purposes: str) -> None:
        """Lets somebody agree to purposes."""
        self.consents.setdefault(name, set()).update(purposes)

    def agree(self, name: str, purpose: str, *, given: int, **until: int) -> None:
        """Adds a consent to the store; `expires_on` and `withdrawn_on` may end it."""
        days = {end: _iso(day) for end, day in until.items()}
        consent = self.graph.node(
            "Consent", f"{name}-{purpose}", purpose=purpose, given_on=_iso(given), **days
        )
        self.graph.edge("ABOUT", consent, self.key[name], start=given)

    def scope(self, **changes: Any) -> Scope:
        """Returns the scope of the command line: everything in reach, with a purpose."""
        purposes = {purpose for found in self.consents.values() for purpose in found}
        consents = {
            purpose: frozenset(
                id_of(self.key[name]) for name, found in self.consents.items() if purpose in found
            )
            for purpose in purposes
        }
        told: dict[str, Any] = {
            "principal": "local",
            "roles": EVERY_ROLE,
            "clients": None,
            "people": "on",
            "purpose": "account review",
            "consents": consents,
        }
        return Scope(**(told | changes))

    @contextmanager
    def published(self) -> Iterator["Published"]:
        """Opens an embedded store that holds the firm, with its snapshot published."""
        with kept(self.graph) as store, TemporaryDirectory() as folder:
            publish(store, Path(folder), Terms(today=TODAY, currency=CURRENCY))
            yield Published(firm=self, store=store, snapshot=Snapshot.open(Path(folder)))

    def _person(self, name: str) -> None:
        if name not in self.key:
            self.key[name] = self.graph.node("Person", name)


@dataclass(frozen=True, kw_only=True)
class Published:
    """A firm that questions can be asked of."""

    firm: Firm
    store: Store
    snapshot: Snapshot

    def ask(self, question: str, *, scope: Scope | None = None, **params: Any) -> Answer:
        """Returns the answer to a question; people and organisations are named."""
        asked = QUESTIONS[question]
        found = asked.params(**{name: self._key(name, value) for name, value in params.items()})
        return asked.run(self.snapshot, scope or self.firm.scope(), found)

    def rows(self, question: str, **params: Any) -> list[dict[str, Any]]:
        """Returns the rows of an answer with names for keys."""
        return [self.named(row) for row in self.ask(question, **params).rows]

    def summary(self, question: str, **params: Any) -> dict[str, Any]:
        """Returns the summary of an answer with names for keys."""
        return self.named(self.ask(question, **params).summary)

    def json(self, question: str, **params: Any) -> bytes:
        """Returns the answer as it leaves the door."""
        with self.store.view() as view:
            answer = self.ask(question, **params)
            return to_json(document(QUESTIONS[question], answer, snapshot=self.snapshot, view=view))

    def named(self, record: Any) -> dict[str, Any]:
        """Returns a record as JSON values with names for keys."""
        return dict(_renamed(dump(record), self.firm.name))

    def at(self, name: str) -> int:
        """Returns the position of a node."""
        position = self.snapshot.position(self.firm.key[name])
        assert position is not None
        return position

    def _key(self, name: str, value: Any) -> Any:
        if name not in {"person", "client", "employer", "start", "target"}:
            return value
        if isinstance(value, tuple):
            return tuple(self.firm.key.get(each, each) for each in value)
        return self.firm.key.get(value, value)


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(inner, names) for name, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


def small_firm() -> Firm:
    """Returns the small firm of risk-measures 14; values are in whole units of the currency."""
    firm = Firm()
    assigned = {
        (row["employee"], _client(row["contact"])) for row in _rows("ties") if row["basis"] == "assigned"
    }
    on_paper = {employee for employee, _ in assigned}
    for row in _rows("employees"):
        firm.employee(row["id"], row["unit"], connected=row["id"] not in on_paper)
    for row in _rows("clients"):
        firm.organisation(row["id"])
        firm.fees(row["id"], int(row["value"]))
    for row in _rows("contacts"):
        firm.contact(row["id"], row["client"], ROLES[row["role"]])
    for row in _rows("ties"):
        if row["basis"] == "measured":
            firm.tie(row["employee"], row["contact"], float(row["p"]))
    for row in _rows("colleagues"):
        firm.tie(row["a"], row["b"], float(row["strength"]) / 100)
    for employee, client in sorted(assigned):
        firm.edge("ASSIGNED_TO", employee, client, qual="member", start=HIRED)
    return firm


def _client(contact: str) -> str:
    return next(row["client"] for row in _rows("contacts") if row["id"] == contact)


def _rows(name: str) -> list[dict[str, str]]:
    with (SMALL_FIRM / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _iso(day: int) -> str:
    return str(np.datetime64(day, "D"))
