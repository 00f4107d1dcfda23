"""correct-last-day: a departure was recorded with another last day than the one that holds."""

import datetime as dt
from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import own_departure
from graphsvc.kinds.departure import DEPARTURE
from graphsvc.notice import remark
from graphsvc.scope import Scope
from graphsvc.shape import field
from graphsvc.store.departures import DepartureRow
from graphsvc.store.port import NodeClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which departure, and the day that holds."""

    departure: str = field(label="Departure", help="Id of the departure.")
    date: dt.date = field(label="Last working day", help="Last day of work, inclusive.")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Changes the last day of a departure, in the graph too where it was announced."""
    found, day = own_departure(desk, scope, params.departure), params.date.isoformat()
    says = f"The last day of this departure is {day} now. {remark(day, desk.today)}".strip()

    def correct() -> None:
        """Keeps the new day, of the what-if too where it counted from the old one."""
        _move_case(desk, scope, found, day)
        desk.beside.departures.set_last_day(found.id, day)

    return Outcome(
        done=Done(says=says, key=found.id, link=f"/departures/{found.id}"),
        nodes=_nodes(found, day),
        subjects=(found.person,),
        then=correct,
    )


def _nodes(found: DepartureRow, day: str) -> tuple[NodeClaim, ...]:
    if not found.announced_on:
        return ()
    said = {"last_day": day, "announced_on": found.announced_on, "state": "open"}
    return (NodeClaim(kind="Departure", key=DEPARTURE.key("app", found.id), properties=said),)


def _move_case(desk: Desk, scope: Scope, found: DepartureRow, day: str) -> None:
    """Lets the case count from the new day, if it counted from the old one and is the caller's."""
    case = desk.beside.cases.get(found.what_if)
    if case and case.is_open_to(scope.principal) and case.last_day == found.last_day:
        desk.beside.cases.set_last_day(case.id, day)


CORRECT_LAST_DAY = Action(
    name="correct-last-day",
    title="Correct the last day",
    done="The last day of this departure is corrected.",
    help="Changes the last working day of a departure; its what-if counts from the new day if it counted "
    "from the old one.",
    roles=frozenset({"hr"}),
    params=Params,
    run=run,
    is_sealed=True,
)
