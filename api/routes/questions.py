"""Questions over HTTP: one route for each registered question, as JSON, CSV or a workbook."""

import csv
import dataclasses
import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from flask import request

from api.access import scope_of
from api.answer import document, to_csv, with_evidence
from api.door import query_values
from api.endpoint import Call, Endpoint, Reply
from api.lookup import key_for
from api.paging import page
from api.problem import ProblemError
from graphsvc.errors import NotFoundError, UsageError
from graphsvc.question import Question
from graphsvc.questions import QUESTIONS
from graphsvc.shape import field, load, words_of

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """What every question takes besides its own parameters."""

    limit: int = field(label="Rows", help="Rows of a page, 1 to 200.", default=50)
    cursor: str | None = field(label="Cursor", help="Where the next page begins.", default=None)
    purpose: str | None = field(label="Purpose", help="Why it is asked; logged.", default=None)
    evidence: bool = field(label="Evidence", help="Show the ties behind every row.", default=False)


def question_endpoints() -> tuple[Endpoint, ...]:
    """Returns the endpoint of every registered question."""
    return tuple(_endpoint(question) for _, question in sorted(QUESTIONS.items()))


def _endpoint(question: Question) -> Endpoint:
    def run(call: Call) -> Reply:
        return _asked(call, question)

    return Endpoint(
        method="GET",
        path=f"/v1/questions/{question.name}",
        name=question.name.replace("-", "_"),
        summary=question.title,
        run=run,
        roles=frozenset(question.roles),
        scope=scope_of,
        audit=f"question.{question.name}.read",
        out=question.row,
        is_many=True,
        cache="revalidate" if question.preset else "no-store",
        problems=frozenset({"bad-cursor", "cursor-expired", "purpose-required", "person-views-off"}),
    )


def _asked(call: Call, question: Question) -> Reply:
    values = query_values(question.params)
    common = {name: values.pop(name) for name in words_of(Paging) if name in values}
    paging = load(Paging, common)
    form = request.accept_mimetypes.best_match((JSON, CSV, XLSX), default=JSON)
    content = asked(call, question, values, wants_evidence=paging.evidence)
    if form == CSV:
        return Reply(content=to_csv(content), headers=attached(question, "csv"), count=len(content["data"]))
    if form == XLSX:
        return Reply(
            content=workbook(content), headers=attached(question, "xlsx"), count=len(content["data"])
        )
    return page(content, paging, seq=call.snapshot.seq, question=question.name)


def asked(
    call: Call, question: Question, values: Mapping[str, Any], *, wants_evidence: bool = False
) -> dict[str, Any]:
    """Returns the document of a question for a call, all rows.

    Raises:
        ProblemError: a parameter is unknown, or names nothing in reach.
    """
    try:
        params = load(question.params, _keys(call, question, values))
    except NotFoundError as error:
        raise ProblemError("not-found", str(error)) from error
    except UsageError as error:
        raise ProblemError("validation", str(error)) from error
    found = question.run(call.snapshot, call.scope, params)
    content = document(question, found, snapshot=call.snapshot, view=call.view)
    return (
        with_evidence(content, found, snapshot=call.snapshot, view=call.view) if wants_evidence else content
    )


def _keys(call: Call, question: Question, values: Mapping[str, Any]) -> dict[str, Any]:
    words: Mapping[str, Any] = words_of(question.params)  # type: ignore[arg-type]
    given = dict(values)
    for name, value in values.items():
        label = words[name].node if name in words else None
        if label and isinstance(value, list):
            given[name] = [key_for(call.view, text, label) for text in value]
        elif label:
            given[name] = key_for(call.view, value, label)
    return given


def attached(question: Question, ending: str) -> dict[str, str]:
    """Returns the headers of an answer sent as a file."""
    kind = CSV if ending == "csv" else XLSX
    return {
        "Content-Type": f"{kind}; charset=utf-8" if ending == "csv" else kind,
        "Content-Disposition": f'attachment; filename="{question.name}.{ending}"',
    }


def workbook(content: Mapping[str, Any]) -> bytes:
    """Returns the rows as an .xlsx; nothing in a cell is a formula or a link."""
    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(sink, options) as book:
        sheet = book.add_worksheet("Answer")
        for line, cells in enumerate(_cells(content)):
            sheet.write_row(line, 0, cells)
    return sink.getvalue()


def _cells(content: Mapping[str, Any]) -> list[list[Any]]:
    return [list(row) for row in csv.reader(io.StringIO(to_csv(dict(content))))]
