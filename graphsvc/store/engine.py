"""The store of the port on any backend: every rule of the house, once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from graphsvc.errors import ConfigurationError, UsageError
from graphsvc.store import lease as leases
from graphsvc.store.backend import Backend
from graphsvc.store.begin import begin
from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.derive import rank_of
from graphsvc.store.port import Applied, RunSpec, StoreInfo, StoreVersion
from graphsvc.store.view import StoreView
from graphsvc.store.writer import Desk, RunWriter


class RuledStore:
    """See `port.Store`.

    Args:
        backend: the engine that keeps the rows.
        read_only: refuse every write.
        sources: names of the feeds in the order they are believed.
        secret: key of the tombstones; needed to erase, and to write where somebody was erased.
        clock: tells the instant.
    """

    def __init__(
        self,
        backend: Backend,
        *,
        read_only: bool = False,
        sources: Sequence[str] = (),
        secret: bytes = b"",
        clock: Clock = system_clock,
    ) -> None:
        self._backend = backend
        self._read_only = read_only
        self._rank = rank_of(sources)
        self._desk = Desk(backend=backend, rank=self._rank, secret=secret, clock=clock)

    @property
    def backend(self) -> Backend:
        """The engine behind the rules, for `move`."""
        return self._backend

    def info(self) -> StoreInfo:
        """See `port.Store.info`."""
        return self._backend.info()

    def migrate(self, to: int | None = None) -> list[Applied]:
        """See `port.Store.migrate`."""
        return [] if self._read_only else self._backend.migrate(to)

    def version(self) -> StoreVersion:
        """See `port.Store.version`."""
        with self._backend.read() as tx:
            meta = tx.meta()
        return StoreVersion(epoch=meta.epoch, seq=meta.seq, published_at=meta.published_at)

    @contextmanager
    def writer(self, run: RunSpec) -> Iterator[RunWriter]:
        """See `port.Store.writer`."""
        writer = self._begin(run)
        try:
            yield writer
        finally:
            writer.release()

    @contextmanager
    def view(self) -> Iterator[StoreView]:
        """See `port.Store.view`."""
        with self._backend.read() as tx:
            yield StoreView(tx, rank=self._rank, is_ordered=self._backend.is_ordered)

    def label_states(self, states: Mapping[str, Sequence[str]]) -> None:
        """See `port.Store.label_states`."""
        self._backend.label_states(states)

    def close(self) -> None:
        """See `port.Store.close`."""
        self._backend.close()

    def _begin(self, spec: RunSpec) -> RunWriter:
        self._check_writable()
        now = self._desk.clock()
        with self._backend.write() as tx:
            if tx.tombstones() and not self._desk.secret:
                raise ConfigurationError(_NOT_RECOGNISED)
            lease = leases.take(tx, spec.source, leases.Holder.here(), now=now)
            begun = begin(tx, spec, now=now)
        return RunWriter(self._desk, source=spec.source, run=begun.run, state=begun.state, lease=lease)

    def _check_writable(self) -> None:
        if self._read_only:
            raise UsageError("The store was opened for reading only; open it for writing to change it.")


_NOT_RECOGNISED = (
    "People were erased from this store, and the secret that recognises them is missing; "
    "open it with the workspace's secret."
)
