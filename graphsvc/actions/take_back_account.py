"""take-back-account: end what delegate-account lent, before its day."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.errors import NotFoundError
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which client, from whom."""

    client: str = field(label="Client", help="A client that you lent.", node="Organisation")
    to: str = field(label="From", help="Address of the colleague to whom you lent it.")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Ends a delegation of the caller's own."""
    if not desk.beside.delegations.take_back(params.client, by=scope.principal, to=params.to.strip()):
        raise NotFoundError("to: you lend this client to nobody of this address.")
    return Outcome(
        done=Done(
            says="The client is yours alone again.", key=params.client, link=f"/clients/{params.client}"
        )
    )


TAKE_BACK_ACCOUNT = Action(
    name="take-back-account",
    title="Take a client back",
    help="Ends at once what you lent to a colleague.",
    roles=frozenset({"account_lead"}),
    params=Params,
    run=run,
    reach="known",  # also a client that is no longer one's own
    is_live=True,
)
