"""Access: who may come in and as what, tokens shown once, and what the rules allow."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import g, redirect

from api.access import nobody
from api.door import form_items, loaded
from api.endpoint import Call, Reply, endpoint
from api.oversee import News, news
from api.pages.cells import Cell, Head
from api.pages.choices import rules
from api.pages.forms import form_of, typed
from api.pages.frame import ROLE_NAMES, page
from api.pages.parts import Line, Step, Table
from api.pages.tables import small_table
from api.problem import Problem, ProblemError, problem_of
from api.routes.admittance import (
    ADMIN,
    Held,
    KnownToken,
    NewToken,
    Secret,
    User,
    known_tokens,
    known_users,
    new_token,
    revoke,
)
from graphsvc.errors import GraphsvcError, NotReadyError, StoreUnreachableError
from graphsvc.grants import SHOWING_PEOPLE
from graphsvc.shape import dump
from ingest.identity import address_token

_RULES = {"all": "every client", "assigned": "assigned clients"}
_WITH_CLIENTS = frozenset({"account_lead"})
_STEPS = (
    Step(title="Give somebody a role", path="/do/grant-role"),
    Step(title="Who may do what", path="/permissions"),
    Step(title="Search the audit", path="/audit"),
)


@endpoint(
    "GET", "/access", roles=ADMIN, scope=nobody, audit="access.page", cache="no-store", needs_graph=False
)
def access_page(call: Call) -> Reply:
    """Shows users with their roles, and tokens."""
    return access_home(call, path="/access")


def access_home(call: Call, *, path: str = "/") -> Reply:
    """Returns the page of an administrator, also as their home."""
    return _page(call, path=path)


@endpoint(
    "POST",
    "/access/tokens",
    roles=ADMIN,
    scope=nobody,
    audit="token.create",
    cache="no-store",
    needs_graph=False,
    needs_session=True,
)
def token_form(call: Call) -> Reply:
    """Makes a token and shows its secret on the page that answers, this once."""
    given = typed(NewToken, form_items())
    try:
        values = {name: found[-1] for name, found in given.items()}
        made = new_token(call, loaded(NewToken, values, "query"))
    except ProblemError as error:
        return _refused(call, given, error.problem)
    except GraphsvcError as error:
        return _refused(call, given, problem_of(error))
    shown = _page(call, made=made.shown)
    return replace(shown, subjects=made.subjects, filters=made.filters)


@endpoint(
    "POST",
    "/access/tokens/{name}/end",
    roles=ADMIN,
    scope=nobody,
    audit="token.revoke",
    cache="no-store",
    needs_graph=False,
    needs_session=True,
)
def token_end(call: Call) -> Reply:
    """Ends a token at once."""
    revoke(call, call.path["name"])
    return Reply(content=redirect("/access", code=303))


def _refused(call: Call, given: Mapping[str, Sequence[str]], problem: Problem) -> Reply:
    return replace(_page(call, given=given, problem=problem), action="token.refused")


def _page(
    call: Call,
    *,
    path: str = "/access",
    given: Mapping[str, Sequence[str]] | None = None,
    made: Secret | None = None,
    problem: Problem | None = None,
) -> Reply:
    g.refused = problem.slug if problem else ""
    found = known_users(call)
    form = [
        rules(call, item) if item.name == "accounts" else item
        for item in form_of(call, NewToken, given or {}, faults=_faults(problem))
    ]
    is_beside = any(item.fault for item in form)
    return page(
        call,
        "access.html",
        title="Who may come in, and as what?",
        path=path,
        status=200 if problem is None else problem.status,
        sentence=_sentence(found),
        steps=_STEPS,
        users=_users(call, found),
        news=_news(call),
        tokens=_tokens(call),
        live=[each.name for each in known_tokens(call) if each.state == "live"],
        made=made,
        form=form,
        others=() if problem is None or is_beside else (problem.detail or problem.title,),
        count=len(found),
    )


def _faults(problem: Problem | None) -> dict[str, str]:
    if problem is None:
        return {}
    listed = {fault.pointer.lstrip("/"): fault.detail for fault in problem.faults}
    name, mark, rest = problem.detail.partition(": ")
    return listed or ({name: rest} if mark and name.isidentifier() else {})


def _sentence(found: Sequence[User]) -> str:
    active = [user for user in found if user.is_active and user.roles]
    showing = sum(bool({held.role for held in user.roles} & SHOWING_PEOPLE) for user in active)
    who = "1 person may come in" if len(active) == 1 else f"{len(active)} people may come in"
    return f"{who}; {showing} of {len(active)} can see people of the whole firm."


def _users(call: Call, found: Sequence[User]) -> Table:
    heads = [Head(label=label, help="", is_number=False) for label in ("User", "Roles", "", "")]
    strangers = _strangers(call, found)
    lines = [_line(user, is_stranger=user.user in strangers) for user in found]
    return Table(title="Users", heads=heads, lines=lines)


def _strangers(call: Call, found: Sequence[User]) -> frozenset[str]:
    """Returns the users whose role shows what is theirs, and whose address is that of no employee."""
    own = [user.user for user in found if "@" in user.user and any(map(_shows_own, user.roles))]
    try:
        with call.house.view() as view:
            known = view.resolve([address_token(each.casefold()) for each in own])
    except (NotReadyError, StoreUnreachableError):
        return frozenset()
    return frozenset(each for each in own if address_token(each.casefold()) not in known)


def _shows_own(held: Held) -> bool:
    return held.role == "own" or held.accounts == "assigned"


def _line(user: User, *, is_stranger: bool) -> Line:
    roles = ", ".join(_held(held) for held in user.roles)
    told = roles or ("no role" if user.is_active else "may not come in")
    told = f"{told}; no employee has this address, so nothing is theirs" if is_stranger else told
    end, away = Cell(text="End a role", link=f"/do/end-grant?user={user.user}"), Cell(text="")
    if user.is_active:
        away = Cell(text="End access", link=f"/do/deactivate-user?user={user.user}")
    return Line(cells=[Cell(text=user.user), Cell(text=told), end if user.roles else Cell(text=""), away])


def _held(held: Held) -> str:
    rule = f" ({_RULES.get(held.accounts, held.accounts)})" if held.role in _WITH_CLIENTS else ""
    until = f" until {held.until:%Y-%m-%d %H:%M} UTC" if held.until else ""
    return f"{ROLE_NAMES[held.role]}{rule}{until}"


def _news(call: Call) -> Table | None:
    rows = [{**dump(row), "role": ROLE_NAMES[row.role]} for row in news(call, frozenset({"oversight"}))]
    return small_table("Roles given in thirty days", rows, News) if rows else None


def _tokens(call: Call) -> Table | None:
    rows = [
        {
            **dump(each),
            "role": ROLE_NAMES[each.role],
            "created_at": f"{each.created_at:%Y-%m-%d}",
            "expires_at": f"{each.expires_at:%Y-%m-%d}",
        }
        for each in known_tokens(call)
    ]
    return small_table("Tokens", rows, KnownToken) if rows else None
