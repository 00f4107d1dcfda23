"""add-to-case: ask about one more person in a case that is open already."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import check_budget, check_size, own_case
from graphsvc.errors import UsageError
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which case, and who else."""

    case: str = field(label="Case", help="Id of the case.")
    person: tuple[str, ...] = field(
        label="Who else leaves", help="One or several people: name, e-mail address or key.", node="Person"
    )


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Puts people into a case of the caller's."""
    case = own_case(desk, scope, params.case)
    people = tuple(dict.fromkeys(params.person))
    check_size(people)
    if case.unit:
        raise UsageError("person: this case asks about a whole unit. Open another one for people.")
    check_size(tuple(dict.fromkeys((*case.people, *people))))
    check_budget(desk, scope, people)
    desk.beside.cases.add_people(case.id, people, by=scope.principal)
    return Outcome(
        done=Done(says="Added to the case.", key=case.id, link=f"/cases/{case.id}"), subjects=people
    )


ADD_TO_CASE = Action(
    name="add-to-case",
    title="One more person",
    done="One more person is in the case.",
    help="Asks about one more person in the same case.",
    roles=frozenset({"hr", "account_lead"}),
    params=Params,
    run=run,
    reach="staff",
    is_sealed=True,
)
