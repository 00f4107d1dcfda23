"""A writer that writes nothing: a dry run reads, checks and compares like any other, and counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graphsvc.store.port import Batch, Int64, Published, RunState, UInt64, Writer, WriteResult

_UNKNOWN_END = "missing-endpoint"


class DryWriter:
    """Writer over another that only rehearses; what belongs to something it would create counts as created.

    Args:
        writer: open writer of the run.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._closes = 0

    @property
    def state(self) -> RunState:
        """See `port.Writer.state`."""
        return self._writer.state

    def read_open(self, kind: str) -> Iterator[tuple[Int64, Sequence[Int64]]]:
        """See `port.Writer.read_open`."""
        return self._writer.read_open(kind)

    def seen(self, days: Sequence[int]) -> Mapping[int, UInt64]:
        """See `port.Writer.seen`."""
        return self._writer.seen(days)

    def write(self, batch_no: int, batch: Batch) -> WriteResult:  # noqa: ARG002 - the port's signature
        """Returns what the batch would create or change; closes count when the run ends.

        Of what an earlier batch would create, the store knows nothing yet: facts about it are created too.
        """
        self._closes += len(batch.closes)
        done = self._writer.rehearse(Batch(nodes=batch.nodes, facts=batch.facts))
        refused = tuple(each for each in done.rejected if each.reason != _UNKNOWN_END)
        created = done.created + len(done.rejected) - len(refused) + len(batch.evidence)
        return replace(done, created=created, rejected=refused)

    def rehearse(self, batch: Batch) -> WriteResult:
        """See `port.Writer.rehearse`."""
        return self._writer.rehearse(batch)

    def finish(self, *, max_close_ratio: float = 0.20) -> Published:  # noqa: ARG002 - the port's signature
        """Ends the run as if it had never begun."""
        self._writer.abort()
        return Published(seq=self.state.seq, created=0, changed=0, closed=self._closes)

    def abort(self) -> None:
        """See `port.Writer.abort`."""
        self._writer.abort()
