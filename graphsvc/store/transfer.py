"""Everything a store holds as a stream of records, out and in again; equal content, equal records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice

import orjson

from graphsvc.errors import InputRefusedError
from graphsvc.key import hash63, id_of
from graphsvc.kinds import EDGE_KINDS, NODE_KINDS
from graphsvc.store import records as shape
from graphsvc.store.backend import Backend, Reading, Writing
from graphsvc.store.begin import RUNNING
from graphsvc.store.port import OPEN
from graphsvc.store.records import FORMAT, Record
from graphsvc.store.rows import MetaRow, PrintRow, RunRow
from graphsvc.store.terms import Tombstones

_PAGE = 5_000
_DAYS = 128
_CHANGES = 100_000
_IMPORT = "import"
_HISTORY = frozenset({"seq", "first_seq"})
_DIGEST_BYTES = 16


def export(tx: Reading) -> Iterator[Record]:
    """Yields every record: what is published, tombstones, runs, then nodes before what hangs on them."""
    yield shape.meta_record(tx.meta())
    yield from (shape.run_record(row) for row in tx.runs())
    yield from content(tx)
    yield from (shape.change_record(row) for row in tx.pending_changes())
    yield from _changes(tx)


def content(tx: Reading) -> Iterator[Record]:
    """Yields the records that make the content: without runs, changes and what is published."""
    yield from (shape.tombstone_record(token) for token in sorted(tx.tombstones()))
    for kind in sorted(NODE_KINDS):
        last = -1
        while nodes := tx.page_nodes(kind, last, _PAGE):
            yield from map(shape.node_record, nodes)
            last = nodes[-1].id
    yield from _claims(tx)
    for kind in sorted(name for name, edge in EDGE_KINDS.items() if not edge.is_evidence):
        last = -1
        while facts := tx.page_facts(kind, last, _PAGE):
            yield from map(shape.fact_record, facts)
            last = facts[-1].id
    yield from _evidence(tx)
    yield from _prints(tx)


def digest(tx: Reading) -> str:
    """Returns the order-independent digest of the content, equal on every backend."""
    total = 0
    for record in content(tx):
        kept = {name: value for name, value in record.items() if name not in _HISTORY}
        line = orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)
        total += int.from_bytes(blake2b(line, digest_size=_DIGEST_BYTES).digest(), "big")
    return f"{total % (1 << (8 * _DIGEST_BYTES)):0{2 * _DIGEST_BYTES}x}"


@dataclass(slots=True, kw_only=True)
class Loader:
    """Loads records into an empty store, in batches that are kept once each, so that it can resume.

    Attributes:
        backend: the engine.
        tombstones: recognises who was erased here; those of the records count as well.
        now: instant of the load.
    """

    backend: Backend
    tombstones: Tombstones
    now: int
    _erased: set[str] = field(default_factory=set[str])

    def load(self, records: Iterator[Record], *, keeps_epoch: bool) -> None:
        """Loads an export.

        Args:
            records: an export, from its first record.
            keeps_epoch: the store goes on under the epoch of the export, as after a move.

        Raises:
            InputRefusedError: the records are no export, or the store holds something else.
        """
        meta = _meta(next(records, {}))
        run = self._begin(meta)
        number = 0
        while chunk := list(islice(records, _PAGE)):
            self._batch(run, number, chunk)
            number += 1
        with self.backend.write(durable=True) as tx:
            tx.drop_ledger(run.run_id)
            tx.drop_run(run.run_id)
            tx.put_meta(meta if keeps_epoch else replace(meta, epoch=tx.meta().epoch))

    def _begin(self, meta: MetaRow) -> RunRow:
        run_id = f"{_IMPORT}-{hash63(_IMPORT, meta.epoch, meta.seq)}"
        with self.backend.write() as tx:
            before = [run for run in tx.runs() if run.run_id == run_id]
            if before:
                return before[0]
            _refuse_content(tx)
            run = _run(run_id, self.now)
            tx.put_run(run)
            return run

    def _batch(self, run: RunRow, number: int, chunk: Sequence[Record]) -> None:
        """Loads one batch; who was erased is remembered even where the batch is in already."""
        with self.backend.write() as tx:
            self._learn(tx, chunk)
            kept = [self._cut(record) for record in chunk if self._is_welcome(record)]
            if number not in tx.ledger(run.run_id):
                _put(tx, kept)
                tx.put_ledger(run.run_id, number, b"")

    def _learn(self, tx: Writing, chunk: Sequence[Record]) -> None:
        told = {record["token"] for record in chunk if record["record"] == "tombstone"}
        known = self.tombstones.tokens or tx.tombstones()
        self.tombstones = replace(self.tombstones, tokens=known | told)
        for record in chunk:
            if record["record"] == "node" and self.tombstones.hold((record["key"], *record["tokens"])):
                self._erased.add(record["key"])

    def _is_welcome(self, record: Record) -> bool:
        """Tells whether a record says nothing of an erased person; fingerprints are cut instead."""
        if not self._erased:
            return True
        body = record.get("body", {})
        places = (record.get("key"), record.get("src"), record.get("dst"), record.get("target"))
        return self._erased.isdisjoint((*places, body.get("src"), body.get("dst")))

    def _cut(self, record: Record) -> Record:
        """Returns fingerprints without those an erased person sent; other records as they are."""
        if record["record"] != "fingerprint" or not self._erased:
            return record
        gone = {str(id_of(key)) for key in self._erased}
        pairs = zip(record["prints"], record["senders"], strict=True)
        kept = [pair for pair in pairs if pair[1] not in gone]
        return {
            **record,
            "prints": [each for each, _ in kept],
            "senders": [sender for _, sender in kept],
        }


def _changes(tx: Reading) -> Iterator[Record]:
    """Yields published changes, in pages of whole sequence numbers."""
    last, limit = 0, _CHANGES
    while rows := tx.changes(last, limit):
        whole = rows[-1].seq if len(rows) < limit else rows[-1].seq - 1
        yield from (shape.change_record(row) for row in rows if row.seq <= whole)
        limit = limit * 2 if whole == last else _CHANGES
        last = whole


def _claims(tx: Reading) -> Iterator[Record]:
    last = -1
    while claims := tx.page_claims(last, _PAGE):
        yield from map(shape.claim_record, claims)
        last = claims[-1].id


def _prints(tx: Reading) -> Iterator[Record]:
    """Yields the fingerprints of each day, many days a read."""
    every = iter(tx.print_days())
    while days := list(islice(every, _DAYS)):
        of_day: dict[int, list[PrintRow]] = {day: [] for day in days}
        for row in tx.prints(days):
            of_day[row.day].append(row)
        yield from (shape.print_record(day, rows) for day, rows in of_day.items())


def _evidence(tx: Reading) -> Iterator[Record]:
    last = -1
    while rows := tx.page_evidence(last, _PAGE):
        yield from map(shape.evidence_record, rows)
        last = rows[-1].id


def _meta(record: Record) -> MetaRow:
    if record.get("record") != "meta" or record.get("format") != FORMAT:
        message = f"The file is no export of format {FORMAT}; make one with `graphsvc export`."
        raise InputRefusedError(message)
    return MetaRow(epoch=record["epoch"], seq=record["seq"], published_at=record["published_at"])


def _run(run_id: str, now: int) -> RunRow:
    return RunRow(
        run_id=run_id,
        number=0,
        source=_IMPORT,
        mode="snapshot",
        state=RUNNING,
        effective=0,
        inputs="",
        cursor="",
        claims_before=0,
        started_at=now,
    )


def _refuse_content(tx: Reading) -> None:
    if tx.runs() or any(tx.page_nodes(kind, -1, 1) for kind in NODE_KINDS):
        message = "The store is not empty; import into a new one, so that nothing is overwritten."
        raise InputRefusedError(message)


def _put(tx: Writing, records: Sequence[Record]) -> None:
    """Writes records of mixed kinds, ends before what joins them."""
    kinds: dict[str, list[Record]] = {}
    for record in records:
        kinds.setdefault(record["record"], []).append(record)
    tx.put_tombstones([record["token"] for record in kinds.get("tombstone", ())])
    for record in kinds.get("run", ()):
        tx.put_run(shape.read_run(record))
    tx.put_nodes([shape.read_node(record) for record in kinds.get("node", ())])
    tx.put_claims([shape.read_claim(record) for record in kinds.get("claim", ())])
    facts = [shape.read_fact(record) for record in kinds.get("fact", ())]
    tx.put_facts(sorted(facts, key=lambda row: row.valid_to == OPEN))
    tx.put_evidence([shape.read_evidence(record) for record in kinds.get("evidence", ())])
    tx.put_prints([shape.read_prints(record) for record in kinds.get("fingerprint", ())])
    tx.put_changes([shape.read_change(record) for record in kinds.get("change", ())])
