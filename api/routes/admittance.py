"""Who may come in: users with their roles, and tokens, whose secret is shown once.

Only somebody who is signed in deals with tokens, so that a token that leaks cannot make others.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from api.access import nobody
from api.endpoint import Call, Reply, endpoint
from api.lookup import key_for
from api.problem import ProblemError
from graphsvc.errors import NotAllowedError, UsageError
from graphsvc.grants import (
    FOR_A_PERSON,
    GrantedRole,
    accounts_rule,
    check_token,
    is_backed,
    role_words,
)
from graphsvc.shape import dump, field
from graphsvc.store.register import Grant, Token
from ingest.identity import address_token

_SECOND = 1_000_000
ADMIN = frozenset({"admin"})
LONGEST_DAYS = 366
"""Days a token may live."""
_NOT_YOU = (
    "A token speaks in the name of the person it stands for: here you make one for yourself alone. "
    "For somebody else, the command line of the machine that serves makes it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One role somebody holds."""

    role: str = field(label="Role", help="What they may do.")
    accounts: str = field(label="Accounts", help="Rule of an account lead's grant; empty = none.")
    granted_by: str = field(label="Given by", help="Who gave it; local is the command line.")
    granted_at: datetime = field(label="Given", help="Instant, UTC.")
    until: datetime | None = field(label="Until", help="When it ends by itself; empty = it stays.")
    reason: str = field(label="Why", help="Why it was given.")


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One user."""

    user: str = field(label="User", help="Address with which they sign in.")
    is_active: bool = field(label="Active", help="Whether they may come in.")
    roles: tuple[Held, ...] = field(label="Roles", help="Roles that are live.")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownToken:
    """One token, without its secret."""

    name: str = field(label="Token", help="What the audit calls it.")
    role: str = field(label="Role", help="What it may do.")
    accounts: str = field(label="Accounts", help="Rule of an account lead's token; empty = none.")
    person: str = field(label="Person", help="Key of whom it stands for; empty = nobody.")
    created_at: datetime = field(label="Made", help="Instant, UTC.")
    expires_at: datetime = field(label="Until", help="Instant from which it no longer works, UTC.")
    state: str = field(label="State", help="live, expired, revoked, or ended with what its maker may do.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """What a token is made of."""

    role: GrantedRole = field(label="Role", help="What it may do.")
    days: int = field(label="Days", help="Days until it expires, 1 to 366.", unit="days")
    name: str = field(label="Name", help="What the audit calls it; one is made up if empty.", default="")
    person: str = field(
        label="Person",
        help="You, by key or e-mail address; needed for an account lead and an employee.",
        personal=True,
        default="",
    )
    accounts: str = field(
        label="Clients", help="For an account lead alone: assigned, unit:KEY or all.", default=""
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A new token; this is the only time its secret is shown."""

    name: str = field(label="Token", help="What the audit calls it.")
    secret: str = field(label="Secret", help="Send it as a bearer token; it is not kept anywhere.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A token as its maker and the audit learn of it.

    Attributes:
        shown: what the maker is shown.
        role: what it may do.
        accounts: rule of an account lead's token.
        person: key of whom it stands for, empty = nobody.
    """

    shown: Secret
    role: str
    accounts: str
    person: str

    @property
    def subjects(self) -> tuple[str, ...]:
        """Whom it is about."""
        return (self.person,) if self.person else ()

    @property
    def filters(self) -> dict[str, str]:
        """What the audit keeps of it."""
        return {"role": self.role} | ({"accounts": self.accounts} if self.accounts else {})


@endpoint(
    "GET",
    "/v1/users",
    roles=ADMIN,
    scope=nobody,
    audit="users.list",
    cache="no-store",
    out=User,
    is_many=True,
    needs_graph=False,
)
def users(call: Call) -> Reply:
    """Lists users and the roles they hold."""
    rows = [dump(row) for row in known_users(call)]
    return Reply(content={"data": rows}, count=len(rows))


@endpoint(
    "GET",
    "/v1/tokens",
    roles=ADMIN,
    scope=nobody,
    audit="tokens.list",
    needs_session=True,
    cache="no-store",
    out=KnownToken,
    is_many=True,
    needs_graph=False,
)
def tokens(call: Call) -> Reply:
    """Lists tokens without their secrets; only for somebody who is signed in."""
    rows = [dump(row) for row in known_tokens(call)]
    return Reply(content={"data": rows}, count=len(rows))


@endpoint(
    "POST",
    "/v1/tokens",
    roles=ADMIN,
    scope=nobody,
    audit="token.create",
    needs_session=True,
    cache="no-store",
    body=NewToken,
    out=Secret,
    needs_graph=False,
    problems={"conflict", "store-unreachable"},
)
def token_create(call: Call) -> Reply:
    """Makes a token and shows its secret this once; only for somebody who is signed in."""
    made = new_token(call, call.body)
    reply = Reply(content=dump(made.shown), status=201, count=1)
    return replace(reply, subjects=made.subjects, filters=made.filters)


@endpoint(
    "DELETE",
    "/v1/tokens/{name}",
    roles=ADMIN,
    scope=nobody,
    audit="token.revoke",
    needs_session=True,
    cache="no-store",
    needs_graph=False,
)
def token_revoke(call: Call) -> Reply:
    """Ends a token at once; only for somebody who is signed in."""
    revoke(call, call.path["name"])
    return Reply(content=b"", status=204)


def new_token(call: Call, given: NewToken) -> Made:
    """Makes a token for a signed-in administrator.

    Raises:
        GraphsvcError: the rules of grants refuse it, or the person is unknown.
    """
    register = call.house.register
    rule = accounts_rule(given.role, given.accounts)
    if not 1 <= given.days <= LONGEST_DAYS:
        raise UsageError(f"days: 1 to {LONGEST_DAYS}.")
    if given.role in FOR_A_PERSON and not given.person.strip():
        raise UsageError(f"person: a token for {role_words(given.role)} stands for somebody: say whom.")
    person = _person(call, given.person)
    check_token(register, call.principal.name, given.role, rule)
    name = given.name.strip() or f"{given.role}-{secrets.token_hex(3)}"
    secret = register.new_token(
        name,
        role=given.role,
        accounts=rule,
        person=person,
        days=given.days,
        made_by=call.principal.name,
    )
    return Made(shown=Secret(name=name, secret=secret), role=given.role, accounts=rule, person=person)


def revoke(call: Call, name: str) -> None:
    """Ends a token.

    Raises:
        ProblemError: none of this name is live.
    """
    if not call.house.register.revoke(name):
        raise ProblemError("not-found", "There is no live token of this name.")


def known_users(call: Call) -> list[User]:
    """Returns all users by name with the roles they hold."""
    register = call.house.register
    return [
        User(user=name, is_active=is_active, roles=tuple(_held(grant) for grant in register.grants(name)))
        for name, is_active in register.users()
    ]


def known_tokens(call: Call) -> list[KnownToken]:
    """Returns all tokens by name."""
    now = call.house.clock()
    register = call.house.register
    return [_known(token, now, is_held=is_backed(register, token)) for token in register.tokens()]


def _person(call: Call, text: str) -> str:
    """Returns the key of whom a token stands for, empty for nobody.

    Raises:
        NotAllowedError: it is somebody else, whose data it would show and in whose name it would speak.
    """
    if not text.strip():
        return ""
    with call.house.view() as view:
        person = key_for(view, text, "Person")
        if person not in view.resolve([address_token(call.principal.name)]).values():
            raise NotAllowedError(_NOT_YOU)
    return person


def _held(grant: Grant) -> Held:
    return Held(
        role=grant.role,
        accounts=grant.accounts,
        granted_by=grant.granted_by,
        granted_at=instant(grant.granted_at),
        until=None if grant.expires_at is None else instant(grant.expires_at),
        reason=grant.reason,
    )


def _known(token: Token, now: int, *, is_held: bool) -> KnownToken:
    ended = "live" if is_held else "ended"
    state = "revoked" if token.revoked_at is not None else ended if token.expires_at > now else "expired"
    return KnownToken(
        name=token.name,
        role=token.role,
        accounts=token.accounts,
        person=token.person,
        created_at=instant(token.created_at),
        expires_at=instant(token.expires_at),
        state=state,
    )


def instant(at: int) -> datetime:
    """Returns microseconds since 1970 as an instant, UTC."""
    return datetime.fromtimestamp(at / _SECOND, UTC)
