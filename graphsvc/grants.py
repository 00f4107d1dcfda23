"""Who may give which role to whom, and who is told: rules that hold for pages, programs and the command line.

Nobody gives themselves a role that shows people, and a token gives nothing. What an administrator gives
themselves besides is for an emergency: with a reason, over by itself within three days, and shown. Grants are
seen for thirty days by oversight, and by everybody who holds the role where it shows people or was taken in
an emergency.
"""

from collections.abc import Sequence
from typing import Literal

from graphsvc.action import Desk
from graphsvc.errors import NotAllowedError, UsageError
from graphsvc.key import mail_token
from graphsvc.scope import Scope
from graphsvc.store.register import Grant, Granted, Register, Token

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
_ALL = "all"
_LEAD = "account_lead"
_WORDS = {"hr": "HR", "own": "employee", "admin": "administrator"}


def role_words(role: str) -> str:
    """Returns a role as people call it, inside a sentence."""
    return _WORDS.get(role, role.replace("_", " "))


def accounts_rule(role: str, rule: str) -> str:
    """Returns the rule of a grant; an account lead without one sees the accounts assigned to them.

    Raises:
        UsageError: the rule is not one, or the role has none.
    """
    if role != _LEAD:
        if rule:
            raise UsageError(
                f"accounts: which clients is said for an account lead alone, not for {role_words(role)}."
            )
        return ""
    if rule in {"", "assigned", _ALL} or rule.startswith("unit:u-"):
        return rule or "assigned"
    raise UsageError(f"accounts: takes assigned, unit:KEY or all, not '{rule}'.")


def check_giver(desk: Desk, scope: Scope, user: str, role: str) -> None:
    """Returns if the caller may give this role to a user.

    Raises:
        NotAllowedError: a token asks, or somebody gives themselves a role that shows people, or anything
            under another of their addresses.
    """
    check_signed_in(scope)
    if not _is_same(desk, scope, user):
        return
    if role in SHOWING_PEOPLE:
        raise NotAllowedError(
            f"Nobody gives themselves the role {role_words(role)}: another administrator must do it."
        )
    if user != scope.principal:
        raise NotAllowedError(
            f"'{user}' is an address of your own: what you give yourself, give to {scope.principal}, so "
            "that it shows."
        )


def needs_end(scope: Scope, user: str, role: str) -> bool:
    """Returns whether a grant must end: what somebody gives themselves beyond their own data."""
    return user == scope.principal and role != "own"


def check_signed_in(scope: Scope) -> None:
    """Returns if somebody asks who is signed in, not a token: what leaks cannot multiply.

    Raises:
        NotAllowedError: a token asks.
    """
    if scope.principal.startswith("token:"):
        raise NotAllowedError("A token does not change who may come in: sign in with a link.")


def check_token(register: Register, principal: str, role: str, accounts: str) -> None:
    """Returns if the caller may make a token of a role: it shows nothing its maker was not given for good.

    Raises:
        NotAllowedError: the token would show its maker people or clients they may not see, or for longer.
    """
    held = _held(register, principal, role)
    if held is None or not _is_within(held, accounts):
        raise NotAllowedError(
            f"A token for {role_words(role)} shows people: only an administrator who was given that role "
            "and as many clients makes one, or the command line of the machine that serves."
        )
    if held.expires_at is not None:
        raise NotAllowedError(
            f"You hold the role {role_words(role)} for a while: a token would outlive that."
        )


def is_backed(register: Register, token: Token) -> bool:
    """Returns whether who made a token still holds what it shows; the command line needs nobody's leave."""
    if not token.made_by:
        return True
    held = _held(register, token.made_by, token.role)
    return held is not None and _is_within(held, token.accounts)


def _held(register: Register, principal: str, role: str) -> Grant | None:
    """Returns the grant that lets somebody make a token of a role: of that role, or of an administrator."""
    needed = role if role in SHOWING_PEOPLE | {_LEAD} else "admin"
    return next((grant for grant in register.grants(principal) if grant.role == needed), None)


def _is_within(held: Grant, accounts: str) -> bool:
    return held.role != _LEAD or held.accounts == _ALL or accounts in {"assigned", held.accounts}


def end_tokens(desk: Desk, user: str, *, role: str = "") -> None:
    """Ends the tokens that a user made or that stand for them, of one role if it is given."""
    desk.beside.register.revoke_made_by(user, role=role)
    for person in desk.view.resolve([mail_token(user)]).values():
        desk.beside.register.revoke_of(person, role=role)


def told_to(register: Register, roles: frozenset[str], *, now: int) -> Sequence[Granted]:
    """Returns the grants of the last thirty days that holders of some roles are told of, newest first.

    Oversight is told of all but those of an employee's own data by somebody else; those who hold a role, of
    grants that show people and of emergencies.
    """
    return [grant for grant in register.granted_since(now - TOLD_FOR) if _is_told(grant, roles)]


def _is_told(grant: Granted, roles: frozenset[str]) -> bool:
    is_own = grant.granted_by == grant.user
    if "oversight" in roles:
        return is_own or grant.role != "own"
    is_emergency = is_own or (grant.expires_at is not None and bool(grant.reason))
    return grant.role in roles and (is_emergency or grant.role in SHOWING_PEOPLE)


def _is_same(desk: Desk, scope: Scope, user: str) -> bool:
    """Returns whether an address is the caller's own, or one more address of the same person."""
    if mail_token(scope.principal) == mail_token(user):
        return True
    known = desk.view.get([scope.person]) if scope.person else []
    return any(mail_token(user) in entity.tokens for entity in known)
