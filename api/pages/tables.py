"""An answer as a page shows it: its table with foot and evidence, its lists, its figures in words."""

import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import request

from api.answer import Dumped, labels, nested_record
from api.door import loaded
from api.endpoint import Call
from api.pages.cells import Cell, cell, columns, head, text
from api.pages.parts import Fact, Foot, Line, Table, Tie
from api.routes.questions import told
from graphsvc.question import Question
from graphsvc.shape import field, words_of

ROWS = 50
"""Rows of a page."""
TECHNICAL = frozenset(
    {
        "basis",
        "betweenness",
        "constraint",
        "p",
        "currency",
        "value_basis",
        "confidence",
        "coverage_measured",
        "coverage_without",
        "connects",
        "pieces",
        "strength",
        "strength_then",
        "score",
    }
)
"""Columns that are kept for files and programs."""
_EVIDENCE_DAYS = 12

PLACE = frozenset({"row", "offset", "done"})
"""Parameters that say where on a page a reader is, and what led there."""
Query = Sequence[tuple[str, str]]
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page of rows takes besides the parameters of its question."""

    purpose: str | None = field(label="Purpose", help="Why it is asked; logged.", default=None)
    offset: int = field(label="Rows before", help="Rows that come before the page.", default=0)
    row: int | None = field(label="Open row", help="Row whose evidence is open, from 0.", default=None)
    done: str | None = field(label="Done", help="Action that led to the page.", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a reader stands: page, parameters, first row shown, row whose evidence is open.

    `asked` are the parameters of the question, where the page has others.
    """

    path: str
    query: Query = ()
    start: int = 0
    opened: int | None = None
    asked: Query | None = None


def place_of(path: str) -> Place:
    """Returns where the current request stands on a page.

    Raises:
        ProblemError: offset or row is no number.
    """
    asked = loaded(Asked, {name: request.args[name] for name in PLACE if name in request.args})
    return Place(
        path=path,
        query=[
            (name, value)
            for name, value in request.args.items(multi=True)
            if value and name not in PLACE  # a form sends blanks too
        ],
        start=max(0, asked.offset),
        opened=asked.row,
    )


def table_of(
    question: Question, rows: Rows, shown: Rows, place: Place, *, hidden: frozenset[str] = frozenset()
) -> Table:
    """Returns some rows of an answer as a table with its foot.

    Args:
        question: what was asked.
        rows: all rows, for what all of them have; names need not be joined.
        shown: the rows of this page, names joined.
        place: where the reader stands.
        hidden: columns that the page tells elsewhere, besides those for files and programs.
    """
    words = labels(question.row)
    names = columns(rows, words, hidden=TECHNICAL | hidden)
    lines = [
        Line(
            cells=[cell(name, row, words) for name in names],
            at=at,
            why=why(place, at),
            is_open=at == place.opened,
        )
        for at, row in enumerate(shown, place.start)
    ]
    heads = [head(name, words, rows) for name in names]
    return Table(
        title=question.title, heads=heads, lines=lines, foot=foot_of(question.name, len(rows), place)
    )


def without_evidence(table: Table) -> Table:
    """Returns a table whose rows rest on no tie, so that none leads to one."""
    return replace(table, lines=[replace(line, why="") for line in table.lines])


def why(place: Place, at: int, within: Query = ()) -> str:
    """Returns the address that opens the evidence of a row, or of a part `within` it."""
    return f"{address(place.path, [*place.query, *_from(place.start), ('row', str(at)), *within])}#evidence"


def closed(place: Place) -> str:
    """Returns the address that closes the evidence, back at the link that opened it."""
    return f"{address(place.path, [*place.query, *_from(place.start)])}#why-{place.opened}"


def foot_of(name: str, total: int, place: Place, *, rows: int = ROWS) -> Foot:
    """Returns the foot of a table of a question: places, files and the link to it."""
    last, asked = min(place.start + rows, total), place.query if place.asked is None else place.asked
    earlier = [*place.query, *_from(max(0, place.start - rows))]
    return Foot(
        first=place.start + 1,
        last=last,
        total=total,
        back=address(place.path, earlier) if place.start else "",
        next=address(place.path, [*place.query, *_from(last)]) if last < total else "",
        files=(
            ("CSV", address(f"/export/{name}.csv", asked)),
            ("XLSX", address(f"/export/{name}.xlsx", asked)),
            ("JSON", address(f"/v1/questions/{name}", asked)),
        ),
        link=address(place.path, place.query),
    )


