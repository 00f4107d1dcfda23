"""One read transaction on the embedded store: SQL for `backend.Reading`."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, LiteralString, TypeVar

import numpy as np
import numpy.typing as npt
import orjson

from graphsvc.key import id_of, key_of
from graphsvc.kinds import NODE_KINDS
from graphsvc.store import sqlite_rows as rows
from graphsvc.store.port import ColumnChunk, Int64
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

_PAGE = 10_000
_AMONG: LiteralString = "IN (SELECT value FROM json_each(?))"
Row = TypeVar("Row")


class SqliteReading:
    """Reads of one transaction; see `backend.Reading`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def meta(self) -> MetaRow:
        """See `Bookkeeping.meta`."""
        epoch, seq, published_at = self._db.execute("SELECT epoch, seq, published_at FROM meta").fetchone()
        return MetaRow(epoch=epoch, seq=seq, published_at=published_at)

    def leases(self) -> list[LeaseRow]:
        """See `Bookkeeping.leases`."""
        names = ("source", "token", "holder", "host", "pid", "since", "expires")
        found = self._db.execute("SELECT source, token, holder, host, pid, since, expires FROM lease")
        return [LeaseRow(**dict(zip(names, cells, strict=True))) for cells in found]

    def runs(self) -> list[RunRow]:
        """See `Bookkeeping.runs`."""
        return self._read(f"SELECT {rows.RUN} FROM run ORDER BY number", (), rows.read_run)

    def ledger(self, run_id: str) -> Mapping[int, bytes]:
        """See `Bookkeeping.ledger`."""
        return dict(self._db.execute("SELECT batch_no, result FROM batch WHERE run_id = ?", (run_id,)))

    def closes(self, run_id: str) -> Int64:
        """See `Bookkeeping.closes`."""
        found = self._db.execute("SELECT claim FROM closing WHERE run_id = ? ORDER BY claim", (run_id,))
        return np.array([claim for (claim,) in found], dtype=np.int64)

    def changes(self, since_seq: int, limit: int) -> list[ChangeRow]:
        """See `Bookkeeping.changes`."""
        order: LiteralString = "ORDER BY seq, kind, key, op LIMIT ?"
        return self._changes(f"seq > ? {order}", (max(since_seq, 0), limit))

    def pending_changes(self) -> list[ChangeRow]:
        """See `Bookkeeping.pending_changes`."""
        return self._changes("seq = 0 ORDER BY source, kind, key, op", ())

    def tombstones(self) -> frozenset[str]:
        """See `Bookkeeping.tombstones`."""
        return frozenset(token for (token,) in self._db.execute("SELECT token FROM tombstone"))

    def nodes(self, keys: Sequence[str]) -> list[NodeRow]:
        """See `Look.nodes`."""
        found = self._read(f"SELECT {rows.NODE} FROM node WHERE id {_AMONG}", (_ids(keys),), rows.read_node)
        return [row for row in found if row.key in set(keys)] if _may_differ(keys) else found

    def firsts(self, keys: Sequence[str]) -> Mapping[str, int]:
        """See `Look.firsts`."""
        sql: LiteralString = f"SELECT id, first_seq FROM node WHERE id {_AMONG}"
        found = dict(self._db.execute(sql, (_ids(keys),)))
        numbers = ((key, id_of(key)) for key in keys)
        return {key: found[number] for key, number in numbers if number in found}

    def resolve(self, tokens: Sequence[str]) -> list[tuple[str, str]]:
        """See `Look.resolve`."""
        sql: LiteralString = f"SELECT token, kind, node FROM token WHERE token {_AMONG}"
        found = self._db.execute(sql, (rows.text_of(tokens),))
        return [(token, key_of(NODE_KINDS[kind].prefix, node)) for token, kind, node in found]

    def find(self, kind: str, text: str, *, limit: int, after: str) -> list[NodeRow]:
        """See `Look.find`."""
        where: LiteralString = (
            "kind = ? AND id > ? AND (instr(search, ?) > 0 OR ? = '' OR id IN "
            "(SELECT node FROM token WHERE token = ?)) ORDER BY id LIMIT ?"
        )
        values = (kind, id_of(after) if after else -1, text, text, f"@{text}", limit)
        return self._read(f"SELECT {rows.NODE} FROM node WHERE {where}", values, rows.read_node)

    def links(self) -> list[tuple[str, str]]:
        """See `Look.links`."""
        return self._open_ends("SAME_AS")

    def judged_apart(self) -> list[tuple[str, str]]:
        """See `Look.judged_apart`."""
        return self._open_ends("DIFFERENT_FROM")

    def _open_ends(self, kind: str) -> list[tuple[str, str]]:
        where: LiteralString = "type = ? AND valid_to IS NULL ORDER BY id"
        found = self._read(f"SELECT {rows.FACT} FROM fact WHERE {where}", (kind,), rows.read_fact)
        return [(row.src, row.dst) for row in found]

    def claims(self, ids: Sequence[int]) -> list[ClaimRow]:
        """See `Look.claims`."""
        return self._read(f"SELECT {rows.CLAIM} FROM claim WHERE id {_AMONG}", (_list(ids),), rows.read_claim)

    def claims_on(self, targets: Sequence[int]) -> list[ClaimRow]:
        """See `Look.claims_on`."""
        sql = f"SELECT {rows.CLAIM} FROM claim WHERE target {_AMONG}"
        return self._read(sql, (_list(targets),), rows.read_claim)

    def claim_rows(self, source: str, kind: str) -> Iterator[tuple[Int64, list[bytes]]]:
        """See `Look.claim_rows`."""
        sql = "SELECT id, rows FROM claim WHERE source = ? AND kind = ?"
        cursor = self._db.execute(sql, (source, kind))
        while page := cursor.fetchmany(_PAGE):
            ids, hashes = zip(*page, strict=True)
            yield np.array(ids, dtype=np.int64), list(hashes)

    def claim_count(self, source: str) -> int:
        """See `Look.claim_count`."""
        found = self._db.execute("SELECT count(*) FROM claim WHERE source = ?", (source,)).fetchone()
        return int(found[0])

    def facts(self, kind: str, fact_ids: Sequence[int]) -> list[FactRow]:
        """See `Look.facts`."""
        sql = f"SELECT {rows.FACT} FROM fact WHERE fact_id {_AMONG} AND type = ?"
        return self._read(sql, (_list(fact_ids), kind), rows.read_fact)

    def facts_touching(self, keys: Sequence[str]) -> list[FactRow]:
        """See `Look.facts_touching`."""
        sql = f"SELECT {rows.FACT} FROM fact WHERE src {_AMONG} OR dst {_AMONG}"
        return self._read(sql, (_ids(keys), _ids(keys)), rows.read_fact)

    def facts_quoting(self, quals: Sequence[str]) -> list[FactRow]:
        """See `Look.facts_quoting`."""
        sql = f"SELECT {rows.FACT} FROM fact WHERE qual {_AMONG}"
        return self._read(sql, (rows.text_of(quals),), rows.read_fact)

    def evidence(self, ids: Sequence[int]) -> list[EvidenceRow]:
        """See `Look.evidence`."""
        sql = f"SELECT {rows.EVIDENCE} FROM evidence WHERE id {_AMONG}"
        return self._read(sql, (_list(ids),), rows.read_evidence)

    def evidence_touching(self, keys: Sequence[str]) -> list[int]:
        """See `Look.evidence_touching`."""
        sql: LiteralString = f"SELECT id FROM evidence WHERE src {_AMONG} OR dst {_AMONG}"
        return [number for (number,) in self._db.execute(sql, (_ids(keys), _ids(keys)))]

    def prints(self, days: Sequence[int]) -> Iterator[PrintRow]:
        """See `Look.prints`."""
        sql: LiteralString = f"SELECT id, day, prints, senders FROM fingerprint WHERE day {_AMONG}"
        for cells in self._db.execute(sql, (_list(days),)):
            yield rows.read_print(cells)

    def scan_nodes(self, kind: str, columns: Sequence[str]) -> Iterator[ColumnChunk]:
        """See `Stream.scan_nodes`."""
        prefix = NODE_KINDS[kind].prefix
        sql = "SELECT id, tokens, props FROM node WHERE kind = ? ORDER BY id"
        for ids, tokens, props in self._columns(sql, kind):
            chunk: dict[str, npt.NDArray[Any]] = {"id": np.array(ids, dtype=np.int64)}
            if "key" in columns:
                chunk["key"] = rows.objects([key_of(prefix, number) for number in ids])
            if "tokens" in columns:
                chunk["tokens"] = rows.objects([tuple(orjson.loads(text)) for text in tokens])
            yield _with_properties(chunk, columns, props)

    def scan_facts(self, kind: str, columns: Sequence[str]) -> Iterator[ColumnChunk]:
        """See `Stream.scan_facts`."""
        sql = (
            "SELECT id, fact_id, src, dst, qual, valid_from, ifnull(valid_to, 2147483647), props"
            " FROM fact WHERE type = ?"
        )
        for *numbers, qual, start, end, props in self._columns(sql, kind):
            names = ("id", "fact_id", "src", "dst")
            chunk: dict[str, npt.NDArray[Any]] = {
                name: np.array(column, dtype=np.int64) for name, column in zip(names, numbers, strict=True)
            }
            chunk["qual"] = rows.objects(qual)
            chunk["valid_from"] = np.array(start, dtype=np.int32)
            chunk["valid_to"] = np.array(end, dtype=np.int32)
            yield _with_properties(chunk, columns, props)

    def scan_evidence(self, columns: Sequence[str]) -> Iterator[ColumnChunk]:
        """See `Stream.scan_evidence`."""
        sql = "SELECT id, src, dst, qual, day, given, received FROM evidence WHERE ? = ''"
        for ids, src, dst, qual, day, given, received in self._columns(sql, ""):
            chunk: dict[str, npt.NDArray[Any]] = {
                "id": np.array(ids, dtype=np.int64),
                "src": np.array(src, dtype=np.int64),
                "dst": np.array(dst, dtype=np.int64),
                "qual": rows.objects(qual),
                "days": np.array([len(blob) // 4 for blob in day], dtype=np.int32),
                "day": np.frombuffer(b"".join(day), dtype="<i4"),
                "given": np.frombuffer(b"".join(given), dtype="<f8"),
                "received": np.frombuffer(b"".join(received), dtype="<f8"),
            }
            yield {name: chunk[name] for name in columns}

    def page_nodes(self, kind: str, after: int, limit: int) -> list[NodeRow]:
        """See `Stream.page_nodes`."""
        sql = f"SELECT {rows.NODE} FROM node WHERE kind = ? AND id > ? ORDER BY id LIMIT ?"
        return self._read(sql, (kind, after, limit), rows.read_node)

    def page_facts(self, kind: str, after: int, limit: int) -> list[FactRow]:
        """See `Stream.page_facts`."""
        sql = f"SELECT {rows.FACT} FROM fact WHERE type = ? AND id > ? ORDER BY id LIMIT ?"
        return self._read(sql, (kind, after, limit), rows.read_fact)

    def page_evidence(self, after: int, limit: int) -> list[EvidenceRow]:
        """See `Stream.page_evidence`."""
        sql = f"SELECT {rows.EVIDENCE} FROM evidence WHERE id > ? ORDER BY id LIMIT ?"
        return self._read(sql, (after, limit), rows.read_evidence)

    def page_claims(self, after: int, limit: int) -> list[ClaimRow]:
        """See `Stream.page_claims`."""
        sql = f"SELECT {rows.CLAIM} FROM claim WHERE id > ? ORDER BY id LIMIT ?"
        return self._read(sql, (after, limit), rows.read_claim)

    def print_days(self) -> list[int]:
        """See `Stream.print_days`."""
        return [day for (day,) in self._db.execute("SELECT DISTINCT day FROM fingerprint ORDER BY day")]

    def _read(
        self, sql: LiteralString, values: tuple[Any, ...], read: Callable[[rows.Cells], Row]
    ) -> list[Row]:
        return [read(cells) for cells in self._db.execute(sql, values)]

    def _changes(self, where: LiteralString, values: tuple[int, ...]) -> list[ChangeRow]:
        found = self._db.execute(f"SELECT source, seq, op, kind, key FROM change WHERE {where}", values)
        names = ("source", "seq", "op", "kind", "key")
        return [ChangeRow(**dict(zip(names, cells, strict=True))) for cells in found]

    def _columns(self, sql: LiteralString, kind: str) -> Iterator[tuple[tuple[Any, ...], ...]]:
        cursor = self._db.execute(sql, (kind,))
        while page := cursor.fetchmany(_PAGE):
            yield tuple(zip(*page, strict=True))


def _list(ids: Sequence[int]) -> str:
    return orjson.dumps(list(ids)).decode()


def _ids(keys: Sequence[str]) -> str:
    return _list([id_of(key) for key in keys])


def _may_differ(keys: Sequence[str]) -> bool:
    """Tells whether keys of several kinds are asked, of which one could carry another's number."""
    return len({key.partition("-")[0] for key in keys}) > 1


def _with_properties(
    chunk: dict[str, npt.NDArray[Any]], columns: Sequence[str], props: Sequence[str]
) -> ColumnChunk:
    missing = [name for name in columns if name not in chunk]
    if missing:
        found = rows.records_of(props)
        chunk |= {name: rows.objects([each.get(name) for each in found]) for name in missing}
    return {name: chunk[name] for name in columns}
