"""What an engine must offer: reading, writing and one lock; no rule of the house stands behind it.

Claims, intervals, guards and leases are decided once, in `engine.py`, on these primitives. A second
engine is therefore one file, and both give equal answers because neither decides anything.

Sequences of ids and keys may be empty and may be long (10,000): answer each call with few statements.
Unknown ids and keys are left out of an answer, and dropping what is absent is no error. Unless a
method says otherwise, the order of an answer is free.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from graphsvc.store.port import Applied, ColumnChunk, Int64, StoreInfo
from graphsvc.store.rows import (
    ChangeRow,
    ClaimRow,
    EvidenceRow,
    FactRow,
    LeaseRow,
    MetaRow,
    NodeRow,
    PrintRow,
    RunRow,
)


class Bookkeeping(Protocol):
    """Reads of what the store knows of itself."""

    def meta(self) -> MetaRow:
        """Returns what is published; a migrated store always has it (seq 0, a fresh epoch)."""
        ...

    def leases(self) -> list[LeaseRow]:
        """Returns all leases."""
        ...

    def runs(self) -> list[RunRow]:
        """Returns all runs, by number."""
        ...

    def ledger(self, run_id: str) -> Mapping[int, bytes]:
        """Returns the result of every batch of a run that is committed, by batch number."""
        ...

    def closes(self, run_id: str) -> Int64:
        """Returns the claim ids a run has staged to be withdrawn, ascending."""
        ...

    def changes(self, since_seq: int, limit: int) -> list[ChangeRow]:
        """Returns published changes with seq > since_seq, ordered by seq, kind, key, op."""
        ...

    def pending_changes(self) -> list[ChangeRow]:
        """Returns changes not published yet (seq 0), ordered by source, kind, key, op."""
        ...

    def tombstones(self) -> frozenset[str]:
        """Returns all tombstones."""
        ...


class Look(Protocol):
    """Reads by identity."""

    def nodes(self, keys: Sequence[str]) -> list[NodeRow]:
        """Returns the nodes that exist."""
        ...

    def firsts(self, keys: Sequence[str]) -> Mapping[str, int]:
        """Returns `first_seq` of the nodes that exist, by key; the cheap test for end points."""
        ...

    def resolve(self, tokens: Sequence[str]) -> list[tuple[str, str]]:
        """Returns (token, key) for every node that has one of the tokens."""
        ...

    def find(self, kind: str, text: str, *, limit: int, after: str) -> list[NodeRow]:
        """Returns nodes of a kind whose `search` holds `text` or which have the token `@text`.

        Keys greater than `after`, ascending, at most `limit`. An empty text matches all.
        """
        ...

    def links(self) -> list[tuple[str, str]]:
        """Returns both ends of every open SAME_AS row."""
        ...

    def judged_apart(self) -> list[tuple[str, str]]:
        """Returns both ends of every open DIFFERENT_FROM row."""
        ...

    def claims(self, ids: Sequence[int]) -> list[ClaimRow]:
        """Returns the claims that exist."""
        ...

    def claims_on(self, targets: Sequence[int]) -> list[ClaimRow]:
        """Returns the claims of all sources about the targets (node ids or fact ids)."""
        ...

    def claim_rows(self, source: str, kind: str) -> Iterator[tuple[Int64, list[bytes]]]:
        """Yields ids and `rows` of a source's claims of a kind, in pages."""
        ...

    def claim_count(self, source: str) -> int:
        """Returns how many claims a source has."""
        ...

    def facts(self, kind: str, fact_ids: Sequence[int]) -> list[FactRow]:
        """Returns all rows, open and closed, of relationships of one type."""
        ...

    def facts_touching(self, keys: Sequence[str]) -> list[FactRow]:
        """Returns all rows, open and closed, of every type but KNOWS, that start or end at the nodes."""
        ...

    def facts_quoting(self, quals: Sequence[str]) -> list[FactRow]:
        """Returns all rows whose `qual` is one of the texts; for erasure, may be slow."""
        ...

    def evidence(self, ids: Sequence[int]) -> list[EvidenceRow]:
        """Returns evidence by fact id."""
        ...

    def evidence_touching(self, keys: Sequence[str]) -> list[int]:
        """Returns the fact ids of the evidence that starts or ends at the nodes."""
        ...

    def prints(self, days: Sequence[int]) -> Iterator[PrintRow]:
        """Yields the fingerprints of the days."""
        ...


