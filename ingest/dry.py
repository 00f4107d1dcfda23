"""A writer that writes nothing: a dry run reads, checks and compares like any other, and counts."""

from collections.abc import Iterator, Mapping, Sequence

from graphsvc.key import claim_id, fact_id
from graphsvc.store.port import Batch, Int64, Published, RunState, UInt64, Writer, WriteResult


class DryWriter:
    """Writer over another that is only read; what it would create is what the source never said.

    Args:
        writer: open writer of the run.
        source: feed of the run.
    """

    def __init__(self, writer: Writer, source: str) -> None:
        self._writer = writer
        self._source = source
        self._known: set[int] = set()
        self._closes = 0

    @property
    def state(self) -> RunState:
        """See `port.Writer.state`."""
        return self._writer.state

    def read_open(self, kind: str) -> Iterator[tuple[Int64, Sequence[Int64]]]:
        """See `port.Writer.read_open`; remembers what the source said before."""
        for claims, rows in self._writer.read_open(kind):
            self._known.update(claims.tolist())
            yield claims, rows

    def seen(self, days: Sequence[int]) -> Mapping[int, UInt64]:
        """See `port.Writer.seen`."""
        return self._writer.seen(days)

    def write(self, batch_no: int, batch: Batch) -> WriteResult:  # noqa: ARG002 - the port's signature
        """Returns what the batch would create or change; closes count when the run ends."""
        self._closes += len(batch.closes)
        said = [claim_id(self._source, node.kind, node.key) for node in batch.nodes]
        for fact in batch.facts:
            target = fact_id(fact.src, fact.type, fact.dst, fact.qual)
            said.append(claim_id(self._source, fact.type, target))
        created = sum(claim not in self._known for claim in said) + len(batch.evidence)
        return WriteResult(created=created, updated=len(said) + len(batch.evidence) - created)

    def finish(self, *, max_close_ratio: float = 0.20) -> Published:  # noqa: ARG002 - the port's signature
        """Ends the run as if it had never begun."""
        self._writer.abort()
        return Published(seq=self.state.seq, created=0, changed=0, closed=self._closes)

    def abort(self) -> None:
        """See `port.Writer.abort`."""
        self._writer.abort()
