"""Columns as people mean them: live on a day, and under one key where several are one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from graphsvc.key import id_of
from graphsvc.kinds import EDGE_KINDS, label_of
from graphsvc.store.backend import Reading
from graphsvc.store.links import Links
from graphsvc.store.port import ColumnChunk, Entity
from graphsvc.store.rows import EvidenceRow, FactRow
from graphsvc.store.write_evidence import turned

_IDENTITY = frozenset({"SAME_AS", "DIFFERENT_FROM"})
"""Types that are about keys themselves."""
_DTYPES = {"id": np.int64, "fact_id": np.int64, "src": np.int64, "dst": np.int64}
_DAYS = ("day", "given", "received")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Scans of one transaction.

    Attributes:
        tx: the transaction.
        links: which keys are one.
        entities: reads nodes as the merge of all their keys.
    """

    tx: Reading
    links: Links
    entities: Callable[[Sequence[str]], list[Entity]]

    def nodes(self, kind: str, columns: Sequence[str]) -> Iterator[ColumnChunk]:
        """Yields nodes by id; those of several keys once."""
        mine = [key for key in self.links.first if label_of(key) == kind]
        chunks = self.tx.scan_nodes(kind, _with(columns, "id"))
        joined = [_node_values(entity, columns) for entity in self.entities(mine)] if mine else []
        kept = _without(chunks, "id", [id_of(key) for key in mine])
        yield from _only(_in_order(kept, _columns(joined, _with(columns, "id"))), columns)

    def facts(self, kind: str, columns: Sequence[str], as_of: int | None) -> Iterator[ColumnChunk]:
        """Yields rows by id, all or those live on a day."""
        needed = _with(columns, "id", "valid_from", "valid_to")
        chunks = self.tx.scan_facts(kind, needed)
        mine = [] if kind in _IDENTITY else self._facts_of_joined(kind)
        kept = _without(chunks, "id", [row.id for row in mine])
        moved = [replace(row, src=self.links.one(row.src), dst=self.links.one(row.dst)) for row in mine]
        values = [_fact_values(row, needed) for row in moved if row.src != row.dst]
        found = _in_order(kept, _columns(values, needed))
        yield from _only((_live(chunk, as_of) for chunk in found), columns)

    def evidence(self, columns: Sequence[str], as_of: int | None) -> Iterator[ColumnChunk]:
        """Yields evidence, all or up to and with a day; order is the engine's."""
        needed = ("id", "src", "dst", "qual", "days", *_DAYS)
        ids = self.tx.evidence_touching(list(self.links.first)) if self.links.first else []
        rows = [self._turned(row) for row in self.tx.evidence(ids)]
        found = _without_evidence(self.tx.scan_evidence(needed), ids)
        extra = _evidence_columns([row for row in rows if row.src != row.dst])
        yield from _only((_until(chunk, as_of) for chunk in _followed(found, extra)), columns)

    def _facts_of_joined(self, kind: str) -> list[FactRow]:
        keys = list(self.links.first)
        return [row for row in self.tx.facts_touching(keys) if row.type == kind] if keys else []

    def _turned(self, row: EvidenceRow) -> EvidenceRow:
        found = replace(row, src=self.links.one(row.src), dst=self.links.one(row.dst))
        is_alike = label_of(found.src) == label_of(found.dst)
        return turned(found) if is_alike and found.src > found.dst else found


def _in_order(chunks: Iterator[ColumnChunk], extra: ColumnChunk | None) -> Iterator[ColumnChunk]:
    """Yields chunks and what comes beside them as one, by id."""
    found = [*chunks, *([extra] if extra is not None else [])]
    if found:
        whole = {name: np.concatenate([chunk[name] for chunk in found]) for name in found[0]}
        order = np.argsort(whole["id"], kind="stable")
        yield {name: column[order] for name, column in whole.items()}


def is_evidence(kind: str) -> bool:
    """Tells whether a kind is an edge type that holds daily evidence."""
    return kind in EDGE_KINDS and EDGE_KINDS[kind].is_evidence


def _with(columns: Sequence[str], *needed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*columns, *needed)))


