"""The page of a question: the same rows, scope and parameters as JSON, CSV and the terminal."""

import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import redirect, request

from api.access import scope_for
from api.answer import Dumped, labels, nested_record
from api.endpoint import Call, Endpoint, Reply
from api.lookup import is_key, key_for
from api.pages.cells import Cell, Head, cell, columns, head, text
from api.pages.drawing import draw
from api.pages.frame import page
from api.pages.sentences import empty, sentence
from api.problem import ProblemError
from api.routes.questions import answered, told
from graphsvc.question import Question
from graphsvc.questions import QUESTIONS
from graphsvc.scope import PURPOSES
from graphsvc.shape import Words, words_of

_ROWS = 50
_TECHNICAL = frozenset(
    {
        "basis",
        "betweenness",
        "constraint",
        "p",
        "currency",
        "value_basis",
        "confidence",
        "coverage_measured",
        "pieces",
        "score",
    }
)
_EVIDENCE_DAYS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One field of the form above an answer."""

    name: str
    label: str
    help: str
    value: str
    is_date: bool
    is_needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the table."""

    cells: list[Cell]
    why: str
    is_open: bool


def question_pages() -> tuple[Endpoint, ...]:
    """Returns the page of every registered question."""
    every = [question for _, question in sorted(QUESTIONS.items())]
    return (*(_page(question) for question in every), *(_form_target(question) for question in every))


def _form_target(question: Question) -> Endpoint:
    """Returns where the form of a question goes: names become keys, so that no address ever holds a name."""

    def run(call: Call) -> Reply:
        hints = typing.get_type_hints(question.params)
        words = words_of(typing.cast("Any", question.params))
        query: list[tuple[str, str]] = []
        for name, value in request.form.items():
            label = words[name].node if name in words else None
            texts = [part.strip() for part in _split(value, hints.get(name)) if part.strip()]
            query += [(name, key_for(call.view, text, label) if label else text) for text in texts]
        return Reply(content=redirect(f"/ask/{question.name}?{urlencode(query)}", code=303))

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


def _page(question: Question) -> Endpoint:
    def run(call: Call) -> Reply:
        return _shown(call, question)

    return Endpoint(
        method="GET",
        path=f"/ask/{question.name}",
        name=f"page_{question.name.replace('-', '_')}",
        summary=question.title,
        run=run,
        roles=frozenset(question.roles),
        scope=scope_for(question.preset),
        audit=f"question.{question.name}.page",
        cache="revalidate" if question.is_shared else "no-store",
        problems=frozenset({"purpose-required", "person-views-off"}),
    )


def _shown(call: Call, question: Question) -> Reply:
    form = _form(call, question)
    values = _values(question)
    parts: dict[str, Any] = {
        "path": f"/ask/{question.name}",
        "form": form,
        "purposes": PURPOSES,
        "purpose": request.args.get("purpose", ""),
        "asks_purpose": question.preset is None and not call.workspace.is_demo,
        "as_of": request.args.get("as_of"),
    }
    lacking = [item.label.lower() for item in form if item.is_needed and not item.value]
    if lacking:
        asks = f"Say {' and '.join(lacking)} to get an answer."
        return page(call, "question.html", title=question.title, sentence=asks, **parts)
    if parts["asks_purpose"] and not parts["purpose"]:
        asks = "This names people: say what it is for."
        return page(call, "question.html", title=question.title, sentence=asks, **parts)
    found = answered(call, question, values)
    start = max(request.args.get("from", default=0, type=int), 0)
    content = told(call, found, slice(start, start + _ROWS))
    parts["evidence"] = _evidence(call, found, request.args.get("row", type=int))
    if question.name == "departure-impact":
        parts["drawing"] = _drawing(call, found)
    parts["empty"] = empty(question.name, content, reader=call.principal.name)
    return page(call, "question.html", title=question.title, **parts, **_table(found, content, start))


def _drawing(call: Call, found: Dumped) -> Any:
    content = told(call, found, wants_evidence=True)
    return draw(content["data"], [each["person"] for each in content["summary"]["people"]])


def _values(question: Question) -> dict[str, Any]:
    hints = typing.get_type_hints(question.params)
    found: dict[str, Any] = {}
    for name, hint in hints.items():
        given = [
            value.strip()
            for each in request.args.getlist(name)
            for value in _split(each, hint)
            if value.strip()
        ]
        if given:
            found[name] = given if typing.get_origin(hint) is tuple else given[-1]
    unknown = set(request.args) - set(hints) - {"purpose", "row", "from"}
    if unknown:
        raise ProblemError("validation", f"Unknown parameter: {', '.join(sorted(unknown))}.")
    return found


