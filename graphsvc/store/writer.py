"""One run of one source: claims in, records out, each batch whole or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from graphsvc.errors import UsageError
from graphsvc.store import lease as leases
from graphsvc.store.backend import Backend, Writing
from graphsvc.store.begin import FAILED, REFUSED
from graphsvc.store.clock import Clock
from graphsvc.store.derive import Rank
from graphsvc.store.finish import finish
from graphsvc.store.port import APP, Batch, Int64, Published, RunState, UInt64, WriteResult
from graphsvc.store.rows import LeaseRow, RunRow, State
from graphsvc.store.terms import Tally, Terms, Tombstones, dump_result, load_result
from graphsvc.store.write_evidence import write_evidence, write_seen
from graphsvc.store.write_facts import write_facts
from graphsvc.store.write_nodes import write_nodes

_REHEARSAL = 0
"""Number of a batch that is taken back; no ledger keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a writer works with, whatever its run."""

    backend: Backend
    rank: Rank
    secret: bytes
    clock: Clock


class _Rehearsed(Exception):  # noqa: N818 - no error: it takes a transaction back
    """A batch was tried; its transaction is rolled back."""


class RunWriter:
    """See `port.Writer`.

    Args:
        desk: engine, order of sources, secret and clock.
        source: whose run it is.
        run: the open run; None = nothing to do, every write is a no-op.
        state: where the run stands.
        lease: the lease it works under.
    """

    def __init__(
        self, desk: Desk, *, source: str, run: RunRow | None, state: RunState, lease: LeaseRow
    ) -> None:
        self._desk = desk
        self._source = source
        self._run = run
        self._state = state
        self._lease = lease

    @property
    def state(self) -> RunState:
        """See `port.Writer.state`."""
        return self._state

    def read_open(self, kind: str) -> Iterator[tuple[Int64, Sequence[Int64]]]:
        """See `port.Writer.read_open`."""
        with self._desk.backend.read() as tx:
            for ids, rows in tx.claim_rows(self._source, kind):
                yield ids, [np.frombuffer(blob, dtype="<i8") for blob in rows]

    def seen(self, days: Sequence[int]) -> Mapping[int, UInt64]:
        """See `port.Writer.seen`."""
        found: dict[int, list[UInt64]] = {day: [] for day in days}
        with self._desk.backend.read() as tx:
            for row in tx.prints(list(found)):
                found[row.day].append(row.prints)
        empty = np.empty(0, dtype=np.uint64)
        return {day: np.unique(np.concatenate([empty, *parts])) for day, parts in found.items()}

    def write(self, batch_no: int, batch: Batch) -> WriteResult:
        """See `port.Writer.write`."""
        if self._run is None:
            return WriteResult()
        with self._desk.backend.write() as tx:
            leases.keep(tx, self._lease, now=self._desk.clock())
            done = tx.ledger(self._run.run_id).get(batch_no)
            if done is not None:
                return load_result(done)
            result = self._take(tx, self._run, batch_no, batch)
            tx.put_ledger(self._run.run_id, batch_no, dump_result(result))
            return result

    def rehearse(self, batch: Batch) -> WriteResult:
        """See `port.Writer.rehearse`."""
        if self._run is None:
            return WriteResult()
        result = WriteResult()
        with suppress(_Rehearsed), self._desk.backend.write() as tx:
            leases.keep(tx, self._lease, now=self._desk.clock())
            result = self._take(tx, self._run, _REHEARSAL, batch)
            raise _Rehearsed
        return result

    def finish(self, *, max_close_ratio: float = 0.20) -> Published:
        """See `port.Writer.finish`."""
        if self._run is None:
            return Published(seq=self._state.seq, created=0, changed=0, closed=0)
        with self._desk.backend.write(durable=True) as tx:
            now = self._desk.clock()
            leases.keep(tx, self._lease, now=now)
            terms = self._terms(tx, self._run)
            published = finish(tx, self._run, terms, now=now, max_close_ratio=max_close_ratio)
        self._run = None
        self._state = replace(self._state, seq=published.seq, finished=True)
        return published

    def abort(self) -> None:
        """See `port.Writer.abort`."""
        if self._run is None:
            return
        with self._desk.backend.write() as tx:
            leases.keep(tx, self._lease, now=self._desk.clock())
            state: State = FAILED if tx.ledger(self._run.run_id) else REFUSED
            tx.put_run(replace(self._run, state=state, finished_at=self._desk.clock()))
        self._run = None

    def release(self) -> None:
        """Lets the lease go; an unfinished run can then be resumed."""
        with self._desk.backend.write() as tx:
            leases.let_go(tx, self._lease)

    def _take(self, tx: Writing, run: RunRow, batch_no: int, batch: Batch) -> WriteResult:
        if batch.closes and run.mode == "delta" and run.source != APP:
            message = f"Source '{run.source}' is loaded in delta mode, which closes nothing."
            raise UsageError(message)
        terms, tally = self._terms(tx, run), Tally()
        write_nodes(tx, batch.nodes, terms, tally)
        write_facts(tx, batch.facts, terms, tally)
        write_evidence(tx, batch.evidence, terms, tally)
        write_seen(tx, batch.seen, terms, batch_no)
        tx.put_closes(run.run_id, batch.closes)
        tx.put_changes(tally.rows(run.source))
        return tally.result()

    def _terms(self, tx: Writing, run: RunRow) -> Terms:
        return Terms(
            run_id=run.run_id,
            source=run.source,
            mode=run.mode,
            effective=run.effective,
            first=self._state.first,
            seq=tx.meta().seq + 1,
            rank=self._desk.rank,
            tombstones=Tombstones(secret=self._desk.secret, tokens=tx.tombstones()),
        )
