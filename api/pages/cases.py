"""What-ifs as cases: who would leave, what breaks, before and after; open to their members only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flask import redirect, request

from api.access import scope_of
from api.endpoint import Call, Reply, endpoint
from api.in_case import case_of, in_case
from api.pages.actions import form_fields
from api.pages.cells import Cell, Head
from api.pages.frame import ROLE_NAMES, page
from api.pages.impact import Impact, impact
from api.pages.parts import Fact, FormField, Line, Step, Table
from api.pages.steps import steps_to
from api.pages.tables import Asked, Place, place_of
from api.routes.questions import answered
from graphsvc.actions import ACTIONS
from graphsvc.case import keeps, known_departures
from graphsvc.questions import QUESTIONS
from graphsvc.scope import PURPOSES
from graphsvc.shape import field
from graphsvc.store.cases import Case
from graphsvc.store.departures import DepartureRow

QUESTION = QUESTIONS["departure-impact"]
ROLES = QUESTION.roles
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LedBy:
    """What leads to a case from an address that knows its id."""

    case: str = field(label="Case", help="Id of a case.", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of a case: a chip with a way out of the case, and the way to a departure.

    `departure` is the id of one that is open and known to the reader, `last_day` that of the departure.
    """

    key: str
    name: str
    departure: str = ""
    last_day: str = ""


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
    cases = call.house.beside.cases.of(call.scope.principal)
    return page(
        call,
        "cases.html",
        title="What-ifs",
        path="/cases",
        sentence=f"{len(cases)} open. Each is seen by its members only and ends after thirty days.",
        table=case_table(call, cases) if cases else None,
        steps=steps_to(call, "open-case", "Open a what-if"),
        count=len(cases),
    )


def case_table(call: Call, cases: Sequence[Case]) -> Table:
    """Returns cases as a table: who would leave, why, from when on, until when the case is open."""
    heads = ("Who would leave", "What it is for", "Last day", "Open until")
    lines = [
        Line(
            cells=[
                Cell(text=_called(call, case), link=f"/cases/{case.id}"),
                Cell(text=PURPOSES[case.purpose]),
                Cell(text=case.last_day or "as recorded", is_day=bool(case.last_day)),
                Cell(text=ends_on(case), is_day=True),
            ]
        )
        for case in cases
    ]
    return Table(
        title="What-ifs", heads=[Head(label=each, help="", is_number=False) for each in heads], lines=lines
    )


@endpoint(
    "GET", "/cases/{id}", roles=ROLES, scope=scope_of, audit="case.read", cache="no-store", takes=(Asked,)
)
def case_page(call: Call) -> Reply:
    """Shows what breaks if the people of a case leave."""
    case = case_of(call, call.path["id"])
    call, found = asked(call, case, place_of(f"/cases/{case.id}"))
    reply = page(
        call,
        "case.html",
        title=QUESTION.title,
        path="/cases",
        case=case,
        unit=name_of(call, case.unit) if case.unit else "",
        members=members(call, case),
        add=_form(call, "add-to-case", case),
        count_from=_form(call, "set-last-day", case, date=case.last_day),
        leaves=_form(call, "open-departure", case, date=case.last_day)
        if ACTIONS["open-departure"].roles & call.principal.roles
        else (),
        facts=facts(case),
        steps=_steps(call, case, found),
        sentence="Nobody is in this case." if found is None else found.sentence,
        impact=found,
    )
    return replace(reply, subjects=case.people, purpose=call.scope.purpose or "")


def asked(call: Call, case: Case, place: Place) -> tuple[Call, Impact | None]:
    """Returns the request with the purpose of a case, and the answer; None while nobody is in it."""
    call, values = in_case(call, QUESTION, {"case": case.id})
    if not (case.people or case.unit):
        return call, None
    return call, impact(call, answered(call, QUESTION, values), place, files=_files(case))


def _files(case: Case) -> list[tuple[str, str]]:
    name = QUESTION.name
    return [
        ("CSV", f"/export/{name}.csv?case={case.id}"),
        ("XLSX", f"/export/{name}.xlsx?case={case.id}"),
        ("JSON", f"/v1/questions/{name}?case={case.id}"),
    ]


def _form(call: Call, action: str, case: Case, **given: str) -> Sequence[FormField]:
    values = {"case": [case.id], **{name: [value] for name, value in given.items() if value}}
    return form_fields(call, ACTIONS[action], values)


def members(call: Call, case: Case) -> list[Member]:
    """Returns the people of a case by name, each with an open departure the reader knows of."""
    leaving: Mapping[str, DepartureRow] = {
        row.person: row for row in known_departures(call.house.beside, call.scope) if not row.closed_on
    }
    names = {entity.key: str(entity.properties.get("name")) for entity in call.view.get(case.people)}
    return [_member(key, names.get(key, key), leaving.get(key)) for key in case.people]


def _member(key: str, name: str, leaves: DepartureRow | None) -> Member:
    known = (leaves.id, leaves.last_day) if leaves else ("", "")
    return Member(key=key, name=name, departure=known[0], last_day=known[1])


def name_of(call: Call, key: str) -> str:
    """Returns the name of a node, its key where the store holds none."""
    return next((str(entity.properties.get("name", key)) for entity in call.view.get([key])), key)


def _called(call: Call, case: Case) -> str:
    if case.unit:
        return f"All of {name_of(call, case.unit)}"
    return ", ".join(member.name for member in members(call, case)) or "Nobody yet"


def facts(case: Case) -> list[Fact]:
    """Returns what a case is for, who sees it and until when."""
    known = [
        ("What it is for", PURPOSES[case.purpose]),
        ("Seen by", ", ".join(map(_called_by_role, (case.owner, *case.members)))),
        ("Open until", ends_on(case)),
    ]
    return [Fact(label=label, cell=Cell(text=words)) for label, words in known]


def _called_by_role(principal: str) -> str:
    """Returns who somebody is; behind a door of a demo, in the words of the role."""
    name, mark, role = principal.rpartition(" as ")
    return f"{name}{mark}{ROLE_NAMES.get(role, role)}"


def ends_on(case: Case) -> str:
    """Returns the day a case ends, ISO."""
    return datetime.fromtimestamp(case.expires_at / _MICROSECONDS, UTC).date().isoformat()


def _steps(call: Call, case: Case, found: Impact | None) -> list[Step]:
    report = [Step(title="Report", path=f"/cases/{case.id}/report")] if found and found.table else []
    if not keeps(case, call.scope):
        return report
    return [
        *report,
        *steps_to(call, "share-case", "Share", case=case.id),
        *steps_to(call, "close-case", "Close", case=case.id),
    ]
