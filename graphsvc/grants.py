"""Who may give which role to whom, and who is told: rules that hold for pages, programs and the command line.

Nobody gives themselves a role that shows people, and a token gives nothing. A grant of such a role is seen
for thirty days by everybody who holds it and by oversight.
"""

from collections.abc import Sequence
from typing import Literal

from graphsvc.action import Desk
from graphsvc.errors import NotAllowedError, UsageError
from graphsvc.scope import Scope
from graphsvc.store.register import Granted, Register

GrantedRole = Literal["account_lead", "hr", "alumni_programme", "own", "admin", "oversight"]
SHOWING_PEOPLE: frozenset[str] = frozenset({"hr", "alumni_programme"})
"""Roles that nobody gives themselves."""
FOR_A_PERSON: frozenset[str] = frozenset({"account_lead", "own"})
"""Roles that say nothing without the person who holds them."""
HOUR = 3_600_000_000
"""Microseconds of an hour."""
TOLD_FOR = 30 * 24 * HOUR
"""How long a grant is shown to those it concerns, microseconds."""
LONGEST_HOURS = 72
"""Hours of a grant for an emergency."""


def accounts_rule(role: str, rule: str) -> str:
    """Returns the rule of a grant; an account lead without one sees the accounts assigned to them.

    Raises:
        UsageError: the rule is not one, or the role has none.
    """
    if role != "account_lead":
        if rule:
            raise UsageError(f"accounts: a rule is for account_lead, not for {role}.")
        return ""
    if rule in {"", "assigned", "all"} or rule.startswith("unit:u-"):
        return rule or "assigned"
    raise UsageError(f"accounts: takes assigned, unit:KEY or all, not '{rule}'.")


def check_giver(desk: Desk, scope: Scope, user: str, role: str) -> None:
    """Returns if the caller may give or end this role of a user.

    Raises:
        NotAllowedError: a token asks, or somebody gives themselves a role that shows people.
    """
    check_signed_in(scope)
    if role in SHOWING_PEOPLE and _is_same(desk, scope, user):
        raise NotAllowedError(f"Nobody gives themselves {role}: another administrator must do it.")


def check_signed_in(scope: Scope) -> None:
    """Returns if somebody asks who is signed in, not a token: what leaks cannot multiply.

    Raises:
        NotAllowedError: a token asks.
    """
    if scope.principal.startswith("token:"):
        raise NotAllowedError("A token does not change who may come in: sign in with a link.")


def check_token(register: Register, principal: str, role: str) -> None:
    """Returns if the caller may make a token of a role: one that shows people only by who was given it.

    Raises:
        NotAllowedError: the token would show its maker people they may not see.
    """
    if role in SHOWING_PEOPLE and role not in {grant.role for grant in register.grants(principal)}:
        raise NotAllowedError(
            f"A token for {role} shows people: only an administrator who was given {role} makes one, "
            "or the command line of the machine that serves."
        )


def told_to(register: Register, roles: frozenset[str], *, now: int) -> Sequence[Granted]:
    """Returns the grants of the last thirty days that holders of some roles are told of, newest first.

    Those who hold a role that shows people are told of it, oversight of both.
    """
    watched = SHOWING_PEOPLE if "oversight" in roles else SHOWING_PEOPLE & roles
    return [grant for grant in register.granted_since(now - TOLD_FOR) if grant.role in watched]


def _is_same(desk: Desk, scope: Scope, user: str) -> bool:
    """Returns whether an address is the caller's own, or one more address of the same person."""
    if scope.principal.casefold() == user.casefold():
        return True
    known = desk.view.get([scope.person]) if scope.person else []
    return any(f"@{user.casefold()}" in entity.tokens for entity in known)
