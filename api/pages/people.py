"""One person on a page: the fields of the reader's role and, for HR and themselves, their years here."""

from dataclasses import replace
from typing import Any

from flask import request

from api.access import scope_of
from api.answer import labels, named_row
from api.endpoint import Call, Reply, endpoint
from api.pages.cells import Cell, cell
from api.pages.frame import page
from api.pages.parts import Fact, FormField, Table
from api.pages.tables import small_table
from api.routes.sheets import READERS, Why, person_of
from graphsvc.errors import NotAllowedError
from graphsvc.scope import PURPOSES, Scope
from graphsvc.sheets.history import OWN, WORK, Interval, intervals
from graphsvc.sheets.person import Known, PersonSheet, person_sheet
from graphsvc.sheets.shown import shown

_TITLED = frozenset({"key", "name"})
_PURPOSE = FormField(
    name="purpose",
    label="What is this for?",
    help="Logged, and shown to the person.",
    kind="choice",
    is_needed=True,
    choices=tuple(PURPOSES.items()),
)


@endpoint(
    "GET",
    "/people/{key}",
    roles=READERS,
    scope=scope_of,
    audit="person.page",
    cache="no-store",
    takes=(Why,),
    problems={"person-views-off", "purpose-required"},
)
def person_page(call: Call) -> Reply:
    """Shows one person to who may see them; HR is asked for the purpose first."""
    try:
        found, scope = person_of(call)
    except NotAllowedError as error:
        if error.problem != "purpose-required" or request.args.get("purpose"):
            raise
        return page(
            call,
            "person.html",
            title="Somebody of the firm",
            path="",
            sentence="This names a person: say what it is for.",
            form=[_PURPOSE],
        )
    reply = page(call, "person.html", **_parts(call, found, scope))
    return replace(reply, subjects=(found.key,))


def _parts(call: Call, found: Known, scope: Scope) -> dict[str, Any]:
    row = named_row(shown(person_sheet(call.snapshot, scope, found), scope), PersonSheet, call.view)
    words = labels(PersonSheet)
    names = [name for name in row if name not in _TITLED and f"{name}_name" not in row]
    facts = [Fact(label=words[name].label, cell=cell(name, row, words)) for name in names if row[name]]
    return {
        "title": str(row["name"]),
        "path": "",
        "sentence": _sentence(row),
        "facts": [fact for fact in facts if fact.cell != Cell(text="–")],
        "table": _history(call, found, scope),
        "count": 1,
    }


def _sentence(row: dict[str, Any]) -> str:
    where = f" at {row['works_at_name']}" if row.get("works_at_name") else ""
    title = f", {row['title']}" if row.get("title") else ""
    words = {"employee": "Works here", "alumnus": "Worked here before", "contact": "Contact"}
    return f"{words[row['state']]}{where if row['state'] != 'employee' else ''}{title}."


def _history(call: Call, found: Known, scope: Scope) -> Table | None:
    is_self = "own" in scope.roles and scope.person == found.key
    if not is_self and "hr" not in scope.roles:
        return None
    kinds = OWN if is_self else WORK
    rows = [
        {**shown(row, scope), "kind": row.kind.replace("_", " ").lower(), "other": None}
        for row in intervals(call.view, found.facts, found.key, kinds=kinds, scope=scope)
    ]
    full = [{name: row.get(name) for name in labels(Interval)} for row in rows]
    return small_table("Over time", full, Interval) if full else None
