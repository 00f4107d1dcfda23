"""My data: everything that is kept of the reader, where it comes from, and what they can do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import redirect, request

from api.access import scope_of
from api.endpoint import Call, Reply, endpoint
from api.pages.acts import roles_in_words, what_was_asked
from api.pages.cells import Cell, Head, text
from api.pages.frame import page
from api.pages.introduced import Introduced, introduced
from api.pages.parts import Line, Table
from api.pages.steps import steps_to
from api.pages.switches import own_switches
from api.pages.wishes import wish_of
from api.routes.documents import EVERY_ROLE
from api.routes.mine import Look, looks_at
from api.routes.own import explained, me_of, preferences_of
from graphsvc.actions import ACTIONS
from graphsvc.shape import field
from graphsvc.sheets.own_ties import Origin, OwnTie, own_ties
from graphsvc.store.port import Entity
from graphsvc.store.preferences import Preferences

MOST_TIES = 25
"""Ties that are shown at first."""
MOST_LOOKS = 12
"""Looks that are shown; all are in the file."""
_STATES = {"hidden": "hidden by you", "corrected": "corrected by you", "not_measured": "not measured"}
_BY = {"you": "your word", "them": "their word", "a_file": "a file says so"}
_CHANNELS = {
    "mail": "mail",
    "chat": "chat",
    "meeting": "meetings",
    "call": "calls",
    "logged_mail": "mail logged in the CRM",
    "logged_live": "meetings logged in the CRM",
}
_UNKNOWN = "Signed in as {reader}; no employee has this address. Ask your administrator."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page takes."""

    ties: str | None = field(label="Ties", help="`all` shows every tie.", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TieLine:
    """One tie on the page: with whom, how it stands, where it comes from, and what can be done."""

    name: str
    tie: str
    origin: str
    field: str
    key: str
    correct: str = ""
    action: str = ""
    button: str = ""


@endpoint(
    "GET",
    "/me",
    roles=EVERY_ROLE,
    scope=scope_of,
    audit="me.page",
    cache="no-store",
    takes=(Shown,),
    problems={"not-ready", "store-unreachable"},
)
def my_page(call: Call) -> Reply:
    """Shows what is kept of the reader, with the way to correct, hide, choose, take along and object."""
    if call.scope.person is None:
        return page(
            call, "me.html", title="My data", path="/me", empty=_UNKNOWN.format(reader=call.principal.name)
        )
    found = own_ties(call.snapshot, call.view, call.scope.person)
    shown = found if request.args.get("ties") == "all" else found[:MOST_TIES]
    looks = list(looks_at(call))[::-1]
    asked, wish = introduced(call, is_whole=True), wish_of(call, call.scope.person)
    return page(
        call,
        "me.html",
        title="My data",
        path="/me",
        sentence=_sentence(found, looks, asked),
        introduced=asked,
        ties=_lines(call, shown),
        more=len(found) - len(shown),
        declare=steps_to(call, "declare-tie", "Declare a tie"),
        consents=own_switches(call) if ACTIONS["give-consent"].roles & call.principal.roles else [],
        reasons=explained(call),
        preferences=preferences_of(call),
        looks=looks_table(looks[:MOST_LOOKS]),
        looked=len(looks),
        rights=[
            *steps_to(call, "object", "Object to everything"),
            *([] if wish else steps_to(call, "ask-erasure", "Ask to be erased")),
        ],
        wish=wish,
        count=len(found),
    )


@endpoint(
    "POST",
    "/me/preferences",
    roles=EVERY_ROLE,
    scope=scope_of,
    audit="me.preferences",
    cache="no-store",
    problems={"not-ready", "store-unreachable"},
)
def my_choice(call: Call) -> Reply:
    """Keeps what the reader ticked; it counts at once."""
    chosen = Preferences(introduces=request.form.get("introduces") == "yes")
    call.house.beside.preferences.choose(me_of(call), chosen)
    return Reply(content=redirect("/me#preferences", code=303))


def _sentence(found: Sequence[OwnTie], looks: Sequence[Look], asked: Introduced) -> str:
    measured = sum(bool(each.origins) for each in found)
    ties = f"{len(found)} ties are kept of you, {measured} of them from mail and calendars"
    often = {0: "Nobody looked yet", 1: "Somebody looked once"}
    said = f"{ties}. {often.get(len(looks), f'Somebody looked {len(looks)} times')}."
    waits = len(asked.waiting)
    return f"{said} {waits} introduction{'s wait' if waits > 1 else ' waits'} for you." if waits else said


def _lines(call: Call, found: Sequence[OwnTie]) -> list[TieLine]:
    names = {entity.key: entity for entity in call.view.get([each.other for each in found])}
    may = bool(ACTIONS["hide-tie"].roles & call.principal.roles)
    return [_line(each, names, may=may) for each in found]


def _line(found: OwnTie, names: dict[str, Entity], *, may: bool) -> TieLine:
    entity = names.get(found.other)
    what = "person" if found.person else "client"
    is_hidden = found.state in {"hidden", "corrected"}
    correct = f"/do/correct-tie?{urlencode({what: found.other})}"
    return TieLine(
        name=str(entity.properties.get("name", found.other)) if entity else found.other,
        tie=_STATES.get(found.state) or text(found.band or _said(found)),
        origin=_origin(found),
        field=what,
        key=found.other,
        correct=correct if may and found.origins else "",
        action=("show-tie" if is_hidden else "hide-tie") if may else "",
        button="Show again" if is_hidden else "Hide",
    )


def _said(found: OwnTie) -> str:
    return next((each.band for each in found.sayings if each.band), "declared")


def _origin(found: OwnTie) -> str:
    """Returns where a tie comes from, in words: days by channel and feed, and who says so."""
    seen = [_seen(each) for each in found.origins]
    said = [f"{_BY[each.by]}: {each.band}" if each.band else _BY[each.by] for each in found.sayings]
    return "; ".join((*seen, *said)) or "nothing today"


def _seen(origin: Origin) -> str:
    days = f"{origin.days} {'day' if origin.days == 1 else 'days'} of {_CHANNELS[origin.channel]}"
    feed = "" if origin.feed == _CHANNELS[origin.channel] else f" in {origin.feed}"
    return f"{days}{feed}, last {origin.last_day:%-d %b %Y}"


def looks_table(looks: Sequence[Look]) -> Table | None:
    """Returns who looked as a table, None where nobody did."""
    lines = [
        Line(
            cells=[
                Cell(text=look.on.isoformat(), is_day=True),
                Cell(text=roles_in_words(look.role)),
                Cell(text=what_was_asked(look.action)),
                Cell(text=look.purpose or "–"),
            ]
        )
        for look in looks
    ]
    heads = [Head(label=label, help="", is_number=False) for label in ("Day", "Role", "What", "Why")]
    return Table(title="Who looked", heads=heads, lines=lines) if lines else None
