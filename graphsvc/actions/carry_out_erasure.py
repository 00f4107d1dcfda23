"""carry-out-erasure: order that a person is removed everywhere, for good; a worker does it."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.errors import ConflictError, UsageError
from graphsvc.scope import Scope
from graphsvc.shape import field
from graphsvc.store.beside import Beside

_LOOKED_AT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Who, and why."""

    person: str = field(label="Person", help="Who is erased: name, e-mail address or key.", node="Person")
    reason: str = field(label="Reason", help="Why; logged, so write no name.", personal=True)


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Queues the erasure; the job knows whom it is about from the wish, which forgets it at the end."""
    if not params.reason.strip():
        raise UsageError("reason: say why; it is logged.")
    wishes = desk.beside.erasures
    wish = wishes.ask(params.person, who=scope.principal)
    is_new = wishes.order(wish, who=scope.principal, reason=params.reason.strip())
    if not is_new and wish in under_way(desk.beside):
        raise ConflictError("this erasure is ordered already: the worker carries it out.")
    job = desk.beside.jobs.put("erase", {"erasure": wish}, who=scope.principal)
    done = Done(says="The erasure is ordered; a worker carries it out.", key=job.id, link="/erasures")
    return Outcome(done=done, subjects=(params.person,))


def under_way(beside: Beside) -> frozenset[str]:
    """Returns the wishes that a job carries out; one whose job failed or was cancelled is ordered anew."""
    jobs = beside.jobs.newest("erase", limit=_LOOKED_AT)
    return frozenset(str(job.params.get("erasure")) for job in jobs if job.is_live)


CARRY_OUT_ERASURE = Action(
    name="carry-out-erasure",
    title="Erase a person",
    help="Removes somebody with everything known, history included. This cannot be taken back.",
    roles=frozenset({"admin"}),
    params=Params,
    run=run,
    reach="firm",
    is_live=True,
)
