"""Who can introduce me: three ways as strips, the best one drawn, and every step of them as a table."""

import dataclasses
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask import request

from api.endpoint import Call, Reply
from api.pages import reach, ways_in
from api.pages.cells import Cell, Head, colleague, text
from api.pages.forms import MOST_KNOWN, form_of, typed
from api.pages.frame import page
from api.pages.parts import FormField, Line, Step, Table
from api.pages.questions import Layout
from api.pages.sentences import empty, sentence
from api.pages.steps import steps_to
from api.pages.tables import Place, Rows, closed, figures, opened, place_of, table_of
from api.routes.questions import answered, told
from graphsvc.question import Question
from graphsvc.shape import field, words_of

_WEEKLY, _MONTHLY, _QUARTERLY = 40, 10, 3
"""Days of contact in a year from which a tie is called so."""
_STEP, _MARGIN, _HEIGHT = 220, 70, 64
_LACKING = {"start": "who looks for a way", "target": "whom they want to meet"}
_ABOVE = frozenset({"weakest_from", "weakest_to", "weakest_from_name", "weakest_to_name", "weakest"})
_HEADS = ("Way", "From", "To", "Contact", "Last contact")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One tie on a way: who to whom, how often they are in touch, and whether it is the weakest."""

    one: str
    other: str
    rhythm: str
    last_day: str
    is_weakest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way: whom to ask, its hops, what to say of its weakest."""

    introducer: str
    hops: Sequence[Hop]
    weakest: str
    steps: Sequence[Step] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The best way as a drawing: names at places, a line between two of them."""

    width: int
    height: int
    names: Sequence[tuple[float, str]]
    lines: Sequence[tuple[float, float, bool, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtClient:
    """What leads here from the page of a client."""

    client: str | None = field(
        label="Client", help="Client whose contacts can be chosen.", node="Organisation", default=None
    )


def _shown(call: Call, question: Question) -> Reply:
    """Returns the page: the form, and the ways once both ends are known."""
    given = _given(call, question)
    form = _form(call, question, given)
    parts: dict[str, Any] = {
        "path": f"/ask/{question.name}",
        "form": form,
        "client": request.args.get("client"),
    }
    lacking = [_LACKING[item.name] for item in form if item.is_needed and not item.value]
    if lacking:
        asks = f"Say {' and '.join(lacking)}, and see who can introduce them."
        return page(call, "introductions.html", title=question.title, sentence=asks, **parts)
    return page(call, "introductions.html", title=question.title, **parts, **_answered(call, question, given))


def _given(call: Call, question: Question) -> dict[str, list[str]]:
    """Returns the parameters: the reader asks for themselves, and at a client for whoever weighs most."""
    known = words_of(typing.cast("Any", question.params))
    typed_in = typed(question.params, request.args.items(multi=True))
    given = {name: values for name, values in typed_in.items() if name in known}
    if call.principal.person:
        given.setdefault("start", [call.principal.person])
    choices = _contacts_at_client(call)
    if choices and "target" not in given:
        people = [key for key, _ in choices]
        start = given.get("start")
        given["target"] = [ways_in.first_reached(call, start[-1], people) if start else people[0]]
    return given


def _form(call: Call, question: Question, given: Mapping[str, Sequence[str]]) -> list[FormField]:
    form = form_of(call, question.params, given, hidden=frozenset({"as_of"}))
    choices = _contacts_at_client(call)
    return [_target(call, item, given, choices) if item.name == "target" else item for item in form]


def _target(
    call: Call, item: FormField, given: Mapping[str, Sequence[str]], choices: Sequence[tuple[str, str]]
) -> FormField:
    """Returns the input of whom to meet: a choice at a client, else a name that is completed."""
    if choices:
        told = "Contacts of the client, who weighs most first."
        return dataclasses.replace(item, kind="choice", choices=choices, value=given["target"][-1], help=told)
    found = reach.contacts(call)
    known = list(reach.names(call, list(found)).values()) if len(found) <= MOST_KNOWN else []
    return dataclasses.replace(item, known=known)


def _contacts_at_client(call: Call) -> list[tuple[str, str]]:
    """Returns key and words of the contacts of the client in the address, weightiest first."""
    content = ways_in.client_of(call, request.args.get("client", ""))
    people = ways_in.contacts_of(content) if content else {}
    return [(key, _with_role(row["contact_name"], text(row["role"]))) for key, row in people.items()]


def _with_role(name: str, role: str) -> str:
    """Returns a contact in words; HR reads the role as the name already."""
    return name if role in {"–", name} else f"{name}, {role}"


def _answered(call: Call, question: Question, given: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    place = place_of(f"/ask/{question.name}")
    asked_of = [(name, values[-1]) for name, values in given.items()]
    place = dataclasses.replace(place, asked=asked_of)
    found = answered(call, question, dict(asked_of))
    content = told(call, found, wants_evidence=True)
    ends = {name: given[name][-1] for name in ("start", "target")}
    ways = [
        dataclasses.replace(_way(row), steps=_ask(call, row, ends, way))
        for way, row in enumerate(content["data"], 1)
    ]
    knows = bool(ways) and len(content["data"][0]["path"]) == len(ends)
    client = request.args.get("client") or content["summary"]["organisation"] or ""
    search = ways_in.Search(client=client, **ends)
    return {
        "sentence": sentence(question.name, content),
        "empty": empty(question.name, content, reader=call.principal.name),
        "leads": ways_in.leads(call, search, has_way=bool(ways)) if knows or not ways else [],
        "declare": steps_to(call, "declare-tie", "Declare a tie", person=ends["target"]),
        "ways": ways,
        "strip": _strip(ways[0]) if ways else None,
        "hops": _hops(ways) if ways else None,
        "table": _table(question, found.rows, content["data"], place) if ways else None,
        "ties": opened(call, found, place),
        "close": closed(place),
        "figures": figures(question, content),
        "count": len(ways),
    }


def _table(question: Question, rows: Rows, shown: Rows, place: Place) -> Table:
    """Returns the ways side by side; their ends and weakest ties stand above."""
    return table_of(question, rows, shown, place, hidden=_ABOVE)


def _ask(call: Call, row: Mapping[str, Any], ends: Mapping[str, str], way: int) -> list[Step]:
    """Returns the button that asks somebody on a way, for a reader who looks for themselves."""
    if ends["start"] != call.principal.person or len(row["path"]) == len(ends):
        return []
    if row["introducer"]:
        title = f"Ask {row['introducer_name']}"
        return steps_to(call, "ask-introduction", title, introducer=row["introducer"], **ends)
    return steps_to(call, "ask-introduction", "Ask through the service", way=str(way), **ends)


def _way(row: Mapping[str, Any]) -> Way:
    ties = {frozenset((tie["first"], tie["second"])): tie for tie in row["evidence"]}
    weakest = {row["weakest_from"], row["weakest_to"]}
    hops = [
        _hop(one, other, ties.get(frozenset((one["person"], other["person"]))), weakest=weakest)
        for one, other in pairwise(row["path"])
    ]
    said = f"{row['weakest_from_name']} to {row['weakest_to_name']}" if row["weakest"] else text(row["band"])
    ask = colleague(row["introducer_name"], row["ask_unit_name"]) if len(hops) > 1 else ""
    return Way(introducer=ask, hops=hops, weakest=said)


def _hop(
    one: Mapping[str, Any],
    other: Mapping[str, Any],
    tie: Mapping[str, Any] | None,
    *,
    weakest: set[str | None],
) -> Hop:
    """Returns a tie on a way; where somebody is not named, its band is all that is told."""
    return Hop(
        one=colleague(one["person_name"], one["unit_name"]),
        other=colleague(other["person_name"], other["unit_name"]),
        rhythm=_rhythm(tie) if tie else text(one["band"]),
        last_day=(tie["last_day"] if tie else None) or "–",
        is_weakest=tie is not None and {one["person"], other["person"]} == weakest,
    )


def _rhythm(tie: Mapping[str, Any]) -> str:
    """Returns how often two people are in touch, in a word."""
    if tie["basis"] != "measured":
        return "declared"
    steps = ((_WEEKLY, "weekly"), (_MONTHLY, "monthly"), (_QUARTERLY, "quarterly"))
    return next((word for least, word in steps if tie["evidence_days"] >= least), "seldom")


def _strip(way: Way) -> Strip:
    places = [_MARGIN + _STEP * at for at in range(len(way.hops) + 1)]
    people = [way.hops[0].one, *(hop.other for hop in way.hops)]
    return Strip(
        width=2 * _MARGIN + _STEP * len(way.hops),
        height=_HEIGHT,
        names=[(float(x), name) for x, name in zip(places, people, strict=True)],
        lines=[
            (x + 8.0, x + _STEP - 8.0, hop.is_weakest, hop.rhythm)
            for x, hop in zip(places, way.hops, strict=False)
        ],
    )


def _hops(ways: Sequence[Way]) -> Table:
    """Returns the table twin of the drawing, the other ways included."""
    lines = [
        Line(
            cells=[
                Cell(text=str(number), is_number=True),
                Cell(text=hop.one),
                Cell(text=hop.other),
                Cell(text=f"{hop.rhythm}, weakest" if hop.is_weakest else hop.rhythm),
                Cell(text=hop.last_day, is_day=True),
            ]
        )
        for number, way in enumerate(ways, 1)
        for hop in way.hops
    ]
    heads = [Head(label=label, help="", is_number=label == "Way") for label in _HEADS]
    return Table(title="Every step", heads=heads, lines=lines)


INTRODUCTIONS = Layout(show=_shown, takes=(AtClient,))
"""The page of introductions."""
