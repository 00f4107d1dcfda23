"""People and clients one by one, with the fields of each reader, and the way in from another system's id."""

from dataclasses import dataclass, replace
from typing import Any

from flask import redirect

from api.access import scope_of
from api.answer import named_row
from api.endpoint import Call, Reply, endpoint
from api.lookup import is_key
from api.paging import page
from api.problem import ProblemError
from api.routes.documents import EVERY_ROLE
from api.routes.mine import Pages
from graphsvc.errors import NotAllowedError, NotFoundError
from graphsvc.scope import Role, Scope
from graphsvc.shape import field
from graphsvc.sheets.history import CLIENT, OWN, WORK, Interval, intervals
from graphsvc.sheets.organisation import OrganisationSheet, organisation_for, organisation_sheet
from graphsvc.sheets.person import Known, PersonSheet, person_for, person_sheet
from graphsvc.sheets.shown import shown
from ingest.identity import id_token
from ingest.records import RECORDS

READERS: frozenset[Role] = frozenset({"account_lead", "hr", "alumni_programme", "own"})
"""Roles that may see somebody."""
OF_CLIENTS = frozenset({"account_lead", "hr"})
"""Roles that may see a client."""
_PROBLEMS = frozenset({"person-views-off", "purpose-required", "not-ready", "store-unreachable"})
_LISTS = frozenset({"bad-cursor", "cursor-expired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What a sheet of a person takes."""

    purpose: str | None = field(label="Purpose", help="Why HR looks; logged.", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyPages(Pages):
    """What a history takes."""

    purpose: str | None = field(label="Purpose", help="Why HR looks; logged.", default=None)


@endpoint(
    "GET",
    "/v1/people/{key}",
    roles=READERS,
    scope=scope_of,
    audit="person.read",
    query=Why,
    out=PersonSheet,
    problems=_PROBLEMS,
)
def person(call: Call) -> Reply:
    """Shows one person: each reader the fields of their role, and nobody who is out of reach."""
    found, scope = person_of(call)
    sheet = person_sheet(call.snapshot, scope, found)
    content = named_row(shown(sheet, scope), PersonSheet, call.view)
    return Reply(content=content, count=1, subjects=(found.key,))


@endpoint(
    "GET",
    "/v1/people/{key}/history",
    roles={"hr", "own"},
    scope=scope_of,
    audit="person.history.read",
    query=WhyPages,
    out=Interval,
    is_many=True,
    problems=_PROBLEMS | _LISTS,
)
def person_history(call: Call) -> Reply:
    """Lists what the records say of one person over time: HR their work, themselves everything."""
    found, scope = person_of(call, only=frozenset({"hr", "own"}))
    is_self = "own" in scope.roles and scope.person == found.key
    rows = intervals(call.view, found.facts, found.key, kinds=OWN if is_self else WORK, scope=scope)
    return _page(call, [shown(row, scope) for row in rows], f"history {found.key}", subject=found.key)


@endpoint(
    "GET",
    "/v1/organisations/{key}",
    roles=OF_CLIENTS,
    scope=scope_of,
    audit="organisation.read",
    out=OrganisationSheet,
    problems={"not-ready", "store-unreachable"},
)
def organisation_read(call: Call) -> Reply:
    """Shows one client: an account lead their own clients, HR a name and a band of value."""
    found, scope = organisation_for(call.view, call.scope, call.path["key"])
    sheet = organisation_sheet(call.view, call.snapshot, scope, found)
    return Reply(content=named_row(shown(sheet, scope), OrganisationSheet, call.view), count=1)


@endpoint(
    "GET",
    "/v1/organisations/{key}/history",
    roles={"account_lead"},
    scope=scope_of,
    audit="organisation.history.read",
    query=Pages,
    out=Interval,
    is_many=True,
    problems={"person-views-off", "not-ready", "store-unreachable"} | _LISTS,
)
def organisation_history(call: Call) -> Reply:
    """Lists teams, parents and contracts of one client over time."""
    found, scope = organisation_for(call.view, call.scope, call.path["key"])
    kinds = CLIENT if scope.people != "off" else CLIENT - {"ASSIGNED_TO"}
    rows = intervals(call.view, call.view.history(found.key), found.key, kinds=kinds, scope=scope)
    return _page(call, [shown(row, scope) for row in rows], f"history {found.key}")


@endpoint(
    "GET",
    "/go/{source}/{id}",
    roles=EVERY_ROLE,
    scope=scope_of,
    audit="go",
    cache="no-store",
    problems={"not-ready", "store-unreachable"},
)
def go(call: Call) -> Reply:
    """Leads from an id of another system to its page; what is not there and what is not yours is alike."""
    source, text = call.path["source"], call.path["id"]
    keys = call.view.resolve([id_token(source, record, text) for record in RECORDS])
    for key in dict.fromkeys(keys.values()):
        where = _page_of(call, key)
        if where:
            return Reply(content=redirect(where, code=303))
    raise ProblemError("not-found", "Nothing of yours has this id.")


def person_of(call: Call, *, only: frozenset[Role] = READERS) -> tuple[Known, Scope]:
    """Returns the person of an address and the caller's scope of them, by some of the caller's roles.

    Raises:
        NotFoundError: there is no such person for the caller.
        NotAllowedError: a purpose lacks, or the workspace names no people.
    """
    scope = replace(call.scope, roles=call.scope.roles & only)
    return person_for(call.view, call.snapshot, scope, call.path["key"])


def _page(call: Call, rows: list[dict[str, Any]], name: str, *, subject: str = "") -> Reply:
    reply = page({"data": rows}, call.query, seq=call.snapshot.seq, question=name)
    return replace(reply, subjects=(subject,)) if subject else reply


def _page_of(call: Call, key: str) -> str:
    """Returns the page of something within scope, empty for all else."""
    try:
        if is_key(key, "Person"):
            found, _ = person_for(call.view, call.snapshot, _scope_on_the_way(call), key)
            return f"/people/{found.key}"
        if is_key(key, "Organisation"):
            entity, _ = organisation_for(call.view, call.scope, key)
            return f"/clients/{entity.key}"
    except (NotFoundError, NotAllowedError):
        return ""
    return ""


def _scope_on_the_way(call: Call) -> Scope:
    """Returns the scope with a purpose, since the page itself asks for it."""
    return replace(call.scope, purpose=call.scope.purpose or "asked for on the page")
