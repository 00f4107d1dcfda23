"""The store of the port on any backend: every rule of the house, once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from graphsvc.errors import ConfigurationError, UsageError
from graphsvc.store import lease as leases
from graphsvc.store import transfer
from graphsvc.store.backend import Backend, Reading
from graphsvc.store.begin import begin
from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.derive import rank_of
from graphsvc.store.erase import erase
from graphsvc.store.expire import expire, expired
from graphsvc.store.memo import Memo
from graphsvc.store.port import Applied, ErasureReceipt, Expired, Expiry, RunSpec, StoreInfo, StoreVersion
from graphsvc.store.rows import LeaseRow
from graphsvc.store.terms import Tombstones
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
        self._memo = Memo()
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
            yield StoreView(tx, rank=self._rank, memo=self._memo)

    def erase(self, subject: str, *, actor: str, reason: str) -> ErasureReceipt:
        """See `port.Store.erase`; who asked and why goes to the audit file, by the caller.

        Raises:
            UsageError: nobody or no reason is named.
            ConfigurationError: the store was opened without the secret.
        """
        self._check_writable()
        if not actor.strip() or not reason.strip():
            raise UsageError("Say who erases and why; both are kept in the audit file.")
        if not self._desk.secret:
            raise ConfigurationError(_NOT_RECOGNISED)
        with self._backend.write(durable=True) as tx:
            receipt = erase(tx, subject, self._tombstones(tx), now=self._desk.clock())
        self._backend.scrub()
        return receipt

    def expire(self, expiry: Expiry, *, is_dry_run: bool = False) -> Expired:
        """See `port.Store.expire`."""
        if is_dry_run:
            with self._backend.read() as tx:
                return expired(tx, expiry, rank=self._rank)
        self._check_writable()
        return expire(self._backend, expiry, rank=self._rank, now=self._desk.clock())

    def export(self) -> Iterator[Mapping[str, Any]]:
        """See `port.Store.export`."""
        with self._backend.read() as tx:
            yield from transfer.export(tx)

    def import_(self, records: Iterator[Mapping[str, Any]], *, keeps_epoch: bool = False) -> str:
        """See `port.Store.import_`.

        Args:
            records: an export, from its first record.
            keeps_epoch: go on under the epoch of the export, as after a move.
        """
        self._check_writable()
        with self._backend.read() as tx:
            tombstones = self._tombstones(tx)
        loader = transfer.Loader(backend=self._backend, tombstones=tombstones, now=self._desk.clock())
        loader.load(records, keeps_epoch=keeps_epoch)
        return self.digest()

    def digest(self) -> str:
        """See `port.Store.digest`."""
        with self._backend.read() as tx:
            return transfer.digest(tx)

    @contextmanager
    def held(self) -> Iterator[Callable[[], None]]:
        """Keeps every writer out while the context lasts; call what it yields now and then to stay.

        Raises:
            ConflictError: somebody is loading.
        """
        self._check_writable()
        with self._backend.write() as tx:
            lease = leases.take(tx, leases.EVERYTHING, leases.Holder.here(), now=self._desk.clock())
        try:
            yield lambda: self._keep(lease)
        finally:
            with self._backend.write() as tx:
                leases.let_go(tx, lease)

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
            self._tombstones(tx)
            lease = leases.take(tx, spec.source, leases.Holder.here(), now=now)
            begun = begin(tx, spec, now=now)
        return RunWriter(self._desk, source=spec.source, run=begun.run, state=begun.state, lease=lease)

    def _keep(self, lease: LeaseRow) -> None:
        with self._backend.write() as tx:
            leases.keep(tx, lease, now=self._desk.clock())

    def _tombstones(self, tx: Reading) -> Tombstones:
        found = Tombstones(secret=self._desk.secret, tokens=tx.tombstones())
        if found.tokens and not found.secret:
            raise ConfigurationError(_NOT_RECOGNISED)
        return found

    def _check_writable(self) -> None:
        if self._read_only:
            raise UsageError("The store was opened for reading only; open it for writing to change it.")


_NOT_RECOGNISED = (
    "Erased people are recognised by a secret, and this store was opened without it; "
    "open it with the workspace's secret."
)
