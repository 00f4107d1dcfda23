"""What a running application shares between requests: store, publication, register, limits, clock.

Nothing here answers a question. The publication is looked up anew for each request, so that a load that
publishes is seen at once and a reader never sees half of it.
"""

import hmac
import logging
import math
import threading
from collections.abc import Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from api.bulk import Readers
from api.endpoint import Principal, Rate
from api.logs import LOGGER
from api.problem import ProblemError
from api.shelf import Shelf
from api.windows import Limit, Windows
from graphsvc.errors import NotReadyError, StoreUnreachableError
from graphsvc.snapshot import Snapshot, files
from graphsvc.store.audit import AuditFile
from graphsvc.store.beside import Beside
from graphsvc.store.clock import Clock, system_clock
from graphsvc.store.engine import RuledStore
from graphsvc.store.jobs import SERVICE, JobFile
from graphsvc.store.memo import Memo
from graphsvc.store.open import open_store
from graphsvc.store.port import Store, View
from graphsvc.store.register import Register
from graphsvc.store.replies import ReplyFile
from graphsvc.workspace import Workspace, today

RATES: Mapping[Rate, Limit] = {
    "read": Limit(600, 60),
    "what-if": Limit(60, 60),
    "export": Limit(20, 3_600),
    "login": Limit(10, 600),
}
"""Requests a principal may make, by class of endpoint."""
MOST_TOLD = 128
"""Whole answers kept at once."""
_SECOND = 1_000_000
_HOUR = 3_600 * _SECOND
_TRIES = 3
_PSEUDONYM = 16
_LOG = logging.getLogger(f"{LOGGER}.reads")


