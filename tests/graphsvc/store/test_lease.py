"""Who may write: one process for each source, and nobody after its time."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from graphsvc.errors import ConflictError
from graphsvc.store import lease as leases
from graphsvc.store.engine import RuledStore
from graphsvc.store.lease import LEASE_SECONDS, Holder
from graphsvc.store.port import Batch
from graphsvc.store.rows import LeaseRow
from tests.graphsvc.store.firm import START, Loads, person

SECOND = 1_000_000
HERE = Holder.here()
ELSEWHERE = Holder(host="elsewhere", pid=1)


def take(store: RuledStore, holder: Holder, now: int, source: str = "hr") -> LeaseRow:
    with store.backend.write() as tx:
        return leases.take(tx, source, holder, now=now)


def test_a_second_load_of_a_source_is_told_who_loads_it_since_when(store: RuledStore) -> None:
    spec = Loads(store=store).spec()
    words = rf"Source 'hr' is loaded by process {os.getpid()} on .* since 2023-11-14T22:13:\d\d\+00:00"

    with store.writer(spec), pytest.raises(ConflictError, match=words), store.writer(spec):
        pass


def test_sources_do_not_wait_for_each_other(store: RuledStore) -> None:
    with store.writer(Loads(store=store).spec()):
        published = Loads(store=store, source="crm")(Batch(nodes=[person(1)])).published

    assert published.seq == 1


def test_a_lease_is_free_again_after_the_load(store: RuledStore) -> None:
    load = Loads(store=store)
    load(Batch(nodes=[person(1)]))

    assert load(Batch(nodes=[person(2)])).published.seq == 2


def test_a_silent_holder_elsewhere_is_replaced_after_its_time(store: RuledStore) -> None:
    take(store, ELSEWHERE, START)
    with pytest.raises(ConflictError):
        take(store, HERE, START + (LEASE_SECONDS - 1) * SECOND)

    lease = take(store, HERE, START + LEASE_SECONDS * SECOND)

    assert lease.token == 2


def test_a_holder_whose_process_is_gone_is_replaced_at_once(store: RuledStore) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    take(store, replace(HERE, pid=gone.pid), START)

    assert take(store, HERE, START + SECOND).token == 2


def test_a_process_of_somebody_else_is_alive(store: RuledStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(pid: int, signal: int) -> None:
        raise PermissionError(pid, signal)

    take(store, HERE, START)
    monkeypatch.setattr(os, "kill", forbidden)

    with pytest.raises(ConflictError):
        take(store, HERE, START + SECOND)


def test_a_writer_that_lost_its_lease_writes_nothing_more(store: RuledStore) -> None:
    with store.writer(Loads(store=store).spec()) as writer:
        writer.write(0, Batch(nodes=[person(1)]))
        take(store, ELSEWHERE, START + 2 * LEASE_SECONDS * SECOND)

        with pytest.raises(ConflictError, match="taken over by process 1 on elsewhere"):
            writer.write(1, Batch(nodes=[person(2)]))
        with pytest.raises(ConflictError):
            writer.finish()

    with store.backend.read() as tx:
        assert [row.holder for row in tx.leases()] == ["process 1 on elsewhere"]
