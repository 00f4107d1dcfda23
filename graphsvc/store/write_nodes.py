"""The step of a batch that takes claims about nodes."""

from collections.abc import Sequence
from dataclasses import replace

from graphsvc.key import claim_id, id_of, key_of
from graphsvc.kinds import NODE_KINDS
from graphsvc.store.backend import Writing
from graphsvc.store.derive import (
    by_target,
    derive_node,
    in_order,
    node_body,
    pack_rows,
    read_node,
    unpack_rows,
)
from graphsvc.store.port import NodeClaim
from graphsvc.store.rows import ClaimRow, NodeRow
from graphsvc.store.terms import RejectReason, Tally, Terms


def write_nodes(tx: Writing, claims: Sequence[NodeClaim], terms: Terms, tally: Tally) -> None:
    """Takes claims about nodes and writes the nodes they change."""
    welcome = [claim for claim in claims if _is_welcome(claim, terms, tally)]
    if not welcome:
        return
    known = by_target(tx.claims_on(sorted({id_of(claim.key) for claim in welcome})))
    before = {row.key: row for row in tx.nodes(sorted({claim.key for claim in welcome}))}
    told, nodes = dict[int, ClaimRow](), dict[str, NodeRow]()
    for claim in welcome:
        about = known.setdefault(id_of(claim.key), {})
        row = _told(claim, about.get(terms.source), terms)
        if row != about.get(terms.source):
            about[terms.source] = told[row.id] = row
        old = before.get(claim.key)
        node = derive_node(
            claim.key, in_order(about, terms.rank), first_seq=old.first_seq if old else terms.seq
        )
        tally.count(was=old is not None, changed=node != old)
        if node != old:
            tally.note("update" if old else "create", claim.kind, claim.key)
            before[claim.key] = nodes[claim.key] = node
    tx.put_nodes(list(nodes.values()))
    tx.put_claims(list(told.values()))


def withdraw_nodes(tx: Writing, claims: Sequence[ClaimRow], terms: Terms, tally: Tally) -> None:
    """Takes claims back: a node follows those that are left; without any it stays as it is."""
    tx.drop_claims([claim.id for claim in claims])
    left = by_target(tx.claims_on(sorted({claim.target for claim in claims})))
    keys = [key_of(NODE_KINDS[claim.kind].prefix, claim.target) for claim in claims if claim.target in left]
    changed = list[NodeRow]()
    for old in tx.nodes(keys):
        node = derive_node(old.key, in_order(left[old.id], terms.rank), first_seq=old.first_seq)
        if node != old:
            tally.note("update", old.kind, old.key)
            changed.append(node)
    tx.put_nodes(changed)


def _is_welcome(claim: NodeClaim, terms: Terms, tally: Tally) -> bool:
    reason = _refusal(claim, terms)
    if reason is not None:
        tally.reject(claim.kind, claim.key, reason, claim.rows)
    return reason is None


def _refusal(claim: NodeClaim, terms: Terms) -> RejectReason | None:
    kind = NODE_KINDS.get(claim.kind)
    if kind is None or claim.key.partition("-")[0] != kind.prefix:
        return "unknown-kind"
    return "erased" if terms.tombstones.hold((claim.key, *claim.tokens)) else None


def _told(claim: NodeClaim, old: ClaimRow | None, terms: Terms) -> ClaimRow:
    """Returns the source's claim after the statement: in its place, or added where it tells news."""
    row = ClaimRow(
        id=claim_id(terms.source, claim.kind, claim.key),
        source=terms.source,
        kind=claim.kind,
        target=id_of(claim.key),
        rows=pack_rows(claim.rows),
        body=b"",
    )
    if old is None or not terms.tells_news:
        return replace(row, body=node_body(claim.properties, claim.tokens))
    properties, tokens = read_node(old)
    rows = pack_rows(tuple({*unpack_rows(old.rows), *claim.rows}))
    body = node_body({**properties, **claim.properties}, (*tokens, *claim.tokens))
    return replace(row, rows=rows, body=body)
