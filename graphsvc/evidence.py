"""What stands behind a number: the ties of pairs, their days of contact, channels and basis.

An answer names the pairs behind each row; whoever asks for evidence gets them here, in one pass over
all ties, so that no figure has to be taken on trust.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from graphsvc import tie
from graphsvc.network import Coverage, PersonTies, coverage, ties
from graphsvc.network.acquaintance import Acquaintances, acquaintances
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot

TieBasis = Literal["measured", "assigned", "declared", "none"]
_EPOCH = date(1970, 1, 1)
_SHIFT = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two nodes of the snapshot, by position, whose tie stands behind a number."""

    first: int
    second: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Contact of a pair that one feed shows in one channel."""

    feed: str = field(label="Feed", help="Source that shows the contact.")
    channel: str = field(label="Channel", help="Mail, chat, meeting, call or what a CRM logged.")
    days: int = field(label="Days", help="Days with contact in the window.", unit="days")
    first_day: date = field(label="First", help="First of these days.")
    last_day: date = field(label="Last", help="Last of these days.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TieEvidence:
    """One tie with everything it is computed from; without contact in the window only what is said of it."""

    first: str = field(label="One", help="One end of the tie.", node="Person")
    second: str = field(
        label="Other", help="The other end; a client where the contact is not known.", node="Person"
    )
    basis: TieBasis = field(
        label="Basis", help="Measured, assigned (on paper) or declared, whichever is surest."
    )
    p: float = field(label="Holds", help="How sure the tie is taken to be.", unit="share", decimals=6)
    strength: float | None = field(
        label="Strength", help="Strength 0 to 100 from daily evidence; empty without any.", decimals=4
    )
    band: str | None = field(label="Tie", help="Band of the strength.")
    low: float | None = field(label="Low", help="Lower end of the 80 % interval.", decimals=4)
    high: float | None = field(label="High", help="Upper end of the 80 % interval.", decimals=4)
    confidence: float | None = field(
        label="Confidence",
        help="How much evidence and connection stands behind it.",
        unit="share",
        decimals=6,
    )
    a_prime: float | None = field(
        label="Contacts a month", help="Effective contacts a month, less where they go one way.", decimals=6
    )
    a_90: float | None = field(
        label="Recent contacts a month", help="The same with a memory of 90 days.", decimals=6
    )
    a_365: float | None = field(
        label="Lasting contacts a month", help="The same with a memory of 365 days.", decimals=6
    )
    beta: float | None = field(
        label="Reciprocity", help="From 0, one-sided, to 1, balanced.", unit="share", decimals=6
    )
    evidence_days: int = field(
        label="Days in a year", help="Days with contact in the last year.", unit="days"
    )
    first_day: date | None = field(label="First contact", help="First day of contact in the window.")
    last_day: date | None = field(label="Last contact", help="Last day of contact.")
    one_way: bool = field(label="Unanswered", help="Whether one side gave nothing for a year.")
    truncated: bool = field(
        label="Cut short", help="Whether older contact that would count is no longer kept."
    )
    channels: tuple[Channel, ...] = field(label="Channels", help="Contact by feed and channel.")
    days: tuple[date, ...] = field(label="Days of contact", help="Every day of contact in the window.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Known:
    """All ties on a day, and what is known of the pairs that were asked for."""

    snapshot: Snapshot
    found: PersonTies
    known: Acquaintances
    rows: Mapping[int, int]
    claims: Mapping[int, tuple[float, int]]


def tie_evidence(snapshot: Snapshot, as_of: int, pairs: Iterable[Pair]) -> dict[Pair, TieEvidence]:
    """Returns the evidence of each pair, each once, in the order asked; one pass over all ties.

    Args:
        snapshot: what is published.
        as_of: days since 1970-01-01.
        pairs: of people; the second may be a client, where the contact is not known.
    """
    wanted = list(dict.fromkeys(pairs))
    if not wanted:
        return {}
    keys = np.array([_key(pair) for pair in wanted], dtype=np.int64)
    found = ties(snapshot, as_of)
    here = _Known(
        snapshot=snapshot,
        found=found,
        known=snapshot.once(("acquaintances", as_of), lambda: acquaintances(snapshot, found)),
        rows=_rows(found, keys),
        claims=_claims(coverage(snapshot, as_of), keys),
    )
    return {pair: _record(here, pair) for pair in wanted}


def _key(pair: Pair) -> int:
    return (min(pair.first, pair.second) << _SHIFT) + max(pair.first, pair.second)


def _keys(one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.int64]:
    return (np.minimum(one, other).astype(np.int64) << _SHIFT) + np.maximum(one, other)


def _rows(found: PersonTies, keys: NDArray[np.int64]) -> dict[int, int]:
    """Returns the row of the tie of each pair that has evidence in the window."""
    every = _keys(found.first, found.second)
    rows = np.flatnonzero(np.isin(every, keys) & (found.scores.band > 0))
    return dict(zip(every[rows].tolist(), rows.tolist(), strict=True))


def _claims(found: Coverage, keys: NDArray[np.int64]) -> dict[int, tuple[float, int]]:
    """Returns p and basis of each pair of an employee and a contact, the larger of several clients'."""
    person = found.contacts.person[found.pairs.contact]
    other = np.where(person >= 0, person, found.clients[found.pairs.client]).astype(np.int32)
    every = _keys(found.employees[found.pairs.employee], other)
    rows = np.flatnonzero(np.isin(every, keys))
    rows = rows[np.argsort(found.pairs.p[rows], kind="stable")]
    columns = (every[rows], found.pairs.p[rows], found.pairs.basis[rows])
    return {key: (p, basis) for key, p, basis in zip(*(column.tolist() for column in columns), strict=True)}


