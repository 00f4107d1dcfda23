"""open-departure: record that somebody leaves; until it is announced only its case knows."""

import datetime as dt
from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import PARTNERS, leaving, member_of, own_case
from graphsvc.errors import ConflictError, UsageError
from graphsvc.notice import remark
from graphsvc.scope import Scope
from graphsvc.shape import field

_PURPOSE = "resignation-received"


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Who leaves, and when."""

    person: str = field(label="Who leaves", help="Name, e-mail address or key.", node="Person")
    date: dt.date = field(label="Last working day", help="Last day of work, inclusive.")
    case: str = field(label="Case", help="Case it belongs to; left out, a new one is opened.", default="")
    partner: str = field(
        label="HR partner", help="Address of the colleague in HR who looks after it.", default=""
    )


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Records a departure beside the graph, inside a case."""
    if params.person in leaving(desk, scope):
        raise ConflictError("a departure of this person is open already: see Departures.")
    partner = member_of(desk, params.partner, roles=PARTNERS) if params.partner.strip() else ""
    last_day = params.date.isoformat()
    case = _case(desk, scope, params.case) if params.case else _new_case(desk, scope, last_day)
    desk.beside.cases.add_people(case, (params.person,), by=scope.principal)
    if partner:
        desk.beside.cases.add_member(case, partner)
    found = desk.beside.departures.open(
        params.person, what_if=case, last_day=last_day, by=scope.principal, partner=partner
    )
    says = (
        "The departure is recorded. Only members of its case know until you announce it. "
        f"{remark(last_day, desk.today)}"
    ).strip()
    done = Done(says=says, key=found, link=f"/departures/{found}")
    return Outcome(done=done, subjects=(params.person,))


def _case(desk: Desk, scope: Scope, case: str) -> str:
    """Returns the id of a case of the caller's that names people."""
    found = own_case(desk, scope, case)
    if found.unit:
        raise UsageError("case: it asks about a whole unit. Leave it out, and a case of its own is opened.")
    return found.id


def _new_case(desk: Desk, scope: Scope, last_day: str) -> str:
    return desk.beside.cases.open(scope.principal, purpose=_PURPOSE, last_day=last_day)


OPEN_DEPARTURE = Action(
    name="open-departure",
    title="Somebody leaves",
    done="The departure is recorded, and known in its case only.",
    help="Records a resignation. It stays confidential: nobody outside its case sees any effect of it yet.",
    roles=frozenset({"hr"}),
    params=Params,
    run=run,
    reach="staff",
    is_sealed=True,
)