def _only(chunks: Iterator[ColumnChunk], columns: Sequence[str]) -> Iterator[ColumnChunk]:
    """Yields the columns asked for; chunks in which nothing is left are passed over."""
    for chunk in chunks:
        if chunk["id"].size:
            yield {name: chunk[name] for name in columns}


def _without(chunks: Iterator[ColumnChunk], name: str, ids: Sequence[int]) -> Iterator[ColumnChunk]:
    gone = np.array(ids, dtype=np.int64)
    for chunk in chunks:
        yield _kept(chunk, ~np.isin(chunk[name], gone)) if gone.size else chunk


def _kept(chunk: ColumnChunk, mask: npt.NDArray[np.bool_]) -> ColumnChunk:
    return {name: column[mask] for name, column in chunk.items()}


def _live(chunk: ColumnChunk, as_of: int | None) -> ColumnChunk:
    if as_of is None:
        return chunk
    return _kept(chunk, (chunk["valid_from"] <= as_of) & (as_of < chunk["valid_to"]))


def _columns(values: Sequence[dict[str, Any]], columns: Sequence[str]) -> ColumnChunk | None:
    if not values:
        return None
    return {name: _column(name, [each.get(name) for each in values]) for name in columns}


def _column(name: str, values: Sequence[Any]) -> npt.NDArray[Any]:
    if name in _DTYPES:
        return np.array(values, dtype=_DTYPES[name])
    if name in {"valid_from", "valid_to"}:
        return np.array(values, dtype=np.int32)
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _node_values(entity: Entity, columns: Sequence[str]) -> dict[str, Any]:
    fixed = {"id": id_of(entity.key), "key": entity.key, "tokens": entity.tokens}
    return {name: entity.properties.get(name) for name in columns} | fixed


def _fact_values(row: FactRow, columns: Sequence[str]) -> dict[str, Any]:
    fixed = {
        "id": row.id,
        "fact_id": row.fact_id,
        "src": id_of(row.src),
        "dst": id_of(row.dst),
        "qual": row.qual,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }
    return {name: row.properties.get(name) for name in columns} | fixed


def _evidence_columns(rows: Sequence[EvidenceRow]) -> ColumnChunk | None:
    if not rows:
        return None
    return {
        "id": np.array([row.id for row in rows], dtype=np.int64),
        "src": np.array([id_of(row.src) for row in rows], dtype=np.int64),
        "dst": np.array([id_of(row.dst) for row in rows], dtype=np.int64),
        "qual": _column("qual", [row.qual for row in rows]),
        "days": np.array([row.day.size for row in rows], dtype=np.int32),
        "day": np.concatenate([row.day for row in rows]),
        "given": np.concatenate([row.given for row in rows]),
        "received": np.concatenate([row.received for row in rows]),
    }


def _followed(chunks: Iterator[ColumnChunk], extra: ColumnChunk | None) -> Iterator[ColumnChunk]:
    yield from chunks
    if extra is not None:
        yield extra


def _without_evidence(chunks: Iterator[ColumnChunk], ids: Sequence[int]) -> Iterator[ColumnChunk]:
    gone = np.array(ids, dtype=np.int64)
    for chunk in chunks:
        yield _kept_evidence(chunk, ~np.isin(chunk["id"], gone)) if gone.size else chunk


def _kept_evidence(chunk: ColumnChunk, mask: npt.NDArray[np.bool_]) -> ColumnChunk:
    entries = np.repeat(mask, chunk["days"])
    return {name: column[entries if name in _DAYS else mask] for name, column in chunk.items()}


def _until(chunk: ColumnChunk, as_of: int | None) -> ColumnChunk:
    """Returns the evidence of days up to and with `as_of`; ties without any are left out."""
    if as_of is None:
        return chunk
    entries = chunk["day"] <= as_of
    owner = np.repeat(np.arange(chunk["days"].size), chunk["days"])
    days = np.bincount(owner[entries], minlength=chunk["days"].size).astype(np.int32)
    cut = {name: column[entries] if name in _DAYS else column for name, column in chunk.items()}
    return _kept_evidence({**cut, "days": days}, days > 0)
