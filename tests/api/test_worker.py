"""The worker: jobs done, told of, given back, and done to the end after it was killed."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.logs import JsonLines
from api.work import JOBS
from api.work.hold import Done, Hold
from api.worker import Worker
from graphsvc.errors import StoreUnreachableError
from graphsvc.store.audit import AuditFile
from graphsvc.store.jobs import LEASE, SERVICE, Job, JobFile
from graphsvc.store.open import open_store
from graphsvc.store.port import RunSpec
from tests.api.working import START
from tests.ingest.office import ACCOUNTS, CONTACTS, EMPLOYEES, Office

ROOT = Path(__file__).parents[2]
ADMIN = "root@harbourvale.example"
PEOPLE = (CONTACTS[0], *(f"C{n},Person {n},A1,p{n}@northwick.example,,user" for n in range(30)))


@dataclass
class Hand:
    """A clock that only moves when told."""

    at: int = START

    def __call__(self) -> int:
        """Returns the instant, microseconds UTC."""
        return self.at


@dataclass(kw_only=True)
class Bench:
    """An office with its files written, a worker for it, and its jobs."""

    office: Office
    clock: Hand = field(default_factory=Hand)

    def __post_init__(self) -> None:
        """Opens the workspace."""
        self.workspace = self.office.settle()
        self.jobs = JobFile(self.workspace.audit_path, clock=self.clock)
        self.worker = Worker(workspace=self.workspace, clock=self.clock)

    def put(self, kind: str = "ingest", **params: Any) -> Job:
        """Orders a job."""
        return self.jobs.put(kind, params, who=ADMIN)

    def load(self) -> None:
        """Loads every feed."""
        self.put()
        self.worker.once(self.jobs)

    def job(self, job: Job) -> Job:
        """Returns a job as it stands."""
        found = self.jobs.get(job.id)
        assert found is not None
        return found

    def result(self, job: Job) -> Any:
        """Returns the result of a job."""
        return orjson.loads((self.workspace.root / self.job(job).result).read_bytes())


def office(root: Path) -> Office:
    root.mkdir(exist_ok=True)
    found = Office(root=root)
    for feed, lines in (("employees", EMPLOYEES), ("accounts", ACCOUNTS), ("contacts", PEOPLE)):
        found.write(feed, *lines)
    (root / ".graphsvc-secret").write_text("5a" * 32, encoding="ascii")
    return found


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    found = Bench(office=office(tmp_path / "office"))
    yield found
    found.jobs.close()


def test_there_is_nothing_to_do_where_nothing_was_ordered(bench: Bench) -> None:
    assert not bench.worker.once(bench.jobs)


def test_an_ingest_ends_with_the_report_of_the_run(bench: Bench) -> None:
    job = bench.put()

    assert bench.worker.once(bench.jobs)

    assert bench.job(job).state == "succeeded"
    report = bench.result(job)
    assert [(feed["name"], feed["read"]) for feed in report["feeds"]] == [
        ("employees", 3),
        ("accounts", 2),
        ("contacts", 30),
    ]
    assert report["published"] == bench.office.seq()


def test_only_the_feeds_of_the_order_are_loaded(bench: Bench) -> None:
    job = bench.put(feeds=["employees"])

    bench.worker.once(bench.jobs)

    assert [feed["name"] for feed in bench.result(job)["feeds"]] == ["employees"]


def test_the_last_stage_of_a_load_stays_to_be_seen(bench: Bench) -> None:
    job = bench.put(feeds=["employees"])

    bench.worker.once(bench.jobs)

    ended = bench.job(job)
    assert ended.stage == "employees: write"
    assert ended.done > 0


def test_a_result_is_read_by_the_owner_of_the_folder_alone(bench: Bench) -> None:
    job = bench.put()

    bench.worker.once(bench.jobs)

    path = bench.workspace.root / bench.job(job).result
    assert path.stat().st_mode & 0o077 == 0


def test_a_refused_feed_fails_the_job_and_says_why(bench: Bench) -> None:
    bench.load()
    bench.office.write("contacts", *PEOPLE[:9])
    job = bench.put(feeds=["contacts"], role="admin")

    bench.worker.once(bench.jobs)

    ended = bench.job(job)
    assert ended.state == "failed"
    assert "would close" in ended.error
    assert bench.result(job)["feeds"][0]["would_close"] > 0.2


def test_a_load_that_closes_much_is_done_when_it_is_allowed_with_a_reason(bench: Bench) -> None:
    bench.load()
    bench.office.write("contacts", *PEOPLE[:9])
    job = bench.put(feeds=["contacts"], allow_close=0.9, reason="the client was sold", role="admin")

    bench.worker.once(bench.jobs)

    assert bench.job(job).state == "succeeded"
    with closing(AuditFile(bench.workspace.audit_path, secret=bench.workspace.secret())) as audit:
        row = list(audit.rows())[-1]
    assert (row.who, row.role, row.action, row.purpose) == (ADMIN, "admin", "ingest", "the client was sold")
    assert json.loads(row.filters) == {"allow_close": 0.9, "feeds": ["contacts"], "job": job.id}


def test_a_wrong_order_fails_with_the_remedy(bench: Bench) -> None:
    job = bench.put(feeds=["crm"])

    bench.worker.once(bench.jobs)

    assert bench.job(job).state == "failed"
    assert "feed 'crm' is not in graphsvc.toml" in bench.job(job).error


def test_a_kind_of_another_release_fails_instead_of_stopping_the_worker(bench: Bench) -> None:
    job = bench.put("calibrate")

    bench.worker.once(bench.jobs)

    assert bench.job(job).state == "failed"
    assert "update the worker" in bench.job(job).error


def test_what_nobody_foresaw_fails_the_job_and_logs_no_value(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.worker.kinds = {"ingest": broken}
    job = bench.put(reason="Ana Berg")

    with caplog.at_level(logging.INFO, "graphsvc.worker"):
        bench.worker.once(bench.jobs)

    ended = bench.job(job)
    lines = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert ended.state == "failed"
    assert "Ana Berg" not in ended.error
    assert "Ana Berg" not in lines
    assert job.id in lines


def broken(hold: Hold) -> Done:
    raise ValueError(hold.job.params["reason"])


def test_a_store_that_does_not_answer_is_tried_again_later(bench: Bench) -> None:
    bench.worker.kinds = {"ingest": closed}
    job = bench.put()

    bench.worker.once(bench.jobs)

    assert bench.job(job).state == "queued"
    assert not bench.worker.once(bench.jobs)
    bench.clock.at += 31_000_000
    assert bench.worker.once(bench.jobs)


def closed(_hold: Hold) -> Done:
    raise StoreUnreachableError("the store does not answer")


class Heard(logging.Handler):
    """Tells when a worker is ready, waits for its book, or has ended a job."""

    def __init__(self) -> None:
        """Has heard nothing yet."""
        super().__init__()
        self.events = {name: threading.Event() for name in ("worker-ready", "worker-waits", "job")}

    def emit(self, record: logging.LogRecord) -> None:
        """Notes an event."""
        self.events[str(record.msg)].set()

    def wait(self, event: str) -> None:
        """Returns once an event is heard, or fails."""
        assert self.events[event].wait(60), f"never heard of {event}"


def test_a_worker_outlives_its_book_being_away(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    log, heard, book = logging.getLogger("graphsvc.worker"), Heard(), bench.workspace.audit_path
    monkeypatch.setattr(log, "handlers", [heard])
    caplog.set_level(logging.INFO, logger=log.name)
    worker = Worker(workspace=bench.workspace, clock=bench.clock, kinds={})
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    heard.wait("worker-ready")

    book.rename(book.with_name("away"))
    heard.wait("worker-waits")
    heard.events["job"].clear()
    book.with_name("away").rename(book)
    bench.put("of another release")

    heard.wait("job")
    assert thread.is_alive()
    worker.ending.set()
    thread.join(60)


def test_a_publication_is_built_for_what_was_recorded(bench: Bench) -> None:
    bench.load()
    job = bench.put("publish")

    bench.worker.once(bench.jobs)

    assert bench.result(job) == {
        "seq": bench.office.seq(),
        "is_new": False,
        "reason": "the snapshot is up to date",
    }


def test_a_publication_waits_for_a_load_that_has_not_ended(bench: Bench) -> None:
    bench.load()
    run = RunSpec(run_id="hr-open", source="hr", mode="delta", effective=20_000)
    job = bench.put("publish")
    store = open_store(bench.workspace.store_url, secret=bench.workspace.secret())
    with closing(store), store.writer(run) as writer:
        bench.worker.once(bench.jobs)
        waiting = bench.job(job)
        writer.finish()
    bench.clock.at += 31_000_000

    bench.worker.once(bench.jobs)

    assert (waiting.state, waiting.attempts) == ("queued", 1)
    assert "a load is unfinished" in waiting.error
    assert bench.job(job).state == "succeeded"


def test_a_cancelled_load_stops_while_it_reads_and_holds_nothing_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = bench.put()
    tell = Hold.tell

    def cancelled(hold: Hold, stage: str, done: int, *, total: int | None = None) -> None:
        if stage == "accounts: read":
            bench.jobs.cancel(job.id)
        tell(hold, stage, done, total=total)

    monkeypatch.setattr(Hold, "tell", cancelled)

    bench.worker.once(bench.jobs)

    assert bench.job(job).state == "cancelled"
    assert not bench.job(job).result
    assert "Northwick Foundry Ltd" not in bench.office.names("Organisation").values()
    assert (bench.workspace.snapshots / "CURRENT").exists()


def test_a_feed_that_is_being_written_is_finished(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    job = bench.put(feeds=["employees"])
    tell = Hold.tell

    def cancelled(hold: Hold, stage: str, done: int, *, total: int | None = None) -> None:
        if stage == "employees: write":
            bench.jobs.cancel(job.id)
        tell(hold, stage, done, total=total)

    monkeypatch.setattr(Hold, "tell", cancelled)

    bench.worker.once(bench.jobs)

    assert bench.job(job).state == "cancelled"
    assert "Ana Berg" in bench.office.names("Person").values()


def test_a_worker_that_is_to_end_gives_its_job_to_the_next(bench: Bench) -> None:
    job = bench.put()
    bench.worker.ending.set()

    bench.worker.once(bench.jobs)

    assert (bench.job(job).state, bench.job(job).attempts) == ("queued", 0)
    assert Worker(workspace=bench.workspace, clock=bench.clock).once(bench.jobs)
    assert bench.job(job).state == "succeeded"


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    found = office(tmp_path_factory.mktemp("plain") / "office")
    found.ingest()
    return found.digest()


@pytest.mark.parametrize("stage, last", [("read", 2), ("write", 1), ("write", 8)])
def test_a_killed_ingest_is_resumed_as_the_second_attempt_and_ends_like_an_undisturbed_one(
    bench: Bench, undisturbed: str, stage: str, last: int
) -> None:
    job = bench.put()
    command = [sys.executable, "-m", "tests.api.working", str(bench.workspace.root), stage, str(last)]
    killed = subprocess.run(command, cwd=ROOT, timeout=100, check=False)
    held = bench.job(job)
    early = bench.worker.once(bench.jobs)
    bench.clock.at += LEASE

    assert bench.worker.once(bench.jobs)

    assert killed.returncode == -signal.SIGKILL
    assert (held.state, held.attempts, early) == ("running", 1, False)
    assert (bench.job(job).state, bench.job(job).attempts) == ("succeeded", 2)
    assert bench.office.digest() == undisturbed


def test_the_daily_retention_run_is_ordered_once_a_day(bench: Bench) -> None:
    run(bench)
    run(bench)
    first = len(bench.jobs.newest("retention", limit=9))
    bench.clock.at += 24 * 3600 * 1_000_000

    run(bench)

    assert first == 1
    ordered = bench.jobs.newest("retention", limit=9)
    assert [(job.who, job.state) for job in ordered] == [(SERVICE, "succeeded")] * 2


def run(bench: Bench) -> None:
    """Runs a worker until nothing is left to do."""
    worker = Worker(workspace=bench.workspace, clock=bench.clock)
    worker.ending = Idle(worker.ending)  # type: ignore[assignment]
    worker.run()


class Idle:
    """An event that is set when the worker would wait."""

    def __init__(self, event: threading.Event) -> None:
        self._event = event
        self.is_set = event.is_set

    def wait(self, _seconds: float) -> None:
        """Ends the worker."""
        self._event.set()


def test_the_program_does_its_jobs_and_ends_politely(bench: Bench) -> None:
    bench.clock.at = 0
    job = bench.put()
    command = [sys.executable, "-m", "api.cli", "-w", str(bench.workspace.root), "worker"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as worker:
        assert worker.stderr
        lines: list[dict[str, Any]] = []
        while not (lines and lines[-1].get("job") == job.id and lines[-1]["is"] == "succeeded"):
            lines.append(json.loads(worker.stderr.readline()))
        worker.send_signal(signal.SIGTERM)
        rest = worker.stderr.read()

    assert worker.returncode == 0
    assert bench.job(job).state == "succeeded"
    assert lines[0]["event"] == "worker-ready"
    assert not {"Ana Berg", ADMIN} & set(json.dumps(lines).split('"'))
    assert "Traceback" not in rest


def test_a_child_ends_when_its_parent_is_gone(bench: Bench) -> None:
    command = [sys.executable, "-m", "api.cli", "-w", str(bench.workspace.root), "worker", "--child"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as worker:
        assert worker.stdin

        worker.stdin.close()

        assert worker.wait(timeout=60) == 0


def test_every_kind_of_job_is_done_by_one_function() -> None:
    assert {kind: do.__module__ for kind, do in JOBS.items()} == {kind: f"api.work.{kind}" for kind in JOBS}
    assert {"ingest", "publish", "retention"} <= set(JOBS)
