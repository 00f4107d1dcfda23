"""close-departure: the person has left, or stays after all."""

from dataclasses import dataclass
from typing import Literal

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import own_departure
from graphsvc.kinds.departure import DEPARTURE
from graphsvc.scope import Scope
from graphsvc.shape import field
from graphsvc.store.departures import DepartureRow
from graphsvc.store.port import NodeClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which departure, and how it ended."""

    departure: str = field(label="Departure", help="Id of the departure.")
    outcome: Literal["left", "stays"] = field(
        label="How it ended", help="The person left, or stays after all."
    )


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Ends a departure, in the graph too where it was announced."""
    found, today = own_departure(desk, scope, params.departure), desk.today.isoformat()
    return Outcome(
        done=Done(says="The departure is closed.", key=found.id, link="/departures"),
        nodes=_nodes(found, params.outcome),
        subjects=(found.person,),
        then=lambda: desk.beside.departures.end(found.id, on=today, outcome=params.outcome),
    )


def _nodes(found: DepartureRow, outcome: str) -> tuple[NodeClaim, ...]:
    if not found.announced_on:
        return ()
    said = {"last_day": found.last_day, "announced_on": found.announced_on, "state": outcome}
    return (NodeClaim(kind="Departure", key=DEPARTURE.key("app", found.id), properties=said),)


CLOSE_DEPARTURE = Action(
    name="close-departure",
    title="Close a departure",
    help="Ends a departure: the person left, or stays after all.",
    roles=frozenset({"hr"}),
    params=Params,
    run=run,
    is_sealed=True,
)
