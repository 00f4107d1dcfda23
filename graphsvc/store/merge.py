"""How statements become intervals: pure rules on days, so that every engine keeps the same history.

A source states intervals; what it stated on earlier days and would otherwise overwrite is kept beside
them as pieces. Pieces of one claim never overlap and are ascending.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any, Literal

import orjson

from graphsvc.store.port import OPEN, UNBOUNDED, Interval, Properties

INFERRED = "start_inferred"
"""Property of an interval whose start no source stated; it belongs to the interval, never merged."""

Reason = Literal["backdated", "overlap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Part of a relationship's life as one source tells it; days, half-open.

    Attributes:
        stated: start as the source gave it, None where it gave none; pieces that share it came from one
            stated interval whose tracked values changed on the way.
    """

    valid_from: int
    valid_to: int
    stated: int | None
    properties: Properties


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the rules need to know of a kind and a run.

    Attributes:
        tracked: properties whose change ends a piece.
        infers: the kind says of itself when its start is inferred; others start unbounded.
        effective: day on which changes without a date of their own take effect.
        first: the source has never finished a run, so what it reports may have begun long ago.
    """

    tracked: tuple[str, ...]
    infers: bool
    effective: int
    first: bool

    def values(self, properties: Properties) -> tuple[Any, ...]:
        """Returns the tracked values."""
        return tuple(properties.get(name) for name in self.tracked)

    def is_same(self, one: Piece, other: Piece) -> bool:
        """Tells whether both pieces have equal tracked values."""
        return self.values(one.properties) == self.values(other.properties)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a claim holds after a statement, or why the statement is not taken."""

    pieces: tuple[Piece, ...] = ()
    superseded: int = 0
    reason: Reason | None = None


class _Overlap(Exception):  # noqa: N818 - leaves this module as a reason, never as an error
    """Two closed intervals of one statement contradict each other."""


@dataclass(slots=True)
class _Pieces:
    """Pieces being put together in ascending order."""

    setting: Setting
    done: list[Piece] = field(default_factory=list[Piece])

    def add(self, piece: Piece) -> None:
        """Puts the next piece at the end: joined with the last one, behind it, or cut where they overlap."""
        last = self.done[-1] if self.done else None
        if last is None or piece.valid_from > last.valid_to:
            self.done.append(piece)
        elif self.setting.is_same(last, piece):
            self.done[-1] = _joined(last, piece)
        elif piece.valid_from == last.valid_to:
            self.done.append(piece)
        else:
            self._overlap(last, piece)

    def _overlap(self, last: Piece, piece: Piece) -> None:
        if OPEN not in {last.valid_to, piece.valid_to}:
            raise _Overlap
        if piece.valid_from > last.valid_from:
            self.done[-1] = replace(last, valid_to=piece.valid_from)
            self.done.append(piece)
        elif last.valid_to != OPEN:
            self.done.append(replace(piece, valid_from=last.valid_to))


def normalise(
    intervals: Sequence[Interval], setting: Setting, *, unknown: int = UNBOUNDED
) -> tuple[Piece, ...] | Reason:
    """Returns the pieces of a complete statement, in whatever order it came.

    An open interval ends where its successor starts, touching ones with equal tracked values join. Of two
    open ones with one start, the first in order of their content stays.

    Args:
        intervals: all the source states of one relationship.
        setting: the kind's and the run's terms.
        unknown: start of the only interval, where it has none; beside others it is unbounded or, if it
            alone is open, follows them.

    Returns:
        "overlap" where closed intervals contradict each other or end before they start.
    """
    dated = [_dated(each, intervals, setting, unknown) for each in intervals]
    if any(piece.valid_to <= piece.valid_from for piece in dated):
        return "overlap"
    if len(dated) == 1:
        return tuple(dated)
    pieces = _Pieces(setting)
    try:
        for piece in sorted(dated, key=_place):
            pieces.add(piece)
    except _Overlap:
        return "overlap"
    return tuple(pieces.done)


