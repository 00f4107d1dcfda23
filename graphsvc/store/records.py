"""Rows as plain JSON records, there and back: the format of backups, moves and fixtures.

Ids of 63 bits and hashes of 64 are text, since many readers of JSON round them; what can be computed
is left out.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import orjson

from graphsvc.key import claim_id, fact_id, hash63, id_of, key_of, row_id
from graphsvc.kinds import EDGE_KINDS, NODE_KINDS
from graphsvc.store.derive import fold, pack_rows, unpack_rows
from graphsvc.store.rows import ChangeRow, ClaimRow, EvidenceRow, FactRow, MetaRow, NodeRow, PrintRow, RunRow

Record = Mapping[str, Any]
FORMAT = 1


def meta_record(row: MetaRow) -> Record:
    """Returns the first record of an export."""
    return {"record": "meta", "format": FORMAT, **asdict(row)}


def tombstone_record(token: str) -> Record:
    """Returns a tombstone as a record."""
    return {"record": "tombstone", "token": token}


def run_record(row: RunRow) -> Record:
    """Returns a run as a record."""
    return {"record": "run", **asdict(row)}


def read_run(record: Record) -> RunRow:
    """Returns the run of a record."""
    return RunRow(**_values(record))


def node_record(row: NodeRow) -> Record:
    """Returns a node as a record."""
    return {
        "record": "node",
        "kind": row.kind,
        "key": row.key,
        "properties": dict(row.properties),
        "tokens": list(row.tokens),
        "first_seq": row.first_seq,
    }


def read_node(record: Record) -> NodeRow:
    """Returns the node of a record."""
    return NodeRow(
        kind=record["kind"],
        key=record["key"],
        properties=record["properties"],
        tokens=tuple(record["tokens"]),
        search=fold(str(record["properties"].get("name", ""))),
        first_seq=record["first_seq"],
    )


def claim_record(row: ClaimRow) -> Record:
    """Returns a claim as a record; `target` is a key, or the id of a relationship."""
    is_fact = row.kind in EDGE_KINDS
    return {
        "record": "claim",
        "source": row.source,
        "kind": row.kind,
        "target": str(row.target) if is_fact else key_of(NODE_KINDS[row.kind].prefix, row.target),
        "rows": [str(number) for number in unpack_rows(row.rows)],
        "body": orjson.loads(row.body),
    }


def read_claim(record: Record) -> ClaimRow:
    """Returns the claim of a record."""
    source, kind, target = record["source"], record["kind"], record["target"]
    number = int(target) if kind in EDGE_KINDS else id_of(target)
    return ClaimRow(
        id=claim_id(source, kind, target),
        source=source,
        kind=kind,
        target=number,
        rows=pack_rows([int(each) for each in record["rows"]]),
        body=orjson.dumps(record["body"], option=orjson.OPT_SORT_KEYS),
    )


def fact_record(row: FactRow) -> Record:
    """Returns an interval as a record."""
    return {
        "record": "fact",
        "fact_id": str(row.fact_id),
        "type": row.type,
        "src": row.src,
        "dst": row.dst,
        "qual": row.qual,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "properties": dict(row.properties),
        "settled": row.settled,
        "seq": row.seq,
    }


def read_fact(record: Record) -> FactRow:
    """Returns the interval of a record."""
    values = _values(record)
    number = int(values.pop("fact_id"))
    return FactRow(id=row_id(number, values["valid_from"]), fact_id=number, **values)


def evidence_record(row: EvidenceRow) -> Record:
    """Returns evidence as a record."""
    return {
        "record": "evidence",
        "src": row.src,
        "dst": row.dst,
        "qual": row.qual,
        "day": row.day.tolist(),
        "given": row.given.tolist(),
        "received": row.received.tolist(),
    }


def read_evidence(record: Record) -> EvidenceRow:
    """Returns the evidence of a record."""
    src, dst, qual = record["src"], record["dst"], record["qual"]
    return EvidenceRow(
        id=fact_id(src, "KNOWS", dst, qual),
        src=src,
        dst=dst,
        qual=qual,
        day=np.array(record["day"], dtype=np.int32),
        given=np.array(record["given"], dtype=np.float64),
        received=np.array(record["received"], dtype=np.float64),
    )


def print_record(day: int, rows: list[PrintRow]) -> Record:
    """Returns all fingerprints of a day as one record, ascending."""
    prints = np.concatenate([row.prints for row in rows])
    senders = np.concatenate([row.senders for row in rows])
    order = np.lexsort((senders, prints))
    return {
        "record": "fingerprint",
        "day": day,
        "prints": [str(each) for each in prints[order].tolist()],
        "senders": [str(each) for each in senders[order].tolist()],
    }


def read_prints(record: Record) -> PrintRow:
    """Returns the fingerprints of a record."""
    return PrintRow(
        id=hash63("import", record["day"]),
        day=record["day"],
        prints=np.array([int(each) for each in record["prints"]], dtype=np.uint64),
        senders=np.array([int(each) for each in record["senders"]], dtype=np.int64),
    )


def change_record(row: ChangeRow) -> Record:
    """Returns a change as a record."""
    return {"record": "change", **asdict(row)}


def read_change(record: Record) -> ChangeRow:
    """Returns the change of a record."""
    return ChangeRow(**_values(record))


def _values(record: Record) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "record"}
