"""Rows of the embedded store's tables, there and back."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from graphsvc.key import id_of, key_of
from graphsvc.kinds import NODE_KINDS
from graphsvc.store.port import OPEN
from graphsvc.store.rows import ClaimRow, EvidenceRow, FactRow, NodeRow, PrintRow, RunRow

Cells = tuple[Any, ...]

NODE = "kind, id, props, tokens, search, first_seq"
CLAIM = "id, source, kind, target, rows, body"
FACT = "id, fact_id, type, src, dst, ends, qual, valid_from, valid_to, props, settled, seq"
EVIDENCE = "id, src, dst, ends, qual, day, given, received"
RUN = (
    "run_id, number, source, mode, state, effective, inputs, cursor, claims_before, started_at, "
    "finished_at, seq, created, changed, closed"
)
_SORTED = orjson.OPT_SORT_KEYS


def text_of(value: Any) -> str:
    """Returns a JSON value as text, keys in order."""
    return orjson.dumps(value, option=_SORTED).decode()


def array_of(blob: bytes, dtype: str) -> npt.NDArray[Any]:
    """Returns a blob as an array that can be written to."""
    return np.frombuffer(blob, dtype=dtype).copy()


def node_cells(row: NodeRow) -> Cells:
    """Returns the cells of a node."""
    tokens = text_of(row.tokens)
    return row.kind, row.id, text_of(dict(row.properties)), tokens, row.search, row.first_seq


def read_node(cells: Cells) -> NodeRow:
    """Returns the node of cells."""
    kind, number, props, tokens, search, first_seq = cells
    return NodeRow(
        kind=kind,
        key=key_of(NODE_KINDS[kind].prefix, number),
        properties=orjson.loads(props),
        tokens=tuple(orjson.loads(tokens)),
        search=search,
        first_seq=first_seq,
    )


def claim_cells(row: ClaimRow) -> Cells:
    """Returns the cells of a claim."""
    return row.id, row.source, row.kind, row.target, row.rows, row.body


def read_claim(cells: Cells) -> ClaimRow:
    """Returns the claim of cells."""
    number, source, kind, target, rows, body = cells
    return ClaimRow(id=number, source=source, kind=kind, target=target, rows=rows, body=body)


def fact_cells(row: FactRow) -> Cells:
    """Returns the cells of an interval."""
    src, dst, ends = _ends(row.src, row.dst)
    end = None if row.valid_to == OPEN else row.valid_to
    props = text_of(dict(row.properties))
    head = (row.id, row.fact_id, row.type, src, dst, ends)
    return (*head, row.qual, row.valid_from, end, props, int(row.settled), row.seq)


def read_fact(cells: Cells) -> FactRow:
    """Returns the interval of cells."""
    number, fact, kind, src, dst, ends, qual, start, end, props, settled, seq = cells
    src_prefix, dst_prefix = ends.split(" ")
    return FactRow(
        id=number,
        fact_id=fact,
        type=kind,
        src=key_of(src_prefix, src),
        dst=key_of(dst_prefix, dst),
        qual=qual,
        valid_from=start,
        valid_to=OPEN if end is None else end,
        properties=orjson.loads(props),
        settled=bool(settled),
        seq=seq,
    )


def evidence_cells(row: EvidenceRow) -> Cells:
    """Returns the cells of evidence."""
    src, dst, ends = _ends(row.src, row.dst)
    arrays = (row.day.astype("<i4"), row.given.astype("<f8"), row.received.astype("<f8"))
    return (row.id, src, dst, ends, row.qual, *(array.tobytes() for array in arrays))


def read_evidence(cells: Cells) -> EvidenceRow:
    """Returns the evidence of cells."""
    number, src, dst, ends, qual, day, given, received = cells
    src_prefix, dst_prefix = ends.split(" ")
    return EvidenceRow(
        id=number,
        src=key_of(src_prefix, src),
        dst=key_of(dst_prefix, dst),
        qual=qual,
        day=array_of(day, "<i4"),
        given=array_of(given, "<f8"),
        received=array_of(received, "<f8"),
    )


def print_cells(row: PrintRow) -> Cells:
    """Returns the cells of fingerprints."""
    return row.id, row.day, row.prints.astype("<u8").tobytes(), row.senders.astype("<i8").tobytes()


def read_print(cells: Cells) -> PrintRow:
    """Returns the fingerprints of cells."""
    number, day, prints, senders = cells
    return PrintRow(id=number, day=day, prints=array_of(prints, "<u8"), senders=array_of(senders, "<i8"))


def run_cells(row: RunRow) -> Cells:
    """Returns the cells of a run."""
    return tuple(getattr(row, name) for name in RUN.split(", "))


def read_run(cells: Cells) -> RunRow:
    """Returns the run of cells."""
    return RunRow(**dict(zip(RUN.split(", "), cells, strict=True)))


def records_of(texts: Iterable[str]) -> list[dict[str, Any]]:
    """Returns many JSON objects, parsed at once."""
    found: list[dict[str, Any]] = orjson.loads(f"[{','.join(texts)}]")
    return found


def objects(values: Sequence[Any]) -> npt.NDArray[Any]:
    """Returns values as an object array, one entry each even where they are sequences."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _ends(src: str, dst: str) -> tuple[int, int, str]:
    prefixes = f"{src.partition('-')[0]} {dst.partition('-')[0]}"
    return id_of(src), id_of(dst), prefixes
