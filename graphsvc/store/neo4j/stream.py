"""Reads of everything, in pages that bound the memory of both sides."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, LiteralString

import numpy as np

from graphsvc.key import key_of
from graphsvc.kinds import NODE_KINDS
from graphsvc.store.neo4j.cells import (
    EVIDENCE,
    FACT,
    NODE,
    REST,
    evidence_columns,
    evidence_row,
    fact_row,
    node_row,
    objects,
    properties,
)
from graphsvc.store.neo4j.connection import Run
from graphsvc.store.neo4j.look import claim_row
from graphsvc.store.neo4j.names import sources, vouched_label, vouched_type
from graphsvc.store.port import ColumnChunk
from graphsvc.store.rows import ClaimRow, EvidenceRow, FactRow, NodeRow

_EVIDENCE_TYPE = "KNOWS"
_BUCKETS = 1
_CELLS: Mapping[str, str] = MappingProxyType({"valid_from": "from_day", "valid_to": "to_day"})
_NUMBERS: Mapping[str, type[np.generic]] = MappingProxyType(
    {"id": np.int64, "fact_id": np.int64, "valid_from": np.int32, "valid_to": np.int32}
)
_ENDS = ("src", "dst")


class Stream:
    """Reads of everything in one transaction; see `backend.Stream`."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def scan_nodes(self, kind: str, columns: Sequence[str]) -> Iterator[ColumnChunk]:
        """See `backend.Stream.scan_nodes`."""
        label = vouched_label(kind)
        statement: LiteralString = (
            f"MATCH (n:`{label}`) WHERE n.bucket >= $low AND n.bucket < $high WITH collect(n) AS found "
            "RETURN size(found) AS size, [cell IN $cells | [x IN found | x[cell]]] AS columns"
        )
        for page in self._pages(label):
            [record] = self._run(statement, cells=[*columns, REST], **page)
            if record["size"]:
                yield _chunk(columns, record["columns"])

    def scan_facts(self, kind: str, columns: Sequence[str]) -> Iterator[ColumnChunk]:
        """See `backend.Stream.scan_facts`."""
        type_ = vouched_type(kind)
        cells = [_CELLS.get(name, name) for name in columns if name not in _ENDS]
        for label in sources(kind):
            statement: LiteralString = (
                f"MATCH (a:`{label}`)-[r:`{type_}`]->(b) WHERE a.bucket >= $low AND a.bucket < $high "
                "WITH collect(r) AS found, collect(a.id) AS src, collect(b.id) AS dst "
                "RETURN size(found) AS size, src, dst, [cell IN $cells | [x IN found | x[cell]]] AS columns"
            )
            for page in self._pages(label):
                [record] = self._run(statement, cells=[*cells, REST], **page)
                if record["size"]:
                    yield _fact_chunk(columns, record)

    def scan_evidence(self, columns: Sequence[str]) -> Iterator[ColumnChunk]:
        """See `backend.Stream.scan_evidence`."""
        for label in sources(_EVIDENCE_TYPE):
            statement: LiteralString = (
                f"MATCH (a:`{label}`)-[r:KNOWS]->(b) WHERE a.bucket >= $low AND a.bucket < $high "
                "RETURN collect(r.id) AS id, collect(a.id) AS src, collect(b.id) AS dst, "
                "collect(r.qual) AS qual, collect(r.day) AS day, "
                "collect(r.given) AS given, collect(r.received) AS received"
            )
            for page in self._pages(label):
                [record] = self._run(statement, **page)
                if record["src"]:
                    found = evidence_columns(record)
                    yield {name: found[name] for name in columns}

    def page_nodes(self, kind: str, after: int, limit: int) -> list[NodeRow]:
        """See `backend.Stream.page_nodes`."""
        label = vouched_label(kind)
        found = self._run(
            f"MATCH (n:`{label}`) WHERE n.key > $after RETURN {NODE} ORDER BY n.key LIMIT $limit",
            after=key_of(NODE_KINDS[kind].prefix, after) if after >= 0 else "",
            limit=limit,
        )
        return [node_row(kind, record["cells"]) for record in found]

    def page_facts(self, kind: str, after: int, limit: int) -> list[FactRow]:
        """See `backend.Stream.page_facts`."""
        type_ = vouched_type(kind)
        found = self._run(
            f"MATCH (a)-[r:`{type_}`]->(b) WHERE r.id > $after "
            f"WITH a, r, b ORDER BY r.id LIMIT $limit RETURN {FACT}",
            after=after,
            limit=limit,
        )
        return [fact_row(record) for record in found]

    def page_evidence(self, after: int, limit: int) -> list[EvidenceRow]:
        """See `backend.Stream.page_evidence`."""
        found = self._run(
            "MATCH (a)-[r:KNOWS]->(b) WHERE r.id > $after "
            f"WITH a, r, b ORDER BY r.id LIMIT $limit RETURN {EVIDENCE}",
            after=after,
            limit=limit,
        )
        return [evidence_row(record) for record in found]

    def page_claims(self, after: int, limit: int) -> list[ClaimRow]:
        """See `backend.Stream.page_claims`."""
        found = self._run(
            "MATCH (c:_Claim) WHERE c.id > $after RETURN properties(c) AS cells ORDER BY c.id LIMIT $limit",
            after=after,
            limit=limit,
        )
        return [claim_row(record["cells"]) for record in found]

    def print_days(self) -> list[int]:
        """See `backend.Stream.print_days`."""
        [record] = self._run(
            "MATCH (n:_Seen) WHERE n.day IS NOT NULL "
            "WITH DISTINCT n.day AS day ORDER BY day RETURN collect(day) AS days"
        )
        return list(record["days"])

    def _pages(self, label: LiteralString) -> Iterator[dict[str, int]]:
        """Yields the bounds of the buckets that nodes of a label stand in."""
        found = self._run("MATCH (c:_Counter {label: $label}) RETURN c.bucket AS last", label=label)
        last = found[0]["last"] if found else -1
        for low in range(0, last + 1, _BUCKETS):
            yield {"low": low, "high": low + _BUCKETS}


def _chunk(columns: Sequence[str], values: Sequence[Sequence[Any]]) -> dict[str, np.ndarray[Any, Any]]:
    """Returns columns from their cells; the last cells are the JSON of the rest."""
    *found, rests = values
    return {name: _column(name, cells, rests) for name, cells in zip(columns, found, strict=True)}


def _column(name: str, cells: Sequence[Any], rests: Sequence[str | None]) -> np.ndarray[Any, Any]:
    if name in _NUMBERS:
        return np.array(cells, _NUMBERS[name])
    if name == "tokens":
        return objects(map(tuple, cells))
    return objects(cells) if name in {"key", "qual"} else properties(name, cells, rests)


def _fact_chunk(columns: Sequence[str], record: Mapping[str, Any]) -> dict[str, np.ndarray[Any, Any]]:
    chunk = _chunk([name for name in columns if name not in _ENDS], record["columns"])
    return chunk | {name: np.array(record[name], np.int64) for name in _ENDS if name in columns}