@dataclass(slots=True)
class House:
    """The services of one application; close it when it stops.

    Attributes:
        workspace: configuration.
        clock: tells the instant, microseconds UTC.
        rates: requests a principal may make.
        shelf: answers of the current publication, without names.
        readers: whom each principal read today.
        memo: who asks and what they may see, while nothing changes; see `now`.
        told: whole answers that name nobody's own things, likewise.
    """

    workspace: Workspace
    clock: Clock = system_clock
    rates: Mapping[Rate, Limit] = field(default_factory=lambda: RATES)
    shelf: Shelf = field(default_factory=Shelf)
    readers: Readers = field(default_factory=Readers)
    memo: Memo = field(default_factory=Memo)
    told: Memo = field(default_factory=lambda: Memo(MOST_TOLD))
    _store: RuledStore | None = None
    _written: RuledStore | None = None
    _snapshots: dict[str, Snapshot] = field(default_factory=dict[str, Snapshot])
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _windows: Windows = field(init=False)
    _beside: Beside | None = None
    _secret: bytes = b""
    _ends: tuple[Hashable, int | None] = (None, None)
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _acting: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Counts requests by the same clock as everything else."""
        self._windows = Windows(self.clock)

    @property
    def beside(self) -> Beside:
        """What is kept beside the graph."""
        with self._lock:
            if self._beside is None:
                self._beside = Beside.open(self.workspace, clock=self.clock)
            return self._beside

    @property
    def secret(self) -> bytes:
        """Key of fingerprints, forms, cursors and pseudonyms, read once."""
        if not self._secret:
            self._secret = self.workspace.secret()
        return self._secret

    @property
    def audit(self) -> AuditFile:
        """The audit chain."""
        return self.beside.audit

    @property
    def register(self) -> Register:
        """Users, grants, tokens and sessions."""
        return self.beside.register

    def now(self, view: View | None = None, snapshot: Snapshot | None = None) -> Hashable:
        """Returns what is equal only while nothing changes of which an answer could depend.

        That is: who may come in and what is lent or withheld, the content of the store with its consents, and
        the publication. A change of any of them by any process, the end of a grant or token and a new day are
        another state for the very next request.
        """
        seen = (view.epoch, view.seq) if view else None
        answering = (snapshot.epoch, snapshot.folder.name) if snapshot else None
        return self._register_now(), self.today(), seen, answering

    def _register_now(self) -> Hashable:
        """Returns the state of the register: its revision, and the next instant at which something ends."""
        revision, now = self.beside.revision.now(), self.clock()
        of, ends = self._ends
        if of != revision or (ends is not None and ends <= now):
            ends = self.register.next_end()
            self._ends = (revision, ends)
        return revision, ends

    def today(self) -> date:
        """Returns the day the workspace stands at: pinned, else the clock's."""
        return today(self.workspace, now=datetime.fromtimestamp(self.clock() / _SECOND, UTC))

    def form_token(self, principal: Principal) -> str:
        """Returns what a form of this session must send back; of no use in any other."""
        return hmac.digest(self.secret, f"form {principal.session}".encode(), "sha256").hex()

    def ask_to_publish(self) -> None:
        """Orders a publication of what was recorded; one that waits already is enough."""
        self.jobs.put_if_none_waits("publish", {}, who=SERVICE)

    @contextmanager
    def acting(self) -> Iterator[View]:
        """Lends a view to one action at a time: what it finds holds until what it decides is kept.

        Raises:
            StoreUnreachableError: the store does not answer.
        """
        with self._acting, self.view() as view:
            yield view

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """Lends the store open for writing, to one request at a time.

        Raises:
            StoreUnreachableError: it does not answer; the next request tries anew.
        """
        with self._writing:
            if self._written is None:
                self._written = self._open(read_only=False)
            store = self._written
            try:
                yield store
            except StoreUnreachableError:
                self._written = None
                store.close()
                raise

    @property
    def replies(self) -> ReplyFile:
        """What was answered under an Idempotency-Key."""
        return self.beside.replies

    @property
    def jobs(self) -> JobFile:
        """Long work that waits, runs or has ended."""
        return self.beside.jobs

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
        name = files.current_name(self.workspace.snapshots)
        known = self._snapshots.get(name)
        return known or self._mapped(name)

    def _mapped(self, name: str) -> Snapshot:
        with self._lock:
            known = self._snapshots.get(name)
            if known is None:
                known = _opened_snapshot(self.workspace.snapshots)
                self._snapshots = {known.folder.name: known}
                self.shelf.turn(known)
            return known

    def pseudonym(self, name: str) -> str:
        """Returns what stands for a principal in the logs: the same for the same, and no way back."""
        return hmac.digest(self.secret, f"log {name}".encode(), "sha256").hex()[:_PSEUDONYM]

    def note_reads(self, principal: str, people: Collection[str]) -> None:
        """Counts whom a principal read today; very many are logged, and oversight is told."""
        most = self.workspace.privacy.bulk_reads
        day = datetime.fromtimestamp(self.clock() / _SECOND, UTC).date()
        if people and self.readers.passes(principal, people, most=most, day=day):
            self.beside.watch.note_bulk_read(self.audit.subject(principal), most=most)
            _LOG.warning("bulk-read", extra={"told": {"who": self.pseudonym(principal), "most": most}})

    def check(self, snapshot: Snapshot) -> None:
        """Returns if answers may be given: the publication is young enough, and what is read can be logged.

        Raises:
            NotReadyError: the publication is older than `serve.max_age_hours`.
            StoreUnreachableError: the audit cannot be written.
        """
        most = self.workspace.serve.max_age_hours
        age = (self.clock() - (snapshot.published_at or 0)) // _HOUR
        if most is not None and age >= most:
            message = f"the publication is {age} hours old, the limit is {most}. Run `graphsvc ingest`."
            raise NotReadyError(message)
        self.audit.check()

    def spend(self, principal: Principal, rate: Rate) -> None:
        """Counts a request against its class.

        Raises:
            ProblemError: the principal made too many.
        """
        most = self.rates[rate]
        refused = self._windows.hit(most, (rate, principal.name))
        if not refused:
            return
        wait = math.ceil(refused / _SECOND)
        message = f"More than {most} for '{rate}'. Wait {wait} seconds."
        raise ProblemError("rate-limited", message, headers={"Retry-After": str(wait)})

    def close(self) -> None:
        """Lets go of every connection."""
        with self._lock:
            for service in (self._store, self._written, self._beside):
                if service is not None:
                    service.close()
            self._store = self._written = self._beside = None
            self._snapshots = {}
        self.shelf.turn(None)
        self.memo.forget()
        self.told.forget()

    def _opened(self) -> RuledStore:
        with self._lock:
            if self._store is None:
                self._store = self._open(read_only=True)
            return self._store

    def _open(self, *, read_only: bool) -> RuledStore:
        return open_store(
            self.workspace.store_url,
            read_only=read_only,
            sources=self.workspace.sources,
            secret=self.secret,
            clock=self.clock,
        )

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
