"""A former colleague as the register needs them: name, time here and units; the rest of the profile goes.

What a source says of them as a contact of a client stays: it has a basis of its own. A work address stays as
an identifier, since evidence and the next load are told apart by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from graphsvc.store.backend import Reading
from graphsvc.store.derive import (
    FactName,
    Rank,
    by_target,
    derive_node,
    derive_pieces,
    difference,
    fact_body,
    in_order,
    node_body,
    read_name,
    read_node,
    read_pieces,
    terms_of,
)
from graphsvc.store.links import Links
from graphsvc.store.merge import Setting
from graphsvc.store.port import Expiry
from graphsvc.store.rows import ClaimRow, FactRow, NodeRow

PROFILE: Final = frozenset({"email", "aliases", "location"})
"""Properties of a person that the register does not need."""
JOB: Final = frozenset({"title", "level", "role", "leave_reason"})
"""Properties of their employment here that it does not need."""
_JOB = "EMPLOYED_BY"
_SETTING = Setting(tracked=terms_of(_JOB)[0], infers=terms_of(_JOB)[1], effective=0, first=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaner:
    """What is to be written so that a profile is minimised."""

    claims: list[ClaimRow] = field(default_factory=list[ClaimRow])
    claims_dropped: list[int] = field(default_factory=list[int])
    nodes: list[NodeRow] = field(default_factory=list[NodeRow])
    facts: list[FactRow] = field(default_factory=list[FactRow])
    facts_dropped: list[int] = field(default_factory=list[int])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.claims or self.claims_dropped or self.nodes or self.facts or self.facts_dropped)


def lean(tx: Reading, person: str, expiry: Expiry, rank: Rank) -> Leaner | None:
    """Returns what minimises a profile, None where that was done already."""
    found = Leaner()
    nodes = tx.nodes(Links.of(tx).all([person]))
    claims = by_target(tx.claims_on([row.id for row in nodes]))
    business = _business(nodes, claims)
    for row in nodes:
        _lean_node(row, in_order(claims.get(row.id, {}), rank), found, expiry, business)
    keys = {row.key for row in nodes}
    jobs = [row for row in tx.facts_touching(sorted(keys)) if row.type == _JOB and row.src in keys]
    about = by_target(tx.claims_on(sorted({row.fact_id for row in jobs})))
    for number in sorted({row.fact_id for row in jobs}):
        old = [row for row in jobs if row.fact_id == number]
        told = in_order(about.get(number, {}), rank)
        if old[0].dst in expiry.own:
            _lean_job(old, told, found, business)
        else:
            _drop_job(old, told, found, business)
    return None if found.is_empty else found


def _business(nodes: Sequence[NodeRow], claims: dict[int, dict[str, ClaimRow]]) -> frozenset[str]:
    """Returns the sources that know the person as a contact of a client."""
    tokens = {token for row in nodes for token in row.tokens}
    sources = {source for told in claims.values() for source in told}
    return frozenset(
        source for source in sources if any(each.startswith(f"{source}|contact|") for each in tokens)
    )


def _lean_node(
    row: NodeRow, told: Sequence[ClaimRow], found: Leaner, expiry: Expiry, business: frozenset[str]
) -> None:
    left = [claim if claim.source in business else _lean_claim(claim, expiry) for claim in told]
    found.claims.extend(new for new, old in zip(left, told, strict=True) if new != old)
    node = derive_node(row.key, left, first_seq=row.first_seq) if left else _without(row, expiry)
    if node != row:
        found.nodes.append(node)


def _lean_claim(claim: ClaimRow, expiry: Expiry) -> ClaimRow:
    properties, tokens = read_node(claim)
    kept = {name: value for name, value in properties.items() if name not in PROFILE}
    return replace(claim, body=node_body(kept, _identifiers(tokens, expiry)))


def _without(row: NodeRow, expiry: Expiry) -> NodeRow:
    kept = {name: value for name, value in row.properties.items() if name not in PROFILE}
    return replace(row, properties=kept, tokens=tuple(_identifiers(row.tokens, expiry)))


def _identifiers(tokens: Sequence[str], expiry: Expiry) -> list[str]:
    """Returns the identifiers without private addresses."""
    return [
        token for token in tokens if not token.startswith("@") or token.rpartition("@")[2] in expiry.domains
    ]


def _lean_job(
    old: Sequence[FactRow], told: Sequence[ClaimRow], found: Leaner, business: frozenset[str]
) -> None:
    """Takes what an employment here says beyond its days."""
    left = [claim if claim.source in business else _lean_pieces(claim) for claim in told]
    found.claims.extend(new for new, was in zip(left, told, strict=True) if new != was)
    rows = [replace(row, properties=_fewer(row.properties)) if row.settled else row for row in old]
    found.facts.extend(new for new, was in zip(rows, old, strict=True) if new != was)
    if left:
        _follow(left, rows, found)


def _lean_pieces(claim: ClaimRow) -> ClaimRow:
    pieces = [replace(piece, properties=_fewer(piece.properties)) for piece in read_pieces(claim)]
    return replace(claim, body=fact_body(read_name(claim), pieces))


def _fewer(properties: Any) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if name not in JOB}


def _drop_job(
    old: Sequence[FactRow], told: Sequence[ClaimRow], found: Leaner, business: frozenset[str]
) -> None:
    """Takes back who else employed them, but for what a client's contact list says."""
    left = [claim for claim in told if claim.source in business]
    found.claims_dropped.extend(claim.id for claim in told if claim.source not in business)
    if left:
        _follow(left, old, found)
    else:
        found.facts_dropped.extend(row.id for row in old)


def _follow(claims: Sequence[ClaimRow], old: Sequence[FactRow], found: Leaner) -> None:
    name: FactName = read_name(claims[0])
    name = FactName(id=old[0].fact_id, type=_JOB, src=old[0].src, dst=old[0].dst, qual=name.qual)
    pieces = derive_pieces([read_pieces(claim) for claim in claims], _SETTING)
    change = difference(name, pieces, old, seq=max(row.seq for row in old))
    found.facts.extend(change.put)
    found.facts_dropped.extend(row.id for row in change.drop)
