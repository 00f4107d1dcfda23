"""Interactions become daily evidence per pair: who gave how much to whom, never what about.

A mail counts once, in however many mailboxes it lies, by its fingerprints. What is left is weighed,
shared out over the pairs it makes and added up per pair, channel and day, so that neither a message nor
its id outlives the load. Formulas, defaults and reasons: `ties-and-coverage.md` 1 to 3.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from hashlib import blake2b
from itertools import combinations, pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphsvc.store.port import EvidenceRows, Seen, UInt64
from graphsvc.tie import CHANNELS, quantise
from ingest.record import Attendee, Party
from ingest.records import Interaction, TieDay

READY: Final = "ready"
"""Mark behind the channel of a feed that brings ready weights."""
MUTUAL: Final = frozenset({"meeting", "call", "logged_live"})
"""Channels whose weight stands on both sides and counts once."""

_EPOCH: Final = date(1970, 1, 1)
_ALL_DAY: Final = 24 * 60
_COMPACT: Final = 2**20
_SHIFT: Final = 32
_CODES: Final = MappingProxyType({name: code for code, name in enumerate(CHANNELS)})
_COLUMNS: Final = ("pair", "day", "channel", "given", "received")


class Drop(StrEnum):
    """Why an interaction made no evidence."""

    AUTOMATIC = "automatic"
    PRIVATE = "private"
    CANCELLED = "cancelled"
    NOT_OVER = "not-over"
    CROWD = "too-many-people"
    ALONE = "fewer-than-two-people"
    UNKNOWN = "no-known-pair"
    EMPTY = "no-weight"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightParams:
    """Load-time parameters of event weight; a change needs a reload of the feed.

    `r_open` is the share of an attendee who did not say yes, `alpha` how the number of other people
    dilutes; durations in minutes.
    """

    mail: float = 1
    minutes_per_unit: float = 7.5
    live_cap: float = 8
    meeting_unknown: float = 4
    call_unknown: float = 1.5
    chat: float = 0.5
    logged: float = 0.7
    r_to: float = 1
    r_cc: float = 0.5
    r_bcc: float = 0.25
    r_unsplit: float = 0.75
    r_optional: float = 0.6
    r_open: float = 0.5
    alpha: float = 0.5
    max_recipients: int = 50
    max_attendees: int = 25

    @property
    def version(self) -> str:
        """Return the name of this set of values: equal values, equal version."""
        digest = blake2b(repr([float(v) for v in astuple(self)]).encode(), digest_size=4)
        return f"weight-1-{digest.hexdigest()}"


class End(NamedTuple):
    """One human in an interaction: `key` is empty for who is not known and only counts."""

    key: str
    own: bool = False
    match: float = 1.0
    share: float = 1.0


class Pair(NamedTuple):
    """What one interaction adds to one pair; `first` is the lower key."""

    first: str
    second: str
    channel: str
    given: float
    received: float


Who = Callable[[Party], End | None]
"""Says who a party is; None for robots, rooms and role mailboxes, an empty key for strangers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An interaction with its people told apart.

    Attributes:
        channel: name of the channel.
        day: calendar day of its start.
        weight: b, before shares and dilution.
        sender: who wrote, None in mutual channels.
        people: receivers, or everybody who takes part, each once with the largest share.
    """

    channel: str
    day: int
    weight: float
    sender: End | None
    people: tuple[End, ...]

    @property
    def others(self) -> int:
        """Return n, the number of other humans in the item."""
        return len(self.people) - (self.channel in MUTUAL)


def local_day(moment: datetime, zone: tzinfo) -> int:
    """Return the calendar day of a moment in a time zone, as days since 1970-01-01."""
    return (moment.astimezone(zone).date() - _EPOCH).days


def dropped(record: Interaction, *, now: datetime) -> Drop | None:
    """Return why an interaction is not used whoever takes part, or None.

    A meeting that was only planned counts once it is over at `now`, the moment of the load.
    """
    if record.automatic:
        return Drop.AUTOMATIC
    if record.private:
        return Drop.PRIVATE
    if record.status == "cancelled":
        return Drop.CANCELLED
    end = record.start.timestamp() + 60 * (record.duration_min or 0)
    return Drop.NOT_OVER if end > now.timestamp() else None


def event_of(record: Interaction, who: Who, params: WeightParams, *, day: int) -> Event:
    """Return the interaction with its people told apart by key, strangers by address.

    A mail that a CRM logs as incoming was written by the other end, whoever owns the log entry.
    """
    mutual = record.kind in MUTUAL
    invited = _invited(record, params) if mutual else ()
    sender = None if mutual or record.from_ is None else who(record.from_)
    found = _humans((*invited, *_addressed(record, params, mutual=mutual)), who)
    people = tuple(end for end in found.values() if sender is None or not end.key or end.key != sender.key)
    if record.kind == "logged_mail" and record.direction == "in" and sender and len(people) == 1:
        sender, people = (people[0], (sender,)) if sender.own else (sender, people)
    return Event(
        channel=record.kind,
        day=day,
        weight=_base(record.kind, record.duration_min, params),
        sender=sender,
        people=people,
    )


def pairs_of(event: Event, params: WeightParams) -> list[Pair] | Drop:
    """Return what the event adds to each pair, or why it adds nothing.

    Mail, chat and logged mail make pairs of the sender with each receiver; meetings and calls make
    every pair with at least one own person.
    """
    mutual = event.channel in MUTUAL
    if event.others > (params.max_attendees - 1 if mutual else params.max_recipients):
        return Drop.CROWD
    if event.others < 1 or not (mutual or event.sender):
        return Drop.ALONE
    scale = event.weight * event.others**-params.alpha
    if scale <= 0:
        return Drop.EMPTY
    found = [_pair(one, other, event.channel, scale) for one, other in _ends(event)]
    return found or Drop.UNKNOWN


def fingerprints(record: Interaction, *, source: str, secret: bytes) -> tuple[int, ...]:
    """Return the keyed 64-bit fingerprints of an interaction; one known means the item is known.

    Two of a mail: of its Message-ID, and of second, sender and sorted To and Cc; Bcc stays out, as only
    the sender's copy shows it. Meetings have one id in every calendar, calls and logs one in their source.
    """
    if record.kind == "mail":
        return tuple(_keyed(secret, *parts) for parts in _mail_parts(record))
    if record.kind == "meeting" and record.id:
        return (_keyed(secret, "meeting", record.id),)
    if record.id:
        return (_keyed(secret, record.kind, source, record.id),)
    parties = [record.from_, record.organizer, *record.to, *record.cc, *record.recipients]
    people = {party.address for party in parties if party} | {a.party.address for a in record.attendees}
    return (_keyed(secret, record.kind, _second(record), *sorted(people)),)


def ready_fingerprint(record: TieDay, *, first: str, second: str, source: str, secret: bytes) -> int:
    """Return the fingerprint of a row of ready weights: day, pair, channel and feed."""
    return _keyed(secret, "tie_day", str(record.date), *sorted((first, second)), record.channel, source)


class Ledger:
    """Fingerprints that are known: those of earlier loads by day, and those of this one.

    Days are asked of the store when first met.
    """

    def __init__(self, known: Callable[[Sequence[int]], Mapping[int, UInt64]]) -> None:
        self._known = known
        self._days: dict[int, UInt64] = {}
        self._met: set[int] = set()
        self._fresh: dict[int, list[tuple[int, str]]] = {}

    def is_new(self, day: int, prints: Iterable[int], sender: str) -> bool:
        """Return whether no fingerprint of an item is known, and know all of them from now on."""
        marks = set(prints)
        if any(mark in self._met or self._stored(day, mark) for mark in marks):
            return False
        self._met |= marks
        self._fresh.setdefault(day, []).extend((mark, sender) for mark in sorted(marks))
        return True

    def drain(self) -> list[Seen]:
        """Return the fingerprints that became known since the last call, by day."""
        fresh, self._fresh = self._fresh, {}
        return [_seen(day, marks) for day, marks in sorted(fresh.items())]

    def _stored(self, day: int, mark: int) -> bool:
        if day not in self._days:
            self._days[day] = np.sort(self._known([day]).get(day, np.zeros(0, dtype=np.uint64)))
        stored = self._days[day]
        place = int(stored.searchsorted(np.uint64(mark))) if stored.size else 0
        return place < stored.size and int(stored[place]) == mark


class DailyEvidence:
    """Sum of weights per pair, channel and day of one feed, in columns of numbers.

    About 30 bytes per pair and day, so that a million messages stay far below 1 GiB. Chat counts per
    pair and day, however much was said: the largest weight of the day, halved where both wrote.
    """

    def __init__(self, feed: str, *, ready: bool = False) -> None:
        self.dropped: Counter[str] = Counter()
        self._feed = feed
        self._mark = f"|{READY}" if ready else ""
        self._people: dict[str, int] = {}
        self._pending = _Pending()
        self._sums = _Sums.of(self._pending)

    def add(self, event: Event, params: WeightParams) -> bool:
        """Add an event; return False and count the reason when it makes no evidence."""
        found = pairs_of(event, params)
        if isinstance(found, Drop):
            self.dropped[found] += 1
            return False
        for pair in found:
            self.add_pair(pair, event.day)
        return True

    def add_pair(self, pair: Pair, day: int) -> None:
        """Add the weights of a pair on a day."""
        first, second = self._place(pair.first), self._place(pair.second)
        self._pending.append((first << _SHIFT) + second, day, pair)
        if len(self._pending.day) >= max(_COMPACT, self._sums.day.size):
            self._compact()

    def drain(self) -> Iterator[EvidenceRows]:
        """Yield the evidence of every pair and channel by key, days ascending, and start afresh."""
        self._compact()
        keys, sums = list(self._people), self._sums.by_key(list(self._people))
        self._people, self._sums = {}, _Sums.of(self._pending)
        starts = _starts(sums.pair, sums.channel)
        for low, high in pairwise([*starts.tolist(), sums.day.size]):
            yield self._rows(sums, slice(low, high), keys)

    def _place(self, key: str) -> int:
        return self._people.setdefault(key, len(self._people))

    def _compact(self) -> None:
        self._sums = self._sums.plus(_Sums.of(self._pending))
        self._pending = _Pending()

    def _rows(self, sums: "_Sums", part: slice, keys: list[str]) -> EvidenceRows:
        pair, channel = int(sums.pair[part.start]), CHANNELS[sums.channel[part.start]]
        given, received = sums.given[part], sums.received[part]
        if channel == "chat":
            both = np.where(np.minimum(given, received) > 0, 0.5, 1.0)
            given, received = quantise(given * both), quantise(received * both)
        return EvidenceRows(
            src=keys[pair >> _SHIFT],
            dst=keys[pair & (2**_SHIFT - 1)],
            feed=self._feed,
            channel=channel + self._mark,
            day=sums.day[part],
            given=given,
            received=received,
        )


def ready_pairs(record: TieDay, *, employee: str, contact: str) -> list[Pair]:
    """Return what a row of ready weights adds; `w_sync` goes to meetings unless its channel is mutual."""
    turned = employee > contact
    first, second = (contact, employee) if turned else (employee, contact)
    out, back, live = (
        float(w) for w in quantise(np.array([record.w_out, record.w_in, record.w_sync], float))
    )
    if record.channel in MUTUAL:
        both = max(out, back, live)
        return [Pair(first, second, record.channel, both, both)]
    pairs = [Pair(first, second, "meeting", live, live)] if live else []
    if out or back:
        given, received = (back, out) if turned else (out, back)
        pairs.append(Pair(first, second, record.channel, given, received))
    return pairs


class _Pending:
    """Rows as they come, in plain columns; `pair` holds the places of both people."""

    def __init__(self) -> None:
        self.pair, self.day, self.channel = array("q"), array("i"), array("b")
        self.given, self.received = array("d"), array("d")

    def append(self, pair: int, day: int, weights: Pair) -> None:
        """Add one row."""
        self.pair.append(pair)
        self.day.append(day)
        self.channel.append(_CODES[weights.channel])
        self.given.append(weights.given)
        self.received.append(weights.received)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sums:
    """Rows by pair, channel and day, each once."""

    pair: NDArray[np.int64]
    day: NDArray[np.int32]
    channel: NDArray[np.int8]
    given: NDArray[np.float64]
    received: NDArray[np.float64]

    @classmethod
    def of(cls, pending: _Pending) -> "_Sums":
        """Return pending rows as arrays, in the order they came."""
        return cls(
            pair=np.array(pending.pair, dtype=np.int64),
            day=np.array(pending.day, dtype=np.int32),
            channel=np.array(pending.channel, dtype=np.int8),
            given=np.array(pending.given, dtype=np.float64),
            received=np.array(pending.received, dtype=np.float64),
        )

    def plus(self, other: "_Sums") -> "_Sums":
        """Return the rows of both, equal ones added; exact in any order, as weights are quantised."""
        joined = {name: np.concatenate((getattr(self, name), getattr(other, name))) for name in _COLUMNS}
        order = np.lexsort((joined["day"], joined["channel"], joined["pair"]))
        rows = _Sums(**{name: values[order] for name, values in joined.items()})
        at = _starts(rows.pair, rows.channel, rows.day)
        chat = rows.channel[at] == CHANNELS.index("chat")
        sides = (rows.given, rows.received)
        given, received = (
            np.where(chat, np.maximum.reduceat(side, at), np.add.reduceat(side, at)) for side in sides
        )
        return _Sums(
            pair=rows.pair[at], day=rows.day[at], channel=rows.channel[at], given=given, received=received
        )

    def by_key(self, keys: list[str]) -> "_Sums":
        """Return the rows in the order of the keys behind the places, then channel and day."""
        place = np.empty(len(keys), dtype=np.int64)
        place[np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)] = np.arange(len(keys))
        first, second = place[self.pair >> _SHIFT], place[self.pair & (2**_SHIFT - 1)]
        order = np.lexsort((self.day, self.channel, second, first))
        return _Sums(**{name: getattr(self, name)[order] for name in _COLUMNS})


def _starts(*keys: NDArray[np.generic]) -> NDArray[np.int64]:
    """Return the positions where sorted key columns change, the first included."""
    fresh = np.zeros(keys[0].size, dtype=np.bool_)
    fresh[:1] = True
    for key in keys:
        fresh[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(fresh)


def _invited(record: Interaction, params: WeightParams) -> Iterator[tuple[Party, float]]:
    """Yield who takes part in a meeting, with r = the smaller of part and answer."""
    if record.organizer:
        yield record.organizer, 1.0
    for attendee in record.attendees:
        if attendee.type != "out" and attendee.response != "declined":
            yield attendee.party, _part(attendee, params)


def _part(attendee: Attendee, params: WeightParams) -> float:
    if attendee.type == "organizer":
        return 1.0
    answer = 1.0 if attendee.response == "accepted" else params.r_open
    return min(params.r_optional if attendee.type == "optional" else 1.0, answer)


def _addressed(record: Interaction, params: WeightParams, *, mutual: bool) -> Iterator[tuple[Party, float]]:
    """Yield who is written to, with r of the field; in mutual channels who wrote takes part too."""
    if mutual and record.from_:
        yield record.from_, 1.0
    fields = (
        (record.to, params.r_to),
        (record.cc, params.r_cc),
        (record.bcc, params.r_bcc),
        (record.recipients, params.r_unsplit),
    )
    for parties, share in fields:
        for party in parties:
            yield party, share


def _humans(parties: Iterable[tuple[Party, float]], who: Who) -> dict[str, End]:
    """Return every human once, by key or else address, with the largest share."""
    found: dict[str, End] = {}
    for party, share in parties:
        end = who(party)
        if end is None:
            continue
        name = end.key or f"@{party.address}"
        before = found.get(name)
        found[name] = End(end.key, end.own, end.match, max(share, before.share) if before else share)
    return found


def _base(channel: str, minutes: int | None, params: WeightParams) -> float:
    """Return b: what one interaction weighs in mails."""
    if channel in {"meeting", "call"}:
        if minutes is None or minutes >= _ALL_DAY:
            return params.meeting_unknown if channel == "meeting" else params.call_unknown
        return min(params.live_cap, max(0, minutes) / params.minutes_per_unit)
    return {"mail": params.mail, "chat": params.chat}.get(channel, params.logged)


def _ends(event: Event) -> Iterator[tuple[End, End]]:
    """Yield the known pairs an event makes, who gives first."""
    known = [end for end in event.people if end.key]
    if event.channel in MUTUAL:
        pairs = combinations(known, 2)
        yield from ((one, other) for one, other in pairs if one.own or other.own)
    elif event.sender and event.sender.key:
        yield from ((event.sender, end) for end in known)


def _pair(giver: End, taker: End, channel: str, scale: float) -> Pair:
    mutual, turned = channel in MUTUAL, giver.key > taker.key
    share = min(giver.share, taker.share) if mutual else taker.share
    weight = _quantised(scale * share * giver.match * taker.match)
    first, second = sorted((giver.key, taker.key))
    given, received = (weight, weight) if mutual else (0.0, weight) if turned else (weight, 0.0)
    return Pair(first, second, channel, given, received)


def _quantised(weight: float) -> float:
    return round(weight * 2**24) / 2**24


def _mail_parts(record: Interaction) -> Iterator[tuple[str, ...]]:
    message_id = record.id.strip().strip("<>")
    if message_id:
        yield "mail-id", message_id
    if record.from_:
        listed = (*record.to, *record.cc) or record.recipients
        people = sorted({party.address for party in listed})
        yield ("mail", _second(record), record.from_.address, *people)


def _second(record: Interaction) -> str:
    return str(int(record.start.timestamp()))


def _keyed(secret: bytes, *parts: str) -> int:
    text = "\x1f".join(parts)
    return int.from_bytes(blake2b(text.encode(), digest_size=8, key=secret).digest(), "big")


def _seen(day: int, marks: list[tuple[int, str]]) -> Seen:
    marks.sort()
    prints = np.array([mark for mark, _ in marks], dtype=np.uint64)
    return Seen(day=day, prints=prints, senders=tuple(sender for _, sender in marks))
