"""approve-what-ifs: a second person lets a colleague ask about more people this month."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome, behind, people_behind
from graphsvc.case import member_of
from graphsvc.errors import NotAllowedError
from graphsvc.key import mail_token
from graphsvc.scope import COMMAND_LINE, Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Whom, and why."""

    colleague: str = field(
        label="Colleague", help="Address with which the colleague signs in; local for the command line."
    )
    reason: str = field(label="Why", help="What the further questions are for; shown to oversight.")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Extends somebody else's budget of what-ifs for thirty days."""
    named = params.colleague.strip()
    colleague = COMMAND_LINE if named == COMMAND_LINE else member_of(desk, named)
    is_same = colleague in {scope.principal, behind(desk, scope)}
    known = desk.view.resolve([mail_token(colleague)]).values()
    if is_same or not people_behind(desk, scope).isdisjoint(known):
        raise NotAllowedError(
            "Somebody else must approve this: nobody extends their own limit.",
            slug="second-approval-required",
        )
    desk.beside.cases.approve(colleague, by=scope.principal, reason=params.reason)
    return Outcome(done=Done(says="The colleague may go on asking. Oversight sees this.", link="/cases"))


APPROVE_WHAT_IFS = Action(
    name="approve-what-ifs",
    title="Approve more what-ifs",
    help="Lets a colleague ask about more people this month. Logged, and shown to oversight.",
    roles=frozenset({"hr"}),
    params=Params,
    run=run,
)
