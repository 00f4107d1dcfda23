"""remove-from-case: go on without one of the people of a case."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import own_case
from graphsvc.errors import NotFoundError
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which case, and without whom."""

    case: str = field(label="Case", help="Id of the case.")
    person: str = field(label="Who stays", help="Somebody of the case.", node="Person")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Takes somebody out of a case of the caller's."""
    case = own_case(desk, scope, params.case)
    if params.person not in case.people:
        raise NotFoundError("person: is not in this case.")
    desk.beside.cases.remove_person(case.id, params.person)
    done = Done(says="Taken out of the case.", key=case.id, link=f"/cases/{case.id}")
    return Outcome(done=done, subjects=(params.person,))


REMOVE_FROM_CASE = Action(
    name="remove-from-case",
    title="Without one of them",
    done="One person less is in the case.",
    help="Goes on without one of the people of a case.",
    roles=frozenset({"hr", "account_lead"}),
    params=Params,
    run=run,
    reach="ours",
    is_sealed=True,
)
