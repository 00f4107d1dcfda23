"""Which rows of a feed's file are about a person, and which only mention them, by the feed's own mapping.

Ids and names are resolved as a load resolves them: the id of one source may be somebody else's in another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from graphsvc.store.port import NodeClaim
from ingest.forget.traces import Traces
from ingest.identity import Directory, UnresolvedError, id_token
from ingest.mapping import Mapped, Rejected
from ingest.mapping.convert import raw_conversion
from ingest.mapping.outcome import Reference, SetAside
from ingest.reader import Row
from ingest.record import Attendee, Party, inside_name
from ingest.records import Exclusion
from ingest.source import Part
from ingest.statement import Speaker
from ingest.statements import STATEMENTS

_OF_ORGANISATIONS = frozenset({"account", "contract", "revenue"})
_OF_ONE_PERSON = frozenset({"employee", "contact", "alumni"})
_PEOPLE = frozenset({"employee", "contact", "alumni"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is to be done with the lines of a file, by the line a row begins in.

    Attributes:
        about: rows that go.
        mentions: places of the cells that refer to the person, in rows that stay.
        namesakes: rows in which the name may be somebody else's, so that it stays.
        doubtful: rows in which an id may be the person's or somebody else's, so that it stays.
        columns: headers, by place.
    """

    about: frozenset[int] = frozenset()
    mentions: Mapping[int, frozenset[int]] = field(default_factory=dict[int, frozenset[int]])
    namesakes: frozenset[int] = frozenset()
    doubtful: frozenset[int] = frozenset()
    columns: tuple[str, ...] = ()

    @property
    def lines(self) -> frozenset[int]:
        """Lines that hold the person, as far as rows tell, and those that may."""
        return self.about | self.mentions.keys() | self.doubtful


@dataclass(slots=True)
class _Found:
    about: set[int] = field(default_factory=set[int])
    mentions: dict[int, frozenset[int]] = field(default_factory=dict[int, frozenset[int]])
    namesakes: set[int] = field(default_factory=set[int])
    doubtful: set[int] = field(default_factory=set[int])


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Judges rows of one feed.

    Attributes:
        source: feed.
        directory: everybody known before the person is erased.
        traces: by what the person is found.
    """

    source: str
    directory: Directory
    traces: Traces

    def marks(self, part: Part) -> Marks:
        """Returns what is to be done with the rows of a file."""
        found = _Found()
        for row in part.sheet.open_rows():
            if isinstance(row, Rejected):
                found.namesakes.add(row.line)
            else:
                self._judge(row, part.table.apply(row), found)
        return Marks(
            about=frozenset(found.about),
            mentions=found.mentions,
            namesakes=frozenset(found.namesakes),
            doubtful=frozenset(found.doubtful),
            columns=part.sheet.columns,
        )

    def _judge(self, row: Row, outcomes: list[Mapped | Rejected | SetAside], found: _Found) -> None:
        if any(self._is_about(outcome) for outcome in outcomes):
            found.about.add(row.line)
            return
        if meant := self._meant(row, outcomes):
            found.mentions[row.line] = meant
        if not all(self._is_of_another_name(outcome) for outcome in outcomes):
            found.namesakes.add(row.line)
        if any(self._is_doubtful(outcome, row) for outcome in outcomes):
            found.doubtful.add(row.line)

    def _is_about(self, outcome: Mapped | Rejected | SetAside) -> bool:
        if isinstance(outcome, Rejected):
            token = id_token(self.source, outcome.record, outcome.key)
            return bool(outcome.key) and self.directory.keys.get(token) in self.traces.keys
        if not isinstance(outcome, Mapped) or outcome.record.TYPE in _OF_ORGANISATIONS:
            return False
        if outcome.record.TYPE in _OF_ONE_PERSON:
            return self._introduces(outcome)
        if isinstance(outcome.record, Exclusion):
            return self.traces.is_address(outcome.record.value.strip().casefold())
        return any(self._is_referred(each, text) for each, text in _references(outcome)) or any(
            self.traces.is_address(party.address) for party in _parties(outcome.record)
        )

    def _introduces(self, outcome: Mapped) -> bool:
        speaker = Speaker(
            source=self.source,
            today=date.max,
            currency="",
            identity=outcome.identity,
            by={reference.field: reference.by for reference in outcome.references},
        )
        try:
            claims = list(STATEMENTS[outcome.record.TYPE].introduce(outcome.record, self.directory, speaker))
        except UnresolvedError:
            return False
        people = (each for each in claims if isinstance(each, NodeClaim) and each.kind == "Person")
        return any(each.key in self.traces.keys for each in people)

    def _meant(self, row: Row, outcomes: list[Mapped | Rejected | SetAside]) -> frozenset[int]:
        """Returns the places of the cells that refer to the person."""
        references = (
            each for outcome in outcomes if isinstance(outcome, Mapped) for each in outcome.references
        )
        return frozenset(
            place
            for each in references
            for place, convert in each.places
            if (cell := row.cells[place].strip()) and self._is_referred(each, raw_conversion(convert)(cell))
        )

    def _is_referred(self, reference: Reference, text: str) -> bool:
        try:
            return self._resolved(reference, text) in self.traces.keys
        except UnresolvedError:
            return False

    def _resolved(self, reference: Reference, text: str) -> str:
        if _PEOPLE.isdisjoint(reference.types):
            return ""
        return self.directory.find(
            reference.field, text, source=self.source, records=reference.types, by=reference.by
        )

    def _is_of_another_name(self, outcome: Mapped | Rejected | SetAside) -> bool:
        """Returns whether what a row is about is known not to be called like the person."""
        return isinstance(outcome, Mapped) and not self.traces.means(
            str(getattr(outcome.record, "name", "") or "")
        )

    def _is_doubtful(self, outcome: Mapped | Rejected | SetAside, row: Row) -> bool:
        """Returns whether a row holds an id of the person where nobody can say whose it is."""
        if isinstance(outcome, Rejected):
            return not self.traces.ids.isdisjoint(cell.strip() for cell in row.cells)
        return isinstance(outcome, Mapped) and any(
            text in self.traces.ids and self._is_unresolved(each, text) for each, text in _references(outcome)
        )

    def _is_unresolved(self, reference: Reference, text: str) -> bool:
        try:
            self._resolved(reference, text)
        except UnresolvedError:
            return True
        return False


def _references(outcome: Mapped) -> Iterator[tuple[Reference, str]]:
    """Yields how a record refers to others, with each text that does."""
    for reference in outcome.references:
        for value in _each(getattr(outcome.record, inside_name(reference.field), None)):
            text = value.address if isinstance(value, Party) else str(value or "")
            if text:
                yield reference, text


def _parties(record: Any) -> Iterator[Party]:
    if is_dataclass(record):
        values = (value for each in fields(record) for value in _each(getattr(record, each.name)))
        yield from (value for value in values if isinstance(value, Party))


def _each(value: Any) -> Iterator[Any]:
    """Yields a value, or those in it; who was invited as the party alone."""
    for each in value if isinstance(value, tuple) else (value,):
        yield each.party if isinstance(each, Attendee) else each
