"""What pages are made of: records that the macros of `templates/parts.html` write as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from api.pages.cells import Cell, Head

WORDY = 40
"""Characters from which a cell is a sentence."""
InputKind = Literal["text", "date", "number", "email", "file", "choice", "check", "words", "hidden"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table; `why` opens its evidence, `is_bare` marks a row without anything to count."""

    cells: Sequence[Cell]
    at: int = 0
    why: str = ""
    is_open: bool = False
    is_bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """What stands under a table: which rows these are, the pages around, files and the link to it."""

    first: int = 0
    last: int = 0
    total: int = 0
    back: str = ""
    next: str = ""
    files: Sequence[tuple[str, str]] = ()
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its name, heads, rows, and the foot where it has one."""

    title: str
    heads: Sequence[Head]
    lines: Sequence[Line]
    foot: Foot | None = None

    @property
    def is_wordy(self) -> bool:
        """Whether a cell holds a sentence, so that on a phone its rows stand one below the other."""
        return any(len(cell.text) > WORDY for line in self.lines for cell in line.cells)

    @property
    def has_evidence(self) -> bool:
        """Whether a row opens what it rests on."""
        return any(line.why for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """One tie behind a number, in plain words, and its last days of contact, newest first.

    `key` is that of the first of the two.
    """

    key: str
    first: str
    second: str
    words: str
    days: Sequence[str] = ()
    is_paper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One input: `known` are names it completes, `choices` codes and their words, `fault` what is wrong.

    One that takes several (`is_several`) has a box for each of `values` and an empty one.
    """

    name: str
    label: str
    help: str = ""
    value: str = ""
    values: Sequence[str] = ()
    kind: InputKind = "text"
    is_needed: bool = False
    is_several: bool = False
    choices: Sequence[tuple[str, str]] = ()
    known: Sequence[str] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A figure that leads to its list."""

    number: str
    words: str
    path: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label and its value."""

    label: str
    cell: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something on a time line: `state` is `done`, `late` or empty for what is still to come."""

    day: str
    title: str
    words: str = ""
    state: Literal["", "done", "late"] = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that can be done next, and where."""

    title: str
    path: str
