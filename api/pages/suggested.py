"""Keep, meet, vouch in a departure file: who is suggested, whom to ask for it, who is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.answer import labels
from api.endpoint import Call
from api.pages.cells import text
from api.pages.introduced import state_of
from api.pages.parts import Step
from api.pages.sentences import empty, sentence
from api.pages.steps import steps_to
from api.routes.questions import answered, names_for, sight, told
from graphsvc.introduction import asked_by
from graphsvc.questions import QUESTIONS
from graphsvc.store.departures import DepartureRow

_QUESTION = QUESTIONS["leaver-suggestions"]
_LISTS = (
    ("keep", "Keep", "Colleagues to keep in touch with.", 5),
    ("meet", "Meet", "Former colleagues worth an introduction; each side agrees before details show.", 5),
    ("vouch", "Vouch", "People who know the work and agreed to be asked.", 3),
)
_NOT_YET = "Introducers can be asked once the departure is announced."
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Somebody who is suggested to whoever leaves.

    Attributes:
        key: key of the person.
        name: their name.
        over: who introduces, empty where nobody need.
        fit: how useful, in a word.
        reasons: what speaks for it, against it, and is unknown.
        consent: what each side agreed to.
        ask: the way to ask the introducer, None where there is none to ask or they were asked.
        state: how an introduction stands that was asked for.
    """

    key: str
    name: str
    over: str
    fit: str
    reasons: Sequence[str]
    consent: str
    ask: Step | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """One of the three lists."""

    title: str
    words: str
    items: Sequence[Suggestion]


def suggestions(call: Call, departure: DepartureRow) -> dict[str, Any]:
    """Returns what the tab shows: three short lists, who was left out, and what is still to come."""
    left_out = _found(call, call.house.beside.departures.left_out(departure.id))
    found = answered(call, _QUESTION, {"person": departure.person, "without": left_out})
    content = told(call, found)
    asked = {
        (each.target, each.introducer): state_of(each) for each in asked_by(call.view, departure.person)[::-1]
    }
    lists = [
        Suggestions(
            title=title,
            words=f"{words} At most {most}.",
            items=[
                _suggestion(call, departure, row, asked) for row in content["data"] if row["list"] == name
            ],
        )
        for name, title, words, most in _LISTS
    ]
    meets = any(row["list"] == "meet" for row in content["data"])
    return {
        "lists": lists,
        "left_out": _names(call, left_out),
        "note": _NOT_YET if meets and not departure.announced_on and not departure.closed_on else "",
        "sentence": sentence(_QUESTION.name, content),
        "empty": "" if content["data"] else empty(_QUESTION.name, content, reader=call.principal.name),
    }


def _suggestion(
    call: Call, departure: DepartureRow, row: Row, asked: Mapping[tuple[str, str], str]
) -> Suggestion:
    state = asked.get((row["person"], row["introducer"] or ""), "")
    return Suggestion(
        key=row["person"],
        name=row["person_name"],
        over=row["introducer_name"] or "",
        fit=f"{labels(_QUESTION.row)['band'].label}: {text(row['band'])}",
        reasons=row["reasons"],
        consent=row["consent"],
        ask=None if state else _ask(call, departure, row),
        state=state,
    )


def _ask(call: Call, departure: DepartureRow, row: Row) -> Step | None:
    """Returns the way to ask an introducer: once everybody may know, while the file is open."""
    if not row["introducer"] or not departure.announced_on or departure.closed_on:
        return None
    given = {"departure": departure.id, "target": row["person"], "introducer": row["introducer"]}
    steps = steps_to(call, "ask-introduction", f"Ask {row['introducer_name']}", **given)
    return next(iter(steps), None)


def _found(call: Call, keys: Sequence[str]) -> list[str]:
    """Returns those keys that the caller may ask about: who was left out may be gone since."""
    sees = sight(call, _QUESTION)
    return [one.key for one in call.view.get(keys) if sees(one)]


def _names(call: Call, keys: Sequence[str]) -> list[tuple[str, str]]:
    """Returns keys and what the caller reads for those who are left out, first word first."""
    found = names_for(call, _QUESTION).get(keys)
    return [(one.key, str(one.properties.get("name", one.key))) for one in found]
