"""end-grant: take a role from somebody at once."""

from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.errors import NotFoundError
from graphsvc.grants import GrantedRole, check_signed_in, end_tokens
from graphsvc.scope import Scope
from graphsvc.shape import field


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Whose role."""

    user: str = field(label="Who", help="Address with which they sign in.")
    role: GrantedRole = field(label="Role", help="What they may no longer do.")


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Ends a role and its tokens; the next request of the user is refused where it needed it."""
    check_signed_in(scope)
    user = params.user.strip()
    if not desk.beside.register.end_grant(user, params.role):
        raise NotFoundError(f"user: '{user}' does not hold {params.role}.")
    if params.role == "account_lead":
        desk.beside.delegations.end_of(user)
    end_tokens(desk, user, role=params.role)
    return Outcome(
        done=Done(says="The role has ended.", link="/access"),
        subjects=(user,),
        filters={"role": params.role},
    )


END_GRANT = Action(
    name="end-grant",
    title="End a role",
    help="Takes a role from somebody at once. What they did stays in the audit.",
    roles=frozenset({"admin"}),
    params=Params,
    run=run,
    is_live=True,
)
