"""What became of erasures, by the results of their jobs: what was changed, what is left to do by hand.

Nobody is named: the number of a job tells nothing. A line of the result is a file and what to do about it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from api.endpoint import Call
from api.pages.wishes import day_of
from graphsvc.store.jobs import Job

_MOST = 10
_LOOKED_AT = 1_000
_NOTHING = "The person was erased before this ran; an earlier run says what it changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """An erasure that was carried out.

    Attributes:
        job: number of the job.
        on: ISO day on which it ended.
        says: how many files it changed and removed.
        mark: keyed hash that stays of the person; empty where the graph held them no more.
        beyond: what it does not reach, with what to do by hand first.
    """

    job: str
    on: str
    says: str
    mark: str
    beyond: Sequence[str]


def carried_out(call: Call) -> list[Carried]:
    """Returns the erasures that were carried out and whose results are kept, the newest first."""
    jobs = call.house.jobs.newest("erase", limit=_LOOKED_AT)
    ended = [job for job in jobs if job.state == "succeeded"]
    return [_carried(job, result) for job, result in _with_results(call, ended[:_MOST])]


def _with_results(call: Call, jobs: Sequence[Job]) -> Iterator[tuple[Job, dict[str, Any]]]:
    for job in jobs:
        path = call.workspace.root / job.result
        if job.result and path.is_file():
            yield job, orjson.loads(path.read_bytes())


def _carried(job: Job, result: dict[str, Any]) -> Carried:
    changed, removed = result.get("files_changed"), result.get("files_removed")
    return Carried(
        job=job.id,
        on=day_of(job.ended_at or job.created_at),
        says=_NOTHING if changed is None else f"{_files(changed)} changed, {_files(removed or 0)} removed.",
        mark=str(result.get("receipt", "")),
        beyond=[str(each) for each in result.get("beyond_reach", ())],
    )


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"
