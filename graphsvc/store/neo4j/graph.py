"""Writes of nodes, relationships, claims and fingerprints: one statement a label or (label, type, label)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, LiteralString, TypeVar
from uuid import uuid4

from neo4j.exceptions import ConstraintError

from graphsvc.errors import ConflictError
from graphsvc.store.neo4j.books import Books, Keeping
from graphsvc.store.neo4j.cells import BUCKET, evidence_cells, fact_cells, node_cells, print_cells
from graphsvc.store.neo4j.connection import Run
from graphsvc.store.neo4j.look import Look, by_label, each
from graphsvc.store.neo4j.names import label_behind, vouched_type
from graphsvc.store.neo4j.stream import Stream
from graphsvc.store.rows import ClaimRow, EvidenceRow, FactRow, NodeRow, PrintRow

_Row = TypeVar("_Row")
_Ends = tuple[LiteralString, LiteralString, LiteralString]


class Reading(Books, Look, Stream):
    """See `backend.Reading`."""


class Writing(Reading, Keeping):
    """See `backend.Writing`."""

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self._run = run

    def put_nodes(self, rows: Sequence[NodeRow]) -> None:
        """See `backend.Writing.put_nodes`."""
        wanted = {row.key: row for row in rows}
        for label, keys in by_label(wanted):
            self._put_nodes(label, [wanted[key] for key in keys])

    def _put_nodes(self, label: LiteralString, rows: list[NodeRow]) -> None:
        old = self._known(label, [row.key for row in rows])
        numbers = self._numbers(label, old, rows)
        self._run(
            f"UNWIND $rows AS r MERGE (n:`{label}` {{key: r.key}}) SET n = r",
            rows=[node_cells(row, numbers[row.key]) for row in rows],
        )
        had = {key: frozenset(tokens) for key, (_, tokens) in old.items()}
        self._drop_tokens(
            [[token, row.key] for row in rows for token in had.get(row.key, ()) if token not in row.tokens]
        )
        self._put_tokens(
            [[token, row.key] for row in rows for token in row.tokens if token not in had.get(row.key, ())]
        )

    def _known(self, label: LiteralString, keys: list[str]) -> dict[str, tuple[int, list[str]]]:
        """Returns number and tokens of the nodes that exist."""
        [record] = self._run(
            f"UNWIND $keys AS key MATCH (n:`{label}` {{key: key}}) "
            "RETURN collect([n.key, n.nid, n.tokens]) AS known",
            keys=keys,
        )
        return {key: (nid, tokens) for key, nid, tokens in record["known"]}

    def _numbers(
        self, label: LiteralString, old: dict[str, tuple[int, list[str]]], rows: list[NodeRow]
    ) -> dict[str, int]:
        """Returns every node's number for paging, the next free ones for new nodes."""
        fresh = [row.key for row in rows if row.key not in old]
        first = self._count(label, len(fresh))
        return {key: nid for key, (nid, _) in old.items()} | {key: first + at for at, key in enumerate(fresh)}

    def _count(self, label: LiteralString, more: int) -> int:
        """Returns the first of so many free numbers."""
        [record] = self._run(
            "MERGE (c:_Counter {label: $label}) ON CREATE SET c.next = 0 "
            "SET c.next = c.next + $more, c.bucket = (c.next + $more - 1) / $size RETURN c.next AS next",
            label=label,
            more=more,
            size=BUCKET,
        )
        return int(record["next"]) - more

    def _put_tokens(self, pairs: list[list[str]]) -> None:
        if pairs:
            self._run("UNWIND $pairs AS p MERGE (:_Token {token: p[0], key: p[1]})", pairs=pairs)

    def _drop_tokens(self, pairs: list[list[str]]) -> None:
        if pairs:
            self._run("UNWIND $pairs AS p MATCH (t:_Token {token: p[0], key: p[1]}) DELETE t", pairs=pairs)

    def drop_nodes(self, keys: Sequence[str]) -> None:
        """See `backend.Writing.drop_nodes`."""
        for label, some in by_label(keys):
            known = self._known(label, some)
            self._drop_tokens([[token, key] for key, (_, tokens) in known.items() for token in tokens])
            self._run(f"UNWIND $keys AS key MATCH (n:`{label}` {{key: key}}) DELETE n", keys=some)

    def put_claims(self, rows: Sequence[ClaimRow]) -> None:
        """See `backend.Writing.put_claims`."""
        cells = [{**asdict(row), "body": row.body.decode()} for row in rows]
        self._run("UNWIND $rows AS r MERGE (c:_Claim {id: r.id}) SET c = r", rows=cells)

    def drop_claims(self, ids: Sequence[int]) -> None:
        """See `backend.Writing.drop_claims`."""
        self._run("UNWIND $ids AS id MATCH (c:_Claim {id: id}) DELETE c", ids=each(ids))

    def put_facts(self, rows: Sequence[FactRow]) -> None:
        """See `backend.Writing.put_facts`."""
        try:
            for ends, some in _by_ends((row.src, row.type, row.dst, row) for row in rows):
                self._put_edges(ends, [(row.src, row.dst, fact_cells(row)) for row in some])
        except ConstraintError as error:
            raise ConflictError(f"a relationship would be open twice: {error.message}") from error

    def _put_edges(self, ends: _Ends, edges: list[tuple[str, str, dict[str, Any]]]) -> None:
        src, type_, dst = ends
        self._run(
            f"UNWIND $rows AS r MATCH (a:`{src}` {{key: r[0]}}) MATCH (b:`{dst}` {{key: r[1]}}) "
            f"MERGE (a)-[k:`{type_}` {{id: r[2].id}}]->(b) SET k = r[2]",
            rows=edges,
        )

    def drop_facts(self, kind: str, ids: Sequence[int]) -> None:
        """See `backend.Writing.drop_facts`."""
        type_ = vouched_type(kind)
        self._run(f"UNWIND $ids AS id MATCH ()-[r:`{type_}` {{id: id}}]->() DELETE r", ids=each(ids))

    def put_evidence(self, rows: Sequence[EvidenceRow]) -> None:
        """See `backend.Writing.put_evidence`."""
        for ends, some in _by_ends((row.src, "KNOWS", row.dst, row) for row in rows):
            self._put_edges(ends, [(row.src, row.dst, evidence_cells(row)) for row in some])

    def drop_evidence(self, ids: Sequence[int]) -> None:
        """See `backend.Writing.drop_evidence`."""
        self.drop_facts("KNOWS", ids)

    def put_prints(self, rows: Sequence[PrintRow]) -> None:
        """See `backend.Writing.put_prints`."""
        self._run(
            "UNWIND $ids AS id MATCH (n:_Seen {id: id}) DELETE n",
            ids=[row.id for row in rows if not len(row.prints)],
        )
        self._run(
            "UNWIND $rows AS r MERGE (n:_Seen {id: r.id}) SET n = r",
            rows=[print_cells(row) for row in rows if len(row.prints)],
        )

    def wipe(self) -> None:
        """See `backend.Writing.wipe`."""
        self._run("MATCH (n) WHERE NOT (n:_Meta OR n:_Migration OR n:_Tombstone OR n:_Lease) DETACH DELETE n")
        self._run(
            "MATCH (m:_Meta {one: 1}) SET m.epoch = $epoch, m.seq = 0, m.published_at = null",
            epoch=str(uuid4()),
        )


def _by_ends(rows: Iterable[tuple[str, str, str, _Row]]) -> Iterator[tuple[_Ends, list[_Row]]]:
    """Yields what belongs to each (label, type, label)."""
    found: defaultdict[_Ends, list[_Row]] = defaultdict(list)
    for src, type_, dst, row in rows:
        found[label_behind(src), vouched_type(type_), label_behind(dst)].append(row)
    yield from found.items()
