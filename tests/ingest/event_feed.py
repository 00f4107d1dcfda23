"""A firm of two employees and one client, and feeds of events loaded into a real embedded store."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from email.utils import format_datetime
from itertools import count
from pathlib import Path
from typing import Any

from graphsvc.kinds.organisation import ORGANISATION
from graphsvc.kinds.person import PERSON
from graphsvc.store.engine import RuledStore
from graphsvc.store.open import open_store
from graphsvc.store.port import APP, Batch, FactClaim, Interval, NodeClaim, RunSpec
from graphsvc.workspace import Feed, Firm, Privacy, Workspace
from ingest.events import EventLoad, open_events
from ingest.identity import address_token, open_directory
from ingest.parties import Excluded
from ingest.report import FeedReport
from ingest.source import open_sources

TODAY = date(2026, 6, 30)
FIRM = Firm(name="Harbour & Vale", domains=("harbourvale.example",))
SECRET = b"secret of these tests, 32 bytes.."
ANA, BEN = "ana@harbourvale.example", "ben@harbourvale.example"
KAI, LIV = "kai@northwick.example", "liv@northwick.example"
OUTSIDER = "zoe@elsewhere.example"
NORTHWICK, OWN = "Northwick", "Harbour & Vale"
FIRM_KEY = ORGANISATION.key("firm", FIRM.name)
CLIENT_KEY = ORGANISATION.key("crm|account|northwick")


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def key(address: str) -> str:
    return PERSON.key(address_token(address))


class StoppedError(Exception):
    """The process of a load ends here."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """Headers of one mail; `sent` at noon UTC unless it has a time."""

    sender: str
    to: Sequence[str] = ()
    sent: str = "2026-03-02T12:00:00"
    id: str = ""
    headers: Sequence[str] = ()

    def text(self, number: int) -> str:
        moment = datetime.fromisoformat(self.sent).replace(tzinfo=UTC)
        lines = [
            f"From {self.sender} {moment:%a %b %d %H:%M:%S %Y}",
            f"Message-ID: <{self.id or number}@{self.sender}>",
            f"Date: {format_datetime(moment)}",
            f"From: {self.sender}",
            f"To: {', '.join(self.to)}",
            *self.headers,
        ]
        return "\n".join(lines) + "\n\nBody.\n\n"


@dataclass(kw_only=True)
class Desk:
    """A workspace with a store in which the firm exists."""

    root: Path
    store: RuledStore
    firm: Firm = FIRM
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    numbers: Iterable[int] = field(default_factory=lambda: count(1))

    def mailbox(self, name: str, *mails: Mail) -> None:
        self.write(name, "".join(mail.text(next(iter(self.numbers))) for mail in mails))

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")

    def say(self, *, nodes: Sequence[NodeClaim] = (), facts: Sequence[FactClaim] = ()) -> None:
        """Writes claims as `crm` does."""
        spec = RunSpec(run_id=f"crm-{next(iter(self.numbers))}", source="crm", mode="delta", effective=0)
        with self.store.writer(spec) as writer:
            writer.write(0, Batch(nodes=nodes, facts=facts))
            writer.finish()

    def table(self, name: str, *lines: str) -> None:
        """Writes a CSV file, head first."""
        self.write(name, "\n".join(lines) + "\n")

    def employ(self, *addresses: str, organisation: str = FIRM_KEY, since: str = "2020-01-01") -> None:
        people = [_person(address) for address in addresses]
        span = (Interval(valid_from=day(since)),)
        facts = [
            FactClaim(type="EMPLOYED_BY", src=person.key, dst=organisation, intervals=span)
            for person in people
        ]
        self.say(nodes=people, facts=facts)

    def know_client(self) -> None:
        properties = {"name": "Northwick", "type": "client", "domains": ["northwick.example"]}
        token = "crm|account|northwick"
        node = NodeClaim(kind="Organisation", key=CLIENT_KEY, properties=properties, tokens=(token,))
        self.say(nodes=[node])

    def load(
        self,
        *,
        excluded: Excluded | None = None,
        has_employee_feed: bool = False,
        run: str = "",
        stop_at_write: int = 0,
        **settings: Any,
    ) -> FeedReport:
        """Loads the feed `mail`, by default every mailbox of the folder.

        Raises:
            StoppedError: after batch `stop_at_write`, counted from 1, was written.
        """
        writes = count(1)

        def progress(stage: str, _rows: int) -> None:
            if stage == "write" and next(writes) == stop_at_write:
                raise StoppedError

        given: dict[str, Any] = {"name": "mail", "reader": "mbox", "paths": ("*.mbox",)}
        feed = Feed(**given | self.settings | settings)
        report = FeedReport(name=feed.name)
        with self.store.view() as view:
            directory = open_directory(view, self.firm, secret=SECRET)
        load = EventLoad(
            source=open_sources(self._workspace(feed), ())[0],
            directory=directory,
            report=report,
            today=TODAY,
            secret=SECRET,
            progress=progress,
            excluded=excluded or Excluded(),
            has_employee_feed=has_employee_feed,
        )
        name = run or f"mail-{next(iter(self.numbers))}"
        spec = RunSpec(run_id=name, source=feed.name, mode="snapshot", effective=day(str(TODAY)))
        with self.store.writer(spec) as writer:
            with self.store.view() as view:
                run_load = open_events(load, view, writer)
            run_load()
            writer.finish()
        return report

    def evidence(self) -> dict[tuple[str, str, str], dict[str, tuple[float, float]]]:
        """Weights by (address, address, channel) and day; given = from the first, who comes first by name."""
        names = self._addresses()
        found: dict[tuple[str, str, str], dict[str, tuple[float, float]]] = {}
        with self.store.view() as view:
            for chunk in view.scan("KNOWS", ("src", "dst", "qual", "days", "day", "given", "received")):
                rows = zip(chunk["day"], chunk["given"], chunk["received"], strict=True)
                for src, dst, qual, days in zip(
                    *(chunk[name] for name in ("src", "dst", "qual", "days")), strict=True
                ):
                    one, other = names[int(src)], names[int(dst)]
                    ends = min(one, other), max(one, other), qual.partition("|")[2]
                    entry = found.setdefault(ends, {})
                    for number, given, received in (next(rows) for _ in range(days)):
                        at = str(date.fromordinal(date(1970, 1, 1).toordinal() + int(number)))
                        entry[at] = (given, received) if one < other else (received, given)
        return found

    def employments(self) -> dict[tuple[str, str], list[int]]:
        """Starts of the rows of EMPLOYED_BY by address and name of the organisation."""
        return {ends: [start for start, _ in spans] for ends, spans in self._facts("EMPLOYED_BY").items()}

    def observed(self) -> dict[str, list[tuple[int, int]]]:
        """Periods of OBSERVED by address."""
        return {person: spans for (person, _), spans in self._facts("OBSERVED").items()}

    def seen(self, *days: str) -> int:
        """Number of fingerprints kept of the days."""
        spec = RunSpec(run_id="look", source=APP, mode="delta", effective=0)
        with self.store.writer(spec) as writer:
            found = writer.seen([day(each) for each in days])
            writer.abort()
        return sum(prints.size for prints in found.values())

    def people(self) -> set[str]:
        return {name for name in self._addresses().values() if "@" in name}

    def _facts(self, kind: str) -> dict[tuple[str, str], list[tuple[int, int]]]:
        names = self._addresses()
        found: dict[tuple[str, str], list[tuple[int, int]]] = {}
        with self.store.view() as view:
            for chunk in view.scan(kind, ("src", "dst", "valid_from", "valid_to")):
                columns = (chunk[name].tolist() for name in ("src", "dst", "valid_from", "valid_to"))
                for src, dst, start, end in zip(*columns, strict=True):
                    found.setdefault((names[src], names[dst]), []).append((start, end))
        return {ends: sorted(spans) for ends, spans in found.items()}

    def _addresses(self) -> dict[int, str]:
        with self.store.view() as view:
            people = [(c["id"], c["email"]) for c in view.scan("Person", ("id", "email"))]
            firms = [(c["id"], c["name"]) for c in view.scan("Organisation", ("id", "name"))]
        return {
            int(one): name for ids, names in (*people, *firms) for one, name in zip(ids, names, strict=True)
        }

    def _workspace(self, feed: Feed) -> Workspace:
        return Workspace(root=self.root, firm=self.firm, store_url="", privacy=Privacy(), feeds=(feed,))


def open_desk(root: Path, *, domain: str = FIRM.domains[0]) -> Desk:
    """Returns a desk whose firm employs nobody yet."""
    store = open_store(f"sqlite:{root / 'graph.db'}", sources=("crm", "mail"), secret=SECRET)
    store.migrate()
    desk = Desk(root=root, store=store, firm=replace(FIRM, domains=(domain,)))
    firm = {"name": FIRM.name, "type": "own"}
    desk.say(nodes=[NodeClaim(kind="Organisation", key=FIRM_KEY, properties=firm)])
    return desk


def _person(address: str) -> NodeClaim:
    properties = {"name": address.partition("@")[0].title(), "email": address}
    return NodeClaim(kind="Person", key=key(address), properties=properties, tokens=(address_token(address),))
