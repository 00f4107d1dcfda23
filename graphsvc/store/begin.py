"""How a run begins: anew, again after it broke off, or not at all because nothing is new."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from graphsvc.errors import UsageError
from graphsvc.store.backend import Writing
from graphsvc.store.port import RunSpec, RunState
from graphsvc.store.rows import RunRow

RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
REFUSED: Final = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A run and where it stands; `run` is None where there is nothing to do."""

    run: RunRow | None
    state: RunState


def begin(tx: Writing, spec: RunSpec, *, now: int) -> Begun:
    """Opens a run in the ledger; an unfinished other run of the source fails and drops its closes."""
    runs = tx.runs()
    mine = [run for run in runs if run.source == spec.source]
    before = next((run for run in mine if run.run_id == spec.run_id), None)
    if any(run.run_id == spec.run_id and run.source != spec.source for run in runs):
        message = f"Run '{spec.run_id}' belongs to another source; include the source in its id."
        raise UsageError(message)
    if _is_done(mine, before, spec):
        return Begun(run=None, state=_state(tx, before, finished=True, first=False))
    for other in mine:
        if other.state in {RUNNING, FAILED} and other is not before:
            _fail(tx, other)
    run = replace(before, state=RUNNING) if before else _new(tx, spec, runs, now)
    tx.put_run(run)
    first = not any(other.state == DONE for other in mine)
    return Begun(run=run, state=_state(tx, before, finished=False, first=first))


def _is_done(mine: Sequence[RunRow], before: RunRow | None, spec: RunSpec) -> bool:
    if before is not None:
        return before.state == DONE
    last = next((run for run in reversed(mine) if run.state != REFUSED), None)
    return last is not None and last.state == DONE and last.inputs == spec.inputs != ""


def _fail(tx: Writing, run: RunRow) -> None:
    tx.put_run(replace(run, state=FAILED))
    tx.drop_closes(run.run_id)
    tx.drop_ledger(run.run_id)


def _new(tx: Writing, spec: RunSpec, runs: Sequence[RunRow], now: int) -> RunRow:
    return RunRow(
        run_id=spec.run_id,
        number=runs[-1].number + 1 if runs else 1,
        source=spec.source,
        mode=spec.mode,
        state=RUNNING,
        effective=spec.effective,
        inputs=spec.inputs,
        cursor=spec.cursor,
        claims_before=tx.claim_count(spec.source),
        started_at=now,
    )


def _state(tx: Writing, before: RunRow | None, *, finished: bool, first: bool) -> RunState:
    done = frozenset(tx.ledger(before.run_id)) if before and not finished else frozenset[int]()
    return RunState(
        seq=tx.meta().seq,
        resumed=before is not None and not finished,
        finished=finished,
        first=first,
        next_batch=max(done, default=-1) + 1,
        done_batches=done,
    )
