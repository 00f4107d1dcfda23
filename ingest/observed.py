"""Whose mail or calendar a feed covers, and from when to when.

Where nobody's mailbox is connected, missing messages prove nothing: a missing mailbox is not a missing
relationship. So each file says of whom it speaks, from its first to its last event day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Final

from graphsvc.key import id_of
from graphsvc.store.port import FactClaim, Interval
from graphsvc.workspace import Feed
from ingest.normalise.address import address_of
from ingest.parties import Parties
from ingest.record import Party
from ingest.records import Interaction
from ingest.statement import MENTIONED
from ingest.tenure import Period, Tenure, united

_MAILBOXES: Final = frozenset({"mbox", "eml", "ics"})
_LOGS: Final = frozenset({"exchange-message-trace", "gmail-log"})

Covers = str | tuple[str, ...]
"""`owner`, `all`, `named`, `none`, `unknown`, or addresses."""


def covers_of(feed: Feed, reader: str, record_types: Iterable[str]) -> Covers:
    """Returns whom a feed covers: what its settings say, else what its kind of file implies.

    Mailboxes and calendars cover their owner, server logs everybody, ready weights the employees named;
    of other files nothing is known.
    """
    if feed.covers is not None:
        return feed.covers
    if "tie_day" in record_types:
        return "named"
    if (feed.reader or reader) in _MAILBOXES:
        return "owner"
    return "all" if feed.mapping in _LOGS else "unknown"


class Observed:
    """Collects who is covered while the files of a feed are read.

    Attributes:
        ownerless: files in which no employee's address was found.
    """

    def __init__(self, covers: Covers, parties: Parties) -> None:
        self.ownerless: list[str] = []
        self._covers = covers
        self._parties = parties
        self._counts: Counter[str] = Counter()
        self._named: set[str] = set()
        self._days: Period | None = None
        self._periods: dict[str, list[Period]] = {}
        self._whole: list[Period] = []

    @property
    def is_silent(self) -> bool:
        """Nothing was said of whom the files cover, although they hold events."""
        return self._covers == "unknown" and bool(self._whole)

    def saw(self, record: Interaction, day: int) -> None:
        """Knows an item of the file, used or not; a second copy shows the mailbox too."""
        self._saw_day(day)
        if self._covers == "owner":
            self._counts.update({party.address for party in _parties(record)})

    def saw_named(self, employee: str, day: int) -> None:
        """Knows a row of ready weights."""
        self._saw_day(day)
        self._named.add(employee)

    def end_file(self, file: str) -> None:
        """Draws the conclusion from the file read since the last call."""
        days, self._days = self._days, None
        if days is not None and self._covers != "none":
            self._whole.append(days)
            for key in self._covered(file):
                self._periods.setdefault(key, []).append(days)
        self._counts.clear()
        self._named.clear()

    def claims(self, tenure: Tenure, *, firm: str) -> list[FactClaim]:
        """Returns what the store does not say yet, all periods of each person, in order of key."""
        periods = self._periods
        if self._covers == "all":
            periods = self._of_all(tenure)
        found: list[FactClaim] = []
        for key, new in sorted(periods.items()):
            old = tenure.observed.get(id_of(key), [])
            spans = united([*old, *new])
            if spans != sorted(old) and self._parties.is_present(key):
                found.append(_claim(key, firm, spans, tenure.feed))
        return found

    def _saw_day(self, day: int) -> None:
        low, high = self._days or (day, day + 1)
        self._days = (min(low, day), max(high, day + 1))

    def _covered(self, file: str) -> Sequence[str]:
        if self._covers == "named":
            return sorted(self._named)
        if self._covers == "owner":
            return self._owner(file)
        if isinstance(self._covers, tuple):
            ends = [self._parties.who(Party(address=address_of(text))) for text in self._covers]
            return sorted({end.key for end in ends if end and end.key})
        return ()

    def _owner(self, file: str) -> Sequence[str]:
        """Returns the employee whose address most items show; of equals the one the file is named after."""
        stem = PurePath(file).name.lower()
        own = [address for address in self._counts if self._parties.is_own(address)]
        if not own:
            self.ownerless.append(file)
            return ()
        first = max(own, key=lambda each: (self._counts[each], stem.startswith(_local(each)), each))
        key = self._parties.employee_at(first)
        if not key:
            self.ownerless.append(file)
        return (key,) if key else ()

    def _of_all(self, tenure: Tenure) -> dict[str, list[Period]]:
        """Returns the parts of all files' periods in which each employee worked here."""
        found: dict[str, list[Period]] = {}
        for low, high in united(self._whole):
            for key, spans in tenure.employees_between((low, high)).items():
                found.setdefault(key, []).extend(spans)
            for key, first in self._parties.inferred_employees().items():
                if first < high:
                    found.setdefault(key, []).append((max(first, low), high))
        return found


def _local(address: str) -> str:
    return address.partition("@")[0]


def _parties(record: Interaction) -> Iterator[Party]:
    yield from (party for party in (record.from_, record.organizer) if party)
    for parties in (record.to, record.cc, record.bcc, record.recipients):
        yield from parties
    yield from (attendee.party for attendee in record.attendees)


def _claim(key: str, firm: str, spans: Sequence[Period], feed: str) -> FactClaim:
    intervals = tuple(Interval(valid_from=start, valid_to=end) for start, end in spans)
    return FactClaim(type="OBSERVED", src=key, dst=firm, qual=feed, intervals=intervals, rows=MENTIONED)
