"""Whom and what the workspace keeps out of all evidence: works council, counsel, private people.

Exclusions hold for every load, whichever feeds it names, so they are read first and never stored.
"""

from collections.abc import Iterable, Iterator

from ingest.parties import Excluded
from ingest.identity import address_token
from ingest.mapping import Mapped
from ingest.reader import Rejected
from ingest.records import Exclusion
from ingest.source import Source


def excluded(sources: Iterable[Source]) -> Excluded:
    """Returns everything that the exclusion feeds of a workspace name.

    Raises:
        InputRefusedError: an exclusion file cannot be read.
    """
    records = [
        record for source in sources if "exclusion" in source.record_types for record in _records(source)
    ]
    return Excluded(
        tokens=frozenset(address_token(record.value) for record in records if record.scope == "person"),
        domains=frozenset(record.value.lower().lstrip("@") for record in records if record.scope == "domain"),
    )


def _records(source: Source) -> Iterator[Exclusion]:
    for part in source.parts():
        for row in part.sheet.open_rows():
            if isinstance(row, Rejected):
                continue
            for outcome in part.table.apply(row):
                if isinstance(outcome, Mapped) and isinstance(outcome.record, Exclusion):
                    yield outcome.record
