"""The coverage matrix: clients against colleagues as a heat table, a page of clients at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from api.answer import Dumped
from api.endpoint import Call, Reply
from api.pages.cells import Cell, client_path, share_cell, text
from api.pages.forms import form_of, typed
from api.pages.frame import page
from api.pages.heat import Heat, HeatCell, HeatRow, Label, colleague, digits, seen_in
from api.pages.parts import Tie
from api.pages.questions import Layout, values_of
from api.pages.sentences import empty, sentence
from api.pages.tables import PLACE, ROWS, Place, closed, figures, foot_of, opened, place_of, why
from api.routes.questions import answered, told
from graphsvc.question import Question
from graphsvc.shape import field

_DAY = frozenset({"as_of"})


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """Which cell of an open row is looked at."""

    column: int | None = field(
        label="Column", help="Colleague whose tie is open, from 0; without it the whole row is.", default=None
    )


def _shown(call: Call, question: Question) -> Reply:
    given = typed(question.params, request.args.items(multi=True))
    found = answered(call, question, values_of(question, given))
    place = _place(question)
    content = told(call, found, slice(place.start, place.start + ROWS))
    return page(
        call,
        "matrix.html",
        title=question.title,
        path=place.path,
        as_of=request.args.get("as_of"),
        day={"others": [each for each in place.query if each[0] != "as_of"]},
        form=form_of(call, question.params, given, hidden=_DAY),
        sentence=sentence(question.name, content),
        empty=empty(question.name, content, reader=call.principal.name),
        heat=_heat(question, content, place, total=len(found.rows)) if found.rows else None,
        more=content["summary"]["more"],
        ties=_ties(call, found, content, place),
        close=f"{closed(place)}-{request.args.get('column', '')}",
        figures=figures(question, content),
        count=len(found.rows),
    )


def _place(question: Question) -> Place:
    """Returns where the reader stands; the column is part of the place, not of the question."""
    place = place_of(f"/ask/{question.name}")
    query = [each for each in place.query if each[0] not in {*PLACE, "column"}]
    return Place(path=place.path, query=query, start=place.start, opened=place.opened)


def _heat(question: Question, content: Mapping[str, Any], place: Place, *, total: int) -> Heat:
    people = content["summary"]["people"]
    rows = [_row(row, people, place, at) for at, row in enumerate(content["data"], place.start)]
    seen = seen_in((cell for row in content["data"] for cell in row["cells"]), "person")
    held = [HeatCell(cell=Cell(text=str(each["clients"]), is_number=True)) for each in people]
    return Heat(
        title=question.title,
        corner="Client",
        heads=[colleague(each, "person", seen) for each in people],
        rows=rows,
        total_head="Coverage",
        totals=HeatRow(head=Label(text="Clients they hold"), cells=held),
        foot=foot_of(question.name, total, place),
    )


def _row(row: Mapping[str, Any], people: Sequence[Mapping[str, Any]], place: Place, at: int) -> HeatRow:
    held = {each["person"]: each for each in row["cells"]}
    more = f"and {row['more']} more" if row["more"] else ""
    return HeatRow(
        head=Label(text=row["client_name"], link=client_path(row["client"]), note=more),
        cells=[
            _cell(held.get(each["person"]), row, place, (at, column)) for column, each in enumerate(people)
        ],
        total=share_cell(row["coverage"]),
        is_bare=row["is_empty"],
    )


def _cell(
    cell: Mapping[str, Any] | None, row: Mapping[str, Any], place: Place, at: tuple[int, int]
) -> HeatCell | None:
    if cell is None:
        return None
    is_paper = cell["basis"] == "assigned"
    said = "on paper" if is_paper else text(cell["band"])
    return HeatCell(
        cell=digits(cell["p"], is_paper=is_paper),
        why=why(place, at[0], [("column", str(at[1]))]),
        words=f"{cell['person_name']} – {row['client_name']}: {said}",
        mark=f"why-{at[0]}-{at[1]}",
    )


def _ties(call: Call, found: Dumped, content: Mapping[str, Any], place: Place) -> list[Tie] | None:
    """Returns the ties of the open row, of one colleague alone where a column is given."""
    ties = opened(call, found, place)
    people = content["summary"]["people"]
    column = request.args.get("column", type=int)
    if ties is None or column is None or not 0 <= column < len(people):
        return ties
    return [tie for tie in ties if tie.key == people[column]["person"]]


MATRIX = Layout(show=_shown, takes=(At,))
"""The page of the coverage matrix."""
