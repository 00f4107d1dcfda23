"""grant-role: let somebody in as something, for good or for an emergency."""

import re
from dataclasses import dataclass

from graphsvc.action import Action, Desk, Done, Outcome
from graphsvc.errors import UsageError
from graphsvc.grants import (
    HOUR,
    LONGEST_HOURS,
    SHOWING_PEOPLE,
    GrantedRole,
    accounts_rule,
    check_giver,
    needs_end,
)
from graphsvc.scope import Scope
from graphsvc.shape import field

_ADDRESS = re.compile(r"[^\s:@]+@[^\s:@]+")
"""What a user is called; with a colon it could be read as a token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Whom, as what, why and for how long."""

    user: str = field(label="Who", help="Address with which they sign in.")
    role: GrantedRole = field(label="Role", help="What they may do.")
    accounts: str = field(
        label="Clients",
        help="For an account lead alone: which clients they see, those assigned to them if left out.",
        default="",
    )
    reason: str = field(
        label="Why",
        help="Needed for HR and the alumni programme, for an emergency and for yourself.",
        default="",
    )
    hours: int | None = field(
        label="Only for",
        help="For an emergency, and for yourself: ends by itself after so many hours, 72 at most.",
        unit="hours",
        default=None,
    )


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Adds the user if needed and grants the role; those whom the role concerns are told."""
    user = params.user.strip()
    if not _ADDRESS.fullmatch(user):
        raise UsageError("user: write the address with which they sign in.")
    check_giver(desk, scope, user, params.role)
    rule = accounts_rule(params.role, params.accounts)
    _check_unit(desk, rule)
    is_own = needs_end(scope, user, params.role)
    _check_time(params, is_own=is_own)
    until = None if params.hours is None else desk.now + params.hours * HOUR
    register = desk.beside.register
    register.add_user(user)
    register.grant(
        user,
        params.role,
        accounts=rule,
        granted_by=scope.principal,
        reason=params.reason.strip(),
        until=until,
    )
    is_shown = is_own or params.role in SHOWING_PEOPLE
    told = " Those who hold this role and oversight see it for thirty days." if is_shown else ""
    return Outcome(
        done=Done(says=f"The role was given.{told}", link="/access"),
        subjects=(user,),
        filters=_told(params, rule),
    )


def _told(params: Params, rule: str) -> dict[str, str]:
    """Returns what the audit keeps of a grant."""
    said = {"role": params.role, "accounts": rule, "hours": str(params.hours or "")}
    return {name: value for name, value in said.items() if value}


def _check_unit(desk: Desk, rule: str) -> None:
    """Returns if the unit of a rule, where it names one, is known.

    Raises:
        UsageError: it is not, so that its clients would be none.
    """
    unit = rule.removeprefix("unit:")
    if unit != rule and desk.snapshot.position(unit) is None:
        raise UsageError(f"accounts: no unit has the key '{unit}'.")


def _check_time(params: Params, *, is_own: bool) -> None:
    """Returns if a grant that needs a reason has one and an emergency ends soon.

    Raises:
        UsageError: it does not.
    """
    if is_own and params.hours is None:
        raise UsageError(
            f"hours: what you give yourself is for an emergency: for how many hours? {LONGEST_HOURS} at most."
        )
    if params.hours is not None and not 1 <= params.hours <= LONGEST_HOURS:
        raise UsageError(f"hours: 1 to {LONGEST_HOURS}, or nothing for a grant that stays.")
    needs_reason = params.hours is not None or params.role in SHOWING_PEOPLE
    if needs_reason and not params.reason.strip():
        raise UsageError("reason: say why; those whom it concerns read it.")


GRANT_ROLE = Action(
    name="grant-role",
    title="Give somebody a role",
    help=(
        "They come in by a sign-in link. Oversight sees every grant for thirty days, and those who hold the "
        "role see it for HR, the alumni programme and emergencies. Nobody gives themselves HR or the alumni "
        "programme; what you give yourself besides ends by itself."
    ),
    roles=frozenset({"admin"}),
    params=Params,
    run=run,
    is_live=True,
)
