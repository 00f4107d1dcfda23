"""A graph written down in a test, and the view of it that a store would give."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from graphsvc.key import id_of
from graphsvc.kinds import EDGE_KINDS, NODE_KINDS
from graphsvc.store.port import (
    OPEN,
    UNBOUNDED,
    Batch,
    ColumnChunk,
    EvidenceRows,
    FactClaim,
    Interval,
    NodeClaim,
    RunRecord,
)

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
                given=weights[:, int(turned)],
                received=weights[:, 1 - int(turned)],
            )
        )

    def batch(self) -> Batch:
        """Returns everything as one batch."""
        return Batch(nodes=self.nodes, facts=self.facts, evidence=self.evidence)


@dataclass(kw_only=True)
class GraphView:
    """What a view of a graph scans: one chunk a row, so that joining chunks is tested too."""

    graph: Graph
    seq: int = 1
    past_runs: list[RunRecord] = field(default_factory=list[RunRecord])

    def runs(self) -> list[RunRecord]:
        """Returns the runs given."""
        return self.past_runs

    def scan(self, kind: str, columns: Sequence[str], *, as_of: int | None = None) -> Iterator[ColumnChunk]:
        """Yields the rows of a kind."""
        assert as_of is None
        rows = self._nodes(kind) if kind in NODE_KINDS else self._edges(kind)
        for row in rows:
            yield {name: row.get(name, _absent(kind)) for name in columns}

    def _nodes(self, kind: str) -> Iterator[dict[str, Any]]:
        found = [claim for claim in self.graph.nodes if claim.kind == kind]
        for claim in sorted(found, key=lambda claim: claim.key):
            yield {"id": np.array([id_of(claim.key)])} | _objects(claim.properties)

    def _edges(self, kind: str) -> Iterator[dict[str, Any]]:
        if EDGE_KINDS[kind].is_evidence:
            yield from map(_evidence, self.graph.evidence)
        for claim in self.graph.facts:
            if claim.type == kind:
                yield _ends(claim.src, claim.dst, claim.qual) | _interval(claim.intervals[0])


def _objects(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: np.array([value, None], dtype=object)[:1] for name, value in properties.items()}


def _absent(kind: str) -> Any:
    assert kind
    return np.array([None], dtype=object)


def _ends(src: str, dst: str, qual: str) -> dict[str, Any]:
    ends = {"src": np.array([id_of(src)]), "dst": np.array([id_of(dst)])}
    return ends | {"qual": np.array([qual], dtype=object)}


def _interval(interval: Interval) -> dict[str, Any]:
    start = UNBOUNDED if interval.valid_from is None else interval.valid_from
    return {
        "valid_from": np.array([start], dtype=np.int32),
        "valid_to": np.array([interval.valid_to], dtype=np.int32),
    } | _objects(interval.properties)


def _evidence(rows: EvidenceRows) -> dict[str, Any]:
    return _ends(rows.src, rows.dst, rows.qual) | {
        "days": np.array([rows.day.size], dtype=np.int32),
        "day": rows.day,
        "given": rows.given,
        "received": rows.received,
    }
