"""Answers as files: the link under a table, for a spreadsheet on Monday."""

import typing
from typing import Any

from flask import request

from api.access import scope_for
from api.endpoint import Call, Endpoint, Reply
from api.routes.questions import CSV, XLSX, Why, as_file, problems_of, takes
from graphsvc.question import Question
from graphsvc.questions import QUESTIONS
from graphsvc.shape import words_of


def export_endpoints() -> tuple[Endpoint, ...]:
    """Returns a CSV and a workbook endpoint for every registered question."""
    return tuple(
        _endpoint(question, ending) for _, question in sorted(QUESTIONS.items()) for ending in ("csv", "xlsx")
    )


def _endpoint(question: Question, ending: str) -> Endpoint:
    def run(call: Call) -> Reply:
        return as_file(call, question, _values(question), ending)

    return Endpoint(
        method="GET",
        path=f"/export/{question.name}.{ending}",
        name=f"export_{question.name.replace('-', '_')}_{ending}",
        summary=f"{question.title} As .{ending}.",
        run=run,
        roles=frozenset(question.roles),
        scope=scope_for(question.preset),
        audit=f"question.{question.name}.export",
        cache="no-store",
        rate="export",
        problems=problems_of(question),
        takes=(takes(question), Why),
        media=(CSV if ending == "csv" else XLSX,),
    )


def _values(question: Question) -> dict[str, Any]:
    hints = typing.get_type_hints(takes(question))
    known = words_of(typing.cast("Any", takes(question)))
    values: dict[str, Any] = {}
    for name in request.args:
        found = request.args.getlist(name)
        if name in known and typing.get_origin(hints[name]) is tuple:
            values[name] = [part.strip() for each in found for part in each.split(";") if part.strip()]
        elif found and name != "purpose":
            values[name] = found[-1]
    return values
