"""How a run ends: what is no longer reported is withdrawn, and everything is published at once."""

from collections.abc import Sequence
from dataclasses import replace

from graphsvc.errors import ShrinkError
from graphsvc.kinds import EDGE_KINDS
from graphsvc.store.backend import Writing
from graphsvc.store.begin import DONE
from graphsvc.store.port import APP, Published
from graphsvc.store.rows import ChangeRow, ClaimRow, RunRow
from graphsvc.store.terms import Tally, Terms, load_result
from graphsvc.store.write_facts import withdraw_facts
from graphsvc.store.write_nodes import withdraw_nodes

_CHUNK = 5_000


def finish(tx: Writing, run: RunRow, terms: Terms, *, now: int, max_close_ratio: float) -> Published:
    """Withdraws what the run staged, publishes and ends the run.

    Raises:
        ShrinkError: the run would close too large a part of its source.
    """
    going = _going(tx, run)
    _guard(run, len(going), max_close_ratio)
    tally = Tally()
    for start in range(0, len(going), _CHUNK):
        withdraw(tx, going[start : start + _CHUNK], terms, tally)
    tx.put_changes(tally.rows(run.source))
    seq = publish(tx, run.source, now=now)
    done = _done(tx, run, closed=tally.closed)
    tx.put_run(replace(done, seq=seq, finished_at=now))
    tx.drop_closes(run.run_id)
    tx.drop_ledger(run.run_id)
    return Published(seq=seq, created=done.created, changed=done.changed, closed=done.closed)


def withdraw(tx: Writing, claims: Sequence[ClaimRow], terms: Terms, tally: Tally) -> None:
    """Takes claims back, relationships before the nodes they join."""
    facts = [claim for claim in claims if claim.kind in EDGE_KINDS]
    withdraw_facts(tx, facts, terms, tally)
    withdraw_nodes(tx, [claim for claim in claims if claim.kind not in EDGE_KINDS], terms, tally)


def publish(tx: Writing, source: str, *, now: int) -> int:
    """Gives the pending changes of a source the next number; returns the last number published."""
    meta = tx.meta()
    if not tx.publish_changes(source, meta.seq + 1):
        return meta.seq
    tx.put_meta(replace(meta, seq=meta.seq + 1, published_at=now))
    return meta.seq + 1


def note_erasure(tx: Writing, token: str, *, now: int) -> int:
    """Publishes that somebody was erased, without saying who; returns the number."""
    tx.put_changes([ChangeRow(source=APP, seq=0, op="erase", kind="Person", key=token)])
    return publish(tx, APP, now=now)


def _going(tx: Writing, run: RunRow) -> list[ClaimRow]:
    """Returns the claims to withdraw: staged, still there and the source's own."""
    staged = tx.closes(run.run_id).tolist()
    found = list[ClaimRow]()
    for start in range(0, len(staged), _CHUNK):
        found += [claim for claim in tx.claims(staged[start : start + _CHUNK]) if claim.source == run.source]
    return found


def _guard(run: RunRow, closes: int, max_close_ratio: float) -> None:
    if run.source == APP or closes <= max_close_ratio * run.claims_before:
        return
    message = (
        f"Source '{run.source}' would close {closes} of its {run.claims_before} records, more than "
        f"{max_close_ratio:.0%}. Nothing was closed. Check that its files are complete; if they are, run "
        f"`graphsvc ingest {run.source} --allow-close RATIO --reason TEXT`."
    )
    raise ShrinkError(message, share=closes / run.claims_before if run.claims_before else 1.0)


def _done(tx: Writing, run: RunRow, *, closed: int) -> RunRow:
    results = [load_result(stored) for stored in tx.ledger(run.run_id).values()]
    return replace(
        run,
        state=DONE,
        created=sum(result.created for result in results),
        changed=sum(result.updated + result.superseded for result in results),
        closed=closed,
    )
