"""What-ifs as cases: who would leave, what breaks, before and after; open to their members only."""

from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, request

from api.access import scope_of
from api.answer import Dumped
from api.endpoint import Call, Reply, endpoint
from api.in_case import case_of, in_case
from api.pages.actions import form_fields
from api.pages.cells import Cell
from api.pages.drawing import Drawing, draw
from api.pages.frame import page
from api.pages.parts import Fact, Foot, Step, Table
from api.pages.questions import answer_parts
from api.pages.tables import Asked, place_of
from api.routes.questions import answered, told
from graphsvc.actions import ACTIONS
from graphsvc.questions import QUESTIONS
from graphsvc.scope import PURPOSES
from graphsvc.shape import field
from graphsvc.store.cases import Case

_QUESTION = QUESTIONS["departure-impact"]
ROLES = _QUESTION.roles
_STEPS = (("open-departure", "Open departure"), ("share-case", "Share"), ("close-case", "Close"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LedBy:
    """What leads to a case from an address that knows its id."""

    case: str = field(label="Case", help="Id of a case.", default="")


@endpoint(
    "GET",
    "/ask/departure-impact",
    roles=ROLES,
    scope=scope_of,
    audit="case.form",
    cache="no-store",
    takes=(LedBy,),
)
def page_departure_impact(call: Call) -> Reply:
    """Leads to the form that opens a what-if."""
    case = request.args.get("case", "")
    return Reply(content=redirect(f"/cases/{case_of(call, case).id}" if case else "/do/open-case", code=303))


@endpoint("GET", "/cases", roles=ROLES, scope=scope_of, audit="case.list", cache="no-store")
def case_list(call: Call) -> Reply:
    """Lists the caller's open what-ifs."""
    cases = call.house.beside.cases.of(call.principal.name)
    return page(
        call,
        "cases.html",
        title="What-ifs",
        path="/cases",
        sentence=f"{len(cases)} open. Each is seen by its members only and ends after thirty days.",
        cases=[_told(call, case) for case in cases],
        steps=[Step(title="Open a what-if", path="/do/open-case")],
        count=len(cases),
    )


@endpoint(
    "GET", "/cases/{id}", roles=ROLES, scope=scope_of, audit="case.read", cache="no-store", takes=(Asked,)
)
def case_page(call: Call) -> Reply:
    """Shows what breaks if the people of a case leave."""
    case = case_of(call, call.path["id"])
    call, values = in_case(call, _QUESTION, {"case": case.id})
    found = answered(call, _QUESTION, values) if case.people else None
    reply = page(
        call,
        "case.html",
        title=_QUESTION.title,
        path="/cases",
        case=_told(call, case),
        add=form_fields(call, ACTIONS["add-to-case"], {"case": [case.id]}),
        facts=_facts(case),
        steps=_steps(call, case),
        drawing=_drawing(call, found),
        **({"sentence": "Nobody is in this case."} if found is None else _answer(call, case, found)),
    )
    return replace(reply, subjects=case.people, purpose=call.scope.purpose or "")


def _answer(call: Call, case: Case, found: Dumped) -> dict[str, Any]:
    """Returns the parts of the answer, its files under the id of the case."""
    shown = answer_parts(call, found, place_of(f"/cases/{case.id}"))
    table: Table | None = shown["table"]
    if table and table.foot:
        shown["table"] = replace(table, foot=_filed(table.foot, case))
    return shown


def _filed(foot: Foot, case: Case) -> Foot:
    files = [(title, f"{path.partition('?')[0]}?case={case.id}") for title, path in foot.files]
    return replace(foot, files=files)


def _drawing(call: Call, found: Dumped | None) -> Drawing | None:
    if found is None:
        return None
    content = told(call, found, wants_evidence=True)
    return draw(content["data"], [each["person"] for each in content["summary"]["people"]])


def _facts(case: Case) -> list[Fact]:
    known = [
        ("What it is for", PURPOSES[case.purpose]),
        ("Last working day", case.last_day),
        ("Seen by", ", ".join((case.owner, *case.members))),
    ]
    return [Fact(label=label, cell=Cell(text=words)) for label, words in known if words]


def _steps(call: Call, case: Case) -> list[Step]:
    return [
        Step(title=title, path=f"/do/{name}?case={case.id}")
        for name, title in _STEPS
        if ACTIONS[name].roles & call.principal.roles
    ]


def _told(call: Call, case: Case) -> dict[str, Any]:
    """Returns a case with names."""
    names = {entity.key: str(entity.properties.get("name")) for entity in call.view.get(case.people)}
    return {
        "id": case.id,
        "people": [{"key": key, "name": names.get(key, key)} for key in case.people],
        "purpose": PURPOSES[case.purpose],
        "last_day": case.last_day,
    }