def _record(here: _Known, pair: Pair) -> TieEvidence:
    row = here.rows.get(_key(pair))
    p, basis = here.claims.get(_key(pair)) or _said(here.known, pair)
    return TieEvidence(
        first=here.snapshot.key(pair.first),
        second=here.snapshot.key(pair.second),
        basis=tie.BASES[basis],
        p=p,
        **(_nothing() if row is None else _measured(here, row)),
    )


def _said(known: Acquaintances, pair: Pair) -> tuple[float, int]:
    row = known.row(pair.first, pair.second)
    return (0.0, 0) if row is None else (float(known.p[row]), int(known.basis[row]))


def _nothing() -> dict[str, Any]:
    unknown = ("strength", "band", "low", "high", "confidence", "a_prime", "a_90", "a_365", "beta")
    days = {"evidence_days": 0, "first_day": None, "last_day": None, "channels": (), "days": ()}
    return dict.fromkeys(unknown) | days | {"one_way": False, "truncated": False}


def _measured(here: _Known, row: int) -> dict[str, Any]:
    scores = here.found.scores
    numbers = ("strength", "low", "high", "a_prime", "a_90", "a_365", "beta")
    return {
        **{name: float(getattr(scores, name)[row]) for name in numbers},
        "band": tie.BANDS[scores.band[row]],
        "confidence": float(here.found.confidence[row]),
        "evidence_days": int(scores.evidence_days[row]),
        "first_day": _date(scores.first_day[row]),
        "last_day": _date(scores.last_day[row]),
        "one_way": bool(scores.one_way[row]),
        "truncated": bool(scores.truncated[row]),
        **_contact(here, row),
    }


def _contact(here: _Known, row: int) -> dict[str, Any]:
    """Returns the channels and the days of a tie in the window."""
    every, as_of = here.snapshot.evidence, here.found.standing.as_of
    part = slice(int(every.offsets[row]), int(every.offsets[row + 1]))
    day, weight = every.day[part], every.given[part] + every.received[part]
    live = (day <= as_of) & (day > as_of - here.found.params.window) & (weight > 0)
    feed, channel = every.feed[part][live], every.channel[part][live]
    channels = [
        _channel(here.snapshot, *kind, days=day[live][(feed == kind[0]) & (channel == kind[1])])
        for kind in sorted(set(zip(feed.tolist(), channel.tolist(), strict=True)))
    ]
    return {"channels": tuple(channels), "days": tuple(_date(each) for each in np.unique(day[live]))}


def _channel(snapshot: Snapshot, feed: int, channel: int, *, days: NDArray[np.int32]) -> Channel:
    return Channel(
        feed=snapshot.feeds[feed],
        channel=tie.CHANNELS[channel],
        days=int(np.unique(days).size),
        first_day=_date(days.min()),
        last_day=_date(days.max()),
    )


def _date(day: Any) -> date:
    return _EPOCH + timedelta(days=int(day))
