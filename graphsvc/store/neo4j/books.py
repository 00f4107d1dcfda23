"""What the store knows of itself, in Neo4j: one label a table, the underscore first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, LiteralString

import numpy as np

from graphsvc.errors import StoreUnreachableError
from graphsvc.store.neo4j.connection import Run
from graphsvc.store.port import Int64
from graphsvc.store.rows import ChangeRow, LeaseRow, MetaRow, RunRow

_CHANGE: LiteralString = "p.source AS source, p.seq AS seq, c.op AS op, c.kind AS kind, c.key AS key"
# An index over several properties answers for the first only if the others are asked to exist.
_OF_LOAD: LiteralString = (
    "MATCH (c:_Change) WHERE c.load = p.load "
    "AND c.kind IS NOT NULL AND c.key IS NOT NULL AND c.op IS NOT NULL"
)


class Books:
    """Bookkeeping in one transaction; see `backend.Bookkeeping` and `backend.Keeping`."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def meta(self) -> MetaRow:
        """See `backend.Bookkeeping.meta`."""
        found = self._run("MATCH (m:_Meta {one: 1}) RETURN m {.epoch, .seq, .published_at} AS meta")
        if not found:
            raise StoreUnreachableError("The store is empty: run `graphsvc ingest` first.")
        return MetaRow(**found[0]["meta"])

    def leases(self) -> list[LeaseRow]:
        """See `backend.Bookkeeping.leases`."""
        found = self._run("MATCH (n:_Lease) WHERE n.source >= '' RETURN properties(n) AS row")
        return [LeaseRow(**record["row"]) for record in found]

    def runs(self) -> list[RunRow]:
        """See `backend.Bookkeeping.runs`."""
        found = self._run("MATCH (n:_Run) WHERE n.number >= 0 RETURN properties(n) AS row ORDER BY n.number")
        return [RunRow(**record["row"]) for record in found]

    def ledger(self, run_id: str) -> Mapping[int, bytes]:
        """See `backend.Bookkeeping.ledger`."""
        found = self._run(
            "MATCH (n:_Batch) WHERE n.run_id = $run_id AND n.batch_no IS NOT NULL "
            "RETURN n.batch_no AS batch_no, n.result AS result",
            run_id=run_id,
        )
        return {record["batch_no"]: record["result"] for record in found}

    def closes(self, run_id: str) -> Int64:
        """See `backend.Bookkeeping.closes`."""
        found = self._run(
            "MATCH (n:_Close) WHERE n.run_id = $run_id AND n.claim IS NOT NULL "
            "WITH n.claim AS claim ORDER BY claim RETURN collect(claim) AS claims",
            run_id=run_id,
        )
        return np.array(found[0]["claims"], np.int64)

    def changes(self, since_seq: int, limit: int) -> list[ChangeRow]:
        """See `backend.Bookkeeping.changes`; goes through one published number after the other."""
        [record] = self._run(
            "MATCH (p:_Publication) WHERE p.seq > $since WITH DISTINCT p.seq AS seq ORDER BY seq "
            "RETURN collect(seq) AS seqs",
            since=max(since_seq, 0),
        )
        rows: list[ChangeRow] = []
        for seq in record["seqs"]:
            if len(rows) < limit:
                rows += self._changes_of(seq, limit - len(rows))
        return rows

    def _changes_of(self, seq: int, limit: int) -> list[ChangeRow]:
        found = self._run(
            f"MATCH (p:_Publication {{seq: $seq}}) {_OF_LOAD} RETURN {_CHANGE} "
            "ORDER BY kind, key, op LIMIT $limit",
            seq=seq,
            limit=limit,
        )
        return [ChangeRow(**record) for record in found]

    def pending_changes(self) -> list[ChangeRow]:
        """See `backend.Bookkeeping.pending_changes`."""
        found = self._run(
            f"MATCH (p:_Publication {{seq: 0}}) {_OF_LOAD} RETURN {_CHANGE} ORDER BY source, kind, key, op"
        )
        return [ChangeRow(**record) for record in found]

    def tombstones(self) -> frozenset[str]:
        """See `backend.Bookkeeping.tombstones`."""
        found = self._run("MATCH (n:_Tombstone) WHERE n.token >= '' RETURN collect(n.token) AS tokens")
        return frozenset(found[0]["tokens"])


