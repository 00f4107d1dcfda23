"""What breaks when people leave, as parts of a page: the headline, clients, pairs, shares, the drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from api.answer import Dumped, labels
from api.endpoint import Call
from api.pages.cells import UNKNOWN, Cell, Head, cell, head, text
from api.pages.drawing import MOST_NODES, Drawing, draw
from api.pages.parts import Fact, Foot, Line, Table, Tie
from api.pages.sentences import amounts, empty, sentence
from api.pages.tables import ROWS, Place, closed, figures, foot_of, opened, why
from api.routes.questions import told
from graphsvc.questions.departure_impact import DEPARTURE_IMPACT

_FIRST = ("client_name", "value", "value_band", "coverage_before")
_REMAIN = Head(label="Who remains", help="Colleagues who stay and know somebody there.", is_number=False)
_ORPHANS = Head(label="Nobody left for", help="Contacts who were held and are not any more.", is_number=False)
_LAST = ("deadline",)
_DAYS = Head(
    label="Days to act", help="Days from the last working day until the contract decides.", is_number=True
)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """The answer to a what-if, ready for a template.

    Attributes:
        sentence: the answer in words.
        empty: what an empty answer means.
        table: clients, most value lost first; None without any.
        ties: ties behind the row that is open, None if none is.
        close: address that closes them.
        drawing: before and after; None where there is nothing to draw, or a whole unit is asked about.
        shares: what the set loses beside the whole.
        people: each leaver alone; None for one alone or a whole unit.
        pairs: pairs that cost more together; None without any.
        figures: further figures, for the fold.
        content: the document behind it.
    """

    sentence: str
    empty: str
    table: Table | None
    ties: Sequence[Tie] | None
    close: str
    drawing: Drawing | None
    shares: Sequence[Fact]
    people: Table | None
    pairs: Table | None
    figures: Sequence[Fact]
    content: Mapping[str, Any]


def impact(call: Call, found: Dumped, place: Place, *, files: Sequence[tuple[str, str]] = ()) -> Impact:
    """Returns the parts of a what-if.

    Args:
        call: the request, its scope with the purpose of the case.
        found: answer to `departure-impact`.
        place: where the reader stands.
        files: titles and addresses under the table.
    """
    content = told(call, found, wants_evidence=len(found.rows) <= MOST_NODES)
    summary = content["summary"]
    rows = content["data"][place.start : place.start + ROWS]
    foot = replace(foot_of(DEPARTURE_IMPACT.name, len(found.rows), place), files=tuple(files))
    return Impact(
        sentence=sentence(DEPARTURE_IMPACT.name, content),
        empty=empty(DEPARTURE_IMPACT.name, content, reader=""),
        table=clients(found.rows, rows, place, foot=foot) if rows else None,
        ties=opened(call, found, place),
        close=closed(place),
        drawing=_drawing(content),
        shares=shares(summary),
        people=people(summary) if len(summary["people"]) > 1 else None,
        pairs=pairs(summary) if summary["hidden_pairs"] else None,
        figures=figures(DEPARTURE_IMPACT, content),
        content=content,
    )


def clients(rows: Sequence[Row], shown: Sequence[Row], place: Place, *, foot: Foot | None) -> Table:
    """Returns the clients that the leavers touch.

    Args:
        rows: all of them, for what all have.
        shown: those of this page, with names and evidence.
        place: where the reader stands.
        foot: what stands below.
    """
    words = labels(DEPARTURE_IMPACT.row)
    amounts = "value" if any(row["value"] for row in rows) else "value_band"
    first = [name for name in _FIRST if name not in {"value", "value_band"} or name == amounts]
    lines = [
        Line(
            cells=[
                *(_unbroken(cell(name, row, words)) for name in first),
                Cell(text=_holders(row)),
                Cell(text=text(row["orphans_name"])),
                *(cell(name, row, words) for name in _LAST),
                _days(row),
            ],
            at=at,
            why=why(place, at) if row.get("evidence", True) and foot else "",
            is_open=at == place.opened,
            is_bare=row["holders_after"] == 0,
        )
        for at, row in enumerate(shown, place.start)
    ]
    heads = [head(name, words, rows) for name in first]
    last = [head(name, words, rows) for name in _LAST]
    return Table(
        title="Clients, most value lost first",
        heads=[*heads, _REMAIN, _ORPHANS, *last, _DAYS],
        lines=lines,
        foot=foot,
    )


def _unbroken(found: Cell) -> Cell:
    """Returns a band of money as one word; names may break."""
    return found if found.link else replace(found, text=found.text.replace(" ", "\u00a0"))


def _holders(row: Row) -> str:
    told = [f"{each['person_name']} ({text(each['band'])})" for each in row["holders"]]
    return ", ".join(told) or "nobody"


def _days(row: Row) -> Cell:
    if row["days"] is None:
        return Cell(text="no contract known")
    return Cell(text=str(row["days"]) if row["days"] else "0: act now", is_number=True)


def _drawing(content: Mapping[str, Any]) -> Drawing | None:
    leavers = [each["person"] for each in content["summary"]["people"]]
    is_told = all("evidence" in row for row in content["data"])  # left out where there is too much to draw
    return draw(content["data"], leavers) if leavers and is_told else None


def shares(summary: Mapping[str, Any]) -> list[Fact]:
    """Returns what the set loses beside the whole, so that nobody is taken for more than they are."""
    uncovered = _of(summary["value_to_zero"], summary) if summary["clients_to_zero"] else ""
    known = [
        ("No longer covered", _of(summary["set_loss"], summary)),
        ("Fees of clients nobody holds", uncovered),
        ("Clients touched", str(summary["clients"])),
        ("Counted from", summary["date"]),
    ]
    return [Fact(label=label, cell=Cell(text=words)) for label, words in known if words]


def people(summary: Mapping[str, Any]) -> Table:
    """Returns each of those who leave, alone, with the share of the whole."""
    lines = [
        Line(
            cells=[
                Cell(text=each["person_name"]),
                _amount(each["loss"]),
                Cell(text=_share(each["loss"], summary), is_number=True),
                _amount(each["solely_held"]),
                Cell(text=each["last_day"] or "not known", is_day=True),
            ]
        )
        for each in summary["people"]
    ]
    currency = summary["currency"]
    heads = (
        Head(label="Person", help="", is_number=False),
        Head(
            label=f"Loss alone, {currency}",
            help="Fees no longer covered if only this person leaves.",
            is_number=True,
        ),
        Head(
            label="Of all fees", help="The same as a share of the known fees of all clients.", is_number=True
        ),
        Head(
            label=f"Held alone, {currency}",
            help="Fees of the clients only this person holds.",
            is_number=True,
        ),
        Head(label="Last day", help="Recorded or announced last working day.", is_number=False),
    )
    return Table(title="Each alone", heads=heads, lines=lines)


def pairs(summary: Mapping[str, Any]) -> Table:
    """Returns pairs whose joint exit costs more than both exits alone."""
    leavers = {each["person"] for each in summary["people"]}
    lines = [
        Line(
            cells=[
                Cell(text=each["one_name"]),
                Cell(
                    text=each["other_name"]
                    if each["other"] in leavers
                    else f"{each['other_name']}, who leaves anyway"
                ),
                Cell(text=text(each["value"]), is_number=True),
            ]
        )
        for each in summary["hidden_pairs"]
    ]
    heads = (
        Head(label="Who leaves", help="", is_number=False),
        Head(label="and", help="", is_number=False),
        Head(
            label=f"More than the sum, {summary['currency']}",
            help="Fees of a year no longer covered beyond what each loses alone.",
            is_number=True,
        ),
    )
    return Table(title="Worse together", heads=heads, lines=lines)


def _of(amount: str | None, summary: Mapping[str, Any]) -> str:
    return amounts(amount, summary["total_value"], summary["currency"])


def _amount(amount: str | None) -> Cell:
    return Cell(text=UNKNOWN if amount is None else text(amount), is_number=True)


def _share(amount: str | None, summary: Mapping[str, Any]) -> str:
    total = Decimal(summary["total_value"] or 0)
    return f"{Decimal(amount) / total:.0%}" if total and amount is not None else "–"
