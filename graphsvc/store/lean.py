"""A former colleague as the register needs them: name, time here and units; the rest of the profile goes.

What is business of a client's stays, see `business`: it has a basis of its own. A work address stays as an
identifier, since evidence and the next load are told apart by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from graphsvc.store.backend import Reading
from graphsvc.store.business import EMPLOYED, Business, Known, business
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
from graphsvc.store.port import Expiry, Properties
from graphsvc.store.rows import ClaimRow, FactRow, NodeRow

PROFILE: Final = frozenset({"email", "aliases", "location"})
"""Properties of a person that the register does not need."""
JOB: Final = frozenset({"title", "level", "role", "leave_reason"})
"""Properties of their employment here that it does not need."""
_SETTING = Setting(tracked=terms_of(EMPLOYED)[0], infers=terms_of(EMPLOYED)[1], effective=0, first=False)


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
    found, links = Leaner(), Links.of(tx)
    known = _known(tx, links.all([person]))
    kept = business(tx, known, expiry, links)
    for row in known.nodes:
        _lean_node(row, in_order(known.told.get(row.id, {}), rank), found, expiry, kept)
    for number in sorted({row.fact_id for row in known.jobs}):
        old = [row for row in known.jobs if row.fact_id == number]
        told = in_order(known.about.get(number, {}), rank)
        if old[0].dst in expiry.own:
            _lean_job(old, told, found, kept)
        else:
            _drop_job(old, told, found, kept)
    return None if found.is_empty else found


def _known(tx: Reading, keys: Sequence[str]) -> Known:
    nodes = tx.nodes(keys)
    own = {row.key for row in nodes}
    jobs = [row for row in tx.facts_touching(sorted(own)) if row.type == EMPLOYED and row.src in own]
    return Known(
        nodes=nodes,
        jobs=jobs,
        told=by_target(tx.claims_on([row.id for row in nodes])),
        about=by_target(tx.claims_on(sorted({row.fact_id for row in jobs}))),
    )


def _lean_node(row: NodeRow, told: Sequence[ClaimRow], found: Leaner, expiry: Expiry, kept: Business) -> None:
    left = [claim if claim.source in kept.sources else _lean_claim(claim, expiry, kept) for claim in told]
    found.claims.extend(new for new, old in zip(left, told, strict=True) if new != old)
    node = derive_node(row.key, left, first_seq=row.first_seq) if left else _without(row, expiry, kept)
    if node != row:
        found.nodes.append(node)


def _lean_claim(claim: ClaimRow, expiry: Expiry, kept: Business) -> ClaimRow:
    properties, tokens = read_node(claim)
    return replace(claim, body=node_body(_profile(properties, kept), _identifiers(tokens, expiry, kept)))


def _without(row: NodeRow, expiry: Expiry, kept: Business) -> NodeRow:
    tokens = tuple(_identifiers(row.tokens, expiry, kept))
    return replace(row, properties=_profile(row.properties, kept), tokens=tokens)


def _profile(properties: Properties, kept: Business) -> dict[str, Any]:
    """Returns the properties that the register needs, and addresses at a client."""
    left = {name: value for name, value in properties.items() if name not in PROFILE}
    if kept.is_at(properties.get("email")):
        left["email"] = properties["email"]
    aliases = [each for each in properties.get("aliases") or () if kept.is_at(each)]
    return left | ({"aliases": aliases} if aliases else {})


def _identifiers(tokens: Sequence[str], expiry: Expiry, kept: Business) -> list[str]:
    """Returns the identifiers without private addresses."""
    return [
        token
        for token in tokens
        if not token.startswith("@") or token.rpartition("@")[2] in expiry.domains or kept.is_at(token)
    ]


def _lean_job(old: Sequence[FactRow], told: Sequence[ClaimRow], found: Leaner, kept: Business) -> None:
    """Takes what an employment here says beyond its days."""
    left = [claim if kept.keeps(claim) else _lean_pieces(claim) for claim in told]
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


def _drop_job(old: Sequence[FactRow], told: Sequence[ClaimRow], found: Leaner, kept: Business) -> None:
    """Takes back who else employed them, but for what is business of a client's."""
    left = [claim for claim in told if kept.keeps(claim)]
    found.claims_dropped.extend(claim.id for claim in told if not kept.keeps(claim))
    if left:
        _follow(left, old, found)
    else:
        found.facts_dropped.extend(row.id for row in old)


def _follow(claims: Sequence[ClaimRow], old: Sequence[FactRow], found: Leaner) -> None:
    name: FactName = read_name(claims[0])
    name = FactName(id=old[0].fact_id, type=EMPLOYED, src=old[0].src, dst=old[0].dst, qual=name.qual)
    pieces = derive_pieces([read_pieces(claim) for claim in claims], _SETTING)
    change = difference(name, pieces, old, seq=max(row.seq for row in old))
    found.facts.extend(change.put)
    found.facts_dropped.extend(row.id for row in change.drop)
