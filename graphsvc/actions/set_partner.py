"""set-partner: name who of HR looks after a departure."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import PARTNERS, member_of, own_departure
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which departure, and who looks after it."""

    departure: str = field(label="Departure", help="Id of the departure.")
    partner: str = field(label="HR partner", help="Address of the colleague in HR who looks after it.")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Names the HR partner, who becomes a member of the case if a member of it says so."""
    found = own_departure(desk, scope, params.departure)
    partner = member_of(desk, params.partner, roles=PARTNERS)
    desk.beside.departures.set_partner(found.id, partner)
    if found.what_if in desk.beside.cases.ever_of(
        scope.principal
    ):  # else others in it are not their business
        desk.beside.cases.add_member(found.what_if, partner)
    done = Done(says="The HR partner is set.", key=found.id, link=f"/departures/{found.id}")
    return Outcome(done=done, subjects=(found.person,))


SET_PARTNER = Action(
    name="set-partner",
    title="Set the HR partner",
    help="Names who of HR looks after a departure. They see its case from now on, if you do.",
    roles=frozenset({"hr"}),
    params=Params,
    run=run,
    is_sealed=True,
)
