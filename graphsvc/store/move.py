"""A store carried to another engine: same content, same keys, same numbers; the old one stays."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphsvc.errors import InputRefusedError
from graphsvc.store.engine import RuledStore

_BETWEEN = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What was carried: how many records, up to which number, and the digest both stores share."""

    records: int
    seq: int
    digest: str


def move(source: RuledStore, target: RuledStore) -> Moved:
    """Carries everything to an empty store and compares; run it again to resume where it broke off.

    Raises:
        ConflictError: somebody is loading the source.
        InputRefusedError: the target holds something else, or differs afterwards.
    """
    target.migrate()
    counter = _Counter()
    with source.held() as stay:
        if target.version() != source.version():
            target.import_(counter.counted(source.export(), stay), keeps_epoch=True)
        expected, found = source.digest(), target.digest()
    if expected != found:
        message = (
            f"The target differs from the source after the move ({found}, expected {expected}). "
            "The source is unharmed: empty the target and move again."
        )
        raise InputRefusedError(message)
    return Moved(records=counter.records, seq=target.version().seq, digest=found)


@dataclass(slots=True)
class _Counter:
    """Counts what passes, and says now and then that it is still at work."""

    records: int = 0

    def counted(
        self, records: Iterator[Mapping[str, Any]], stay: Callable[[], None]
    ) -> Iterator[Mapping[str, Any]]:
        """Yields the records as they are; now and then the run says that it is still at work."""
        for record in records:
            self.records += 1
            if self.records % _BETWEEN == 0:
                stay()
            yield record
