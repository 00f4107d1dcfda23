"""What a running application shares between requests: store, publication, register, limits, clock.

Nothing here answers a question. The publication is looked up anew for each request, so that a load that
publishes is seen at once and a reader never sees half of it.
"""

import math
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.endpoint import Principal, Rate
from api.problem import ProblemError
from api.shelf import Shelf
from graphsvc.errors import NotReadyError, StoreUnreachableError
from graphsvc.snapshot import Snapshot, files
from graphsvc.store.audit import AuditFile
from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.engine import RuledStore
from graphsvc.store.jobs import JobFile
from graphsvc.store.open import open_store
from graphsvc.store.port import View
from graphsvc.store.register import Register
from graphsvc.store.replies import ReplyFile
from graphsvc.workspace import Workspace

RATES: Mapping[Rate, RateLimitItem] = {
    "read": RateLimitItemPerMinute(600),
    "what-if": RateLimitItemPerMinute(60),
    "export": RateLimitItemPerHour(20),
    "login": RateLimitItemPerMinute(10, 10),
}
"""Requests a principal may make, by class of endpoint."""
_SECOND = 1_000_000
_TRIES = 3


@dataclass(slots=True)
class House:
    """The services of one application; close it when it stops.

    Attributes:
        workspace: configuration.
        clock: tells the instant, microseconds UTC.
        rates: requests a principal may make.
        shelf: answers of the current publication, without names.
    """

    workspace: Workspace
    clock: Clock = system_clock
    rates: Mapping[Rate, RateLimitItem] = field(default_factory=lambda: RATES)
    shelf: Shelf = field(default_factory=Shelf)
    _store: RuledStore | None = None
    _snapshots: dict[Path, Snapshot] = field(default_factory=dict[Path, Snapshot])
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _limiter: MovingWindowRateLimiter = field(
        default_factory=lambda: MovingWindowRateLimiter(MemoryStorage())
    )
    _audit: AuditFile | None = None
    _register: Register | None = None
    _replies: ReplyFile | None = None
    _jobs: JobFile | None = None

    @property
    def audit(self) -> AuditFile:
        """The audit chain."""
        with self._lock:
            if self._audit is None:
                self._audit = AuditFile(
                    self.workspace.audit_path, secret=self.workspace.secret(), clock=self.clock
                )
            return self._audit

    @property
    def register(self) -> Register:
        """Users, grants, tokens and sessions."""
        with self._lock:
            if self._register is None:
                self._register = Register(self.workspace.audit_path, clock=self.clock)
            return self._register

    @property
    def replies(self) -> ReplyFile:
        """What was answered under an Idempotency-Key."""
        with self._lock:
            if self._replies is None:
                self._replies = ReplyFile(self.workspace.audit_path, clock=self.clock)
            return self._replies

    @property
    def jobs(self) -> JobFile:
        """Long work that waits, runs or has ended."""
        with self._lock:
            if self._jobs is None:
                self._jobs = JobFile(self.workspace.audit_path, clock=self.clock)
            return self._jobs

    @contextmanager
    def view(self) -> Iterator[View]:
        """Lends a read transaction of the store.

        Raises:
            StoreUnreachableError: it does not answer; the next request tries anew.
        """
        store = self._opened()
        try:
            with store.view() as view:
                yield view
        except StoreUnreachableError:
            self._forget(store)
            raise

    def snapshot(self) -> Snapshot:
        """Returns the publication that is current now, mapped once.

        Raises:
            NotReadyError: nothing is published.
        """
        folder = files.current(self.workspace.snapshots)
        with self._lock:
            known = self._snapshots.get(folder)
            if known is None:
                known = _opened_snapshot(self.workspace.snapshots)
                self._snapshots = {known.folder: known}
                self.shelf.turn(known)
            return known

    def spend(self, principal: Principal, rate: Rate) -> None:
        """Counts a request against its class.

        Raises:
            ProblemError: the principal made too many.
        """
        most = self.rates[rate]
        if self._limiter.hit(most, rate, principal.name):
            return
        until = self._limiter.get_window_stats(most, rate, principal.name).reset_time
        wait = max(1, math.ceil(until - self.clock() / _SECOND))
        message = f"More than {most} for '{rate}'. Wait {wait} seconds."
        raise ProblemError("rate-limited", message, headers={"Retry-After": str(wait)})

    def close(self) -> None:
        """Lets go of every connection."""
        with self._lock:
            for service in (self._store, self._audit, self._register, self._replies, self._jobs):
                if service is not None:
                    service.close()
            self._store = self._audit = self._register = self._replies = self._jobs = None

    def _opened(self) -> RuledStore:
        with self._lock:
            if self._store is None:
                self._store = open_store(
                    self.workspace.store_url,
                    read_only=True,
                    sources=self.workspace.sources,
                    secret=self.workspace.secret(),
                )
            return self._store

    def _forget(self, store: RuledStore) -> None:
        with self._lock:
            if self._store is store:
                self._store = None
        store.close()


def _opened_snapshot(folder: Path) -> Snapshot:
    """Returns the current snapshot; one that is pruned between its name and its files is asked for anew.

    Raises:
        NotReadyError: nothing is published.
    """
    for _ in range(_TRIES):
        with suppress(FileNotFoundError):
            return Snapshot.open(folder)
    raise NotReadyError(f"the snapshots in {folder} are incomplete. Run `graphsvc publish`.")
