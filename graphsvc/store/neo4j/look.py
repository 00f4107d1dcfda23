"""Reads by identity: each statement starts at a unique index, never at a label."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, LiteralString

import numpy as np

from graphsvc.kinds import NODE_KINDS
from graphsvc.store.neo4j.cells import EVIDENCE, FACT, NODE, evidence_row, fact_row, node_row, print_row
from graphsvc.store.neo4j.connection import Run
from graphsvc.store.neo4j.names import label_behind, types, vouched_label, vouched_type
from graphsvc.store.port import Int64
from graphsvc.store.rows import ClaimRow, EvidenceRow, FactRow, NodeRow, PrintRow

_CLAIM: LiteralString = "collect(properties(c)) AS claims"
_PAGE = 10_000
_DAYS = 50


class Look:
    """Reads by identity in one transaction; see `backend.Look`."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def nodes(self, keys: Sequence[str]) -> list[NodeRow]:
        """See `backend.Look.nodes`."""
        return [row for label, some in by_label(keys) for row in self._nodes(label, some)]

    def _nodes(self, label: LiteralString, keys: list[str]) -> Iterator[NodeRow]:
        found = self._run(f"UNWIND $keys AS key MATCH (n:`{label}` {{key: key}}) RETURN {NODE}", keys=keys)
        return (node_row(label, record["cells"]) for record in found)

    def firsts(self, keys: Sequence[str]) -> Mapping[str, int]:
        """See `backend.Look.firsts`."""
        found: dict[str, int] = {}
        for label, some in by_label(keys):
            [record] = self._run(
                f"UNWIND $keys AS key MATCH (n:`{label}` {{key: key}}) "
                "RETURN collect(n.key) AS keys, collect(n.first_seq) AS seqs",
                keys=some,
            )
            found |= zip(record["keys"], record["seqs"], strict=True)
        return found

    def resolve(self, tokens: Sequence[str]) -> list[tuple[str, str]]:
        """See `backend.Look.resolve`."""
        [record] = self._run(
            "UNWIND $tokens AS token MATCH (t:_Token) WHERE t.token = token AND t.key IS NOT NULL "
            "RETURN collect([t.token, t.key]) AS pairs",
            tokens=list(dict.fromkeys(tokens)),
        )
        return [(token, key) for token, key in record["pairs"]]

    def find(self, kind: str, text: str, *, limit: int, after: str) -> list[NodeRow]:
        """See `backend.Look.find`."""
        label = vouched_label(kind)
        tail: LiteralString = f"RETURN {NODE} ORDER BY n.key LIMIT $limit"
        if not text:
            statement: LiteralString = f"MATCH (n:`{label}`) WHERE n.key > $after {tail}"
        else:
            statement = (
                f"MATCH (n:`{label}`) USING TEXT INDEX n:`{label}`(search) "
                f"WHERE n.search CONTAINS $text AND n.key > $after {tail}"
            )
        found = self._run(statement, text=text, after=after, limit=limit)
        rows = {record["cells"]["key"]: node_row(kind, record["cells"]) for record in found}
        rows |= {row.key: row for row in self._with_token(kind, f"@{text}", after)}
        return [rows[key] for key in sorted(rows)[:limit]]

    def _with_token(self, kind: str, token: str, after: str) -> list[NodeRow]:
        start = f"{NODE_KINDS[kind].prefix}-"
        keys = [key for _, key in self.resolve([token]) if key.startswith(start) and key > after]
        return self.nodes(keys)

    def links(self) -> list[tuple[str, str]]:
        """See `backend.Look.links`."""
        return self._open_ends("SAME_AS")

    def judged_apart(self) -> list[tuple[str, str]]:
        """See `backend.Look.judged_apart`."""
        return self._open_ends("DIFFERENT_FROM")

    def _open_ends(self, kind: LiteralString) -> list[tuple[str, str]]:
        [record] = self._run(
            f"MATCH (a)-[r:{kind}]->(b) WHERE r.open_fact IS NOT NULL RETURN collect([a.key, b.key]) AS pairs"
        )
        return [(src, dst) for src, dst in record["pairs"]]

    def claims(self, ids: Sequence[int]) -> list[ClaimRow]:
        """See `backend.Look.claims`."""
        [record] = self._run(f"UNWIND $ids AS id MATCH (c:_Claim {{id: id}}) RETURN {_CLAIM}", ids=each(ids))
        return [claim_row(cells) for cells in record["claims"]]

    def claims_on(self, targets: Sequence[int]) -> list[ClaimRow]:
        """See `backend.Look.claims_on`."""
        [record] = self._run(
            f"UNWIND $targets AS target MATCH (c:_Claim {{target: target}}) RETURN {_CLAIM}",
            targets=each(targets),
        )
        return [claim_row(cells) for cells in record["claims"]]

    def claim_rows(self, source: str, kind: str) -> Iterator[tuple[Int64, list[bytes]]]:
        """See `backend.Look.claim_rows`."""
        after = -1
        while True:
            [page] = self._run(
                "MATCH (c:_Claim) WHERE c.source = $source AND c.kind = $kind AND c.id > $after "
                "WITH c ORDER BY c.source, c.kind, c.id LIMIT $limit "
                "RETURN collect(c.id) AS ids, collect(c.rows) AS rows",
                source=source,
                kind=kind,
                after=after,
                limit=_PAGE,
            )
            if not page["ids"]:
                return
            yield np.array(page["ids"], np.int64), page["rows"]
            after = page["ids"][-1]

    def claim_count(self, source: str) -> int:
        """See `backend.Look.claim_count`."""
        [record] = self._run(
            "MATCH (c:_Claim) WHERE c.source = $source AND c.kind IS NOT NULL AND c.id IS NOT NULL "
            "RETURN count(c) AS claims",
            source=source,
        )
        return int(record["claims"])

    def facts(self, kind: str, fact_ids: Sequence[int]) -> list[FactRow]:
        """See `backend.Look.facts`."""
        type_ = vouched_type(kind)
        found = self._run(
            f"UNWIND $ids AS id MATCH (a)-[r:`{type_}`]->(b) WHERE r.fact_id = id RETURN {FACT}",
            ids=each(fact_ids),
        )
        return [fact_row(record) for record in found]

    def facts_touching(self, keys: Sequence[str]) -> list[FactRow]:
        """See `backend.Look.facts_touching`."""
        any_type = "|".join(types())
        found: dict[int, FactRow] = {}
        for label, some in by_label(keys):
            match: LiteralString = f"UNWIND $keys AS key MATCH (n:`{label}` {{key: key}}) "
            for path in (
                f"(n)-[r:{any_type}]->(b) WITH n AS a, r, b",
                f"(n)<-[r:{any_type}]-(a) WITH a, r, n AS b",
            ):
                rows = map(fact_row, self._run(f"{match} MATCH {path} RETURN {FACT}", keys=some))
                found |= {row.id: row for row in rows}
        return list(found.values())

    def facts_quoting(self, quals: Sequence[str]) -> list[FactRow]:
        """See `backend.Look.facts_quoting`."""
        found: list[FactRow] = []
        for type_ in types():
            some = self._run(
                f"MATCH (a)-[r:`{type_}`]->(b) WHERE r.id IS NOT NULL AND r.qual IN $quals RETURN {FACT}",
                quals=each(quals),
            )
            found += map(fact_row, some)
        return found

    def evidence(self, ids: Sequence[int]) -> list[EvidenceRow]:
        """See `backend.Look.evidence`."""
        found = self._run(
            f"UNWIND $ids AS id MATCH (a)-[r:KNOWS {{id: id}}]->(b) RETURN {EVIDENCE}", ids=each(ids)
        )
        return [evidence_row(record) for record in found]

    def evidence_touching(self, keys: Sequence[str]) -> list[int]:
        """See `backend.Look.evidence_touching`."""
        found: set[int] = set()
        for label, some in by_label(keys):
            [record] = self._run(
                f"UNWIND $keys AS key MATCH (n:`{label}` {{key: key}})-[r:KNOWS]-() "
                "RETURN collect(r.id) AS ids",
                keys=some,
            )
            found.update(record["ids"])
        return list(found)

    def prints(self, days: Sequence[int]) -> Iterator[PrintRow]:
        """See `backend.Look.prints`."""
        wanted = each(days)
        for start in range(0, len(wanted), _DAYS):
            found = self._run(
                "UNWIND $days AS day MATCH (n:_Seen {day: day}) RETURN properties(n) AS cells",
                days=wanted[start : start + _DAYS],
            )
            yield from (print_row(record["cells"]) for record in found)


def by_label(keys: Iterable[str]) -> Iterator[tuple[LiteralString, list[str]]]:
    """Yields the keys of each label, each key once."""
    found: defaultdict[LiteralString, list[str]] = defaultdict(list)
    for key in dict.fromkeys(keys):
        found[label_behind(key)].append(key)
    yield from found.items()


def each(values: Iterable[Any]) -> list[Any]:
    """Returns each value once."""
    return list(dict.fromkeys(values))


def claim_row(cells: Mapping[str, Any]) -> ClaimRow:
    """Returns the claim whose properties these are."""
    return ClaimRow(**{**cells, "body": cells["body"].encode()})
