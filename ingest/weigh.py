"""What one row of a feed of events adds, to which pairs, or why it adds nothing."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from graphsvc.workspace import Feed
from ingest.evidence import (
    MUTUAL,
    Drop,
    Pair,
    WeightParams,
    dropped,
    event_of,
    pairs_of,
    ready_fingerprint,
    ready_pairs,
)
from ingest.mapping import Mapped, Settings
from ingest.parties import Parties
from ingest.records import Interaction, TieDay

REASONS: Final = MappingProxyType(
    {
        Drop.AUTOMATIC: "automatic mail",
        Drop.PRIVATE: "private or confidential",
        Drop.CANCELLED: "cancelled",
        Drop.NOT_OVER: "not over on the day of the load",
        Drop.CROWD: "too many people",
        Drop.ALONE: "fewer than two people left",
        Drop.UNKNOWN: "no two of its people are known here",
        Drop.EMPTY: "no weight",
    }
)
"""Why an item made no evidence, in words."""

_EPOCH: Final = date(1970, 1, 1)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What an item adds.

    Attributes:
        sender: key of who wrote or invited, empty where nobody is known.
        is_whole: everybody in it is known, so that no later load can add to it.
    """

    pairs: list[Pair]
    sender: str
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """Weighs the rows of one feed.

    Attributes:
        days: event days that the feed takes.
        outside: what is said of other days.
        now: end of the day of the load; what is not over then is not used.
    """

    feed: str
    parties: Parties
    params: WeightParams
    days: range
    outside: str
    now: datetime

    @classmethod
    def of(
        cls, feed: Feed, parties: Parties, params: WeightParams, *, today: date, settings: Settings
    ) -> "Scales":
        """Returns the scales of a feed, which by default takes events up to today."""
        latest = feed.latest or today
        return cls(
            feed=feed.name,
            parties=parties,
            params=params,
            days=range(day_number(feed.earliest), day_number(latest) + 1),
            outside=f"day outside {feed.earliest} to {latest}",
            now=datetime.combine(today + _DAY, time(), settings.zone),
        )

    def interaction(self, record: Interaction, day: int) -> Weighed | str:
        """Returns what an item adds, or why it adds nothing."""
        if day not in self.days:
            return self.outside
        drop = dropped(record, now=self.now)
        if drop is not None:
            return REASONS[drop]
        who = self.parties.who_on(day) if record.kind in MUTUAL else self.parties.who
        event = event_of(record, who, self.params, day=day)
        pairs = pairs_of(event, self.params)
        if isinstance(pairs, Drop):
            return REASONS[pairs]
        sender = event.sender or (who(record.organizer) if record.organizer else None)
        is_whole = all(end.key for end in event.people)
        return Weighed(pairs=pairs, sender=sender.key if sender else "", is_whole=is_whole)

    def ready(self, record: TieDay, mapped: Mapped, day: int) -> Weighed | str:
        """Returns what a row of ready weights adds, or why it adds nothing.

        Raises:
            UnresolvedError: an id is nobody's.
        """
        employee = self._named("employee", record.employee, mapped)
        contact = self._named("contact", record.contact, mapped)
        if not employee or not contact or employee == contact:
            return REASONS[Drop.UNKNOWN]
        if day not in self.days:
            return self.outside
        pairs = ready_pairs(record, employee=employee, contact=contact)
        return Weighed(pairs=pairs, sender=employee) if pairs else REASONS[Drop.EMPTY]

    def ready_mark(self, record: TieDay, weighed: Weighed, *, secret: bytes) -> int:
        """Returns the fingerprint of a row of ready weights."""
        first, second = ends_of(weighed.pairs[0])
        return ready_fingerprint(record, first=first, second=second, source=self.feed, secret=secret)

    def _named(self, column: str, text: str, mapped: Mapped) -> str:
        reference = next(each for each in mapped.references if each.field == column)
        end = self.parties.named(column, text, records=reference.types, by=reference.by)
        return end.key if end else ""


def day_number(day: date) -> int:
    """Returns a day as days since 1970-01-01."""
    return (day - _EPOCH).days


def ends_of(pair: Pair) -> tuple[str, str]:
    """Returns the keys of a pair, the lower first."""
    return pair.first, pair.second
