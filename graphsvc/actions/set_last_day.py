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
        label="Count from last day",
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
    title="Count from another last day",
    done="This what-if counts from that day now. The last day of a departure is corrected in its own file.",
    help="Counts the days to act of this what-if from another last working day. It changes no departure: "
    "the last day of one is corrected in its own file.",
    roles=frozenset({"hr", "account_lead"}),
    params=Params,
    run=run,
    is_sealed=True,
)
