"""Publication: from a finished run to the snapshot that questions read.

Snapshot, baseline figures and state labels come from one read of the store, and are swapped in
together. Nothing is published while a run is unfinished: the finish of that run publishes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphsvc.errors import ConflictError, NotReadyError
from graphsvc.measures.book import Holdings, holdings
from graphsvc.measures.coverage import coverage_index, departure_impacts
from graphsvc.measures.exposure import NOBODY, bus_factor, solely_held
from graphsvc.measures.loss import leave_one_out
from graphsvc.measures.threads import threads, threads_lost
from graphsvc.network import Coverage, Standing, coverage, standing
from graphsvc.network.readiness import compile_for
from graphsvc.snapshot import Snapshot, Stamp, build, files, rewrite
from graphsvc.snapshot.column import Array
from graphsvc.store.port import RunRecord, Store, View

TAU: Final = 0.6
"""Probability from which a tie is a thread (band strong)."""
_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What came of it.

    Attributes:
        seq: sequence number of the snapshot that is current now; None if there is none.
        is_new: whether this call built it.
        reason: why not, with the remedy; empty if it did.
        waiting: sources whose load must end first.
    """

    seq: int | None
    is_new: bool
    reason: str = ""
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a publication takes from the workspace.

    Attributes:
        today: day that answers take for today, days since 1970-01-01.
        currency: ISO 4217 code in which values are added up.
    """

    today: int
    currency: str = "EUR"


class _MovedOnError(ConflictError):
    """The store changed while it was read."""


def publish(store: Store, folder: Path, terms: Terms) -> Publication:
    """Brings the snapshot up to the store and returns what came of it; repeatable.

    Args:
        store: what is kept.
        folder: folder of snapshots, made if missing.
        terms: day and currency.

    Raises:
        ConflictError: the store changed during every attempt to read it.
    """
    with files.exclusive(folder):
        for _ in range(_ATTEMPTS):
            try:
                return _publish(store, folder, terms)
            except _MovedOnError:
                continue
    raise ConflictError(
        f"snapshot in {folder}: the store changed during every reading. Run `graphsvc publish` again."
    )


def republish(store: Store, folder: Path, terms: Terms) -> Publication:
    """Publishes after an erasure, even during a load, and removes all older snapshots.

    While a run is unfinished the published snapshot is rewritten without the nodes that the store
    no longer holds, under its old stamp: the finish of the run publishes the rest.
    """
    done = publish(store, folder, terms)
    with files.exclusive(folder):
        current = _current(folder)
        if current and not done.is_new:
            rewrite(current, _still_kept(store, current), figures=_baseline_of)
            current = _current(folder)
        files.keep_only(folder, current.folder if current else None)
    return done


def unfinished(runs: list[RunRecord]) -> tuple[str, ...]:
    """Returns the sources whose last run is not done, ascending."""
    written = (run for run in runs if run.state != "refused")
    last = {run.source: run.state for run in sorted(written, key=lambda run: run.started_at)}
    return tuple(sorted(source for source, state in last.items() if state != "done"))


def _publish(store: Store, folder: Path, terms: Terms) -> Publication:
    with store.view() as view:
        current, waiting = _current(folder), unfinished(view.runs())
        stamp = _stamp(store, view, terms)
        seq = current.seq if current else None
        if waiting:
            return Publication(seq=seq, is_new=False, reason=_waiting(waiting), waiting=waiting)
        if current and current.manifest.stamp == stamp:
            return Publication(seq=seq, is_new=False, reason="the snapshot is up to date")
        build(view, folder, stamp=stamp, figures=lambda snapshot: _figures(store, snapshot))
    return Publication(seq=stamp.seq, is_new=True)


def _stamp(store: Store, view: View, terms: Terms) -> Stamp:
    version = store.version()
    if version.seq != view.seq:
        raise _MovedOnError
    return Stamp(
        epoch=version.epoch,
        seq=version.seq,
        published_at=version.published_at,
        today=terms.today,
        currency=terms.currency,
    )


def _current(folder: Path) -> Snapshot | None:
    try:
        return Snapshot.open(folder)
    except NotReadyError:
        return None


def _still_kept(store: Store, snapshot: Snapshot) -> NDArray[np.bool_]:
    with store.view() as view:
        chunks = [chunk["id"] for label in snapshot.manifest.labels for chunk in view.scan(label, ("id",))]
    return np.isin(snapshot.id, np.concatenate([np.zeros(0, dtype=np.int64), *chunks]))


def _baseline_of(snapshot: Snapshot) -> Mapping[str, Array]:
    return baseline(coverage(snapshot, snapshot.today))


def _waiting(sources: tuple[str, ...]) -> str:
    names = ", ".join(sources)
    return f"source {names}: a load is unfinished, the snapshot stays. Run `graphsvc ingest {sources[0]}`."


def _figures(store: Store, snapshot: Snapshot) -> Mapping[str, Array]:
    """Returns the baseline figures after the store proved unchanged and took its labels.

    What questions about it need compiled is compiled now, so that no request waits for it.
    """
    found = _baseline_of(snapshot)
    compile_for(snapshot)
    _refuse_change(store, snapshot)
    store.label_states(states(snapshot, standing(snapshot, snapshot.today)))
    return found


def _refuse_change(store: Store, snapshot: Snapshot) -> None:
    with store.view() as view:
        if view.seq != snapshot.seq or store.version().epoch != snapshot.epoch or unfinished(view.runs()):
            raise _MovedOnError


def states(snapshot: Snapshot, status: Standing) -> dict[str, list[str]]:
    """Returns the keys of employees, alumni, contacts and clients on a day, by state label."""
    jobs = snapshot.edges("EMPLOYED_BY", status.as_of)
    elsewhere = np.unique(jobs.src[~np.isin(jobs.dst, status.own)])
    kind = snapshot.column("Organisation", "type") == snapshot.code("client")
    return {
        "Employee": snapshot.keys(status.employees),
        "Alumnus": snapshot.keys(status.alumni),
        "Contact": snapshot.keys(elsewhere),
        "Client": snapshot.keys(snapshot.nodes("Organisation")[kind]),
    }


def baseline(found: Coverage) -> dict[str, Array]:
    """Returns the figures that are stored with a snapshot, at tau .6 and for its `today`.

    Per employee, in the order of `employee` (positions): `loss` (D17) and `solely_held` in
    hundredths of the workspace currency, `threads_lost`. Per client, in the order of `client`:
    `coverage`, `coverage_measured`, `threads` (-1 = contacts not known), `employee_threads`,
    `contact_threads`, `worst_employee` (position, -1 = nobody) and `worst_share` of coverage lost.
    Per tie, in the order of the evidence: `strength`.
    """
    held, matched = holdings(found.book), threads(found.book, TAU)
    return {
        "employee": found.employees,
        "loss": leave_one_out(held),
        "solely_held": solely_held(held, TAU),
        "threads_lost": threads_lost(matched, found.book.n_employees),
        "client": found.clients,
        "coverage": coverage_index(found.book),
        "coverage_measured": coverage_index(found.measured_book),
        "threads": matched.count,
        "employee_threads": bus_factor(held, TAU),
        "contact_threads": matched.contact_threads,
        **_worst(found, held),
        "strength": found.ties.scores.strength,
    }


def _worst(found: Coverage, held: Holdings) -> dict[str, Array]:
    """Returns whose departure costs each client most; of equal ones the lower position."""
    impact = departure_impacts(found.book, held)
    order = np.lexsort((-held.employee, impact, held.client))
    worst, share = np.full(found.clients.size, NOBODY, dtype=np.int32), np.zeros(found.clients.size)
    worst[held.client[order]] = found.employees[held.employee[order]]  # the largest is written last
    share[held.client[order]] = impact[order]
    return {"worst_employee": worst, "worst_share": share}
