"""The tabs of a departure file: what breaks, whom to keep and meet, consents, who did what."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from api.endpoint import Call
from api.in_case import while_here
from api.pages.acts import roles_in_words, what_was_asked
from api.pages.cases import QUESTION
from api.pages.cells import Cell, Head
from api.pages.impact import impact
from api.pages.parts import Line, Table
from api.pages.suggested import suggestions
from api.pages.switches import recorded_switches
from api.pages.tables import place_of
from api.routes.questions import answered
from api.seal import is_what_if
from graphsvc.case import known_departures
from graphsvc.store.audit import AuditRow
from graphsvc.store.departures import DepartureRow

_MICROSECONDS = 1_000_000
_ANNOUNCED, _CLOSED = "action.announce-departure", "action.close-departure"


def _impact_tab(call: Call, row: DepartureRow) -> dict[str, Any]:
    known = known_departures(call.house.beside, call.scope)
    others = (each.person for each in known if not each.closed_on and each.person != row.person)
    values = {"person": [row.person], "date": row.last_day, "besides": list(dict.fromkeys(others))}
    values |= while_here(call, [row.person])
    case = next(
        (each for each in call.house.beside.cases.of(call.scope.principal) if each.id == row.what_if), None
    )
    is_mine = case is not None and case.is_open_to(call.scope.principal)
    files = [("What-if of its case", f"/cases/{row.what_if}")] if is_mine else []
    found = impact(call, answered(call, QUESTION, values), place_of(f"/departures/{row.id}"), files=files)
    return {"impact": found, "sentence": found.sentence}


def _consents_tab(call: Call, row: DepartureRow) -> dict[str, Any]:
    lines = recorded_switches(call, row.person)
    live = sum(line.is_on for line in lines)
    said = (
        f"{live} of nine agreed. The leaver chooses; what they said by mail or on paper is recorded here "
        "with its evidence, and their own word counts first."
    )
    return {"consents": lines, "sentence": said}


def _log_tab(call: Call, row: DepartureRow) -> dict[str, Any]:
    beside = call.house.beside
    rows = [each for each in beside.audit.about(row.person) if is_what_if(each) or _is_of_file(each)]
    members = {row.opened_by, row.partner, call.scope.principal, *_members(call, row)}
    lines = [_line(each, members) for each in _of_matter(rows, row, members)]
    heads = [Head(label=each, help="", is_number=False) for each in ("When, UTC", "Who", "What", "Purpose")]
    said = "Who did and read what in this matter, oldest first. Only its members are named."
    return {"log": Table(title="Log", heads=heads, lines=lines), "sentence": said}


def _of_matter(rows: Iterable[AuditRow], row: DepartureRow, members: set[str]) -> Iterator[AuditRow]:
    """Yields the rows that belong to a departure, not those of another case or of a later resignation.

    Before it is announced only members can have done anything in it, and nobody once it is closed.
    """
    is_known = False
    for each in rows:
        if each.at < row.opened_at:
            continue
        if is_known or each.who in members:
            yield each
        is_known = is_known or each.action == _ANNOUNCED
        if row.closed_on and each.action == _CLOSED:
            return


def _is_of_file(row: AuditRow) -> bool:
    return row.action.startswith(_OF_FILE)


def _members(call: Call, row: DepartureRow) -> Sequence[str]:
    case = call.house.beside.cases.get(row.what_if)
    return (case.owner, *case.members) if case else ()


def _line(row: AuditRow, members: set[str]) -> Line:
    at = datetime.fromtimestamp(row.at / _MICROSECONDS, UTC)
    who = row.who if row.who in members else f"somebody else ({roles_in_words(row.role)})"
    cells = (f"{at:%Y-%m-%d %H:%M}", who, _plain(row.action), row.purpose or "–")
    return Line(cells=[Cell(text=words, is_day=words == cells[0]) for words in cells])


def _plain(action: str) -> str:
    """Returns what was done in plain words."""
    return _READ.get(action) or what_was_asked(action)


_OF_FILE = (
    "action.announce-departure",
    "action.record-",
    "action.correct-last-day",
    "action.set-partner",
    "action.ask-introduction",
)
_READ: Mapping[str, str] = {
    "case.read": "Read the what-if",
    "case.report": "Took the report",
    "departure.list": "Read the list of departures",
    "departure.read": "Read the departure file",
    "question.departure-impact.read": "Asked what breaks",
    "question.departure-impact.export": "Took what breaks as a file",
}
TABS: Mapping[str, tuple[str, Callable[[Call, DepartureRow], dict[str, Any]]]] = {
    "": ("Impact", _impact_tab),
    "suggestions": ("Keep, meet, vouch", suggestions),
    "consents": ("Consents", _consents_tab),
    "log": ("Log", _log_tab),
}
"""Tabs of a departure file by the last part of their address."""
