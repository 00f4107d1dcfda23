"""The home of HR: clients at risk first, then who is in notice, then one's own cases; nobody is ranked."""

from collections.abc import Mapping
from typing import Any

from api.answer import Dumped, labels
from api.endpoint import Call, Reply
from api.pages.cases import case_table
from api.pages.cells import cell, head
from api.pages.departures import departure_table, open_departures
from api.pages.frame import page
from api.pages.parts import Foot, Line, Table, Tile
from api.pages.steps import steps_to
from api.routes.questions import answered, told
from graphsvc.questions.portfolio import PORTFOLIO

_FIRST = 8
_ALL = (("All clients", "/ask/portfolio"),)
_COLUMNS = ("client_name", "value_band", "coverage_index", "employee_threads", "contract_end")


def hr_home(call: Call) -> Reply:
    """Shows what is breaking, who is in notice, and what is still to be done."""
    found = answered(call, PORTFOLIO, {})
    rows = open_departures(call)
    cases = call.house.beside.cases.of(call.scope.principal)
    return page(
        call,
        "hr.html",
        title="What is breaking, and what comes next?",
        path="/",
        sentence=_sentence(found.summary, leaving=len(rows)),
        tiles=_tiles(found.summary, leaving=len(rows), cases=len(cases)),
        steps=[
            *steps_to(call, "open-departure", "Somebody leaves"),
            *steps_to(call, "open-case", "Ask what if"),
        ],
        clients=_clients(call, found),
        departures=departure_table(call, rows) if rows else None,
        cases=case_table(call, cases) if cases else None,
        count=len(found.rows),
    )


def _sentence(summary: Mapping[str, Any], *, leaving: int) -> str:
    hang = summary["one_holder"]
    clients = f"{hang} client hangs" if hang == 1 else f"{hang} clients hang"
    people = {0: "no departure is recorded", 1: "1 person leaves"}.get(leaving, f"{leaving} people leave")
    return f"{clients} on one person; {people}."


def _tiles(summary: Mapping[str, Any], *, leaving: int, cases: int) -> list[Tile]:
    told = [
        (summary["one_holder"], "client hangs on one person", "clients hang on one person", "/ask/portfolio"),
        (summary["uncovered"], "client is held by nobody", "clients are held by nobody", "/ask/portfolio"),
        (leaving, "person in notice", "people in notice", "/departures"),
        (cases, "what-if open", "what-ifs open", "/cases"),
    ]
    return [
        Tile(number=str(number), words=one if number == 1 else several, path=path)
        for number, one, several, path in told
    ]


def _clients(call: Call, found: Dumped) -> Table | None:
    """Returns the clients with most fees at stake; who holds them is not told here."""
    shown = told(call, found, slice(0, _FIRST))["data"]
    words = labels(PORTFOLIO.row)
    table = Table(
        title="Clients at risk, most fees at stake first",
        heads=[head(name, words, found.rows) for name in _COLUMNS],
        lines=[Line(cells=[cell(name, row, words) for name in _COLUMNS]) for row in shown],
        foot=Foot(first=1, last=len(shown), total=len(found.rows), files=_ALL),
    )
    return table if shown else None
