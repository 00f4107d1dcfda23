"""close-case: end a what-if; its departures and the log stay."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import kept_case
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which case."""

    case: str = field(label="Case", help="Id of the case.")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Ends a case of the caller's."""
    case = kept_case(desk, scope, params.case)
    desk.beside.cases.end(case.id)
    return Outcome(done=Done(says="The case is closed.", key=case.id, link="/cases"))


CLOSE_CASE = Action(
    name="close-case",
    title="Close a case",
    help="Ends a what-if. Departures that were recorded in it stay.",
    roles=frozenset({"hr", "account_lead"}),
    params=Params,
    run=run,
    is_sealed=True,
)
