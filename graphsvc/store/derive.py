"""How claims become the records people read: pure functions from claims to nodes and intervals."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any

import numpy as np
import orjson

from graphsvc.key import row_id
from graphsvc.kinds import EDGE_KINDS
from graphsvc.store.merge import INFERRED, Piece, Setting, fill, join, merge_properties
from graphsvc.store.port import APP, OPEN, Properties
from graphsvc.store.rows import ClaimRow, FactRow, NodeRow, Op

_SORTED = orjson.OPT_SORT_KEYS
Rank = Callable[[str], tuple[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactName:
    """Identity of a relationship."""

    id: int
    type: str
    src: str
    dst: str
    qual: str


@dataclass(slots=True)
class Difference:
    """What has to be written so that stored rows equal derived ones; `ops` says what happened."""

    put: list[FactRow] = field(default_factory=list[FactRow])
    drop: list[FactRow] = field(default_factory=list[FactRow])
    ops: list[Op] = field(default_factory=list[Op])


def rank_of(sources: Sequence[str]) -> Rank:
    """Returns the order in which sources are believed: `app`, then as given, then unknown ones by name."""
    places = {source: place for place, source in enumerate((APP, *sources))}
    return lambda source: (places.get(source, len(places)), source)


@cache
def terms_of(kind: str) -> tuple[tuple[str, ...], bool]:
    """Returns the tracked properties of an edge kind, and whether it says when a start is inferred."""
    declared = EDGE_KINDS[kind]
    return declared.tracked, INFERRED in {each.name for each in fields(declared.record)}


def fold(text: str) -> str:
    """Returns text as `find` compares it: without accents, case and outer spaces."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    return "".join(mark for mark in parts if not unicodedata.combining(mark)).strip()


def pack_rows(rows: Sequence[int]) -> bytes:
    """Returns row hashes as bytes, ascending."""
    return np.array(sorted(rows), dtype="<i8").tobytes() if rows else b""


def unpack_rows(rows: bytes) -> tuple[int, ...]:
    """Returns the row hashes of a claim."""
    return tuple(np.frombuffer(rows, dtype="<i8").tolist())


def node_body(properties: Properties, tokens: Sequence[str]) -> bytes:
    """Returns the body of a claim about a node; None counts as absent."""
    present = {name: value for name, value in properties.items() if value is not None}
    return orjson.dumps({"properties": present, "tokens": sorted(set(tokens))}, option=_SORTED)


def fact_body(name: FactName, pieces: Sequence[Piece]) -> bytes:
    """Returns the body of a claim about a relationship."""
    told = [[one.valid_from, one.valid_to, one.stated, dict(one.properties)] for one in pieces]
    body = {"src": name.src, "dst": name.dst, "qual": name.qual, "pieces": told}
    return orjson.dumps(body, option=_SORTED)


def read_node(claim: ClaimRow) -> tuple[dict[str, Any], list[str]]:
    """Returns properties and tokens of a claim about a node."""
    body = orjson.loads(claim.body)
    return body["properties"], body["tokens"]


def read_pieces(claim: ClaimRow) -> tuple[Piece, ...]:
    """Returns the pieces of a claim about a relationship."""
    return tuple(
        Piece(valid_from=start, valid_to=end, stated=stated, properties=properties)
        for start, end, stated, properties in orjson.loads(claim.body)["pieces"]
    )


def read_name(claim: ClaimRow) -> FactName:
    """Returns which relationship a claim is about."""
    body = orjson.loads(claim.body)
    return FactName(id=claim.target, type=claim.kind, src=body["src"], dst=body["dst"], qual=body["qual"])


def derive_node(key: str, claims: Sequence[ClaimRow], *, first_seq: int) -> NodeRow:
    """Returns the node that claims describe; claims in order of belief, at least one."""
    told = [read_node(claim) for claim in claims]
    properties = merge_properties([each for each, _ in told])
    tokens = {token for _, each in told for token in each}
    return NodeRow(
        kind=claims[0].kind,
        key=key,
        properties=properties,
        tokens=tuple(sorted(tokens)),
        search=fold(str(properties.get("name", ""))),
        first_seq=first_seq,
    )


def derive_pieces(told: Sequence[Sequence[Piece]], setting: Setting) -> tuple[Piece, ...]:
    """Returns the life of a relationship as its claims tell it, in order of belief."""
    base = join(told[0], setting)
    return fill(base, told[1:], setting) if len(told) > 1 else base


def difference(name: FactName, pieces: Sequence[Piece], old: Sequence[FactRow], *, seq: int) -> Difference:
    """Returns what to write so that the rows of a relationship tell the pieces.

    Settled rows stay unless a piece overlaps them; other rows without a piece are withdrawn.
    """
    found = Difference()
    before = {row.valid_from: row for row in old}
    for piece in pieces:
        _compare(_row(name, piece, seq), before.pop(piece.valid_from, None), found)
    for row in before.values():
        if not row.settled or _overlaps(row, pieces):
            found.drop.append(row)
            found.ops.append("withdraw")
    return found


def settle(old: Sequence[FactRow], *, effective: int, seq: int) -> Difference:
    """Returns what to write when the last claim of a relationship goes: it ends, its past stays."""
    found = Difference()
    for row in old:
        if row.settled:
            continue
        if row.valid_to <= effective:
            found.put.append(replace(row, settled=True))
        elif row.valid_from < effective:
            found.put.append(replace(row, valid_to=effective, settled=True, seq=seq))
            found.ops.append("close")
        else:
            found.drop.append(row)
            found.ops.append("withdraw")
    return found


def _row(name: FactName, piece: Piece, seq: int) -> FactRow:
    return FactRow(
        id=row_id(name.id, piece.valid_from),
        fact_id=name.id,
        type=name.type,
        src=name.src,
        dst=name.dst,
        qual=name.qual,
        valid_from=piece.valid_from,
        valid_to=piece.valid_to,
        properties=piece.properties,
        seq=seq,
    )


def _compare(row: FactRow, before: FactRow | None, found: Difference) -> None:
    if before is None:
        found.put.append(row)
        found.ops.append("create")
    elif (before.valid_to, before.properties) != (row.valid_to, row.properties):
        found.put.append(row)
        found.ops.append("close" if before.valid_to == OPEN != row.valid_to else "update")
    elif before.settled:
        found.put.append(row)


def _overlaps(row: FactRow, pieces: Sequence[Piece]) -> bool:
    return any(one.valid_from < row.valid_to and row.valid_from < one.valid_to for one in pieces)


def by_target(claims: Sequence[ClaimRow]) -> dict[int, dict[str, ClaimRow]]:
    """Returns claims by target and source."""
    found: dict[int, dict[str, ClaimRow]] = {}
    for claim in claims:
        found.setdefault(claim.target, {})[claim.source] = claim
    return found


def in_order(claims: Mapping[str, ClaimRow], rank: Rank) -> list[ClaimRow]:
    """Returns the claims about one target in order of belief."""
    if len(claims) == 1:
        return list(claims.values())
    return [claims[source] for source in sorted(claims, key=rank)]