class Stream(Protocol):
    """Reads of everything."""

    def scan_nodes(self, kind: str, columns: Sequence[str]) -> Iterator[ColumnChunk]:
        """Yields chunks of nodes: `id` int64, `key`, `tokens` (tuples) and properties as object arrays."""
        ...

    def scan_facts(self, kind: str, columns: Sequence[str]) -> Iterator[ColumnChunk]:
        """Yields chunks of rows, open and closed.

        `id`, `fact_id`, `src`, `dst` int64 (node ids), `qual` object, `valid_from`, `valid_to` int32,
        properties as object arrays with None where absent.
        """
        ...

    def scan_evidence(self, columns: Sequence[str]) -> Iterator[ColumnChunk]:
        """Yields chunks of evidence: `src`, `dst` int64, `qual` object, `days` int32 (entries a row).

        And, concatenated over the rows, `day` int32, `given`, `received` float64.
        """
        ...

    def page_nodes(self, kind: str, after: int, limit: int) -> list[NodeRow]:
        """Returns nodes with id > after, by id."""
        ...

    def page_facts(self, kind: str, after: int, limit: int) -> list[FactRow]:
        """Returns rows of a type with id > after, by id."""
        ...

    def page_evidence(self, after: int, limit: int) -> list[EvidenceRow]:
        """Returns evidence with id > after, by id."""
        ...

    def page_claims(self, after: int, limit: int) -> list[ClaimRow]:
        """Returns claims with id > after, by id."""
        ...

    def print_days(self) -> list[int]:
        """Returns the days that have fingerprints, ascending."""
        ...


class Reading(Bookkeeping, Look, Stream, Protocol):
    """One read transaction: everything it returns is of one instant."""


class Keeping(Protocol):
    """Writes of what the store knows of itself; `put` inserts or replaces by identity."""

    def put_meta(self, row: MetaRow) -> None:
        """Replaces what is published."""
        ...

    def put_lease(self, row: LeaseRow) -> None:
        """Replaces the lease of a source."""
        ...

    def put_run(self, row: RunRow) -> None:
        """Inserts or replaces a run by `run_id`."""
        ...

    def drop_run(self, run_id: str) -> None:
        """Removes a run."""
        ...

    def put_ledger(self, run_id: str, batch_no: int, result: bytes) -> None:
        """Records a batch as committed, together with this transaction; replaces an entry."""
        ...

    def drop_ledger(self, run_id: str) -> None:
        """Removes all entries of a run."""
        ...

    def put_closes(self, run_id: str, claim_ids: Sequence[int]) -> None:
        """Stages claims to be withdrawn; repeats are no error."""
        ...

    def drop_closes(self, run_id: str) -> None:
        """Unstages all claims of a run."""
        ...

    def put_changes(self, rows: Sequence[ChangeRow]) -> None:
        """Adds changes; those already there are kept once."""
        ...

    def publish_changes(self, source: str, seq: int) -> int:
        """Gives the pending changes (seq 0) of a source their number; returns how many."""
        ...

    def drop_changes(self, keys: Sequence[str]) -> None:
        """Removes all changes, pending or published, with one of the keys."""
        ...

    def put_tombstones(self, tokens: Sequence[str]) -> None:
        """Adds tombstones; repeats are no error."""
        ...


class Writing(Reading, Keeping, Protocol):
    """One write transaction under the store's lock; its reads see its writes."""

    def put_nodes(self, rows: Sequence[NodeRow]) -> None:
        """Inserts or replaces nodes by key, with their tokens."""
        ...

    def drop_nodes(self, keys: Sequence[str]) -> None:
        """Removes nodes and their tokens; their relationships are gone before."""
        ...

    def put_claims(self, rows: Sequence[ClaimRow]) -> None:
        """Inserts or replaces claims by id."""
        ...

    def drop_claims(self, ids: Sequence[int]) -> None:
        """Removes claims."""
        ...

    def put_facts(self, rows: Sequence[FactRow]) -> None:
        """Inserts or replaces rows by id; closed rows come first, both ends exist.

        Raises:
            ConflictError: a second open row of one `fact_id`; the engine's own constraint finds it.
        """
        ...

    def drop_facts(self, kind: str, ids: Sequence[int]) -> None:
        """Removes rows of one type by row id."""
        ...

    def put_evidence(self, rows: Sequence[EvidenceRow]) -> None:
        """Inserts or replaces evidence by id; both ends exist."""
        ...

    def drop_evidence(self, ids: Sequence[int]) -> None:
        """Removes evidence."""
        ...

    def put_prints(self, rows: Sequence[PrintRow]) -> None:
        """Inserts or replaces fingerprints by id; a row without prints is removed."""
        ...

    def wipe(self) -> None:
        """Removes everything but tombstones, leases and the schema; meta restarts with a new epoch."""
        ...


class Backend(Protocol):
    """An engine that keeps a graph."""

    def info(self) -> StoreInfo:
        """Returns what engine answers."""
        ...

    def migrate(self, to: int | None = None) -> list[Applied]:
        """Brings the schema up to date; see `port.Store.migrate`."""
        ...

    def read(self) -> AbstractContextManager[Reading]:
        """Opens a read transaction."""
        ...

    def write(self, *, durable: bool = False) -> AbstractContextManager[Writing]:
        """Takes the store's write lock and opens a transaction; commits at the end, else rolls back.

        Args:
            durable: the commit survives loss of power before the context ends.

        Raises:
            ConflictError: another transaction held the lock for too long.
            StoreUnreachableError: the engine does not answer, or the disk is full; nothing is written.
        """
        ...

    def scrub(self) -> None:
        """Removes remnants of erased rows from files, as far as the engine can."""
        ...

    def label_states(self, states: Mapping[str, Sequence[str]]) -> None:
        """Sets the state labels for people who browse; nothing where nobody can."""
        ...

    def close(self) -> None:
        """Lets go of connections."""
        ...
