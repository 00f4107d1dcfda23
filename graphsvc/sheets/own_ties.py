"""A person's own ties with where they come from, also those that they hide or corrected.

Whether a tie is hidden is read live; what mail and calendars show of it, from the publication.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from graphsvc import tie
from graphsvc.network.hidden import CORRECTED
from graphsvc.network.ties import PersonTies, ties
from graphsvc.question import date_of
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot
from graphsvc.store.port import OPEN, Row, View

State = Literal["shown", "hidden", "corrected", "not_measured"]
By = Literal["you", "them", "a_file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What one feed shows of a tie in one channel."""

    feed: str = field(label="Feed", help="Source that shows the contact.")
    channel: str = field(label="Channel", help="Mail, chat, meeting, call or what a CRM logged.")
    days: int = field(label="Days", help="Days with contact.", unit="days")
    first_day: date = field(label="First", help="First of these days.")
    last_day: date = field(label="Last", help="Last of these days.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What somebody says of a tie."""

    by: By = field(label="Said by", help="You, the other, or a file.")
    band: str | None = field(label="Band", help="Band that was declared.")
    relation: str | None = field(label="Relation", help="How it was declared.")
    declared_on: date | None = field(label="Declared", help="Day it was said.")
    expires_on: date | None = field(label="Until", help="First day it counts for nothing.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTie:
    """One tie of a person."""

    person: str | None = field(label="Person", help="The other end.", node="Person")
    client: str | None = field(
        label="Client", help="The other end, where it is nobody in particular.", node="Organisation"
    )
    state: State = field(
        label="State",
        help="Shown; hidden or corrected by you; or not measured today.",
    )
    band: str | None = field(label="Tie", help="Band that mail and calendar show; empty where it is hidden.")
    strength: float | None = field(label="Strength", help="Strength 0 to 100.", decimals=4)
    origins: tuple[Origin, ...] = field(label="Where it comes from", help="Contact by feed and channel.")
    sayings: tuple[Saying, ...] = field(label="What is said of it", help="Declarations that hold today.")

    @property
    def other(self) -> str:
        """Key of the other end."""
        return self.person or self.client or ""


def own_ties(snapshot: Snapshot, view: View, person: str) -> list[OwnTie]:
    """Returns the ties of a person today, the strongest first, then what is only said."""
    said, hides = _said(view.history(person), person)
    found = ties(snapshot, snapshot.today)
    measured = _rows(snapshot, found, person)
    others = sorted({*measured, *said, *hides})
    every = [
        _tie(snapshot, found, other, row=measured.get(other), word=_Word(said.get(other, ()), other in hides))
        for other in others
    ]
    return sorted(every, key=lambda one: (-(one.strength or 0.0), one.state, one.other))


@dataclass(frozen=True, slots=True)
class _Word:
    """What a person or others say of a tie."""

    sayings: Sequence[Saying]
    is_hidden: bool


def _rows(snapshot: Snapshot, found: PersonTies, person: str) -> dict[str, int]:
    """Returns the row of every tie with any evidence, by the key of its other end."""
    me = snapshot.position(person)
    if me is None:
        return {}
    rows = np.flatnonzero((found.first == me) | (found.second == me))
    other = np.where(found.first[rows] == me, found.second[rows], found.first[rows])
    return dict(zip(snapshot.keys(other.tolist()), rows.tolist(), strict=True))


def _said(history: Sequence[Row], person: str) -> tuple[Mapping[str, list[Saying]], frozenset[str]]:
    """Returns what is declared of a person's ties today, and whom they hide, by the key of the other end."""
    said: dict[str, list[Saying]] = defaultdict(list)
    hides: set[str] = set()
    for row in history:
        if row.valid_to != OPEN:
            continue
        if row.type == "DECLARED":
            said[row.dst if row.src == person else row.src].append(_saying(row, person))
        elif row.type == "HIDDEN" and row.src == person:
            hides.add(row.dst)
    return said, frozenset(hides)


def _saying(row: Row, person: str) -> Saying:
    by: By = "you" if row.qual == person else "them" if row.qual in {row.src, row.dst} else "a_file"
    said = row.properties
    return Saying(
        by=by,
        band=said.get("band"),
        relation=said.get("relation"),
        declared_on=_day(said.get("declared_on")),
        expires_on=_day(said.get("expires_on")),
    )


def _tie(snapshot: Snapshot, found: PersonTies, other: str, *, row: int | None, word: _Word) -> OwnTie:
    is_measured = row is not None and bool(found.scores.band[row] > 0) and not word.is_hidden
    is_person = other.startswith("p-")
    return OwnTie(
        person=other if is_person else None,
        client=None if is_person else other,
        state=_state(word, is_measured=is_measured),
        band=tie.BANDS[found.scores.band[row]] if row is not None and is_measured else None,
        strength=float(found.scores.strength[row]) if row is not None and is_measured else None,
        origins=tuple(_origins(snapshot, row)) if row is not None else (),
        sayings=tuple(word.sayings),
    )


def _state(word: _Word, *, is_measured: bool) -> State:
    if not word.is_hidden:
        return "shown" if is_measured or word.sayings else "not_measured"
    is_corrected = any((each.by, each.relation) == ("you", CORRECTED) for each in word.sayings)
    return "corrected" if is_corrected else "hidden"


def _origins(snapshot: Snapshot, row: int) -> Iterator[Origin]:
    """Yields what each feed and channel shows of a tie, whole."""
    every = snapshot.evidence
    part = slice(int(every.offsets[row]), int(every.offsets[row + 1]))
    day, feed, channel = every.day[part], every.feed[part], every.channel[part]
    for one, kind in sorted(set(zip(feed.tolist(), channel.tolist(), strict=True))):
        days = np.unique(day[(feed == one) & (channel == kind)])
        yield Origin(
            feed=snapshot.feeds[one],
            channel=tie.CHANNELS[kind],
            days=int(days.size),
            first_day=date_of(int(days[0])),
            last_day=date_of(int(days[-1])),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
