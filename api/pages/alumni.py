"""The alumni programme's own pages: home, one former colleague, notices."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from api.access import scope_for
from api.answer import Dumped, labels
from api.endpoint import Call, Reply, endpoint
from api.pages.actions import form_fields
from api.pages.cells import Cell, Head, cell, head
from api.pages.frame import page
from api.pages.parts import Fact, Foot, Line, Moment, Table, Tile
from api.pages.registered import ALUMNI_ROLES, linked
from api.pages.sentences import sentence
from api.pages.steps import steps_to
from api.pages.switches import live_words, recorded_switches
from api.pages.tables import ROWS, Place, table_of
from api.problem import ProblemError
from api.routes.questions import answered, told
from graphsvc.actions import ACTIONS
from graphsvc.network.standing import organisations
from graphsvc.question import date_of
from graphsvc.questions import QUESTIONS
from graphsvc.questions.alumni import ALUMNI
from graphsvc.questions.alumni_at_clients import ALUMNI_AT_CLIENTS
from graphsvc.questions.keepers import KEEPERS
from graphsvc.sheets.alumnus import Spell, sees_more, spells
from graphsvc.store.notices import NOTICE_DAYS, Export

_FIRST = 8
_MANY = 200
_SECOND = 1_000_000
_KEEPER = ("keeper_name", "band", "leaves_on", "without")
NOTICE_WORDS = {
    "told": "Told what is stored, and answered",
    "asked": "Asked; no answer yet",
    "address_waiting": "Not told yet; an address waits in the notice box",
    "not_reachable": "Not told; no address is known",
}
"""How far somebody is told, in words."""
_EXPORTED = (
    Head(label="Exported", help="Day of the mail merge.", is_number=False),
    Head(label="By", help="Who exported it.", is_number=False),
    Head(label="People", help="How many were told.", is_number=True),
    Head(label="Answered", help="How many answered since.", is_number=True),
    Head(label="Days left", help="Days in which the links can still be answered.", is_number=True),
)


def alumni_home(call: Call) -> Reply:
    """Shows who is known, who can be told, who works at clients, and what is due."""
    call = replace(call, scope=replace(call.scope, purpose=call.scope.purpose or ALUMNI.preset))
    register = answered(call, ALUMNI, {})
    clients = answered(call, ALUMNI_AT_CLIENTS, {})
    waiting = register.summary["waiting"]
    first = min(waiting, _MANY)
    return page(
        call,
        "alumni_home.html",
        title="Who would be glad to hear from us?",
        path="/",
        sentence=_home_sentence(register.summary, first),
        steps=steps_to(call, "export-notices", f"Export the first {first}", limit=str(first))
        if first
        else [],
        tiles=_tiles(call, register, clients),
        due=_due(call),
        at_clients=_table(call, clients, "/ask/alumni-at-clients"),
        left_last=_table(call, register, "/ask/alumni"),
        count=len(register.rows),
    )


@endpoint(
    "GET",
    "/alumni/{key}",
    roles=ALUMNI_ROLES,
    scope=scope_for(ALUMNI.preset),
    audit="alumnus.page",
    cache="no-store",
    problems={"person-views-off"},
)
def alumnus_page(call: Call) -> Reply:
    """Shows one former colleague: time here, consents, notice; more only with their consent."""
    key = call.path["key"]
    register = answered(call, ALUMNI, {})
    at = next((at for at, row in enumerate(register.rows) if row["person"] == key), None)
    if at is None:
        raise ProblemError("not-found", "There is no such former colleague for you.")
    [row] = told(call, register, slice(at, at + 1))["data"]
    switches = recorded_switches(call, key)
    return page(
        call,
        "alumnus.html",
        title=str(row["person_name"]),
        path="/ask/alumni",
        sentence=_alumnus_sentence(row, live_words(switches)),
        facts=_facts(row),
        moments=_moments(call, key),
        is_open=sees_more(call.scope, key),
        keepers=_keepers(call, key),
        switches=switches,
        steps=[
            *steps_to(call, "record-consent", "Record a consent", person=key),
            *steps_to(call, "record-withdrawal", "Record a withdrawal", person=key),
        ],
        count=1,
    )


@endpoint(
    "GET",
    "/notices",
    roles=ALUMNI_ROLES,
    scope=scope_for(ALUMNI.preset),
    audit="notices.page",
    cache="no-store",
)
def notices_page(call: Call) -> Reply:
    """Shows who waits for a notice, the form that exports, and what became of earlier exports."""
    summary = answered(call, ALUMNI, {}).summary
    waiting, exports = summary["waiting"], call.house.beside.notices.exports()
    return page(
        call,
        "notices.html",
        title="Notices",
        path="/notices",
        sentence=f"{waiting:,} wait to be told what is stored about them; {summary['asked']:,} were asked.",
        form=form_fields(call, ACTIONS["export-notices"], {"limit": [str(min(waiting, _MANY))]})
        if waiting
        else (),
        days=NOTICE_DAYS,
        oldest=_oldest(call),
        table=_exports(exports, call.house.clock()) if exports else None,
        count=len(exports),
    )


def _home_sentence(told_of: Any, first: int) -> str:
    known, reachable, asked = (f"{told_of[name]:,}" for name in ("known", "reachable", "asked"))
    counts = f"{known} known, {reachable} reachable, {asked} asked"
    return (
        f"{counts}: export the first {first}."
        if first
        else f"{counts}; {told_of['agreed']:,} agreed to something."
    )


def _tiles(call: Call, register: Dumped, clients: Dumped) -> list[Tile]:
    summary, keepers = register.summary, answered(call, KEEPERS, {}).summary
    found = [
        ("/ask/alumni-at-clients", clients.summary["shown"], "at clients, and agree to stay in touch"),
        ("/ask/alumni", summary["known"], "in the register"),
        ("/ask/alumni?notice=told", summary["agreed"], "agree to something"),
        ("/ask/keepers", keepers["one_left"], "with one keeper left"),
        ("/notices", summary["waiting"], "wait for a notice"),
    ]
    allowed = {f"/ask/{name}" for name, each in QUESTIONS.items() if each.roles & call.principal.roles}
    return [
        Tile(path=path, number=f"{number:,}", words=words)
        for path, number, words in found
        if path == "/notices" or path.partition("?")[0] in allowed
    ]


def _due(call: Call) -> list[Moment]:
    """Returns what is due: addresses that are deleted, links that run out."""
    today, oldest = call.house.today(), _oldest(call)
    moments = []
    if oldest:
        title = "The first address that nobody was told about is deleted"
        moments.append(Moment(day=oldest, title=title, words="Export notices before.", path="/notices"))
    open_exports = [
        each for each in call.house.beside.notices.exports() if each.expires_at > call.house.clock()
    ]
    moments += [
        Moment(
            day=_day(each.expires_at),
            title=f"The links of {each.people} notices run out",
            words=f"{each.answered} answered so far.",
            path="/notices",
        )
        for each in reversed(open_exports)
    ]
    return sorted(moments, key=lambda moment: moment.day) if today else []


def _oldest(call: Call) -> str:
    """Returns the day on which the first waiting address is deleted, empty without one."""
    waiting = call.house.beside.notices.waiting()
    return (date_of(waiting[0].added_on + NOTICE_DAYS + 1)).isoformat() if waiting else ""


def _table(call: Call, found: Dumped, path: str) -> Table | None:
    """Returns the first rows of an answer, with the way to all of them."""
    if not found.rows:
        return None
    shown = told(call, found, slice(0, _FIRST))["data"]
    table = table_of(found.question, found.rows, shown, Place(path=path))
    foot = Foot(first=1, last=len(shown), total=len(found.rows), files=(("All", path),))
    lines = [Line(cells=line.cells, at=line.at) for line in table.lines]
    whole = Table(title=table.title, heads=table.heads, lines=lines, foot=foot)
    return linked(call, found.question, shown, whole)


def _alumnus_sentence(row: Any, agreed: Sequence[str]) -> str:
    years = "" if row["years"] is None else f" for {_years(row['years'])}"
    unit = f", last in {row['unit_name']}" if row["unit_name"] else ""
    yes = f"Agrees to: {', '.join(agreed).lower()}." if agreed else "Agrees to nothing yet."
    return f"Worked here{years}{unit}, until {row['left_on']}. {yes}"


def _years(years: float) -> str:
    return "1 year" if years == 1 else f"{years:g} years"


def _facts(row: Any) -> list[Fact]:
    known = [
        ("Time here", "not known" if row["years"] is None else _years(row["years"])),
        ("Last unit", row["unit_name"] or "not known"),
        ("Left on", row["left_on"]),
        ("Notice", NOTICE_WORDS[row["notice"]]),
    ]
    return [Fact(label=label, cell=Cell(text=words)) for label, words in known]


def _moments(call: Call, person: str) -> list[Moment]:
    own = call.snapshot.keys(organisations(call.snapshot, "own"))
    return [_moment(spell) for spell in spells(call.view, call.scope, person, own=own)]


def _moment(spell: Spell) -> Moment:
    until = f"until {spell.until.isoformat()}" if spell.until else "until today"
    return Moment(
        day=spell.since.isoformat() if spell.since else "start not known",
        title="Worked here" if spell.is_here else f"At {spell.name}",
        words=", ".join(words for words in (spell.title, until) if words),
    )


def _keepers(call: Call, person: str) -> dict[str, Any]:
    found = answered(call, KEEPERS, {"person": person})
    content = told(call, found, slice(0, ROWS))
    rows = [row for row in content["data"] if row["keeper"]]
    words = labels(KEEPERS.row)
    lines = [Line(cells=[cell(name, row, words) for name in _KEEPER]) for row in rows]
    heads = [head(name, words, rows) for name in _KEEPER]
    return {
        "sentence": sentence(KEEPERS.name, content),
        "table": Table(title="Keepers", heads=heads, lines=lines) if rows else None,
        "warns": any(row["warning"] for row in content["data"]),
        "evidence": f"/ask/keepers?person={person}" if rows else "",
    }


def _exports(exports: Sequence[Export], now: int) -> Table:
    return Table(title="Exported so far", heads=_EXPORTED, lines=[_export(each, now) for each in exports])


def _export(each: Export, now: int) -> Line:
    left = max(0, (each.expires_at - now) // (86_400 * _SECOND))
    numbers = (each.people, each.answered, left)
    return Line(
        cells=[
            Cell(text=_day(each.at), is_day=True),
            Cell(text=each.who),
            *(Cell(text=f"{number:,}", is_number=True) for number in numbers),
        ]
    )


def _day(instant: int) -> str:
    return datetime.fromtimestamp(instant / _SECOND, UTC).date().isoformat()