def _split(value: str, hint: Any) -> list[str]:
    return value.split(";") if typing.get_origin(hint) is tuple else [value]


def _form(call: Call, question: Question) -> list[Item]:
    hints = typing.get_type_hints(question.params)
    words = words_of(typing.cast("Any", question.params))
    return [
        Item(
            name=name,
            label=said.label,
            help=said.help
            if typing.get_origin(hints[name]) is not tuple
            else f"{said.help} Several: put ; between.",
            value="; ".join(_told(call, said, request.args.getlist(name))),
            is_date=hints[name] == date | None,
            is_needed=not said.is_optional,
        )
        for name, said in words.items()
    ]


def _told(call: Call, words: Words, values: Sequence[str]) -> list[str]:
    """Returns names for the keys in an address."""
    if words.node is None:
        return list(values)
    keys = [value for value in values if is_key(value, words.node)]
    names = {entity.key: str(entity.properties.get("name", entity.key)) for entity in call.view.get(keys)}
    return [names.get(value, value) for value in values]


def _table(found: Dumped, content: Mapping[str, Any], start: int) -> dict[str, Any]:
    question, total = found.question, len(found.rows)
    words = labels(question.row)
    shown = content["data"]
    names = columns(found.rows, words, hidden=_TECHNICAL)
    row = request.args.get("row", type=int)
    query = [(name, value) for name, value in request.args.items(multi=True) if name not in {"row", "from"}]
    return {
        "sentence": sentence(question.name, content),
        "heads": [head(name, words, found.rows) for name in names],
        "rows": [
            Line(
                cells=[cell(name, each, words) for name in names],
                why=_address(question, [*query, ("from", str(start)), ("row", str(at))]),
                is_open=at == row,
            )
            for at, each in enumerate(shown, start)
        ],
        "first": start + 1,
        "last": start + len(shown),
        "total": total,
        "next": _address(question, [*query, ("from", str(start + _ROWS))]) if start + _ROWS < total else "",
        "csv": f"/export/{question.name}.csv?{urlencode(query)}",
        "xlsx": f"/export/{question.name}.xlsx?{urlencode(query)}",
        "json": f"/v1/questions/{question.name}?{urlencode(query)}",
        "close": _address(question, [*query, ("from", str(start))]),
        "summary": _summary(question, content),
        "details": _details(question, content),
        "link": _address(question, query),
        "count": total,
    }


def _address(question: Question, query: Sequence[tuple[str, str]]) -> str:
    return f"/ask/{question.name}?{urlencode(query)}"


def _summary(question: Question, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Returns the plain figures of the summary, for the fold below the answer."""
    told, names = content["summary"], labels(question.summary)
    return [
        (said.label, text(told[name]))
        for name, said in names.items()
        if f"{name}_name" not in names and told.get(name) not in (None, [], "") and not _is_table(told[name])
    ]


def _details(question: Question, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Returns the lists of the summary as small tables, such as key contacts or hidden pairs."""
    tables: list[dict[str, Any]] = []
    summary = typing.cast("Any", question.summary)
    for name, said in words_of(summary).items():
        rows = content["summary"].get(name)
        record = nested_record(summary, name)
        if _is_table(rows) and record is not None:
            words = labels(record)
            names = columns(rows, words, hidden=frozenset())
            tables.append(
                {
                    "title": said.label,
                    "help": said.help,
                    "heads": [head(each, words, rows) for each in names],
                    "rows": [[cell(each, row, words) for each in names] for row in rows],
                }
            )
    return tables


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _evidence(call: Call, found: Dumped, row: int | None) -> list[dict[str, str]] | None:
    """Returns the ties behind the row that is open in plain words, None if none is."""
    if row is None or not 0 <= row < len(found.rows):
        return None
    [opened] = told(call, found, slice(row, row + 1), wants_evidence=True)["data"]
    return [
        {
            "first": str(tie["first_name"]),
            "second": str(tie["second_name"]),
            "words": _words(tie),
            "days": ", ".join(tie["days"][-_EVIDENCE_DAYS:]),
        }
        for tie in opened["evidence"]
    ]


def _words(tie: Mapping[str, Any]) -> str:
    if tie["basis"] == "assigned":
        return "On paper: the account team says so; nothing was measured."
    if tie["basis"] == "declared":
        return f"Declared: somebody states the tie. Strength {text(tie['strength'])} of 100."
    band = str(tie["band"]).replace("_", " ")
    likely = f"likely {text(tie['low'])} to {text(tie['high'])}"
    return (
        f"Measured: {band}, strength {text(tie['strength'])} of 100 ({likely}), "
        f"{tie['evidence_days']} days with contact in the last year, last on {tie['last_day']}."
    )


__all__ = ["Head", "Item", "Line", "question_pages"]
