"""open-case: ask what would break if some people left, as a case that only its members see."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import check_budget, check_size, check_unit
from graphsvc.errors import UsageError
from graphsvc.scope import Scope
from graphsvc.shape import field

Purpose = Literal[
    "resignation-received", "planned-retirement", "internal-move", "long-absence", "account-review"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Who would leave, when, and why it is asked."""

    person: tuple[str, ...] = field(
        label="Who leaves",
        help="One or several people: name, e-mail address or key.",
        node="Person",
        default=(),
    )
    unit: str = field(
        label="Or a whole unit",
        help="Everybody of a unit of five people or more; only figures of them together are shown.",
        node="Unit",
        default="",
    )
    date: dt.date | None = field(
        label="Last working day",
        help="Day contract windows are counted from; left out, the recorded last day counts.",
        default=None,
    )
    purpose: Purpose | None = field(
        label="What is this for?",
        help="Logged, and told to the people concerned later. Account leads may leave it out.",
        default=None,
    )


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Opens a case with people in it."""
    people = tuple(dict.fromkeys(params.person))
    _check(desk, params, people)
    purpose = _purpose(desk, scope, params)
    check_budget(desk, scope, (params.unit,) if params.unit else people)
    last_day = params.date.isoformat() if params.date else ""
    case = desk.beside.cases.open(scope.principal, purpose=purpose, last_day=last_day, unit=params.unit)
    desk.beside.cases.add_people(case, people, by=scope.principal)
    done = Done(says="The case is open. Only its members see it.", key=case, link=f"/cases/{case}")
    return Outcome(done=done, subjects=people)


def _purpose(desk: Desk, scope: Scope, params: Params) -> Purpose:
    """Returns what the case is for: as said, or the review that account leads and a demo imply."""
    if params.purpose:
        return params.purpose
    if "account_lead" in scope.roles or desk.workspace.is_demo:
        return "account-review"
    raise UsageError("purpose: say what this is for. It is logged.")


def _check(desk: Desk, params: Params, people: tuple[str, ...]) -> None:
    if not params.unit:
        check_size(people)
    elif people:
        raise UsageError("unit: name people or a unit, not both.")
    else:
        check_unit(desk, params.unit)


OPEN_CASE = Action(
    name="open-case",
    title="What if they leave?",
    done="The case is open. Nobody is told.",
    help="Opens a case: who would leave, on which day, and why you ask. Nobody is told.",
    roles=frozenset({"hr", "account_lead"}),
    params=Params,
    run=run,
    reach="staff",
    is_sealed=True,
)