def join(pieces: Sequence[Piece], setting: Setting) -> tuple[Piece, ...]:
    """Returns pieces in which touching ones with equal tracked values are one."""
    if len(pieces) < 2:  # noqa: PLR2004 - a pair is the least that can join
        return tuple(pieces)
    found = _Pieces(setting)
    for piece in pieces:
        found.add(piece)
    return tuple(found.done)


def tell_all(old: Sequence[Piece] | None, intervals: Sequence[Interval], setting: Setting) -> Told:
    """Returns a claim's pieces after its source stated all intervals of the relationship (snapshot mode).

    An interval stated again with other tracked values keeps the old ones up to the effective day; one no
    longer stated is withdrawn.

    Args:
        old: pieces of the claim so far, None where there was none.
        intervals: everything the source states now.
        setting: the kind's and the run's terms.
    """
    stated = normalise(intervals, setting, unknown=_unknown(old, setting))
    if isinstance(stated, str):
        return Told(reason=stated)
    if not old:
        return Told(pieces=stated)
    found: list[Piece] = []
    for piece in stated:
        found += _continued([one for one in old if one.stated == piece.stated], piece, setting)
    return Told(pieces=tuple(found))


def tell_news(old: Sequence[Piece] | None, intervals: Sequence[Interval], setting: Setting) -> Told:
    """Returns a claim's pieces after its source stated what is news (delta mode and `app`).

    A later start supersedes what is open, an equal one updates, an earlier one is rejected.
    """
    told = Told(pieces=tuple(old or ()))
    for interval in sorted(intervals, key=_order_of_news):
        step = _one_news(told.pieces, _dated_news(interval, told.pieces, setting))
        if step.reason is not None:
            return step
        told = Told(pieces=step.pieces, superseded=told.superseded + step.superseded)
    return told


def fill(base: Sequence[Piece], others: Sequence[Sequence[Piece]], setting: Setting) -> tuple[Piece, ...]:
    """Returns the pieces of the first source, empty untracked properties filled by the others in order."""
    return tuple(_filled(piece, others, setting) for piece in base)


def merge_properties(claims: Sequence[Properties]) -> dict[str, Any]:
    """Returns the properties of a node: each from the first claim that has it."""
    merged: dict[str, Any] = {}
    for properties in reversed(claims):
        merged |= properties
    return merged


def _place(piece: Piece) -> tuple[int, int, bytes]:
    content = orjson.dumps(dict(piece.properties), option=orjson.OPT_SORT_KEYS)
    return piece.valid_from, piece.valid_to, content


def _joined(last: Piece, piece: Piece) -> Piece:
    properties = {**last.properties, **piece.properties}
    if INFERRED in properties and INFERRED not in last.properties:
        del properties[INFERRED]
    return replace(last, valid_to=max(last.valid_to, piece.valid_to), properties=properties)


def _unknown(old: Sequence[Piece] | None, setting: Setting) -> int:
    """Returns the start of what has none: as before, unbounded, or the day it was first missing before."""
    if not setting.infers or setting.first:
        return UNBOUNDED
    if old is None:
        return setting.effective
    return min((piece.valid_from for piece in old if piece.stated is None), default=UNBOUNDED)


def _dated(interval: Interval, among: Sequence[Interval], setting: Setting, unknown: int) -> Piece:
    properties = _present(interval.properties)
    start = interval.valid_from
    if start is not None:
        return Piece(valid_from=start, valid_to=interval.valid_to, stated=start, properties=properties)
    if setting.infers:
        properties[INFERRED] = True
    after = _end_of_the_others(interval, among) if len(among) > 1 else None
    if after is not None:
        return Piece(valid_from=after, valid_to=OPEN, stated=after, properties=properties)
    is_alone = len(among) == 1
    start = unknown if is_alone and unknown < interval.valid_to else UNBOUNDED
    return Piece(valid_from=start, valid_to=interval.valid_to, stated=None, properties=properties)


