"""Jobs for programs: how far, what came of it, and not to be done."""

from api.access import nobody
from api.endpoint import Call, Reply, endpoint
from api.imports import ROLES
from api.jobs import RETRY_SECONDS, JobState, job_of, result_of, state_of
from graphsvc.shape import dump


@endpoint(
    "GET",
    "/v1/jobs/{id}",
    roles=ROLES,
    scope=nobody,
    audit="job.read",
    cache="no-store",
    out=JobState,
    needs_graph=False,
)
def job(call: Call) -> Reply:
    """Says how far a job of the caller is."""
    found = job_of(call)
    headers = {"Retry-After": str(RETRY_SECONDS)} if found.is_live else {}
    return Reply(content=dump(state_of(found)), headers=headers, count=1)


@endpoint(
    "DELETE",
    "/v1/jobs/{id}",
    roles=ROLES,
    scope=nobody,
    audit="job.cancel",
    cache="no-store",
    out=JobState,
    needs_graph=False,
    status=200,
)
def cancel_job(call: Call) -> Reply:
    """Cancels a job of the caller; a feed that is being written is finished first."""
    found = job_of(call)
    ended = call.house.jobs.cancel(found.id) or found
    return Reply(content=dump(state_of(ended)), count=1)


@endpoint(
    "GET",
    "/v1/jobs/{id}/result",
    roles=ROLES,
    scope=nobody,
    audit="job.result.read",
    cache="no-store",
    needs_graph=False,
)
def job_result(call: Call) -> Reply:
    """Returns the result of a job of the caller, within what they may see today."""
    return Reply(content=result_of(call), count=1)
