"""A graph written down in a test, kept by the embedded store."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from graphsvc.kinds import NODE_KINDS
from graphsvc.snapshot import Snapshot, Stamp, build
from graphsvc.store.open import open_store
from graphsvc.store.port import OPEN, Batch, EvidenceRows, FactClaim, Interval, NodeClaim, RunSpec, Store

TODAY = 20_000
"""Day of the tests, 2024-10-04."""
Days = Mapping[int, tuple[float, float]]
"""Weight given and received by day."""


@dataclass(kw_only=True)
class Graph:
    """Claims of one source, written one line each."""

    nodes: list[NodeClaim] = field(default_factory=list[NodeClaim])
    facts: list[FactClaim] = field(default_factory=list[FactClaim])
    evidence: list[EvidenceRows] = field(default_factory=list[EvidenceRows])

    def node(self, kind: str, name: str, /, **properties: Any) -> str:
        """Adds a node and returns its key; people, organisations and units have their name as property."""
        key = NODE_KINDS[kind].key("test", name)
        named = {"name": name} if kind in {"Person", "Organisation", "Unit"} else {}
        self.nodes.append(NodeClaim(kind=kind, key=key, properties=named | properties))
        return key

    def edge(self, kind: str, src: str, dst: str, /, **properties: Any) -> None:
        """Adds an interval; `qual`, `start` and `end` tell parallels and days, the rest are properties."""
        qual = properties.pop("qual", "")
        days = {"valid_from": properties.pop("start", None), "valid_to": properties.pop("end", OPEN)}
        interval = Interval(**days, properties=properties)
        self.facts.append(FactClaim(type=kind, src=src, dst=dst, qual=qual, intervals=(interval,)))

    def knows(self, one: str, other: str, days: Days, *, feed: str = "mail", channel: str = "mail") -> None:
        """Adds evidence of a pair; `days` gives the weight from `one` to `other` and the way back."""
        turned = one > other
        ordered = sorted(days)
        weights = np.array([days[day] for day in ordered], dtype=np.float64)
        self.evidence.append(
            EvidenceRows(
                src=min(one, other),
                dst=max(one, other),
                feed=feed,
                channel=channel,
                day=np.array(ordered, dtype=np.int32),
                given=weights[:, int(turned)].copy(),
                received=weights[:, 1 - int(turned)].copy(),
            )
        )

    def write(self, store: Store, source: str = "test", *, parts: int = 1) -> None:
        """Loads everything into a store as one finished run, nodes before facts, in several batches."""
        run = RunSpec(run_id=f"{source}-1", source=source, mode="delta", effective=TODAY)
        with store.writer(run) as writer:
            writer.write(0, Batch(nodes=self.nodes))
            for part in range(parts):
                mine = slice(part, None, parts)
                batch = Batch(facts=self.facts[mine], evidence=self.evidence[mine])
                result = writer.write(1 + part, batch)
                assert not result.rejected
            writer.finish()

    def snapshot(self, folder: Path, *, today: int = TODAY, seq: int = 1) -> Snapshot:
        """Returns the graph, kept by an embedded store, as the snapshot published in a folder."""
        stamp = Stamp(epoch="test", seq=seq, published_at=None, today=today)
        with kept(self) as store, store.view() as view:
            return Snapshot(build(view, folder, stamp=stamp))


@contextmanager
def embedded(path: Path) -> Iterator[Store]:
    """Opens an empty embedded store in a folder."""
    with closing(open_store(f"sqlite:{path / 'graph.db'}", secret=b"of the tests")) as store:
        store.migrate()
        yield store


@contextmanager
def kept(graph: Graph, *, parts: int = 1) -> Iterator[Store]:
    """Opens an embedded store that holds a graph."""
    with TemporaryDirectory() as folder, embedded(Path(folder)) as store:
        graph.write(store, parts=parts)
        yield store


@dataclass(kw_only=True)
class Firm(Graph):
    """A graph with an own firm, whose people, clients and contacts are written one line each."""

    own: str = ""

    def __post_init__(self) -> None:
        """Adds the own firm."""
        self.own = self.node("Organisation", "Harbour", type="own")

    def employee(self, name: str, *, feed: str | None = "mail", start: int = 10_000, end: int = OPEN) -> str:
        """Adds somebody employed by the firm, whom a feed covers from the first day on, if one is named."""
        person = self.node("Person", name)
        self.edge("EMPLOYED_BY", person, self.own, start=start, end=end)
        if feed:
            self.edge("OBSERVED", person, self.own, qual=feed, start=start)
        return person

    def client(self, name: str, *, parent: str | None = None) -> str:
        """Adds a client, part of another if one is named."""
        client = self.node("Organisation", name, type="client")
        if parent:
            self.edge("PART_OF", client, parent)
        return client

    def contact(self, name: str, client: str, *, role: str = "other", start: int | None = None) -> str:
        """Adds somebody with an open role at an organisation."""
        person = self.node("Person", name)
        self.edge("EMPLOYED_BY", person, client, role=role, start=start)
        return person


def monthly(count: int = 36, *, both: bool = True) -> Days:
    """Returns a mail each way in the middle of every month before `TODAY`: S 74.4505 (ties 4, sanity)."""
    return {TODAY - 15 - 30 * month: (1.0, float(both)) for month in range(count)}
