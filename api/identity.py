"""Who asks: the principal behind a session or a token, and the clients that others lend them.

Read at every request: a role that ends, a token whose maker lost it, a lender who lost the client take what
rested on them along.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from flask import Request

from api.endpoint import Lent, Principal
from api.house import House
from api.problem import ProblemError
from graphsvc.grants import is_backed
from graphsvc.scope import Role
from graphsvc.store.port import View
from graphsvc.store.register import Token
from ingest.identity import address_token

COOKIE = "graphsvc_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
_LEAD: Role = "account_lead"
_TOKEN = "token:"  # noqa: S105 - how the name of a principal begins
_AS_LEAD = f" as {_LEAD}"


def identify(house: House, view: View | None, request: Request) -> Principal:
    """Returns who asks; somebody without token or session is `nobody`, without a view no person is known.

    Raises:
        ProblemError: a token or session was sent that does not hold.
    """
    header = request.headers.get("Authorization", "")
    if header:
        return _by_token(house, header)
    secret = request.cookies.get(SECURE_COOKIE) or request.cookies.get(COOKIE)
    session = house.register.session(secret) if secret else None
    if session is None:
        return Principal(name="nobody")
    grants = house.register.grants(session.user)
    granted = {grant.role for grant in grants}
    return Principal(
        name=session.user,
        roles=_roles(granted & {session.role} if session.role else granted),
        person=_person(house, view, session.user, role=session.role),
        accounts=next((grant.accounts for grant in grants if grant.role == _LEAD), ""),
        session=session.hash,
        is_demo=house.workspace.is_demo,
    )


def _roles(names: Iterable[str]) -> frozenset[Role]:
    return frozenset(cast("Iterable[Role]", names))


def _person(house: House, view: View | None, user: str, *, role: str) -> str | None:
    """Returns the key of whom a user is, in a demo of whom they stand for in a role."""
    address = user if "@" in user else house.workspace.stands_for.get(role, "")
    found = view.resolve([address_token(address)]) if view and address else {}
    return next(iter(found.values()), None)


def _by_token(house: House, header: str) -> Principal:
    scheme, _, secret = header.partition(" ")
    token = house.register.token(secret.strip()) if scheme.lower() == "bearer" else None
    if token is None or not is_backed(house.register, token):
        raise ProblemError("unauthenticated", "The token is unknown, expired or revoked.")
    return _principal_of(token)


def _principal_of(token: Token) -> Principal:
    return Principal(
        name=f"{_TOKEN}{token.name}",
        roles=_roles({token.role}),
        person=token.person or None,
        accounts=token.accounts,
    )


def with_lent(house: House, view: View, principal: Principal) -> Principal:
    """Returns an account lead with what others lend them today; anybody else as they are."""
    if _LEAD not in principal.roles:
        return principal
    rows = house.beside.delegations.lent_to(principal.name, on=house.today().isoformat())
    lenders = {row.lender: _lender(house, view, row.lender) for row in rows}
    found = ((row.client, lenders[row.lender]) for row in rows)
    return replace(principal, lent=tuple(Lent(client=client, by=by) for client, by in found if by))


def _lender(house: House, view: View, name: str) -> Principal | None:
    """Returns who lends, as the account lead they are now; None if they are none."""
    if name.startswith(_TOKEN):
        token = house.register.token_named(name.removeprefix(_TOKEN))
        is_lead = token is not None and token.role == _LEAD and is_backed(house.register, token)
        return _principal_of(token) if token and is_lead else None
    user = name.removesuffix(_AS_LEAD) if house.workspace.is_demo else name
    grant = next((each for each in house.register.grants(user) if each.role == _LEAD), None)
    if grant is None:
        return None
    person = _person(house, view, user, role=_LEAD)
    return Principal(name=name, roles=frozenset({_LEAD}), person=person, accounts=grant.accounts)
