"""Loads a feed of interactions or ready weights: each counts once, becomes daily evidence, is written.

Rows stream by; what stays in memory is numbers per pair and day, one fingerprint an item and one entry an
address, so that a million messages fit where a mailbox does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from graphsvc.store.port import View, Writer
from ingest.evidence import WeightParams
from ingest.identity import Directory
from ingest.report import FeedReport
from ingest.source import Source

EVENTS = frozenset({"interaction", "tie_day"})
"""Record types that become evidence; a feed yields these or others, never both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """Whom the workspace keeps out of all evidence.

    Attributes:
        tokens: identifiers of persons, `@` and the match key of an address.
        domains: mail domains, with everything below them.
    """

    tokens: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()


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


def load_events(load: EventLoad, view: View, writer: Writer) -> None:
    """Adds the evidence of a feed that is not known yet; the caller opens the writer and finishes it.

    The view is read before the first batch is written and not used afterwards.

    Raises:
        InputRefusedError: more rows are wrong than the feed allows, or a file cannot be read.
    """
    raise NotImplementedError
