"""Who asks: the principal behind a session or a token, and the clients that others lend them.

It holds only while nothing changes: a role that ends, a token whose maker lost it, a lender who lost the
client take what rested on them along, with the very next request.
"""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from hashlib import sha256
from typing import cast

from flask import Request

from api.endpoint import Lent, Principal
from api.house import House
from api.problem import ProblemError
from graphsvc.grants import is_backed
from graphsvc.scope import Role
from graphsvc.store.port import View
from graphsvc.store.register import Session, Token
from ingest.identity import address_token

COOKIE = "graphsvc_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
NOBODY = Principal(name="nobody")
"""Somebody without token or session."""
_LEAD: Role = "account_lead"
_TOKEN = "token:"  # noqa: S105 - how the name of a principal begins
_AS_LEAD = f" as {_LEAD}"


def recognise(house: House, view: View, request: Request, now: Hashable) -> Principal:
    """Returns who asks and what is lent to them, looked up once while nothing changes.

    Somebody without token or session is `nobody`.

    Args:
        house: services of the application.
        view: read transaction that tells which person has an address.
        request: what was sent.
        now: state for which it holds, see `House.now`; the end of a token or grant is another one.

    Raises:
        ProblemError: a token was sent that does not hold.
    """
    header = request.headers.get("Authorization", "")
    if header:
        sent: Hashable = ("token", _digest(header))
        return house.memo.once(now, sent, lambda: with_lent(house, view, _by_token(house, header)))
    session = _session(house, request, now)
    if session is None:
        return NOBODY
    sent = ("session", session.hash)
    return house.memo.once(now, sent, lambda: with_lent(house, view, _by_session(house, view, session)))


def identify(house: House, request: Request) -> Principal:
    """Returns who asks where nothing need be published: no person is known.

    Raises:
        ProblemError: a token was sent that does not hold.
    """
    header = request.headers.get("Authorization", "")
    if header:
        return _by_token(house, header)
    session = _session(house, request, None)
    return _by_session(house, None, session) if session else NOBODY


def _session(house: House, request: Request, now: Hashable | None) -> Session | None:
    """Returns the live session of a cookie; it is looked at again after a minute."""
    secret = request.cookies.get(SECURE_COOKIE) or request.cookies.get(COOKIE)
    if not secret:
        return None
    name = ("cookie", _digest(secret))
    known: Session | None = house.memo.known(now, name) if now else None
    if known is None or known.known_until <= house.clock():
        known = house.register.session(secret)
        if now and known:
            house.memo.keep(now, name, known)
    return known


def _by_session(house: House, view: View | None, session: Session) -> Principal:
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


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


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
