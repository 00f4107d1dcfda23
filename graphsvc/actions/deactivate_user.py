"""deactivate-user: end everything somebody may do here."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.grants import check_signed_in, end_tokens
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Who."""

    user: str = field(label="Who", help="Address with which they sign in.")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Ends all roles, sessions and tokens of a user and what they lent; they stay known to the audit."""
    check_signed_in(scope)
    user = params.user.strip()
    desk.beside.register.deactivate(user)
    desk.beside.delegations.end_of(user)
    end_tokens(desk, user)
    return Outcome(done=Done(says="They can no longer come in.", link="/access"), subjects=(user,))


DEACTIVATE_USER = Action(
    name="deactivate-user",
    title="End somebody's access",
    help="Ends all roles, sessions and tokens of somebody at once. They stay known to the audit.",
    roles=frozenset({"admin"}),
    params=Params,
    run=run,
    is_live=True,
)
