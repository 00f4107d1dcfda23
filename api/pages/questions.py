"""The page of a question: the same rows, scope and parameters as JSON, CSV and the terminal."""

import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from string import Formatter
from typing import Any
from urllib.parse import urlencode

from flask import redirect, request

from api.access import scope_for
from api.answer import Dumped
from api.door import form_items
from api.endpoint import Call, Endpoint, Reply
from api.pages.forms import form_of, looked_up, plain_hint, typed
from api.pages.frame import page
from api.pages.parts import FormField, Table
from api.pages.registered import linked
from api.pages.sentences import empty, sentence
from api.pages.tables import (
    PLACE,
    ROWS,
    Asked,
    Place,
    Rows,
    address,
    closed,
    figures,
    lists,
    opened,
    place_of,
    table_of,
    without_evidence,
)
from api.routes.questions import answered, sight, told
from graphsvc.question import Question
from graphsvc.questions import QUESTIONS
from graphsvc.scope import PURPOSES
from graphsvc.shape import words_of

_DAY = frozenset({"as_of"})
_SELF = frozenset({"person", "without"})
"""Parameters that name people, who are nobody's to name that asks about themself."""
_SELF_ALONE = frozenset({"own"})
"""Roles of a question about the reader alone: whom it is about is not asked."""
_PURPOSE = FormField(
    name="purpose",
    label="What is this for?",
    help="Logged, and shown to the people concerned.",
    kind="choice",
    is_needed=True,
    choices=tuple(PURPOSES.items()),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A page of its own for a question.

    Attributes:
        show: what shows it, the common page where nothing is given.
        takes: parameters it takes besides those of the question.
        leads: address its form leads to, with the names of parameters in braces.
    """

    show: Callable[[Call, Question], Reply] | None = None
    takes: tuple[type[Any], ...] = ()
    leads: str = ""


TableOf = Callable[[Question, Rows, Rows, Place], Table]
_NONE: Mapping[str, Layout] = {}


def question_pages(layouts: Mapping[str, Layout] = _NONE) -> tuple[Endpoint, ...]:
    """Returns the page of every registered question; `layouts` are those with one of their own, by name."""
    every = [question for _, question in sorted(QUESTIONS.items()) if not question.is_case]
    laid_out = [(question, layouts.get(question.name, Layout())) for question in every]
    return (*(_page(*each) for each in laid_out), *(_form_target(*each) for each in laid_out))


def _page(question: Question, layout: Layout) -> Endpoint:
    def run(call: Call) -> Reply:
        return (layout.show or _shown)(call, question)

    return Endpoint(
        method="GET",
        path=f"/ask/{question.name}",
        name=f"page_{question.name.replace('-', '_')}",
        summary=question.title,
        run=run,
        roles=frozenset(question.roles),
        scope=scope_for(question.preset),
        audit=f"question.{question.name}.page",
        takes=(question.params, Asked, *layout.takes),
        cache="revalidate" if question.is_shared else "no-store",
        problems=frozenset({"purpose-required", "person-views-off"}),
    )


def _form_target(question: Question, layout: Layout) -> Endpoint:
    """Returns where the form of a question goes: names become keys, so that no address ever holds a name."""

    def run(call: Call) -> Reply:
        given = typed(question.params, form_items())
        query, faults = looked_up(call, question.params, given, sees=sight(call, question))
        if faults:
            return _refused(call, question, given, faults)
        return Reply(content=redirect(_answer(question, layout, query), code=303))

    return Endpoint(
        method="POST",
        path=f"/ask/{question.name}",
        name=f"form_{question.name.replace('-', '_')}",
        summary=f"{question.title} Form.",
        run=run,
        roles=frozenset(question.roles),
        scope=scope_for(question.preset),
        audit=f"question.{question.name}.form",
        cache="no-store",
    )


def _answer(question: Question, layout: Layout, query: Sequence[tuple[str, str]]) -> str:
    """Returns where what was asked for is answered; without what a page of its own needs, the common one."""
    given = dict(query)
    wanted = {name for _, name, _, _ in Formatter().parse(layout.leads) if name}
    if not layout.leads or wanted - given.keys():
        return address(f"/ask/{question.name}", query)
    rest = [(name, value) for name, value in query if name not in wanted]
    return address(layout.leads.format(**given), rest)


def _refused(
    call: Call, question: Question, given: Mapping[str, Sequence[str]], faults: Mapping[str, str]
) -> Reply:
    """Returns the form as it was filled in, with what is wrong beside each input."""
    form = _form(call, question, given, faults)
    return page(
        call, "question.html", title=question.title, status=422, path=f"/ask/{question.name}", form=form
    )


def laid_out(table: TableOf) -> Layout:
    """Returns the common page with a table of its own."""
    return Layout(show=lambda call, question: _shown(call, question, table))


def _shown(call: Call, question: Question, table: TableOf = table_of) -> Reply:
    given = typed(question.params, request.args.items(multi=True))
    if _is_about_oneself(call, question) and not given.get("person"):
        query = [("person", call.principal.person), *request.args.items(multi=True)]
        return Reply(content=redirect(f"/ask/{question.name}?{urlencode(query)}", code=303))
    values = values_of(question, given)
    form = _form(call, question, given)
    parts: dict[str, Any] = {
        "path": f"/ask/{question.name}",
        "form": form,
        "as_of": request.args.get("as_of"),
        "day": {"others": [(n, v) for n, v in request.args.items(multi=True) if n not in {"as_of", *PLACE}]},
    }
    asks = _asks(call, question, form)
    if asks:
        return page(call, "question.html", title=question.title, sentence=asks, **parts)
    found = answered(call, question, values)
    told_parts = answer_parts(call, found, place_of(f"/ask/{question.name}"), table=table)
    return page(call, "question.html", title=question.title, **parts, **told_parts)


def _is_about_oneself(call: Call, question: Question) -> bool:
    """Returns whether a reader who must say whom a question is about can mean nobody but themself."""
    words = words_of(typing.cast("Any", question.params)).get("person")
    is_own = question.roles & call.principal.roles == frozenset({"own"})
    return bool(is_own and call.principal.person and words and not words.is_optional)


def _asks(call: Call, question: Question, form: Sequence[FormField]) -> str:
    """Returns what is still to be said before there is an answer, empty if nothing is."""
    lacking = [
        f"“{item.label}”"
        for item in form
        if item.is_needed and item.name != "purpose" and not (item.value or item.values)
    ]
    if lacking:
        return f"Fill in {' and '.join(lacking)} to get an answer."
    if _asks_purpose(call, question) and not request.args.get("purpose"):
        return "This names people: say what it is for."
    return ""


def answer_parts(call: Call, found: Dumped, place: Place, *, table: TableOf = table_of) -> dict[str, Any]:
    """Returns what the page of an answer shows: sentence, rows of the page, open evidence, lists, figures.

    Args:
        call: the request.
        found: the whole answer, without names.
        place: where the reader stands.
        table: makes the table of question, all rows, rows shown and place.
    """
    question = found.question
    content = told(call, found, slice(place.start, place.start + ROWS))
    return {
        "sentence": sentence(question.name, content),
        "empty": empty(question.name, content, reader=call.principal.name),
        "table": _table(call, found, content["data"], place=place, of=table) if found.rows else None,
        "ties": opened(call, found, place),
        "close": closed(place),
        "lists": lists(question, content),
        "figures": figures(question, content),
        "count": len(found.rows),
    }


def _table(call: Call, found: Dumped, shown: Rows, *, place: Place, of: TableOf) -> Table:
    """Returns the rows of a page; where nothing rests on ties, none leads to some."""
    table = linked(call, found.question, shown, of(found.question, found.rows, shown, place))
    return without_evidence(table) if found.basis == "none" else table


def values_of(question: Question, given: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Returns the parameters of an address as the question takes them."""
    hints = typing.get_type_hints(question.params)
    return {
        name: list(values) if plain_hint(hints[name])[1] else values[-1]
        for name, values in given.items()
        if name in hints
    }


def _form(
    call: Call,
    question: Question,
    given: Mapping[str, Sequence[str]],
    faults: Mapping[str, str] | None = None,
) -> list[FormField]:
    is_own = question.roles == _SELF_ALONE or _is_about_oneself(call, question)
    hidden = _DAY | _SELF if is_own else _DAY
    form = form_of(call, question.params, given, faults=faults, hidden=hidden)
    if not _asks_purpose(call, question):
        return form
    return [*form, replace(_PURPOSE, value=request.values.get("purpose", ""))]


def _asks_purpose(call: Call, question: Question) -> bool:
    """Returns whether a reader says what an answer is for; what the scope implies need not be said."""
    is_implied = bool(call.scope.purpose) and not request.values.get("purpose")
    return question.preset is None and not call.workspace.is_demo and not is_implied