class Keeping:
    """Bookkeeping that writes."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def put_meta(self, row: MetaRow) -> None:
        """See `backend.Keeping.put_meta`."""
        self._run("MATCH (m:_Meta {one: 1}) SET m += $row", row=asdict(row))

    def put_lease(self, row: LeaseRow) -> None:
        """See `backend.Keeping.put_lease`."""
        self._run("MERGE (n:_Lease {source: $row.source}) SET n = $row", row=asdict(row))

    def put_run(self, row: RunRow) -> None:
        """See `backend.Keeping.put_run`."""
        self._run("MERGE (n:_Run {run_id: $row.run_id}) SET n = $row", row=asdict(row))

    def drop_run(self, run_id: str) -> None:
        """See `backend.Keeping.drop_run`."""
        self._run("MATCH (n:_Run {run_id: $run_id}) DELETE n", run_id=run_id)

    def put_ledger(self, run_id: str, batch_no: int, result: bytes) -> None:
        """See `backend.Keeping.put_ledger`."""
        self._run(
            "MERGE (n:_Batch {run_id: $run_id, batch_no: $batch_no}) SET n.result = $result",
            run_id=run_id,
            batch_no=batch_no,
            result=result,
        )

    def drop_ledger(self, run_id: str) -> None:
        """See `backend.Keeping.drop_ledger`."""
        self._run(
            "MATCH (n:_Batch) WHERE n.run_id = $run_id AND n.batch_no IS NOT NULL DELETE n", run_id=run_id
        )

    def put_closes(self, run_id: str, claim_ids: Sequence[int]) -> None:
        """See `backend.Keeping.put_closes`."""
        self._run(
            "UNWIND $claims AS claim MERGE (:_Close {run_id: $run_id, claim: claim})",
            run_id=run_id,
            claims=list(claim_ids),
        )

    def drop_closes(self, run_id: str, claim_ids: Sequence[int] | None = None) -> None:
        """See `backend.Keeping.drop_closes`."""
        if claim_ids is None:
            self._run(
                "MATCH (n:_Close) WHERE n.run_id = $run_id AND n.claim IS NOT NULL DELETE n", run_id=run_id
            )
            return
        self._run(
            "UNWIND $claims AS claim MATCH (n:_Close {run_id: $run_id, claim: claim}) DELETE n",
            run_id=run_id,
            claims=list(claim_ids),
        )

    def put_changes(self, rows: Sequence[ChangeRow]) -> None:
        """See `backend.Keeping.put_changes`."""
        loads: defaultdict[tuple[str, int], list[list[str]]] = defaultdict(list)
        for row in rows:
            loads[row.source, row.seq].append([row.kind, row.key, row.op])
        for (source, seq), changes in loads.items():
            self._run(
                "MERGE (p:_Publication {source: $source, seq: $seq}) ON CREATE SET p.load = randomUUID() "
                "WITH p UNWIND $changes AS c "
                "MERGE (:_Change {load: p.load, kind: c[0], key: c[1], op: c[2]})",
                source=source,
                seq=seq,
                changes=changes,
            )

    def publish_changes(self, source: str, seq: int) -> int:
        """See `backend.Keeping.publish_changes`; numbers the load: one write for a million changes."""
        found = self._run(
            f"MATCH (p:_Publication {{source: $source, seq: 0}}) {_OF_LOAD} "
            "WITH p, count(c) AS published SET p.seq = $seq RETURN published",
            source=source,
            seq=seq,
        )
        return int(found[0]["published"]) if found else 0

    def drop_changes(self, keys: Sequence[str]) -> None:
        """See `backend.Keeping.drop_changes`."""
        self._run("UNWIND $keys AS key MATCH (c:_Change {key: key}) DELETE c", keys=_each(keys))

    def put_tombstones(self, tokens: Sequence[str]) -> None:
        """See `backend.Keeping.put_tombstones`."""
        self._run("UNWIND $tokens AS token MERGE (:_Tombstone {token: token})", tokens=_each(tokens))


def _each(values: Sequence[Any]) -> list[Any]:
    return list(dict.fromkeys(values))
