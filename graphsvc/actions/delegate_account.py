"""delegate-account: let a colleague see a client of yours for a while, such as a holiday."""

import datetime as dt
from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.case import member_of
from graphsvc.errors import NotAllowedError, UsageError
from graphsvc.key import id_of
from graphsvc.scope import Role, Scope
from graphsvc.shape import field

MOST_DAYS = 90
"""Days for which a client can be lent at a time."""
_LEADS: frozenset[Role] = frozenset({"account_lead"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which client, to whom, until when."""

    client: str = field(label="Client", help="One of your clients.", node="Organisation")
    to: str = field(label="To", help="Address with which a colleague signs in as account lead.")
    until: dt.date = field(label="Until", help="Last day, at most 90 days from today.")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Lends a client to another account lead; it ends by itself."""
    days = (params.until - desk.today).days
    if not 0 <= days <= MOST_DAYS:
        raise UsageError(f"until: name a day from today to {MOST_DAYS} days ahead.")
    delegate = member_of(desk, params.to, roles=_LEADS)
    if delegate == scope.principal:
        raise UsageError("to: that is you; you see this client already.")
    if id_of(params.client) in scope.lent:
        raise NotAllowedError("this client is lent to you: whoever lent it can lend it to others.")
    desk.beside.delegations.lend(
        params.client, by=scope.principal, to=delegate, until=params.until.isoformat()
    )
    says = f"{delegate} sees this client until {params.until:%-d %B %Y}. Take it back at any time."
    return Outcome(done=Done(says=says, key=params.client, link=f"/clients/{params.client}"))


DELEGATE_ACCOUNT = Action(
    name="delegate-account",
    title="Lend a client",
    help="Lets another account lead see a client of yours, for at most 90 days. It ends by itself.",
    roles=frozenset({"account_lead"}),
    params=Params,
    run=run,
    is_live=True,
)
