"""ask-introduction: ask a colleague to bring you together with somebody.

Whoever asks names one of the ways that `introductions` found. Where its first colleague is not named to
them, the service asks in their place, and they learn who it was when that colleague accepts.
"""

import secrets
from dataclasses import dataclass, replace

from graphsvc.action import Action, Desk, Done, Outcome, day_number
from graphsvc.errors import ConflictError, NotFoundError, UsageError
from graphsvc.introduction import Asked, asked_by
from graphsvc.kinds.introduction import INTRODUCTION
from graphsvc.questions.introductions import INTRODUCTIONS
from graphsvc.questions.introductions import Params as Ways
from graphsvc.questions.introductions import Row as Way
from graphsvc.scope import Scope, require_person
from graphsvc.shape import field
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


def run(desk: Desk, scope: Scope, params: Params) -> Outcome:
    """Asks the first colleague on a way to introduce whoever asks."""
    me = require_person(scope)
    if len(params.note) > MOST_WORDS:
        raise UsageError(f"note: at most {MOST_WORDS} characters.")
    if params.target == me:
        raise UsageError("target: that is you; name whom you want to meet.")
    introducer, is_named = _introducer(desk, scope, params, me=me)
    if any(_is_same(each, params.target, introducer) for each in asked_by(desk.view, me)):
        raise ConflictError("you asked for this introduction already: see My data.")
    key = INTRODUCTION.key("app", secrets.token_urlsafe(_BYTES))  # not to be guessed from who is in it
    said = {
        "asked_on": desk.today.isoformat(),
        "state": "asked",
        "through_service": None if is_named else True,
        "note": params.note.strip() or None,
    }
    people = {"asker": me, "introducer": introducer, "target": params.target}
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
    help="Asks a colleague to bring you together with somebody. They accept or decline on their own page.",
    roles=frozenset({"account_lead", "hr", "alumni_programme", "own"}),
    params=Params,
    run=run,
    reach="known",
    is_live=True,
)
