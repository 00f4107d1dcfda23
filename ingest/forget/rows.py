"""Which rows of a feed's file are about a person, and which only mention them, by the feed's own mapping."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from graphsvc.store.port import NodeClaim
from ingest.forget.traces import Traces
from ingest.identity import Directory, UnresolvedError
from ingest.mapping import Mapped, Rejected
from ingest.mapping.outcome import SetAside
from ingest.reader import Row
from ingest.record import Attendee, Party
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
        mentions: ids in rows that stay, whose cells are emptied.
    """

    about: frozenset[int]
    mentions: dict[int, frozenset[str]] = field(default_factory=dict[int, frozenset[str]])


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
        about: set[int] = set()
        mentions: dict[int, frozenset[str]] = {}
        for row in part.sheet.open_rows():
            if isinstance(row, Rejected):
                continue
            outcomes = part.table.apply(row)
            if any(self._is_about(outcome, row) for outcome in outcomes):
                about.add(row.line)
            elif meant := self._meant(outcomes):
                mentions[row.line] = meant
        return Marks(about=frozenset(about), mentions=mentions)

    def _is_about(self, outcome: Mapped | Rejected | SetAside, row: Row) -> bool:
        if isinstance(outcome, Rejected):
            return self._is_about_rejected(outcome, row)
        if not isinstance(outcome, Mapped):
            return False
        kind = outcome.record.TYPE
        if kind in _OF_ORGANISATIONS:
            return False
        if kind in _OF_ONE_PERSON:
            return self._introduces(outcome)
        return bool(self._referred(outcome)) or any(self._is_party(outcome.record))

    def _is_about_rejected(self, outcome: Rejected, row: Row) -> bool:
        if outcome.record in _OF_ORGANISATIONS:
            return False
        if outcome.key:
            return f"{self.source}|{outcome.record}|{outcome.key}" in self.traces.tokens
        return any(self.traces.are_in(cell) for cell in row.cells)

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
        people = [each for each in claims if isinstance(each, NodeClaim) and each.kind == "Person"]
        return any(
            each.key == self.traces.key or not self.traces.tokens.isdisjoint(each.tokens) for each in people
        ) or self.traces.is_meant(str(getattr(outcome.record, "personal_email", "")))

    def _meant(self, outcomes: list[Mapped | Rejected | SetAside]) -> frozenset[str]:
        mapped = (outcome for outcome in outcomes if isinstance(outcome, Mapped))
        return frozenset(text for outcome in mapped for text in self._referred(outcome))

    def _referred(self, outcome: Mapped) -> list[str]:
        """Returns what the row holds where it refers to the person."""
        names = [each.field for each in outcome.references if not _PEOPLE.isdisjoint(each.types)]
        said = [str(getattr(outcome.record, name, "") or "") for name in names]
        return [text for text in said if text and self.traces.is_meant(text)]

    def _is_party(self, record: Any) -> Iterator[bool]:
        for each in _values(record):
            party = each.party if isinstance(each, Attendee) else each
            if isinstance(party, Party):
                yield self.traces.is_meant(party.address)
            elif isinstance(party, str):
                yield self.traces.are_in(party)


def _values(record: Any) -> Iterator[Any]:
    if not is_dataclass(record):
        return
    for each in fields(record):
        value = getattr(record, each.name)
        yield from value if isinstance(value, tuple) else (value,)
