"""Bridge people in plain words: whom and what each of them connects that nobody else does."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.pages.cells import Cell, Head, text
from api.pages.parts import Line, Table
from api.pages.questions import laid_out
from api.pages.tables import Place, Rows, foot_of, why
from graphsvc.question import Question

_HEADS = (
    Head(label="Person", help="Who connects.", is_number=False),
    Head(
        label="What they connect",
        help="Pairs of colleagues who both know this person well and have no other link.",
        is_number=False,
    ),
    Head(label="First of the pairs", help="Two colleagues who only meet through them.", is_number=False),
    Head(
        label="Who would be cut off",
        help="Colleagues who could no longer be reached from the rest without this person.",
        is_number=False,
    ),
)


def bridge_table(question: Question, rows: Rows, shown: Rows, place: Place) -> Table:
    """Returns who connects what as a table with its foot."""
    lines = [
        Line(
            cells=[
                Cell(text=row["person_name"]),
                Cell(text=connects(row)),
                Cell(text=_pairs(row)),
                Cell(text=text(row["falls_off_name"])),
            ],
            at=at,
            why=why(place, at),
            is_open=at == place.opened,
        )
        for at, row in enumerate(shown, place.start)
    ]
    foot = foot_of(question.name, len(rows), place)
    return Table(title=question.title, heads=_HEADS, lines=lines, foot=foot)


def connects(row: Mapping[str, Any]) -> str:
    """Returns what somebody connects, such as "Connects Audit and Tax: 14 pairs have no other link"."""
    number = row["brokered_pairs"]
    if number is None:
        return "Knows so many that their pairs are not counted."
    if not number:
        return "No pair of close colleagues, but the network falls apart without them."
    pairs = "1 pair has" if number == 1 else f"{number:,} pairs have"
    units = _joined(row["joins_name"])
    return f"Connects {units}: {pairs} no other link." if units else f"{pairs} no other link."


def _joined(units: Sequence[str]) -> str:
    """Returns two units by name, and how many more there are."""
    if len(units) <= 2:  # noqa: PLR2004 - two ends
        return " and ".join(units)
    more = len(units) - 2
    return f"{units[0]}, {units[1]} and {more} more unit{'s' if more > 1 else ''}"


def _pairs(row: Mapping[str, Any]) -> str:
    return "; ".join(f"{each['one_name']} – {each['other_name']}" for each in row["connects"][:2]) or "–"


BRIDGE_PEOPLE = laid_out(bridge_table)
"""The page of `bridge-people`."""
