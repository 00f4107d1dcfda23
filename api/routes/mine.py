"""What somebody may know of themselves: who they are here, and who looked at them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from api.access import scope_of
from api.endpoint import Call, Reply, endpoint
from api.paging import page
from api.problem import ProblemError
from api.routes.documents import EVERY_ROLE
from api.seal import SEALED_FOR, is_opened, is_sealed, is_what_if, opened_by
from graphsvc.key import mail_token
from graphsvc.shape import dump, field
from graphsvc.store.audit import AuditRow

_SECOND = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Who the service takes the caller for."""

    name: str = field(label="Signed in as", help="Address of the user, or name of the token.")
    roles: tuple[str, ...] = field(label="Roles", help="Roles granted and live.")
    accounts: str = field(label="Accounts", help="Rule of an account lead's grant; empty = none.")
    person: str | None = field(
        label="Person", help="Who of the firm; empty where no employee has this address.", node="Person"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Which part of a list."""

    limit: int = field(label="Rows", help="Rows of a page, 1 to 200.", default=50)
    cursor: str | None = field(label="Cursor", help="Where the next page begins.", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One time that somebody looked."""

    on: date = field(label="Day", help="When somebody looked.")
    role: str = field(label="Role", help="In which role.")
    action: str = field(label="What", help="What was asked.")
    purpose: str = field(label="Purpose", help="Why, as it was given.")


@endpoint(
    "GET",
    "/v1/me",
    roles=EVERY_ROLE,
    scope=scope_of,
    audit="me.read",
    cache="no-store",
    out=Me,
    problems={"not-ready", "store-unreachable"},
)
def me(call: Call) -> Reply:
    """Says who the caller is here, with which roles, and which person of the firm."""
    who = call.principal
    found = call.view.get([who.person]) if who.person else []
    told = Me(name=who.name, roles=tuple(sorted(who.roles)), accounts=who.accounts, person=who.person)
    name = found[0].properties.get("name", who.person) if found else who.person
    return Reply(content={**dump(told), "person_name": name}, count=1)


@endpoint(
    "GET",
    "/v1/me/accesses",
    roles=EVERY_ROLE,
    scope=scope_of,
    audit="me.accesses.read",
    cache="no-store",
    query=Pages,
    out=Look,
    is_many=True,
    problems={"bad-cursor", "cursor-expired", "not-ready", "store-unreachable"},
)
def my_accesses(call: Call) -> Reply:
    """Lists who looked at the caller, newest first: day, role and purpose; a resignation after 90 days."""
    if call.principal.person is None:
        detail = f"Signed in as {call.principal.name}; no employee has this address. Ask an administrator."
        raise ProblemError("not-found", detail)
    rows = [dump(look) for look in looks_at(call)]
    return page({"data": rows[::-1]}, call.query, seq=call.snapshot.seq, question="me-accesses")


def looks_at(call: Call) -> Iterator[Look]:
    """Yields who looked at the caller, oldest first.

    Left out is what they did themselves, by a page or a token of theirs, and what is still confidential.
    """
    me, beside = call.principal.person, call.house.beside
    mine, addresses = _own_names(call), _own_addresses(call)
    until = opened_by(beside.departures.known_to(())).get(str(me))
    for row in beside.audit.about(me):
        if row.who in mine or mail_token(row.who) in addresses:
            continue
        if is_opened(row, until) or not _is_held_back(row, call.house.clock()):
            day = datetime.fromtimestamp(row.at / _SECOND, UTC).date()
            yield Look(on=day, role=row.role, action=row.action, purpose=row.purpose)


def _own_names(call: Call) -> frozenset[str]:
    """Returns the names under which the caller acts: their own, and those of tokens that are theirs."""
    tokens = (each for each in call.house.register.tokens() if each.person == call.principal.person)
    return frozenset({call.principal.acts_as, *(f"token:{each.name}" for each in tokens)})


def _own_addresses(call: Call) -> frozenset[str]:
    """Returns the identifiers of the caller's addresses, by which they sign in."""
    found = call.view.get([call.principal.person]) if call.principal.person else []
    return frozenset(token for entity in found for token in entity.tokens)


def _is_held_back(row: AuditRow, now: int) -> bool:
    """Returns whether a row would tell of a what-if or a resignation that is still confidential."""
    return is_sealed(row, now) or (is_what_if(row) and now - row.at < SEALED_FOR)
