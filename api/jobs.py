"""Jobs as doors show them: to whoever ordered them, within what they may see today, and to administrators."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

from api.endpoint import Call
from api.imports import INGEST, feeds_of
from api.problem import ProblemError
from graphsvc.shape import field
from graphsvc.store.jobs import Job

_SECOND = 1_000_000
RETRY_SECONDS = 2
"""Seconds after which it is worth to ask again."""
_ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is."""

    stage: str = field(label="Stage", help="What is being done; empty before it begins.")
    done: int = field(label="Done", help="Rows or steps of the stage that are done.")
    total: int | None = field(label="Of", help="Rows or steps of the stage, empty where not known before.")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """A job as it stands."""

    id: str = field(label="Job", help="Its number.")
    kind: str = field(label="Kind", help="What is done: ingest, publish or retention.")
    state: Literal["queued", "running", "succeeded", "failed", "cancelled"] = field(
        label="State", help="Where it stands."
    )
    progress: Progress = field(label="Progress", help="How far it is.")
    attempts: int = field(label="Attempts", help="Times a worker took it up.")
    created_at: datetime = field(label="Ordered", help="When, UTC.")
    ended_at: datetime | None = field(label="Ended", help="When, UTC; empty while it lasts.")
    error: str | None = field(label="Error", help="Why it failed and what to do.")
    result_url: str | None = field(label="Result", help="Address of the result, kept for 7 days.")


def state_of(job: Job) -> JobState:
    """Returns what is told of a job; not who ordered it, nor with which words."""
    return JobState(
        id=job.id,
        kind=job.kind,
        state=job.state,
        progress=Progress(stage=job.stage, done=job.done, total=job.total),
        attempts=job.attempts,
        created_at=_instant(job.created_at),
        ended_at=None if job.ended_at is None else _instant(job.ended_at),
        error=job.error or None,
        result_url=f"/v1/jobs/{job.id}/result" if job.result else None,
    )


def job_of(call: Call) -> Job:
    """Returns the job that the address names.

    Raises:
        ProblemError: there is none of it in reach.
    """
    job: Job | None = call.house.jobs.get(call.path["id"])
    if job is None or not _sees(call, job):
        raise ProblemError("not-found", "There is no such job of yours.")
    return job


def _sees(call: Call, job: Job) -> bool:
    """Returns whether the caller ordered a job and may still see what it is about, or administers."""
    if _ADMIN in call.principal.roles:
        return True
    if job.who != call.principal.name:
        return False
    names = {feed.name for feed in feeds_of(call.workspace, call.principal.roles)}
    return job.kind == INGEST and names.issuperset(job.params.get("feeds", ()))


def result_of(call: Call) -> dict[str, Any]:
    """Returns the result of a job; who looks like whom is for administrators.

    Raises:
        ProblemError: there is no result, or none in reach.
    """
    job = job_of(call)
    path = call.workspace.root / job.result
    if not job.result or not path.is_file():
        raise ProblemError("not-found", "The job has no result, or it was kept for its 7 days.")
    found: dict[str, Any] = orjson.loads(path.read_bytes())
    if _ADMIN not in call.principal.roles:
        for feed in found.get("feeds", ()):
            feed.pop("review", None)
    return found


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at / _SECOND, UTC)