def _end_of_the_others(interval: Interval, among: Sequence[Interval]) -> int | None:
    """Returns where an open interval without start follows the closed ones; None if it does not."""
    others = [other.valid_to for other in among if other is not interval]
    if interval.valid_to != OPEN or OPEN in others:
        return None
    return max(others, default=None)


def _present(properties: Properties) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value is not None}


def _continued(group: list[Piece], piece: Piece, setting: Setting) -> list[Piece]:
    """Returns what becomes of the pieces of one stated interval that is now stated as `piece`."""
    if not group or group[0].valid_from != piece.valid_from:
        return [piece]
    kept = [replace(one, valid_to=min(one.valid_to, piece.valid_to)) for one in group]
    kept = [one for one in kept if one.valid_from < one.valid_to]
    last = kept.pop()
    now = replace(piece, valid_from=last.valid_from)
    if setting.is_same(last, piece) or not last.valid_from < setting.effective < piece.valid_to:
        return [*kept, now]
    before = replace(last, valid_to=setting.effective)
    return [*kept, before, replace(piece, valid_from=setting.effective)]


def _order_of_news(interval: Interval) -> tuple[int, int]:
    return UNBOUNDED if interval.valid_from is None else interval.valid_from, interval.valid_to


def _dated_news(interval: Interval, pieces: Sequence[Piece], setting: Setting) -> Piece:
    """Returns the news with a start: that of the piece it updates where it has none of its own."""
    piece = _dated(interval, (interval,), setting, _unknown(pieces or None, setting))
    if interval.valid_from is not None or not pieces:
        return piece
    last = pieces[-1]
    if last.valid_to == OPEN or (interval.valid_to != OPEN and last.stated is None):
        return replace(last, valid_to=interval.valid_to, properties=_present(interval.properties))
    start = max(last.valid_to, setting.effective) if interval.valid_to == OPEN else piece.valid_from
    return replace(piece, valid_from=start, stated=start)


def _one_news(pieces: tuple[Piece, ...], news: Piece) -> Told:
    """Returns the pieces with one more; see `tell_news`."""
    if news.valid_to <= news.valid_from:
        return Told(reason="overlap")
    same = next((i for i, piece in enumerate(pieces) if piece.valid_from == news.valid_from), None)
    if same is not None:
        return _replaced(pieces, same, news)
    last = pieces[-1] if pieces else None
    if last is None or news.valid_from >= last.valid_to:
        return Told(pieces=(*pieces, news))
    if news.valid_from > last.valid_from:
        return Told(pieces=(*pieces[:-1], replace(last, valid_to=news.valid_from), news), superseded=1)
    if last.valid_to == OPEN:
        return Told(reason="backdated")
    return _inserted(pieces, news)


def _replaced(pieces: tuple[Piece, ...], place: int, news: Piece) -> Told:
    following = pieces[place + 1] if place + 1 < len(pieces) else None
    if following is not None and news.valid_to > following.valid_from:
        return Told(reason="backdated")
    known = {**pieces[place].properties, **news.properties}
    now = replace(news, stated=pieces[place].stated, properties=known)
    return Told(pieces=(*pieces[:place], now, *pieces[place + 1 :]))


def _inserted(pieces: tuple[Piece, ...], news: Piece) -> Told:
    if any(one.valid_from < news.valid_to and news.valid_from < one.valid_to for one in pieces):
        return Told(reason="overlap")
    return Told(pieces=tuple(sorted((*pieces, news), key=attrgetter("valid_from"))))


def _filled(piece: Piece, others: Sequence[Sequence[Piece]], setting: Setting) -> Piece:
    properties: dict[str, Any] = dict(piece.properties)
    own = {*setting.tracked, INFERRED}
    for other in others:
        for name, value in _beside(piece, other).items():
            if name not in own:
                properties.setdefault(name, value)
    return replace(piece, properties=properties)


def _beside(piece: Piece, other: Sequence[Piece]) -> Mapping[str, Any]:
    """Returns what the other source says of the same time, its latest word first."""
    for one in reversed(other):
        if one.valid_from < piece.valid_to and piece.valid_from < one.valid_to:
            return one.properties
    return {}
