"""Jobs that wait, run and end, with a clock of the test."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from graphsvc.errors import NotAllowedError
from graphsvc.store.jobs import ATTEMPTS, KEPT, LEASE, SERVICE, Job, JobFile

ROOT = Path(__file__).resolve().parents[3]
ANA, BEN = "ana@firm.example", "ben@firm.example"


@dataclass
class Hand:
    """A clock that only moves when told."""

    at: int = 1_700_000_000_000_000

    def __call__(self) -> int:
        """Returns the instant, microseconds UTC."""
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def jobs(tmp_path: Path, clock: Hand) -> Iterator[JobFile]:
    with closing(JobFile(tmp_path / "audit.db", clock=clock, quota=3)) as jobs:
        yield jobs


def claimed(jobs: JobFile) -> Job:
    job = jobs.claim()
    assert job is not None
    return job


def test_a_job_is_claimed_with_what_was_ordered(jobs: JobFile) -> None:
    put = jobs.put("ingest", {"feeds": ["hr"], "allow_close": 0.5}, who=ANA)

    job = claimed(jobs)

    assert put.state == "queued"
    assert (job.id, job.kind, dict(job.params)) == (put.id, "ingest", {"feeds": ["hr"], "allow_close": 0.5})
    assert (job.who, job.state, job.attempts) == (ANA, "running", 1)


def test_nothing_is_claimed_twice(jobs: JobFile) -> None:
    jobs.put("publish", {}, who=ANA)
    claimed(jobs)

    assert jobs.claim() is None


def test_the_oldest_job_comes_first(jobs: JobFile, clock: Hand) -> None:
    first = jobs.put("ingest", {}, who=ANA)
    clock.at += 1
    jobs.put("publish", {}, who=ANA)

    assert claimed(jobs).id == first.id


def test_four_processes_claim_two_hundred_jobs_once_each(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    with closing(JobFile(path)) as jobs:
        ordered = {jobs.put("publish", {"at": number}, who=SERVICE).id for number in range(200)}
    workers = [claimer(path) for _ in range(4)]
    for worker in workers:
        assert worker.stdout
        worker.stdout.readline()

    taken = [job for said in [begun(worker) for worker in workers] for job in said().split()]

    assert Counter(taken) == Counter(ordered)


def claimer(path: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.graphsvc.store.claiming", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def begun(worker: "subprocess.Popen[str]") -> Callable[[], str]:
    assert worker.stdin
    worker.stdin.write("go\n")
    worker.stdin.flush()
    return lambda: worker.communicate()[0]


def test_a_job_whose_worker_fell_silent_is_claimed_again_as_the_second_attempt(
    jobs: JobFile, clock: Hand
) -> None:
    jobs.put("ingest", {}, who=ANA)
    first = claimed(jobs)
    clock.at += LEASE

    second = claimed(jobs)

    assert (second.id, second.attempts) == (first.id, 2)


def test_a_heartbeat_keeps_a_job(jobs: JobFile, clock: Hand) -> None:
    jobs.put("ingest", {}, who=ANA)
    job = claimed(jobs)
    clock.at += LEASE - 1

    assert jobs.beat(job)

    clock.at += LEASE - 1
    assert jobs.claim() is None


def test_a_worker_that_was_taken_over_changes_nothing_any_more(jobs: JobFile, clock: Hand) -> None:
    jobs.put("ingest", {}, who=ANA)
    late = claimed(jobs)
    clock.at += LEASE
    current = claimed(jobs)

    said = (jobs.beat(late), jobs.progress(late, "read", 5), jobs.succeed(late), jobs.fail(late, "no"))

    assert not any(said)
    assert jobs.get(current.id) == current


def test_a_job_that_kills_its_worker_each_time_fails_with_the_remedy(jobs: JobFile, clock: Hand) -> None:
    put = jobs.put("ingest", {}, who=ANA)
    for _ in range(ATTEMPTS):
        claimed(jobs)
        clock.at += LEASE

    assert jobs.claim() is None

    job = jobs.get(put.id)
    assert job is not None
    assert (job.state, job.attempts) == ("failed", ATTEMPTS)
    assert "order it again" in job.error


def test_progress_is_seen_while_the_job_runs(jobs: JobFile) -> None:
    put = jobs.put("ingest", {}, who=ANA)
    jobs.progress(claimed(jobs), "hr: read", 400, total=900)

    job = jobs.get(put.id)

    assert job is not None
    assert (job.stage, job.done, job.total) == ("hr: read", 400, 900)


def test_a_job_ends_with_the_file_of_its_result(jobs: JobFile, clock: Hand) -> None:
    put = jobs.put("ingest", {}, who=ANA)
    jobs.succeed(claimed(jobs), result="results/1.json")

    job = jobs.get(put.id)

    assert job is not None
    assert (job.state, job.result, job.ended_at) == ("succeeded", "results/1.json", clock.at)
    assert not job.is_live


def test_a_job_that_met_a_closed_door_is_tried_again_later(jobs: JobFile, clock: Hand) -> None:
    jobs.put("ingest", {}, who=ANA)
    jobs.put_back(claimed(jobs), "the store does not answer", seconds=30)

    early = jobs.claim()
    clock.at += 30_000_000

    assert early is None
    assert claimed(jobs).attempts == 2


def test_a_job_that_met_a_closed_door_in_its_last_attempt_fails(jobs: JobFile) -> None:
    put = jobs.put("ingest", {}, who=ANA)
    for _ in range(ATTEMPTS):
        jobs.put_back(claimed(jobs), "the store does not answer", seconds=0)

    job = jobs.get(put.id)

    assert job is not None
    assert (job.state, job.error) == ("failed", "the store does not answer")


def test_a_job_that_a_worker_gives_back_is_done_by_the_next_as_the_same_attempt(jobs: JobFile) -> None:
    jobs.put("ingest", {}, who=ANA)
    jobs.give_back(claimed(jobs))

    assert claimed(jobs).attempts == 1


def test_a_cancelled_job_is_never_claimed(jobs: JobFile) -> None:
    put = jobs.put("ingest", {}, who=ANA)

    job = jobs.cancel(put.id)

    assert job is not None
    assert job.state == "cancelled"
    assert jobs.claim() is None


def test_the_worker_of_a_cancelled_job_is_told(jobs: JobFile) -> None:
    put = jobs.put("ingest", {}, who=ANA)
    job = claimed(jobs)
    jobs.cancel(put.id)

    assert not jobs.progress(job, "write", 1)


def test_what_has_ended_cannot_be_cancelled(jobs: JobFile) -> None:
    put = jobs.put("ingest", {}, who=ANA)
    jobs.succeed(claimed(jobs))

    job = jobs.cancel(put.id)

    assert job is not None
    assert job.state == "succeeded"


def test_a_job_that_never_was_is_none(jobs: JobFile) -> None:
    assert jobs.get("x") is None
    assert jobs.cancel("x") is None


def test_the_same_key_is_the_same_job(jobs: JobFile) -> None:
    first = jobs.put("ingest", {"feeds": ["hr"]}, who=ANA, key="monday")

    again = jobs.put("ingest", {"feeds": ["hr"]}, who=ANA, key="monday")

    assert again.id == first.id


def test_the_same_key_of_somebody_else_is_another_job(jobs: JobFile) -> None:
    first = jobs.put("ingest", {}, who=ANA, key="monday")

    assert jobs.put("ingest", {}, who=BEN, key="monday").id != first.id


def test_the_key_of_a_failed_job_may_be_tried_again(jobs: JobFile) -> None:
    first = jobs.put("ingest", {}, who=ANA, key="monday")
    jobs.fail(claimed(jobs), "the file is empty")

    again = jobs.put("ingest", {}, who=ANA, key="monday")

    assert again.id != first.id
    assert again.state == "queued"


def test_a_job_that_waits_already_is_not_queued_twice(jobs: JobFile) -> None:
    first = jobs.put_if_none_waits("publish", {}, who=SERVICE)

    again = jobs.put_if_none_waits("publish", {}, who=SERVICE)

    assert again.id == first.id


def test_a_job_that_has_begun_may_have_missed_the_news_so_another_is_queued(jobs: JobFile) -> None:
    first = jobs.put_if_none_waits("publish", {}, who=SERVICE)
    claimed(jobs)

    assert jobs.put_if_none_waits("publish", {}, who=SERVICE).id != first.id


def test_a_principal_has_so_many_live_jobs_and_no_more(jobs: JobFile) -> None:
    for _ in range(3):
        jobs.put("ingest", {}, who=ANA)

    with pytest.raises(NotAllowedError, match="cancel one"):
        jobs.put("ingest", {}, who=ANA)


def test_the_quota_of_one_is_not_that_of_another_nor_of_the_service(jobs: JobFile) -> None:
    for _ in range(3):
        jobs.put("ingest", {}, who=ANA)
    for _ in range(4):
        jobs.put("publish", {}, who=SERVICE)

    assert jobs.put("ingest", {}, who=BEN).state == "queued"


def test_an_ended_job_gives_its_place_back(jobs: JobFile) -> None:
    for _ in range(3):
        jobs.put("ingest", {}, who=ANA)
    jobs.succeed(claimed(jobs))

    assert jobs.put("ingest", {}, who=ANA).state == "queued"


def test_the_newest_jobs_of_a_kind_come_first(jobs: JobFile, clock: Hand) -> None:
    jobs.put("publish", {}, who=SERVICE)
    old = jobs.put("ingest", {}, who=ANA)
    clock.at += 1
    new = jobs.put("ingest", {}, who=ANA)

    assert [job.id for job in jobs.newest("ingest", limit=5)] == [new.id, old.id]


def test_jobs_are_forgotten_a_week_after_their_end(jobs: JobFile, clock: Hand) -> None:
    old = jobs.put("ingest", {}, who=ANA)
    jobs.succeed(claimed(jobs), result="results/1.json")
    clock.at += KEPT
    waiting = jobs.put("ingest", {}, who=ANA)

    told = jobs.old()
    jobs.forget(told)

    assert [job.result for job in told] == ["results/1.json"]
    assert jobs.get(old.id) is None
    assert jobs.get(waiting.id) is not None
