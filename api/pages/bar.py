"""A span of days as a bar: from today over a day of notice to an end, with its dates as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

_WIDTH = 640
_YEAR = 365
_LETTER, _APART, _EDGE = 7.2, 8, 90
"""Width of a letter, least space between two texts, and how near an end a text hangs inward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of the bar: what is still free (`run`), and what lies behind the day of notice (`rest`)."""

    kind: Literal["run", "rest"]
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A day on the bar: name, date, where its text hangs; no text where it would lie on another."""

    name: str
    day: str
    x: float
    anchor: Literal["start", "middle", "end"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar and its dates; the table twin has a column for each mark."""

    title: str
    width: int
    parts: Sequence[Part]
    marks: Sequence[Mark]


def bar_of(title: str, today: date, end: date, notice: date | None = None) -> Bar:
    """Returns the bar of a contract: a year long, or as long as the contract runs."""
    last = max(end, today + timedelta(days=_YEAR))
    days = [("Today", today)] + ([("Notice by", notice)] if notice else []) + [("Ends", end)]
    turn = _at(max(today, min(notice or end, end)), today, last)
    stop = _at(end, today, last)
    marks: list[Mark] = []
    free = 0.0
    for name, day in days:
        x, told = _at(day, today, last), f"{name} {day.isoformat()}"
        start, end_of = _extent(x, told)
        is_free = start >= free
        free = end_of + _APART if is_free else free
        marks.append(
            Mark(name=name, day=day.isoformat(), x=x, anchor=_anchor(x), text=told if is_free else "")
        )
    parts = [Part(kind="run", x=0.0, width=turn), Part(kind="rest", x=turn, width=round(stop - turn, 1))]
    return Bar(title=title, width=_WIDTH, parts=[part for part in parts if part.width > 0], marks=marks)


def _at(day: date, first: date, last: date) -> float:
    """Returns where a day lies on the bar."""
    share = (day - first).days / max(1, (last - first).days)
    return round(min(1.0, max(0.0, share)) * _WIDTH, 1)


def _extent(x: float, words: str) -> tuple[float, float]:
    """Returns where a text on the bar begins and ends."""
    width = len(words) * _LETTER
    start = x - {"start": 0.0, "middle": width / 2, "end": width}[_anchor(x)]
    return start, start + width


def _anchor(x: float) -> Literal["start", "middle", "end"]:
    if x < _EDGE:
        return "start"
    return "end" if x > _WIDTH - _EDGE else "middle"
