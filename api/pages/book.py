"""The home of an account lead: which of my clients would we lose a grip on first, and what to do about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import request

from api.answer import Dumped, labels
from api.endpoint import Call, Reply
from api.pages.cells import Cell, Head, cell, client_path, head
from api.pages.frame import page
from api.pages.introduced import introduced
from api.pages.parts import Line, Table, Tile
from api.pages.questions import laid_out
from api.pages.sentences import empty, sentence
from api.pages.tables import ROWS, Place, Rows, address, closed, foot_of, opened, place_of, table_of, why
from api.problem import ProblemError
from api.routes.questions import answered, told
from graphsvc.question import Question
from graphsvc.questions import QUESTIONS
from graphsvc.questions.portfolio import PORTFOLIO
from graphsvc.shape import field

SOON = 90
"""Days before the end of a contract from which it is near."""
QUIET = 60
"""Days without contact after which a client is quiet."""
_COLUMNS = ("client_name", "coverage_index", "employee_threads", "sole_holder_name")
_TERMS = ("contract_end", "fees_at_stake", "value_band")
_LAST = Head(
    label="Last touch", help="Days since any colleague was in contact with anybody there.", is_number=True
)
_TODO = Head(label="Do next", help="The first thing that would make the client safer.", is_number=False)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the home takes."""

    show: str | None = field(label="Shown", help="Tile whose clients are shown alone.", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One tile: what it counts, in words for one and for several."""

    name: str
    one: str
    several: str
    holds: Callable[[Row, date], bool]


FILTERS = (
    Filter(
        name="one-person",
        one="client hangs on one person",
        several="clients hang on one person",
        holds=lambda row, _: row["sole_holder"] is not None,
    ),
    Filter(
        name="nobody",
        one="client is held by nobody",
        several="clients are held by nobody",
        holds=lambda row, _: row["employee_threads"] == 0,
    ),
    Filter(
        name="quiet",
        one=f"client quiet for {QUIET} days",
        several=f"clients quiet for {QUIET} days",
        holds=lambda row, today: (_since(row, today) or 0) > QUIET,
    ),
    Filter(
        name="ending",
        one=f"contract ends within {SOON} days",
        several=f"contracts end within {SOON} days",
        holds=lambda row, today: 0 <= (_until(row, today) if row["contract_end"] else -1) <= SOON,
    ),
)
"""What the tiles count, and the table shows when one is chosen."""


def book(call: Call) -> Reply:
    """Shows the clients in reach, most fees at stake first; a tile shows its own alone."""
    chosen = _chosen()
    found = answered(call, PORTFOLIO, {})
    place = place_of("/")
    rows = [at for at, row in enumerate(found.rows) if chosen is None or chosen.holds(row, found.as_of)]
    content = told(call, found)
    return page(
        call,
        "home.html",
        title="Which of our clients would we lose a grip on first?",
        path="/",
        sentence=sentence("portfolio", content),
        tiles=[*_tiles(found, chosen), *(_cooling(call) if found.rows else ())],
        introduced=introduced(call),
        chosen=chosen,
        table=_table(call, found, places=rows, named=content["data"], place=place) if rows else None,
        empty="" if rows else _nothing(call, content, chosen),
        ties=opened(call, found, place),
        close=closed(place),
        count=len(rows),
    )


def _chosen() -> Filter | None:
    """Returns the tile that is chosen.

    Raises:
        ProblemError: there is no such tile.
    """
    name = request.args.get("show")
    found = next((each for each in FILTERS if each.name == name), None)
    if name and found is None:
        raise ProblemError("validation", f"show: one of {', '.join(each.name for each in FILTERS)}.")
    return found


def _nothing(call: Call, content: Mapping[str, Any], chosen: Filter | None) -> str:
    return f"No {chosen.one}." if chosen else empty("portfolio", content, reader=call.principal.name)


def _tiles(found: Dumped, chosen: Filter | None) -> list[Tile]:
    tiles: list[Tile] = []
    for each in FILTERS if found.rows else ():
        count = sum(each.holds(row, found.as_of) for row in found.rows)
        is_chosen = chosen is each
        path = "/" if is_chosen else address("/", [("show", each.name)])
        words = each.one if count == 1 else each.several
        tiles.append(Tile(number=str(count), words=words, path=path, is_chosen=is_chosen))
    return tiles


def _cooling(call: Call) -> list[Tile]:
    """Returns the tile of ties gone quiet, for whoever has said or implied what it is for."""
    question = QUESTIONS["cooling-ties"]
    if not (question.roles & call.principal.roles and call.scope.purpose) or call.scope.people == "off":
        return []
    number = answered(call, question, {}).summary["quiet"]
    ties = "strong tie is" if number == 1 else "strong ties are"
    words = f"{ties} quiet for {QUIET} days"
    return [Tile(path=f"/ask/{question.name}?days={QUIET}", number=str(number), words=words)]


def _table(call: Call, found: Dumped, *, places: Sequence[int], named: Sequence[Row], place: Place) -> Table:
    words = labels(PORTFOLIO.row)
    shown = places[place.start : place.start + ROWS]
    lines = [
        Line(
            cells=_cells(call, named[at], found),
            at=at,
            why=why(place, at),
            is_open=at == place.opened,
            is_bare=named[at]["employee_threads"] == 0,
        )
        for at in shown
    ]
    terms = _terms(found)
    heads = [head(name, words, found.rows) for name in (*_COLUMNS, *terms)]
    foot = foot_of("portfolio", len(places), replace(place, asked=()))
    return Table(
        title="Clients, most fees at stake first",
        heads=[*heads[: len(_COLUMNS)], _LAST, *heads[len(_COLUMNS) :], _TODO],
        lines=lines,
        foot=replace(foot, files=()) if place.query else foot,  # a file holds all clients
    )


def _terms(found: Dumped) -> list[str]:
    """Returns the columns of contract and fees: the amount for who may see it, else its band."""
    known = [name for name in _TERMS if any(row.get(name) is not None for row in found.rows)]
    return [name for name in known if name != "value_band" or "fees_at_stake" not in known]


def _cells(call: Call, row: Row, found: Dumped) -> list[Cell]:
    words, quiet = labels(PORTFOLIO.row), _since(row, found.as_of)
    unseen = Cell(text="on paper", is_paper=True) if row["basis"] == "assigned" else Cell(text="none seen")
    touch = unseen if quiet is None else Cell(text=f"{quiet} d", is_number=True)
    first = [cell(name, row, words) for name in _COLUMNS]
    terms = [cell(name, row, words) for name in _terms(found)]
    return [*first, touch, *terms, _do_next(call, row, found.as_of)]


def _do_next(call: Call, row: Row, today: date) -> Cell:
    """Returns the first thing to do for a client, and where."""
    may_introduce = bool(QUESTIONS["introductions"].roles & call.principal.roles)
    ways, client = address("/ask/introductions", [("client", row["client"])]), client_path(row["client"])
    steps = (
        (row["employee_threads"] == 0, "find a way in", ways if may_introduce else client),
        (row["sole_holder"] is not None, "add a second", ways if may_introduce else client),
        ((_since(row, today) or 0) > QUIET, "get in touch", client),
        (bool(row["contract_end"]) and _until(row, today) <= SOON, "prepare the renewal", client),
    )
    return next((Cell(text=words, link=path) for holds, words, path in steps if holds), Cell(text="–"))


_ON_THE_PAGE_OF_EACH = frozenset({"contact_threads", "independent_threads"})


def portfolio_table(question: Question, rows: Rows, shown: Rows, place: Place) -> Table:
    """Returns all clients side by side; how many contacts and lines each has stands on its own page."""
    return table_of(question, rows, shown, place, hidden=_ON_THE_PAGE_OF_EACH)


PORTFOLIO_PAGE = laid_out(portfolio_table)
"""The page of all clients."""


def _since(row: Row, today: date) -> int | None:
    """Returns days since the last contact, None if there never was any."""
    last = row["last_contact"]
    return None if last is None else (today - date.fromisoformat(last)).days


def _until(row: Row, today: date) -> int:
    return (date.fromisoformat(row["contract_end"]) - today).days
