"""Introductions on a page: what waits for the reader's answer, what they asked for, and words to send."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from api.endpoint import Call
from graphsvc.actions import ACTIONS
from graphsvc.introduction import Asked, asked_by, waiting_for
from graphsvc.store.port import Entity

_ANSWERS = {
    "asked": (("accepted", "Accept"), ("declined", "Decline")),
    "accepted": (("made", "They have met"), ("declined", "Decline after all")),
}
_STATES = {
    "asked": "Asked on {asked}, not answered yet",
    "accepted": "Accepted on {answered}",
    "declined": "Declined on {answered}",
    "made": "Made on {answered}",
}
RECENT = timedelta(days=30)
"""How long a home shows what was declined or made."""
_UNNAMED = "a colleague, asked by the service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody asks the reader to introduce them.

    Attributes:
        key: key of the introduction.
        words: who asks for whom, and since when.
        note: what they say of it.
        answers: code and words of each answer that can be given.
        letter: words to send, to be edited.
        mail: address that opens them in a mail program; empty before it is accepted.
    """

    key: str
    words: str
    note: str
    answers: Sequence[tuple[str, str]]
    letter: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An introduction that the reader asked for; key, letter and mail as in `Waiting`."""

    key: str
    words: str
    state: str
    letter: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduced:
    """All introductions of a reader: those to answer, those they agreed to make, those they asked for."""

    waiting: Sequence[Waiting] = ()
    agreed: Sequence[Waiting] = ()
    wishes: Sequence[Wish] = ()


def introduced(call: Call, *, is_whole: bool = False) -> Introduced:
    """Returns the introductions of the reader; none for somebody who is nobody of the firm.

    Args:
        call: the request.
        is_whole: those too that were answered more than `RECENT` days ago.
    """
    me = call.scope.person
    if me is None:
        return Introduced()
    since = date.min if is_whole else call.house.today() - RECENT
    waiting = waiting_for(call.view, me)
    wishes = [each for each in asked_by(call.view, me) if each.is_open or _answered(each) >= since]
    keys = {key for each in (*waiting, *wishes) for key in (each.asker, each.introducer, each.target)}
    people = {entity.key: entity for entity in call.view.get(sorted(keys))}
    may_answer = bool(ACTIONS["answer-introduction"].roles & call.principal.roles)
    told = [(each.state, _waiting(each, people, may_answer=may_answer)) for each in waiting]
    return Introduced(
        waiting=[each for state, each in told if state == "asked"],
        agreed=[each for state, each in told if state == "accepted"],
        wishes=[_wish(each, people) for each in wishes],
    )


def _waiting(asked: Asked, people: dict[str, Entity], *, may_answer: bool) -> Waiting:
    asker, target = _name(people, asked.asker), _name(people, asked.target)
    letter = f"Dear {target},\n\n{asker} would like to meet you. May I bring you two together?\n"
    is_agreed = asked.state == "accepted"
    to = ",".join(filter(None, (_address(people, key) for key in (asked.target, asked.asker))))
    return Waiting(
        key=asked.key,
        words=_agreed(asked, asker, target)
        if is_agreed
        else f"{asker} asks you to introduce {target}, since {_day(asked)}.",
        note=asked.note,
        answers=_ANSWERS[asked.state] if may_answer else (),
        letter=letter if is_agreed else "",
        mail=_mail(to, f"{asker} and {target}", letter) if is_agreed else "",
    )


def _agreed(asked: Asked, asker: str, target: str) -> str:
    return f"You bring {asker} and {target} together: agreed on {_answered(asked):%-d %B %Y}."


def _wish(asked: Asked, people: dict[str, Entity]) -> Wish:
    target, key = _name(people, asked.target), asked.named_introducer
    introducer = _name(people, key) if key else _UNNAMED
    is_sendable = key is not None and asked.is_open
    letter = f"Dear {introducer},\n\ncould you bring me together with {target}? {asked.note}".strip() + "\n"
    return Wish(
        key=asked.key,
        words=f"{target}, over {introducer}",
        state=state_of(asked),
        letter=letter if is_sendable else "",
        mail=_mail(_address(people, key), f"Meeting {target}", letter) if key and is_sendable else "",
    )


def state_of(asked: Asked) -> str:
    """Returns how an introduction stands, in words."""
    return _STATES[asked.state].format(asked=_day(asked), answered=f"{_answered(asked):%-d %B %Y}")


def _answered(asked: Asked) -> date:
    return asked.answered_on or asked.asked_on


def _mail(to: str, subject: str, letter: str) -> str:
    return f"mailto:{quote(to, safe='@,')}?subject={quote(subject)}&body={quote(letter)}"


def _name(people: dict[str, Entity], key: str) -> str:
    return str(people[key].properties.get("name", key)) if key in people else "somebody"


def _address(people: dict[str, Entity], key: str) -> str:
    return str(people[key].properties.get("email") or "") if key in people else ""


def _day(asked: Asked) -> str:
    return f"{asked.asked_on:%-d %B %Y}"