def address(path: str, query: Query) -> str:
    """Returns an address with its parameters."""
    return f"{path}?{urlencode(query)}" if query else path


def _from(start: int) -> Query:
    return [("offset", str(start))] if start else []


def opened(call: Call, found: Dumped, place: Place) -> list[Tie] | None:
    """Returns the ties behind the row that is open, None if none is."""
    if place.opened is None or not 0 <= place.opened < len(found.rows):
        return None
    [row] = told(call, found, slice(place.opened, place.opened + 1), wants_evidence=True)["data"]
    return ties_of(row)


def ties_of(row: Mapping[str, Any]) -> list[Tie]:
    """Returns the ties behind a row in plain words."""
    return [
        Tie(
            key=str(tie["first"]),
            first=str(tie["first_name"]),
            second=str(tie["second_name"]),
            words=_words(tie),
            days=tuple(reversed(tie["days"]))[:_EVIDENCE_DAYS],
            is_paper=tie["basis"] == "assigned",
        )
        for tie in row["evidence"]
    ]


def _words(tie: Mapping[str, Any]) -> str:
    if tie["basis"] == "assigned":
        return "The account team says so; nothing was measured."
    if tie["basis"] == "declared":
        return f"Declared: somebody states the tie. Strength {text(tie['strength'])} of 100."
    if tie["basis"] == "none":
        return "Nothing is known of this tie."
    band = str(tie["band"]).replace("_", " ")
    likely = f"likely {text(tie['low'])} to {text(tie['high'])}"
    return (
        f"Measured: {band}, strength {text(tie['strength'])} of 100 ({likely}), "
        f"{tie['evidence_days']} days with contact in a year{_channels(tie)}, last on {tie['last_day']}."
    )


def _channels(tie: Mapping[str, Any]) -> str:
    kinds = list(dict.fromkeys(str(each["channel"]).replace("_", " ") for each in tie["channels"]))
    return f", by {' and '.join(kinds)}" if kinds else ""


def figures(question: Question, content: Mapping[str, Any]) -> list[Fact]:
    """Returns the plain figures of the summary, for the fold below the answer."""
    told, names = content["summary"], labels(question.summary)
    return [
        Fact(label=said.label, cell=Cell(text=text(told[name])))
        for name, said in names.items()
        if f"{name}_name" not in names and told.get(name) not in (None, [], "") and not is_table(told[name])
    ]


def lists(question: Question, content: Mapping[str, Any]) -> list[tuple[str, Table]]:
    """Returns the lists of the summary as small tables with what they mean, such as key contacts."""
    found: list[tuple[str, Table]] = []
    summary = typing.cast("Any", question.summary)
    for name, said in words_of(summary).items():
        rows, record = content["summary"].get(name), nested_record(summary, name)
        if record is not None and is_table(rows):
            found.append((said.help, small_table(said.label, rows, record)))
    return found


def columns_only(question: Question, rows: Rows, names: Sequence[str], *, title: str) -> Table:
    """Returns some columns of rows as a table without foot."""
    words = labels(question.row)
    lines = [Line(cells=[cell(name, row, words) for name in names]) for row in rows]
    return Table(title=title, heads=[head(name, words, rows) for name in names], lines=lines)


def small_table(title: str, rows: Sequence[Mapping[str, Any]], record: Any) -> Table:
    """Returns records inside a summary as a table without foot."""
    words = labels(record)
    names = columns(rows, words, hidden=frozenset())
    lines = [Line(cells=[cell(name, row, words) for name in names]) for row in rows]
    return Table(title=title, heads=[head(name, words, rows) for name in names], lines=lines)


def is_table(value: Any) -> bool:
    """Returns whether a value of a summary is a list of records."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)
