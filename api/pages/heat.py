"""Heat tables: who against whom, a tint and its digit in every cell, totals at the edges."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.pages.cells import Cell, share_cell
from api.pages.parts import Foot
from graphsvc.network.acquaintance import LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The head of a row or a column: a name, where it leads, a word below it."""

    text: str
    link: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """One cell: its value, the address of its evidence, what it says in full, the name of its link."""

    cell: Cell
    why: str = ""
    words: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """One row: head, cells, total; `is_bare` marks one that nobody holds."""

    head: Label
    cells: Sequence[HeatCell | None]
    total: Cell | None = None
    is_bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """A heat table; `corner` says what rows are, `totals` is the last row, `total_head` the last column."""

    title: str
    corner: str
    heads: Sequence[Label]
    rows: Sequence[HeatRow]
    total_head: str = ""
    totals: HeatRow | None = None
    foot: Foot | None = None


def colleague(each: Mapping[str, Any], name: str, seen: Collection[str]) -> Label:
    """Returns the head of a colleague, leading to their page where somebody is seen to be in touch.

    Args:
        each: record that names them.
        name: its field that holds the key.
        seen: keys of those with a tie that more than paper shows.
    """
    link = f"/people/{each[name]}" if each[name] in seen else ""
    return Label(text=str(each[f"{name}_name"]), link=link)


def seen_in(rows: Iterable[Mapping[str, Any]], name: str) -> frozenset[str]:
    """Returns the keys in a field of ties that are live and rest on more than paper."""
    return frozenset(str(row[name]) for row in rows if row["p"] >= LIVE and row["basis"] != "assigned")


def digits(value: float, *, is_paper: bool = False) -> Cell:
    """Returns a share as per cent without the sign, for a narrow cell."""
    cell = share_cell(value, is_paper=is_paper)
    return replace(cell, text=cell.text.removesuffix("%"))
