"""A workspace folder of a fictional firm: its settings and exports, loaded by the one pipeline."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from graphsvc.kinds.organisation import ORGANISATION
from graphsvc.store.engine import RuledStore
from graphsvc.store.open import open_store
from graphsvc.store.port import Row, View
from graphsvc.workspace import Workspace, open_workspace
from ingest.job import Order, ingest
from ingest.report import FeedReport, Report

FIRM = "Harbour & Vale"
FIRM_KEY = ORGANISATION.key("firm", FIRM)
MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 6, 2, 9, tzinfo=UTC)
WEDNESDAY = datetime(2026, 6, 3, 9, tzinfo=UTC)

EMPLOYEES = (
    "id,name,email,title,unit,manager_id,hire_date",
    "E1,Ana Berg,ana@harbourvale.example,Partner,Advisory,,2015-01-01",
    "E2,Ben Dahl,ben@harbourvale.example,Manager,Advisory,E1,2018-01-01",
    "E3,Cem Eng,cem@harbourvale.example,Analyst,Tax,E2,2021-01-01",
)
ACCOUNTS = (
    "id,name,type,domains,owner_id",
    "A1,Northwick Foundry Ltd,client,northwick.example,E1",
    "A2,Fjordline AS,prospect,fjordline.example,E2",
)
CONTACTS = (
    "id,name,account_id,email,title,role",
    "C1,Kai Lund,A1,kai@northwick.example,Buyer,procurement",
    "C2,Liv Moe,A2,liv@fjordline.example,Owner,decision_maker",
)


def number(day: date) -> int:
    """Returns a day as the store counts it."""
    return (day - date(1970, 1, 1)).days


@dataclass(kw_only=True)
class Office:
    """One workspace folder; `feeds` are written into its settings, options by feed beside them."""

    root: Path
    feeds: tuple[str, ...] = ("employees", "accounts", "contacts")
    options: dict[str, str] = field(default_factory=dict[str, str])
    store_url: str = "sqlite:graph.db"
    extra: str = ""

    def write(self, feed: str, *lines: str) -> Path:
        """Writes the export of a feed, head first."""
        return self.write_bytes(feed, ("\n".join(lines) + "\n").encode())

    def write_bytes(self, feed: str, content: bytes) -> Path:
        path = self.root / "exports" / f"{feed}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    def settle(self) -> Workspace:
        """Writes the settings and opens the workspace."""
        blocks = [f'[firm]\nname = "{FIRM}"\ndomains = ["harbourvale.example"]\n{self.extra}']
        blocks += [f'[store]\nurl = "{self.store_url}"\n']
        for feed in self.feeds:
            form = self.options.get(feed, "")
            reads = "" if "mapping" in form or "reader" in form else f'mapping = "{feed}"\n'
            paths = "" if "paths" in form else f'paths = ["exports/{feed}.csv"]\n'
            blocks += [f'[[feed]]\nname = "{feed}"\n{reads}{paths}{form}\n']
        (self.root / "graphsvc.toml").write_text("\n".join(blocks), encoding="utf-8")
        return open_workspace(self.root)

    def ingest(self, *feeds: str, now: datetime = MONDAY, **options: Any) -> Report:
        """Loads the feeds at an instant."""
        order = Order(feeds=feeds, now=now, progress=lambda _feed, _stage, _rows: None, **options)
        return ingest(self.settle(), order)

    def load(self, feed: str, *lines: str, now: datetime = MONDAY, **options: Any) -> FeedReport:
        """Writes one export, loads its feed and returns what became of it."""
        self.write(feed, *lines)
        return self.ingest(feed, now=now, **options).feeds[0]

    @contextmanager
    def store(self) -> Iterator[RuledStore]:
        workspace = self.settle()
        opened = open_store(
            workspace.store_url, read_only=True, sources=workspace.sources, secret=workspace.secret()
        )
        try:
            yield opened
        finally:
            opened.close()

    @contextmanager
    def view(self) -> Iterator[View]:
        with self.store() as store, store.view() as view:
            yield view

    def digest(self) -> str:
        """Returns the digest of everything the store holds."""
        with self.store() as store:
            return store.digest()

    def seq(self) -> int:
        with self.store() as store:
            return store.version().seq

    def key(self, token: str) -> str:
        """Returns the key behind an identifier such as `@kai@northwick.example`."""
        with self.view() as view:
            return view.resolve([token])[token]

    def names(self, label: str) -> dict[str, str]:
        """Returns the names of all nodes of a kind by key."""
        with self.view() as view:
            chunks = list(view.scan(label, ("key", "name")))
        return {
            str(key): str(name)
            for chunk in chunks
            for key, name in zip(chunk["key"], chunk["name"], strict=True)
        }

    def history(self, token: str, kind: str) -> list[Row]:
        """Returns the intervals of a kind that touch the thing behind an identifier."""
        key = self.key(token)
        with self.view() as view:
            return [row for row in view.history(key) if row.type == kind]


def employed(row: Row) -> tuple[int, int, Any]:
    """Returns start, end and title of an employment."""
    return row.valid_from, row.valid_to, row.properties.get("title")
