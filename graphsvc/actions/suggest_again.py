"""suggest-again: somebody who was left out may be suggested to whoever leaves again."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import own_departure
from graphsvc.errors import NotFoundError
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which departure, and who is suggested again."""

    departure: str = field(label="Departure", help="Id of the departure.")
    person: str = field(label="Who", help="Name, e-mail address or key.", node="Person")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Takes a refusal back."""
    found = own_departure(desk, scope, params.departure)
    if not desk.beside.departures.take_in(found.id, params.person):
        raise NotFoundError("person: nobody like that was left out of this departure.")
    done = Done(
        says="May be suggested again.", key=found.id, link=f"/departures/{found.id}/suggestions#suggestions"
    )
    return Outcome(done=done, subjects=(found.person,))


SUGGEST_AGAIN = Action(
    name="suggest-again",
    title="Suggest somebody again",
    done="May be suggested again.",
    help="Takes back that somebody was left out of the suggestions of a departure.",
    roles=frozenset({"hr"}),
    params=Params,
    run=run,
    reach="ours",
    is_live=True,
    is_sealed=True,
)
