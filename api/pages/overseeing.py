"""Oversight: how the workspace is set, who may do what, what was refused; and the audit with its search."""

from collections.abc import Sequence
from typing import Any, get_type_hints

from flask import current_app, request

from api.access import nobody, scope_of
from api.answer import nested_record
from api.chain import Entry, Search
from api.door import form_items, loaded, query_values
from api.endpoint import Call, Reply, endpoint
from api.oversee import Overview, overview
from api.pages.cells import Cell, Head
from api.pages.forms import form_of, typed
from api.pages.frame import ROLE_NAMES, page
from api.pages.parts import Foot, Line, Step, Table
from api.pages.tables import address, small_table
from api.permissions import ROLES, YES, Permission, permissions
from api.problem import Problem, ProblemError
from api.routes.oversight import WATCHERS, About, rows_of, search_of
from graphsvc.shape import dump, words_of

_STEPS = (
    Step(title="Search the audit", path="/audit"),
    Step(title="Who may do what", path="/permissions"),
)
_AREAS = (
    ("Pages", ("GET",)),
    ("Forms of pages", ("POST",)),
    ("Answers for programs", ("GET /v1",)),
    ("Changes by programs", ("POST /v1", "PUT /v1", "PATCH /v1", "DELETE /v1")),
)
"""Kinds of addresses: title, and what `_kind_of` says of its members."""
_PLACES = frozenset({"limit", "since"})


@endpoint(
    "GET",
    "/oversight",
    roles=WATCHERS,
    scope=nobody,
    audit="oversight.page",
    cache="no-store",
    needs_graph=False,
)
def oversight_page(call: Call) -> Reply:
    """Shows how the workspace is set and what its rules did."""
    return oversight_home(call, path="/oversight")


def oversight_home(call: Call, *, path: str = "/") -> Reply:
    """Returns the page of those who watch, also as their home."""
    found = overview(call)
    refused = sum(row.times for row in found.refusals)
    told = f"{_several(refused, 'request was', 'requests were')} refused in thirty days"
    given = f"{_several(len(found.grants), 'role was', 'roles were')} given"
    return page(
        call,
        "oversight.html",
        title="What this service may do, and what it did",
        path=path,
        sentence=f"{told}; {given}. {_named(found)}",
        steps=_STEPS,
        lists=_lists(found),
        exclusions=found.exclusions,
    )


@endpoint(
    "GET",
    "/permissions",
    roles=WATCHERS,
    scope=nobody,
    audit="permissions.page",
    cache="no-store",
    needs_graph=False,
)
def permissions_page(call: Call) -> Reply:
    """Shows which role may call which address."""
    rows = permissions(current_app.extensions["endpoints"])
    return page(
        call,
        "permissions.html",
        title="Who may do what?",
        path="/permissions",
        sentence="Made of what each address declares. The scope then says which rows and fields.",
        areas=[_area(title, rows, kinds) for title, kinds in _AREAS],
        count=len(rows),
    )


def _area(title: str, rows: Sequence[Permission], kinds: Sequence[str]) -> Table:
    """Returns the addresses of one kind, each with the roles that may call it."""
    heads = [Head(label=label, help="", is_number=False) for label in ("What", "Who may", "Address")]
    lines = [
        Line(cells=[Cell(text=row.does), Cell(text=_who_may(row)), Cell(text=row.address)])
        for row in rows
        if _kind_of(row.address) in kinds
    ]
    return Table(title=title, heads=heads, lines=lines)


def _kind_of(address: str) -> str:
    """Returns method and whether an address is for programs, such as `GET /v1`."""
    method, _, path = address.partition(" ")
    return f"{method} /v1" if path.startswith("/v1/") else method


def _who_may(row: Permission) -> str:
    names = [ROLE_NAMES[role] for role in ROLES if getattr(row, role) == YES]
    return "Everybody" if len(names) == len(ROLES) else ", ".join(names)


@endpoint(
    "GET", "/audit", roles=WATCHERS, scope=scope_of, audit="audit.page", cache="no-store", takes=(Search,)
)
def audit_page(call: Call) -> Reply:
    """Shows the audit, oldest first, under pseudonyms."""
    search = loaded(Search, {name: value for name, value in query_values(Search).items() if value})
    return _audit(call, search)


@endpoint("POST", "/audit", roles=WATCHERS, scope=scope_of, audit="audit.search", cache="no-store")
def audit_find(call: Call) -> Reply:
    """Finds what was asked about a person or by somebody, whom no address names."""
    given = {name: values[-1] for name, values in typed(About, form_items()).items()}
    try:
        search = search_of(call, loaded(About, given, "query"))
        return _audit(call, search, given=given)
    except ProblemError as error:
        return _audit(call, Search(), given=given, problem=error.problem)


def _audit(
    call: Call, search: Search, *, given: dict[str, str] | None = None, problem: Problem | None = None
) -> Reply:
    rows = rows_of(call, search) if problem is None else []
    values = {name: [value] for name, value in (given or {}).items()}
    faults = {fault.pointer.lstrip("/"): fault.detail for fault in problem.faults} if problem else {}
    return page(
        call,
        "audit.html",
        title="Who looked at what, and why?",
        path="/audit",
        status=200 if problem is None else problem.status,
        sentence=_said_of(rows),
        form=form_of(call, About, values, faults=faults, hidden=_PLACES),
        table=_table(rows, search) if rows else None,
        count=len(rows),
    )


def _said_of(rows: list[Entry]) -> str:
    sealed = sum(row.state == "sealed" for row in rows)
    told = f"{_several(len(rows), 'row', 'rows')} from number {rows[0].number}." if rows else "No row found."
    held = f" {_several(sealed, 'is', 'are')} sealed until announced, or for 90 days." if sealed else ""
    return f"{told}{held} People stand under pseudonyms."


def _table(rows: list[Entry], search: Search) -> Table:
    plain = [{**dump(row), "at": f"{row.at:%Y-%m-%d %H:%M}" if row.at else f"{row.day}"} for row in rows]
    state = {} if any(row.state == "sealed" for row in rows) else {"state": None}
    shown = [{**row, "day": None, "hash": None, **state} for row in plain]
    table = small_table("Audit", shown, Entry)
    more = [("since", str(rows[-1].number)), *_kept(search)]
    is_full = len(rows) == search.limit
    query = [(name, value) for name, value in request.args.items() if name != "done"]
    foot = Foot(
        first=rows[0].number,
        last=rows[-1].number,
        total=0,
        next=address("/audit", more) if is_full else "",
        files=(("JSON", address("/v1/audit", query)),),
        link=address("/audit", query),
    )
    return Table(title=table.title, heads=table.heads, lines=table.lines, foot=foot)


def _kept(search: Search) -> list[tuple[str, str]]:
    """Returns the parameters of a search that the next page keeps: pseudonyms, never names."""
    said = {name: value for name, value in dump(search).items() if value and name != "since"}
    return [(name, str(value)) for name, value in said.items()]


def _lists(found: Overview) -> list[tuple[str, Table]]:
    """Returns the lists of the overview as tables, empty ones left out."""
    lists: list[tuple[str, Table]] = []
    told: dict[str, Any] = dump(found)
    told["grants"] = [{**row, "role": ROLE_NAMES[row["role"]]} for row in told["grants"]]
    for name, words in words_of(Overview).items():
        record = nested_record(Overview, name) if name in get_type_hints(Overview) else None
        if record is not None and told[name]:
            lists.append((words.help, small_table(words.label, told[name], record)))
    return lists


def _named(found: Overview) -> str:
    return found.levels[-1].means if found.levels else ""


def _several(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
