"""Removing a person: everything said of them goes, a keyed hash stays so that they do not come back."""

from collections.abc import Sequence

import numpy as np

from graphsvc.errors import NotFoundError
from graphsvc.key import id_of
from graphsvc.store.backend import Reading, Writing
from graphsvc.store.begin import DONE
from graphsvc.store.finish import note_erasure
from graphsvc.store.links import Links
from graphsvc.store.port import ErasureReceipt, WriteResult
from graphsvc.store.rows import FactRow, NodeRow, PrintRow
from graphsvc.store.terms import Tombstones, dump_result, load_result

_DAYS = 64


def erase(tx: Writing, subject: str, tombstones: Tombstones, *, now: int) -> ErasureReceipt:
    """Removes a person under all their keys, with what was recorded about them.

    Raises:
        NotFoundError: the store has no such node.
    """
    links = Links.of(tx)
    persons = tx.nodes(links.all([subject]))
    if not persons:
        message = f"'{subject}' is not in the store; look the person up by address or name first."
        raise NotFoundError(message)
    nodes = [*persons, *_recorded_about(tx, [row.key for row in persons])]
    facts, evidence = _remove(tx, nodes)
    _remove_prints(tx, [row.id for row in persons])
    _remove_rejections(tx, frozenset(row.key for row in nodes))
    tx.put_tombstones([tombstones.of(text) for row in persons for text in (row.key, *row.tokens)])
    token = tombstones.of(links.one(subject))
    seq = note_erasure(tx, token, now=now)
    return ErasureReceipt(seq=seq, nodes=len(nodes), facts=facts + evidence, token=token)


def _recorded_about(tx: Reading, keys: Sequence[str]) -> list[NodeRow]:
    """Returns nodes that exist only about the person, such as consents."""
    about = {row.src for row in tx.facts_touching(keys) if row.type == "ABOUT" and row.dst in keys}
    return tx.nodes(sorted(about))


def _remove(tx: Writing, nodes: Sequence[NodeRow]) -> tuple[int, int]:
    """Removes nodes with claims, intervals, evidence and changes; returns how many intervals and ties."""
    keys = [row.key for row in nodes]
    facts = {row.id: row for row in (*tx.facts_touching(keys), *tx.facts_quoting(keys))}
    targets = {id_of(key) for key in keys} | {row.fact_id for row in facts.values()}
    tx.drop_claims([claim.id for claim in tx.claims_on(sorted(targets))])
    for kind, ids in sorted(_by_type(list(facts.values())).items()):
        tx.drop_facts(kind, ids)
    evidence = tx.evidence_touching(keys)
    tx.drop_evidence(evidence)
    tx.drop_nodes(keys)
    tx.drop_changes(keys)
    return len(facts), len(evidence)


def _by_type(facts: Sequence[FactRow]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in facts:
        found.setdefault(row.type, []).append(row.id)
    return found


def _remove_prints(tx: Writing, ids: Sequence[int]) -> None:
    """Removes the fingerprints of what the person sent."""
    days = tx.print_days()
    for start in range(0, len(days), _DAYS):
        found = [_without(row, ids) for row in tx.prints(days[start : start + _DAYS])]
        tx.put_prints([row for row in found if row is not None])


def _without(row: PrintRow, ids: Sequence[int]) -> PrintRow | None:
    """Returns the fingerprints others sent; None where nobody of them sent any."""
    kept = ~np.isin(row.senders, np.array(ids, dtype=np.int64))
    if kept.all():
        return None
    return PrintRow(id=row.id, day=row.day, prints=row.prints[kept], senders=row.senders[kept])


def _remove_rejections(tx: Writing, keys: frozenset[str]) -> None:
    """Removes the person from the results that unfinished runs keep."""
    for run in tx.runs():
        if run.state == DONE:
            continue
        for batch_no, stored in tx.ledger(run.run_id).items():
            result = load_result(stored)
            if any(each.key in keys for each in result.rejected):
                tx.put_ledger(run.run_id, batch_no, dump_result(_unnamed(result, keys)))


def _unnamed(result: WriteResult, keys: frozenset[str]) -> WriteResult:
    return WriteResult(
        created=result.created,
        updated=result.updated,
        unchanged=result.unchanged,
        superseded=result.superseded,
        rejected=tuple(each for each in result.rejected if each.key not in keys),
    )
