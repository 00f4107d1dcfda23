"""leave-out-suggestion: somebody is not suggested to whoever leaves, in one departure alone."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import own_departure
from graphsvc.errors import UsageError
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which departure, and who is not suggested."""

    departure: str = field(label="Departure", help="Id of the departure.")
    person: str = field(label="Not this one", help="Name, e-mail address or key.", node="Person")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Keeps the refusal beside the graph; the next in line takes the place."""
    found = own_departure(desk, scope, params.departure)
    if params.person == found.person:
        raise UsageError("person: that is who leaves.")
    desk.beside.departures.leave_out(found.id, params.person, by=scope.principal)
    says = "Left out of the suggestions of this departure. Suggest them again whenever you like."
    done = Done(says=says, key=found.id, link=f"/departures/{found.id}/suggestions#left-out")
    return Outcome(done=done, subjects=(found.person,))


LEAVE_OUT_SUGGESTION = Action(
    name="leave-out-suggestion",
    title="Leave out a suggestion",
    done="Left out of the suggestions of this departure.",
    help="Somebody is not suggested to whoever leaves, in this departure alone; the next in line is.",
    roles=frozenset({"hr"}),
    params=Params,
    run=run,
    reach="ours",
    is_live=True,
    is_sealed=True,
)
