"""Loads a feed of interactions or ready weights: each counts once, becomes daily evidence, is written.

Rows stream by; what stays in memory is numbers per pair and day, one fingerprint an item and one entry an
address, so that a million messages fit where a mailbox does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from graphsvc.errors import InputRefusedError
from graphsvc.store.port import Batch, View, Writer
from ingest.evidence import DailyEvidence, Pair, WeightParams, fingerprints, local_day
from ingest.identity import Directory, UnresolvedError
from ingest.mapping import Mapped, Rejected
from ingest.observed import Observed, covers_of
from ingest.parties import Excluded, Parties, Welcome
from ingest.prints import Fate, Prints
from ingest.record import Record
from ingest.records import Interaction, TieDay
from ingest.report import Fate as RowFate
from ingest.report import FeedReport, Note
from ingest.source import Part, Source
from ingest.tenure import Tenure
from ingest.weigh import Scales, Weighed, day_number, ends_of

__all__ = ["EVENTS", "EventLoad", "Excluded", "load_events", "open_events"]

EVENTS: Final = frozenset({"interaction", "tie_day"})
"""Record types that become evidence; a feed yields these or others, never both."""

_BLOCK: Final = 4_096
_BATCH: Final = 20_000
_FACTS: Final = 8_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLoad:
    """One load of one feed of events.

    Attributes:
        source: the files.
        directory: everybody known; people found in the events are added.
        report: where each row's fate is listed.
        today: day of the load; the default of the feed's `latest`.
        secret: key of the fingerprints.
        progress: told the stage and the rows done since the last call.
        excluded: whom to keep out.
        has_employee_feed: some feed names the employees, so that mail infers none.
        weights: load-time parameters.
    """

    source: Source
    directory: Directory
    report: FeedReport
    today: date
    secret: bytes
    progress: Callable[[str, int], None]
    excluded: Excluded = field(default_factory=Excluded)
    has_employee_feed: bool = False
    weights: WeightParams = field(default_factory=WeightParams)

    def note(self, part: Part, line: int, fate: RowFate, column: str, reason: str) -> None:
        """Lists what became of a row that was not used as it stood."""
        self.report.note(Note(file=part.file, line=line, fate=fate, field=column, reason=reason))

    def welcome(self) -> Welcome:
        """Returns whom the feed takes in."""
        feed = self.source.feed
        return Welcome(
            source=feed.name,
            everybody=feed.keep == "all",
            makes_accounts=feed.accounts_from_domains,
            infers_employees=not self.has_employee_feed,
            excluded=self.excluded,
        )


def load_events(load: EventLoad, view: View, writer: Writer) -> None:
    """Adds the evidence of a feed that is not known yet; the caller opens the writer and finishes it.

    Raises:
        InputRefusedError: more rows are wrong than the feed allows, or a file cannot be read.
    """
    open_events(load, view, writer)()


def open_events(load: EventLoad, view: View, writer: Writer) -> Callable[[], None]:
    """Returns `load_events`, ready to be called after the view is closed.

    The view is read here; one that stays open while batches are written keeps an embedded store from
    taking its log into the file.
    """
    return _Reading(load, view, writer).run


class _Reading:
    """One feed while it is read: everything that grows, and the batches it becomes."""

    def __init__(self, load: EventLoad, view: View, writer: Writer) -> None:
        source, feed = load.source, load.source.feed
        self._load = load
        self._writer = writer
        self._batch_no = writer.state.next_batch
        self._tenure = Tenure.read(view, writer, firm=load.directory.firm, feed=feed.name)
        self._parties = Parties(load.directory, self._tenure, load.welcome())
        self._scales = Scales.of(
            feed, self._parties, load.weights, today=load.today, settings=source.settings
        )
        self._prints = Prints(writer.seen, secret=load.secret)
        self._daily = DailyEvidence(feed.name, ready="tie_day" in source.record_types)
        covers = covers_of(feed, source.mapping.reader, source.record_types)
        self._observed = Observed(covers, self._parties)
        self._fresh = 0
        self._completed = 0
        self._rejected = 0

    def run(self) -> None:
        """Reads all files, writes what is new, says whom they cover."""
        for part in self._load.source.parts():
            self._read(part)
        self._finish()

    def _read(self, part: Part) -> None:
        """Reads one file; writes a batch whenever enough of it is new."""
        rows = self._rows(part)
        while block := list(islice(rows, _BLOCK)):
            self._prints.expect(day for _, day in block)
            for mapped, day in block:
                self._take(part, mapped, day)
            self._load.progress("read", len(block))
            if self._fresh >= _BATCH:
                self._flush()
        self._observed.end_file(part.file)

    def _finish(self) -> None:
        """Writes what is left, then whom the files cover, and sums up."""
        self._flush()
        facts = self._observed.claims(self._tenure, firm=self._load.directory.firm)
        for start in range(0, len(facts), _FACTS):
            self._write(Batch(facts=facts[start : start + _FACTS]))
        self._sum_up()

    def _rows(self, part: Part) -> Iterator[tuple[Mapped, int]]:
        """Yields the valid records of a file with their day; the other rows are listed."""
        report, zone = self._load.report, self._load.source.settings.zone
        for row in part.sheet.open_rows():
            report.read += 1
            for outcome in (row,) if isinstance(row, Rejected) else part.table.apply(row):
                if isinstance(outcome, Mapped):
                    record = outcome.record
                    if isinstance(record, Interaction):
                        yield outcome, local_day(record.start, zone)
                    elif isinstance(record, TieDay):
                        yield outcome, day_number(record.date)
                elif isinstance(outcome, Rejected):
                    self._refuse(part, outcome.line, outcome.field, outcome.reason)
                else:
                    self._load.note(part, outcome.line, "set_aside", "", outcome.reason)

    def _take(self, part: Part, mapped: Mapped, day: int) -> None:
        record: Record = mapped.record
        if isinstance(record, Interaction):
            self._interaction(part, mapped.line, record, day)
        elif isinstance(record, TieDay):
            self._ready(part, mapped, record, day)
        while self._parties.unlisted:
            reason = f"no employee record names {self._parties.unlisted.pop()}: add it there, or as an alias"
            self._load.note(part, mapped.line, "remark", "address", reason)

    def _interaction(self, part: Part, line: int, record: Interaction, day: int) -> None:
        """Adds what is not known of an item; copies are counted before anything else is judged."""
        if day in self._scales.days:
            self._observed.saw(record, day)
        marks = fingerprints(record, source=self._load.source.feed.name, secret=self._load.secret)
        fate = self._prints.meet(day, marks)
        self._load.report.duplicates += fate is not Fate.NEW
        if fate is Fate.REPEAT or fate is Fate.WHOLE:
            return
        found = self._scales.interaction(record, day)
        if isinstance(found, Weighed):
            keep = self._keep if fate is Fate.NEW else self._complete
            keep(found, marks, day)
        elif fate is Fate.NEW:
            self._load.note(part, line, "set_aside", "", found)

    def _ready(self, part: Part, mapped: Mapped, record: TieDay, day: int) -> None:
        """Adds a row of ready weights that is not known."""
        try:
            found = self._scales.ready(record, mapped, day)
        except UnresolvedError as error:
            self._refuse(part, mapped.line, error.column, error.reason)
            return
        if isinstance(found, str):
            self._load.note(part, mapped.line, "set_aside", "", found)
            return
        self._observed.saw_named(found.sender, day)
        marks = (self._scales.ready_mark(record, found, secret=self._load.secret),)
        if self._prints.meet(day, marks) is Fate.NEW:
            self._keep(found, marks, day)
        else:
            self._load.report.duplicates += 1

    def _keep(self, found: Weighed, marks: Sequence[int], day: int) -> None:
        """Adds a new item; one with strangers in it is marked, so that it can be completed later."""
        part = () if found.is_whole else self._prints.of_part(marks, map(ends_of, found.pairs))
        self._prints.keep(day, (*marks, *part), sender=found.sender)
        self._add(found.pairs, day)
        self._load.report.accepted += 1

    def _complete(self, found: Weighed, marks: Sequence[int], day: int) -> None:
        """Adds the pairs of a known item that were strangers when it was first loaded."""
        by_print = {self._prints.of_pair(marks, ends_of(pair)): pair for pair in found.pairs}
        missing = {mark: pair for mark, pair in by_print.items() if not self._prints.is_stored(day, mark)}
        if missing:
            self._prints.keep(day, missing, sender=found.sender)
            self._add(missing.values(), day)
            self._completed += 1

    def _add(self, pairs: Iterable[Pair], day: int) -> None:
        for pair in pairs:
            self._daily.add_pair(pair, day)
            self._parties.touch(pair.first, day)
            self._parties.touch(pair.second, day)
        self._fresh += 1

    def _refuse(self, part: Part, line: int, column: str, reason: str) -> None:
        self._rejected += 1
        self._load.note(part, line, "rejected", column, reason)

    def _flush(self) -> None:
        """Writes what is new in one transaction: people, their evidence and its fingerprints."""
        self._refuse_if_wrong()
        if not self._fresh:
            return
        nodes, facts = self._parties.drain()
        evidence = list(self._daily.drain())
        self._write(Batch(nodes=nodes, facts=facts, evidence=evidence, seen=self._prints.drain()))
        self._fresh = 0

    def _write(self, batch: Batch) -> None:
        report = self._load.report
        done = self._writer.write(self._batch_no, batch)
        self._batch_no += 1
        report.created += done.created
        report.changed += done.updated + done.superseded
        for refused in done.rejected:
            name = f"refused_{refused.reason.replace('-', '_')}"
            report.counts[name] = report.counts.get(name, 0) + 1
        self._load.progress("write", len(batch.nodes) + len(batch.facts) + len(batch.evidence))

    def _refuse_if_wrong(self) -> None:
        feed, read = self._load.source.feed, self._load.report.read
        if self._rejected <= feed.max_rejected * read:
            return
        first = next(note for note in self._load.report.notes if note.fate == "rejected")
        message = (
            f"feed '{feed.name}': {self._rejected} of {read} rows are wrong, more than "
            f"{feed.max_rejected:.0%} (max_rejected); nothing was published. First: {first.file}, "
            f"line {first.line}, {first.field or 'row'}: {first.reason}. All of them: rejects/{feed.name}.csv"
        )
        raise InputRefusedError(message)

    def _sum_up(self) -> None:
        report = self._load.report
        report.counts |= {"people_found": self._parties.people, "items_completed": self._completed}
        report.counts |= self._parties.counts
        for file in self._observed.ownerless:
            report.remarks.append(f"{file}: no employee is its owner; say whose it is in 'covers'")
        if self._observed.is_silent:
            report.remarks.append("whose mail or calendar these files hold is not known; set 'covers'")
