"""set-last-day: ask about another last working day in the same case."""

import datetime as dt
from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import own_case
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which case, and from which day to count."""

    case: str = field(label="Case", help="Id of the case.")
    date: dt.date | None = field(
        label="Last working day",
        help="Day contract windows are counted from; empty, the recorded or announced one counts.",
        default=None,
    )


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Changes the day that a case of the caller's is asked for."""
    case = own_case(desk, scope, params.case)
    desk.beside.cases.set_last_day(case.id, params.date.isoformat() if params.date else "")
    done = Done(says="The case counts from that day now.", key=case.id, link=f"/cases/{case.id}")
    return Outcome(done=done, subjects=case.people)


SET_LAST_DAY = Action(
    name="set-last-day",
    title="Another last day",
    done="The last day is changed.",
    help="Counts the days to act from another last working day.",
    roles=frozenset({"hr", "account_lead"}),
    params=Params,
    run=run,
    is_sealed=True,
)
