"""ask-introduction: ask a colleague to bring you together with somebody.

Whoever asks names one of the ways that `introductions` found. Where its first colleague is not named to
them, the service asks in their place, and they learn who it was when that colleague accepts.
"""

import secrets
from dataclasses import dataclass, replace

from graphsvc.action import Action, Desk, Done, Outcome, day_number
from graphsvc.case import own_departure
from graphsvc.errors import ConflictError, NotFoundError, UsageError
from graphsvc.introduction import Asked, asked_by
from graphsvc.kinds.introduction import INTRODUCTION
from graphsvc.questions.introductions import INTRODUCTIONS
from graphsvc.questions.introductions import Params as Ways
from graphsvc.questions.introductions import Row as Way
from graphsvc.questions.leaver_suggestions import LEAVER_SUGGESTIONS
from graphsvc.questions.leaver_suggestions import Params as Suggested
from graphsvc.scope import PURPOSES, Scope, require_person
from graphsvc.shape import field
from graphsvc.store.departures import DepartureRow
from graphsvc.store.port import FactClaim, Interval, NodeClaim

_BYTES = 12
_NAMED = "Your colleague is asked."
_UNNAMED = "The service asks in your place. You are told whom when they accept."
MOST_WORDS = 1_000
"""Characters of a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Whom to meet, over whom, and what to tell them."""

    target: str = field(label="Whom to meet", help="Who it is: name, e-mail address or key.", node="Person")
    introducer: str | None = field(
        label="Whom to ask",
        help="A colleague on one of the ways; left out, the way below counts.",
        node="Person",
        default=None,
    )
    way: int = field(label="Way", help="Which of the ways found, 1 the best.", default=1)
    note: str = field(
        label="Your words", help="What the one who introduces you is told; seen by you two alone.", default=""
    )
    departure: str = field(
        label="Departure",
        help="Id of an announced departure: HR asks in the name of whoever leaves.",
        default="",
    )


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Asks the first colleague on a way to introduce whoever asks."""
    if len(params.note) > MOST_WORDS:
        raise UsageError(f"note: at most {MOST_WORDS} characters.")
    if params.departure:
        return _for_leaver(desk, scope, params)
    me = require_person(scope)
    if params.target == me:
        raise UsageError("target: that is you; name whom you want to meet.")
    introducer, is_named = _introducer(desk, scope, params, me=me)
    return _asked(desk, params, asker=me, introducer=introducer, is_named=is_named)


def _for_leaver(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Asks the introducer of a suggestion, in the name of whoever leaves, who agreed to be introduced.

    Raises:
        NotFoundError: there is no such departure for HR, or it suggests no such meeting.
        UsageError: nobody outside its case knows of it yet.
    """
    if "hr" not in scope.roles:
        raise NotFoundError("there is no such open departure for you.")
    found = own_departure(desk, scope, params.departure)
    if not found.announced_on:
        raise UsageError("departure: announce it first; until then nobody outside its case may learn of it.")
    if not _is_suggested(desk, scope, found, params):
        raise NotFoundError("introducer: this meeting is not suggested to whoever leaves.")
    introducer = params.introducer or ""
    outcome = _asked(desk, params, asker=found.person, introducer=introducer, is_named=True)
    done = replace(outcome.done, link=f"/departures/{found.id}/suggestions")
    return replace(outcome, done=done, subjects=(found.person, *outcome.subjects))


def _is_suggested(desk: Desk, scope: Scope, found: DepartureRow, params: Params) -> bool:
    left_out = tuple(desk.beside.departures.left_out(found.id))
    asked = Suggested(person=found.person, without=left_out)
    purpose = PURPOSES["resignation-received"]
    rows = LEAVER_SUGGESTIONS.run(desk.snapshot, replace(scope, purpose=purpose), asked).rows
    wanted = ("meet", params.target, params.introducer)
    return any((row.list, row.person, row.introducer) == wanted for row in rows)


def _asked(desk: Desk, params: Params, *, asker: str, introducer: str, is_named: bool) -> Outcome:
    """Returns what is kept of an introduction that is asked for.

    Raises:
        ConflictError: it is asked for already, and still open.
    """
    if any(_is_same(each, params.target, introducer) for each in asked_by(desk.view, asker)):
        raise ConflictError("you asked for this introduction already: see My data.")
    key = INTRODUCTION.key("app", secrets.token_urlsafe(_BYTES))  # not to be guessed from who is in it
    said = {
        "asked_on": desk.today.isoformat(),
        "state": "asked",
        "through_service": None if is_named else True,
        "note": params.note.strip() or None,
    }
    people = {"asker": asker, "introducer": introducer, "target": params.target}
    return Outcome(
        done=Done(says=_NAMED if is_named else _UNNAMED, key=key, link="/me#introductions"),
        nodes=(NodeClaim(kind="Introduction", key=key, properties=said),),
        facts=[_about(desk, key, person, part=part) for part, person in people.items()],
        subjects=(params.target, introducer),
    )


def _introducer(desk: Desk, scope: Scope, params: Params, *, me: str) -> tuple[str, bool]:
    """Returns who is asked, and whether the caller may know it.

    Raises:
        NotFoundError: there is no such way, or nobody stands between.
    """
    asked = Ways(start=me, target=params.target)
    told: list[Way] = list(INTRODUCTIONS.run(desk.snapshot, scope, asked).rows)
    every: list[Way] = list(INTRODUCTIONS.run(desk.snapshot, replace(scope, clients=None), asked).rows)
    for number, (mine, way) in enumerate(zip(told, every, strict=True), 1):
        is_it = mine.introducer == params.introducer if params.introducer else number == params.way
        if is_it and way.introducer:
            return way.introducer, mine.introducer is not None
    raise NotFoundError(
        "way: nobody stands between you and this person there. See who can introduce you, and choose a way."
    )


def _is_same(asked: Asked, target: str, introducer: str) -> bool:
    return asked.is_open and (asked.target, asked.introducer) == (target, introducer)


def _about(desk: Desk, key: str, person: str, *, part: str) -> FactClaim:
    interval = Interval(valid_from=day_number(desk.today))
    return FactClaim(type="ABOUT", src=key, dst=person, qual=part, intervals=(interval,))


ASK_INTRODUCTION = Action(
    name="ask-introduction",
    title="Ask for an introduction",
    done="The introduction is asked for.",
    help=(
        "Asks a colleague to bring you together with somebody. They accept or decline on their own page. "
        "From the file of a departure, HR asks in the name of whoever leaves."
    ),
    roles=frozenset({"account_lead", "hr", "alumni_programme", "own"}),
    params=Params,
    run=run,
    reach="known",
    is_live=True,
)
