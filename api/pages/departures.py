"""Departures: who is in notice, and one file for each; confidential ones are seen by their case alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.access import scope_of
from api.endpoint import Call, Endpoint, Reply, endpoint
from api.pages.actions import form_fields
from api.pages.cases import name_of
from api.pages.cells import Cell, Head
from api.pages.departure_tabs import TABS
from api.pages.frame import page
from api.pages.parts import Fact, Line, Step, Table
from api.pages.steps import steps_to
from api.pages.tables import Asked
from api.problem import ProblemError
from graphsvc.actions import ACTIONS
from graphsvc.case import known_departures
from graphsvc.notice import days_left, open_items, remark
from graphsvc.scope import PURPOSES, Role
from graphsvc.store.departures import DepartureRow

ROLES: frozenset[Role] = frozenset({"hr"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One tab of a departure file: a page of its own."""

    name: str
    title: str
    path: str
    is_here: bool


def open_departures(call: Call) -> list[DepartureRow]:
    """Returns the open departures that the caller may know of, by last day."""
    return [row for row in known_departures(call.house.beside, call.scope) if not row.closed_on]


def departure_of(call: Call, departure: str) -> DepartureRow:
    """Returns a departure that the caller may know of, closed ones too.

    Raises:
        ProblemError: there is none of that id for the caller.
    """
    for row in known_departures(call.house.beside, call.scope):
        if row.id == departure:
            return row
    raise ProblemError("not-found", "There is no such departure for you.")


def steps_of(call: Call, row: DepartureRow) -> list[Step]:
    """Returns what is still to be done about a departure, and where."""
    file = f"/departures/{row.id}"
    ways = {
        "partner": steps_to(call, "set-partner", "Set the HR partner", departure=row.id),
        "announcement": [Step(title="Announce it", path=f"{file}/announce")],
        "consents": [Step(title="Offer the nine consents", path=f"{file}/consents")],
        "closing": steps_to(call, "close-departure", "Close it", departure=row.id),
    }
    return [step for item in open_items(call.view, row, call.house.today()) for step in ways[item]]


@endpoint("GET", "/departures", roles=ROLES, scope=scope_of, audit="departure.list", cache="no-store")
def departure_list(call: Call) -> Reply:
    """Lists the open departures that the caller may know of."""
    rows = open_departures(call)
    reply = page(
        call,
        "departures.html",
        title="Departures",
        path="/departures",
        sentence=_counted(rows),
        table=departure_table(call, rows) if rows else None,
        steps=steps_to(call, "open-departure", "Somebody leaves"),
        count=len(rows),
    )
    return replace(reply, subjects=tuple(row.person for row in rows))


def _counted(rows: Sequence[DepartureRow]) -> str:
    if not rows:
        return "No departure is recorded."
    confidential = sum(not row.announced_on for row in rows)
    words = "person leaves" if len(rows) == 1 else "people leave"
    return f"{len(rows)} {words}; {confidential} confidential, known to members of their case only."


def departure_table(call: Call, rows: Sequence[DepartureRow]) -> Table:
    """Returns departures as a table: who, until when, who knows, who looks after it, what is open."""
    titles = ("Who leaves", "Last day", "Days left", "Known", "HR partner", "Open items")
    return Table(
        title="Departures",
        heads=[Head(label=each, help="", is_number=each == "Days left") for each in titles],
        lines=[Line(cells=_cells(call, row)) for row in rows],
    )


def _cells(call: Call, row: DepartureRow) -> list[Cell]:
    items = steps_of(call, row)
    return [
        Cell(text=name_of(call, row.person), link=f"/departures/{row.id}"),
        Cell(text=row.last_day, is_day=True),
        Cell(text=str(days_left(row, call.house.today())), is_number=True),
        Cell(text=f"announced {row.announced_on}" if row.announced_on else "confidential"),
        Cell(text=row.partner or "nobody yet"),
        Cell(text="–", items=tuple((step.title, step.path) for step in items)),
    ]


def departure_tabs() -> tuple[Endpoint, ...]:
    """Returns a page for each tab of a departure file."""
    return tuple(_tab(name) for name in TABS)


def _tab(name: str) -> Endpoint:
    def run(call: Call) -> Reply:
        return departure_page(call, name)

    title, _ = TABS[name]
    return Endpoint(
        method="GET",
        path=f"/departures/{{id}}{'/' if name else ''}{name}",
        name=f"departure_file_{name or 'impact'}",
        summary=f"Departure file: {title}.",
        run=run,
        roles=frozenset(ROLES),
        scope=scope_of,
        audit="departure.read",
        cache="no-store",
        takes=(Asked,),
        problems=frozenset({"person-views-off"}),
    )


def departure_page(call: Call, tab: str) -> Reply:
    """Shows one tab of a departure file."""
    row = departure_of(call, call.path["id"])
    call = replace(call, scope=replace(call.scope, purpose=PURPOSES["resignation-received"]))
    reply = page(
        call,
        "departure.html",
        title=f"{name_of(call, row.person)} leaves",
        path="/departures",
        row=row,
        tab=tab,
        tabs=[
            Tab(
                name=name,
                title=title,
                path=f"/departures/{row.id}{'/' if name else ''}{name}",
                is_here=name == tab,
            )
            for name, (title, _) in TABS.items()
        ],
        facts=_facts(call, row),
        steps=_steps(call, row),
        remark="" if row.closed_on else remark(row.last_day, call.house.today()),
        **TABS[tab][1](call, row),
    )
    return replace(reply, subjects=(row.person,), purpose=call.scope.purpose or "")


def _facts(call: Call, row: DepartureRow) -> list[Fact]:
    left = days_left(row, call.house.today())
    ended = f"closed {row.closed_on}: {row.outcome}" if row.closed_on else ""
    known = [
        ("Last day", Cell(text=row.last_day, is_day=True)),
        ("Days left", Cell(text=str(left) if left >= 0 else f"over for {-left} days")),
        ("Known", Cell(text=f"announced {row.announced_on}" if row.announced_on else "confidential")),
        ("HR partner", Cell(text=row.partner or "nobody yet", is_missing=not row.partner)),
        ("State", Cell(text=ended or "open")),
        (
            "Open items",
            Cell(text="none", items=tuple((each.title, each.path) for each in steps_of(call, row))),
        ),
    ]
    return [Fact(label=label, cell=cell) for label, cell in known]


def _steps(call: Call, row: DepartureRow) -> list[Step]:
    if row.closed_on:
        return []
    announce = [] if row.announced_on else [Step(title="Announce", path=f"/departures/{row.id}/announce")]
    return [
        *announce,
        *steps_to(call, "correct-last-day", "Correct the last day", departure=row.id, date=row.last_day),
        *steps_to(call, "set-partner", "Set the HR partner", departure=row.id),
        *steps_to(call, "close-departure", "Close", departure=row.id),
    ]


@endpoint(
    "GET",
    "/departures/{id}/announce",
    roles=ROLES,
    scope=scope_of,
    audit="action.announce-departure.form",
    cache="no-store",
)
def announce_page(call: Call) -> Reply:
    """Says what an announcement changes, and asks once more."""
    row = departure_of(call, call.path["id"])
    if row.closed_on or row.announced_on:
        raise ProblemError("conflict", "This departure is announced or closed already.")
    action = ACTIONS["announce-departure"]
    reply = page(
        call,
        "announce.html",
        title=f"Announce that {name_of(call, row.person)} leaves",
        path="/departures",
        sentence="This cannot be taken back.",
        form=form_fields(call, action, {"departure": [row.id]}),
        row=row,
    )
    return replace(reply, subjects=(row.person,))
