"""announce-departure: from now on everybody may know that somebody leaves."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import own_departure
from graphsvc.kinds.departure import DEPARTURE
from graphsvc.scope import Scope
from graphsvc.shape import field
from graphsvc.store.port import FactClaim, Interval, NodeClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which departure."""

    departure: str = field(label="Departure", help="Id of the departure.")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Puts a departure into the graph."""
    found = own_departure(desk, scope, params.departure)
    announced = found.announced_on or desk.today.isoformat()
    key = DEPARTURE.key("app", found.id)
    said = {"last_day": found.last_day, "announced_on": announced, "state": "open"}
    return Outcome(
        done=Done(says="The departure is announced.", key=found.id, link=f"/departures/{found.id}"),
        nodes=(NodeClaim(kind="Departure", key=key, properties=said),),
        facts=(FactClaim(type="ABOUT", src=key, dst=found.person, intervals=(Interval(),)),),
        subjects=(found.person,),
        then=lambda: desk.beside.departures.announce(found.id, on=announced),
    )


ANNOUNCE_DEPARTURE = Action(
    name="announce-departure",
    title="Announce a departure",
    help="From now on everybody may know. This cannot be taken back.",
    roles=frozenset({"hr"}),
    params=Params,
    run=run,
)
