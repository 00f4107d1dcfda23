"""share-case: let a colleague see a case; account leads see their own clients in it."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import kept_case, member_of
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which case, and who may see it."""

    case: str = field(label="Case", help="Id of the case.")
    member: str = field(label="Colleague", help="Address with which the colleague signs in.")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Makes somebody who may sign in a member of a case of the caller's."""
    case = kept_case(desk, scope, params.case)
    desk.beside.cases.add_member(case.id, member_of(desk, params.member))
    done = Done(says="The colleague sees the case now.", key=case.id, link=f"/cases/{case.id}")
    return Outcome(done=done)


SHARE_CASE = Action(
    name="share-case",
    title="Share a case",
    help="Lets a colleague see a case. Account leads see their own clients in it.",
    roles=frozenset({"hr", "account_lead"}),
    params=Params,
    run=run,
    is_sealed=True,
)
