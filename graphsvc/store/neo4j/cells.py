"""Turns rows into properties that Neo4j holds, and back, without losing a type.

What Neo4j cannot hold as it is (nested values, mixed or empty lists, very large integers, a name that
the adapter uses itself) stands as JSON in `_rest`; everything else stands under its own name for
people who browse. Evidence is byte arrays, little-endian as in SQLite.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, LiteralString

import numpy as np
import orjson

from graphsvc.key import id_of
from graphsvc.store.port import OPEN
from graphsvc.store.rows import EvidenceRow, FactRow, NodeRow, PrintRow

REST = "_rest"
"""Property with the JSON of what Neo4j cannot hold."""

_NODE_CELLS = frozenset({"key", "id", "nid", "bucket", "tokens", "search", "first_seq", REST})
_FACT_CELLS = frozenset(
    {
        "id",
        "fact_id",
        "open_fact",
        "qual",
        "from_day",
        "to_day",
        "valid_from",
        "valid_to",
        "settled",
        "seq",
        REST,
    }
)
BUCKET = 2_000
"""Nodes a page of a scan."""
_INT64 = 2**63
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_DAY, _LAST_DAY = date.min.toordinal() - _EPOCH, date.max.toordinal() - _EPOCH
_DAY, _WEIGHT, _PRINT, _ID = np.dtype("<i4"), np.dtype("<f8"), np.dtype("<u8"), np.dtype("<i8")

NODE: LiteralString = "properties(n) AS cells"
"""What a statement returns of a node `n` for `node_row`."""

FACT: LiteralString = "type(r) AS type, a.key AS src, b.key AS dst, properties(r) AS cells"
"""What a statement returns of a relationship `(a)-[r]->(b)` for `fact_row`."""

EVIDENCE: LiteralString = (
    "r.id AS id, a.key AS src, b.key AS dst, r.qual AS qual, "
    "r.day AS day, r.given AS given, r.received AS received"
)
"""What a statement returns of evidence `(a)-[r]->(b)` for `evidence_row`."""


def node_cells(row: NodeRow, nid: int) -> dict[str, Any]:
    """Returns all properties of a node; `nid` is its number for paging."""
    cells = _flat(row.properties, _NODE_CELLS)
    cells |= {"key": row.key, "id": row.id, "nid": nid, "bucket": nid // BUCKET}
    return cells | {"tokens": list(row.tokens), "search": row.search, "first_seq": row.first_seq}


def node_row(kind: str, cells: Mapping[str, Any]) -> NodeRow:
    """Returns the node whose properties these are."""
    return NodeRow(
        kind=kind,
        key=cells["key"],
        properties=_whole(cells, _NODE_CELLS),
        tokens=tuple(cells["tokens"]),
        search=cells["search"],
        first_seq=cells["first_seq"],
    )


def fact_cells(row: FactRow) -> dict[str, Any]:
    """Returns all properties of a relationship; the dates are for people, the days are exact."""
    cells = _flat(row.properties, _FACT_CELLS)
    cells |= {"id": row.id, "fact_id": row.fact_id, "qual": row.qual, "seq": row.seq}
    cells |= {"from_day": row.valid_from, "to_day": row.valid_to, "settled": row.settled}
    cells |= {"valid_from": _date(row.valid_from), "valid_to": _date(row.valid_to)}
    return cells | {"open_fact": row.fact_id if row.valid_to == OPEN else None}


def fact_row(record: Mapping[str, Any]) -> FactRow:
    """Returns the relationship of a record that holds `FACT`."""
    cells = record["cells"]
    return FactRow(
        id=cells["id"],
        fact_id=cells["fact_id"],
        type=record["type"],
        src=record["src"],
        dst=record["dst"],
        qual=cells["qual"],
        valid_from=cells["from_day"],
        valid_to=cells["to_day"],
        properties=_whole(cells, _FACT_CELLS),
        settled=cells["settled"],
        seq=cells["seq"],
    )


def evidence_cells(row: EvidenceRow) -> dict[str, Any]:
    """Returns all properties of evidence; first day, last day and number of days are for people."""
    cells: dict[str, Any] = {"id": row.id, "qual": row.qual, "days": len(row.day)}
    if len(row.day):
        cells |= {"first_day": _date(int(row.day[0])), "last_day": _date(int(row.day[-1]))}
    return cells | {
        "day": row.day.astype(_DAY).tobytes(),
        "given": row.given.astype(_WEIGHT).tobytes(),
        "received": row.received.astype(_WEIGHT).tobytes(),
    }


def evidence_row(record: Mapping[str, Any]) -> EvidenceRow:
    """Returns the evidence of a record that holds `EVIDENCE`."""
    return EvidenceRow(
        id=record["id"],
        src=record["src"],
        dst=record["dst"],
        qual=record["qual"],
        day=np.frombuffer(record["day"], _DAY).astype(np.int32),
        given=np.frombuffer(record["given"], _WEIGHT).astype(np.float64),
        received=np.frombuffer(record["received"], _WEIGHT).astype(np.float64),
    )


def evidence_columns(record: Mapping[str, Any]) -> dict[str, np.ndarray[Any, Any]]:
    """Returns a chunk of evidence from lists of its cells: arrays a tie, and all days end to end."""
    return {
        "id": np.array(record["id"], np.int64),
        "src": np.array(record["src"], np.int64),
        "dst": np.array(record["dst"], np.int64),
        "qual": objects(record["qual"]),
        "days": np.array([len(part) // _DAY.itemsize for part in record["day"]], np.int32),
        "day": _joined(record["day"], _DAY).astype(np.int32),
        "given": _joined(record["given"], _WEIGHT).astype(np.float64),
        "received": _joined(record["received"], _WEIGHT).astype(np.float64),
    }


def print_cells(row: PrintRow) -> dict[str, Any]:
    """Returns all properties of the fingerprints of a day and batch."""
    prints, senders = row.prints.astype(_PRINT).tobytes(), row.senders.astype(_ID).tobytes()
    return {"id": row.id, "day": row.day, "prints": prints, "senders": senders}


def print_row(cells: Mapping[str, Any]) -> PrintRow:
    """Returns the fingerprints whose properties these are."""
    return PrintRow(
        id=cells["id"],
        day=cells["day"],
        prints=np.frombuffer(cells["prints"], _PRINT).astype(np.uint64),
        senders=np.frombuffer(cells["senders"], _ID).astype(np.int64),
    )


def objects(values: Iterable[Any]) -> np.ndarray[Any, Any]:
    """Returns an object array with one element a value, lists and tuples too."""
    return np.fromiter(values, dtype=object)


def properties(column: str, values: Sequence[Any], rests: Sequence[str | None]) -> np.ndarray[Any, Any]:
    """Returns a column of a property, taking from the JSON of the rest what does not stand on its own."""
    array = objects(values)
    for at, rest in enumerate(rests):
        if rest is not None:
            array[at] = orjson.loads(rest).get(column, array[at])
    return array


def ids(keys: Iterable[str]) -> list[int]:
    """Returns the ids behind keys."""
    return [id_of(key) for key in keys]


def _flat(properties_: Mapping[str, Any], reserved: frozenset[str]) -> dict[str, Any]:
    fits = {name: _fits(value) and name not in reserved for name, value in properties_.items()}
    cells = {name: value for name, value in properties_.items() if fits[name]}
    rest = {name: value for name, value in properties_.items() if not fits[name]}
    return cells | ({REST: orjson.dumps(rest).decode()} if rest else {})


def _fits(value: object) -> bool:
    if isinstance(value, list | tuple):
        return len(value) > 0 and all(isinstance(part, str) for part in value)
    return isinstance(value, str | float) or (isinstance(value, int) and -_INT64 <= value < _INT64)


def _whole(cells: Mapping[str, Any], reserved: frozenset[str]) -> dict[str, Any]:
    rest = orjson.loads(cells[REST]) if REST in cells else {}
    return {name: value for name, value in cells.items() if name not in reserved} | rest


def _date(day: int) -> date | None:
    return date.fromordinal(day + _EPOCH) if _FIRST_DAY <= day <= _LAST_DAY else None


def _joined(parts: Iterable[bytes], dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    return np.frombuffer(b"".join(parts), dtype)
