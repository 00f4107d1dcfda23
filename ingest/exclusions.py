"""Whom and what the workspace keeps out of all evidence: works council, counsel, private people.

Exclusions hold for every load, whichever feed it names, so they are read first and never stored. A wrong
line is not passed over: what somebody believes to be kept out must be.
"""

from collections.abc import Iterable, Iterator

from graphsvc.errors import InputRefusedError
from ingest.identity import address_token
from ingest.mapping import Mapped, Rejected
from ingest.normalise.address import address_of
from ingest.parties import Excluded
from ingest.records import Exclusion
from ingest.report import FeedReport, Note
from ingest.source import Part, Source

EXCLUSION = "exclusion"
_LABEL = "labels are not read from any feed, so nothing bears this one: exclude a person or a domain"
_DOMAIN = "a domain is excluded by its name, such as clinic.example: write one"
_ADDRESS = "a person is excluded by e-mail address: write one"


def excluded(sources: Iterable[Source]) -> Excluded:
    """Returns everything that exclusion feeds name.

    Raises:
        InputRefusedError: an exclusion file cannot be read, or one of its lines is wrong.
    """
    records = [record for source in sources for record in read_exclusions(source, FeedReport(name=""))]
    return Excluded(
        tokens=frozenset(
            address_token(address_of(record.value)) for record in records if record.scope == "person"
        ),
        domains=frozenset(_domain(record) for record in records if record.scope == "domain"),
    )


def read_exclusions(source: Source, report: FeedReport) -> list[Exclusion]:
    """Returns the exclusions of a feed; rows that name nothing are listed in the report.

    Raises:
        InputRefusedError: a file cannot be read, or one of its lines is wrong.
    """
    return [record for part in source.parts() for record in _records(part, report, source.feed.name)]


def _records(part: Part, report: FeedReport, feed: str) -> Iterator[Exclusion]:
    for row in part.sheet.open_rows():
        report.read += 1
        for outcome in (row,) if isinstance(row, Rejected) else part.table.apply(row):
            if isinstance(outcome, Rejected):
                raise _wrong(part, feed, outcome.line, f"{outcome.field or 'row'}: {outcome.reason}")
            if not isinstance(outcome, Mapped):
                report.note(_aside(part, outcome.line, outcome.reason))
            elif isinstance(outcome.record, Exclusion):
                yield from _usable(part, report, feed, outcome.line, outcome.record)


def _usable(part: Part, report: FeedReport, feed: str, line: int, record: Exclusion) -> Iterator[Exclusion]:
    if record.scope == "person" and not address_of(record.value):
        raise _wrong(part, feed, line, f"value: {_ADDRESS}")
    if record.scope == "domain" and not _domain(record):
        raise _wrong(part, feed, line, f"value: {_DOMAIN}")
    if record.scope == "label":
        report.note(_aside(part, line, _LABEL))
        return
    report.accepted += 1
    yield record


def _domain(record: Exclusion) -> str:
    return record.value.strip().lower().lstrip("@").removeprefix("www.").rstrip(".")


def _aside(part: Part, line: int, reason: str) -> Note:
    return Note(file=part.file, line=line, fate="set_aside", field="", reason=reason)


def _wrong(part: Part, feed: str, line: int, reason: str) -> InputRefusedError:
    return InputRefusedError(
        f"feed '{feed}': {part.file}, line {line}, {reason}. Nothing was loaded: whom it means to keep out "
        "would not be. Correct the line."
    )
