"""The port: what the rest of the house may ask of a store, whichever engine keeps the graph.

Three small parts: `Store` opens, `Writer` takes one run of one source, `View` reads in one short
transaction. There is no query method: SQL and Cypher stay behind the adapters.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

OPEN = 2**31 - 1
"""Day that stands for "still going on"; the largest int32."""
UNBOUNDED = -(2**31)
"""Day that stands for "since we do not know when"; the smallest int32."""
APP = "app"
"""Source of what people record in the service; never swept by a load."""

Made = TypeVar("Made")
Mode = Literal["snapshot", "delta"]
Int64 = npt.NDArray[np.int64]
Int32 = npt.NDArray[np.int32]
UInt64 = npt.NDArray[np.uint64]
Float64 = npt.NDArray[np.float64]
Properties = Mapping[str, Any]
"""JSON values by property name: text, int, float, bool, list of text; dates are ISO text."""
ColumnChunk = Mapping[str, npt.NDArray[Any]]
"""Equal-length arrays by column name, except evidence rows, which follow `days` (rows a tie)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Period for which a source states a fact: days, half-open, None where the source gives no start."""

    valid_from: int | None = None
    valid_to: int = OPEN
    properties: Properties = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeClaim:
    """What a source says of a node.

    Attributes:
        kind: label of a registered node kind.
        key: key of the node.
        properties: non-empty properties.
        tokens: identifiers of the node, `source|id` and `@address`; the union over claims finds it again.
        rows: hashes of the rows the claim came from, ascending; empty = always read again.
    """

    kind: str
    key: str
    properties: Properties
    tokens: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactClaim:
    """What a source says of a relationship: all intervals it states, in any order.

    Attributes:
        type: type of a registered edge kind.
        src: key of the source node.
        dst: key of the target node.
        qual: what tells it from its parallels.
        intervals: stated intervals; in delta mode and for `app` the one that is news.
        rows: hashes of the rows the claim came from, ascending; empty = always read again.
    """

    type: str
    src: str
    dst: str
    qual: str = ""
    intervals: tuple[Interval, ...] = (Interval(),)
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRows:
    """Daily evidence of one pair, feed and channel to be added: days ascending, one entry a day.

    `src` is the lower key; `given` is weight from `src` to `dst`, `received` the way back.
    """

    src: str
    dst: str
    feed: str
    channel: str
    day: Int32
    given: Float64
    received: Float64

    @property
    def qual(self) -> str:
        """What tells this evidence from that of other feeds and channels."""
        return f"{self.feed}|{self.channel}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Fingerprints of one day: hashes and, at the same positions, who sent (key, or empty)."""

    day: int
    prints: UInt64
    senders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSpec:
    """One load of one source.

    Attributes:
        run_id: digest of source, inputs and the source's previous run; the same id resumes.
        source: name of the feed, or `app`.
        mode: `snapshot` closes what is no longer reported, `delta` never closes.
        effective: day on which closes and undated changes take effect.
        inputs: digest of the inputs; equal to the last finished run's = nothing to do.
        cursor: opaque position in the source, kept for the next run.
    """

    run_id: str
    source: str
    mode: Mode
    effective: int
    inputs: str = ""
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """Where a run stands when its writer opens.

    Attributes:
        seq: last published sequence number.
        resumed: an earlier process began this run.
        finished: this run is done already; the writer takes nothing.
        first: the source has never finished a run.
        next_batch: first batch number that is free.
        done_batches: batches already committed.
    """

    seq: int
    resumed: bool
    finished: bool
    first: bool
    next_batch: int
    done_batches: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A claim the store did not take, with the reason: missing endpoint, erased subject, backdated."""

    kind: str
    key: str
    reason: Literal["missing-endpoint", "erased", "backdated", "overlap", "unknown-kind"]
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteResult:
    """What one batch did to the records (not to the claims)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    superseded: int = 0
    rejected: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one transaction writes; nodes before facts before evidence.

    Attributes:
        nodes: claims about nodes.
        facts: claims about relationships.
        evidence: daily evidence to add.
        seen: fingerprints of that evidence.
        closes: ids of this source's claims (`claim_id`) that the inputs no longer report; applied by finish.
    """

    nodes: Sequence[NodeClaim] = ()
    facts: Sequence[FactClaim] = ()
    evidence: Sequence[EvidenceRows] = ()
    seen: Sequence[Seen] = ()
    closes: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Result of a finished run; `seq` is unchanged when nothing changed."""

    seq: int
    created: int
    changed: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreInfo:
    """Engine behind the port, for doctor and readiness."""

    backend: str
    version: str
    schema: int
    capabilities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreVersion:
    """What is published: `epoch` changes on restore or wipe, `seq` grows only on change."""

    epoch: str
    seq: int
    published_at: int | None
    """Instant of publication, microseconds UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A migration that ran."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A node as the merge of its live claims; `key` is the key first seen of all its keys."""

    kind: str
    key: str
    properties: Properties
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One interval of a relationship, open or closed."""

    type: str
    src: str
    dst: str
    qual: str
    valid_from: int
    valid_to: int
    properties: Properties


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One published change, for caches: keys only."""

    seq: int
    op: Literal["create", "update", "close", "withdraw", "evidence", "erase"]
    kind: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A run as the ledger knows it, for doctor, reports and `sources` of an answer.

    `refused` ended before anything was written, `failed` after: only that one holds snapshots back.
    """

    run_id: str
    source: str
    mode: Mode
    inputs: str
    state: Literal["running", "done", "failed", "refused"]
    effective: int
    seq: int | None
    started_at: int
    finished_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureReceipt:
    """Proof of an erasure; `token` is the tombstone of the subject's key."""

    seq: int
    nodes: int
    facts: int
    token: str


class Writer(Protocol):
    """One run of one source; holds the lease of the source until its context ends."""

    @property
    def state(self) -> RunState:
        """Where the run stands."""
        ...

    def read_open(self, kind: str) -> Iterator[tuple[Int64, Sequence[Int64]]]:
        """Yields this source's live claims of a kind: claim ids, and the row hashes of each."""
        ...

    def seen(self, days: Sequence[int]) -> Mapping[int, UInt64]:
        """Returns the fingerprints known of each of the days, ascending."""
        ...

    def write(self, batch_no: int, batch: Batch) -> WriteResult:
        """Writes one batch in one transaction; a batch number already done is a no-op.

        Raises:
            ConflictError: the lease was lost to another process.
        """
        ...

    def rehearse(self, batch: Batch) -> WriteResult:
        """Returns what a batch would do to the records as they are now; nothing of it stays.

        Raises:
            ConflictError: the lease was lost to another process.
        """
        ...

    def finish(self, *, max_close_ratio: float = 0.20) -> Published:
        """Withdraws what is no longer reported, publishes and ends the run, in one transaction.

        Raises:
            InputRefusedError: more than `max_close_ratio` of the source's open claims would close.
        """
        ...

    def abort(self) -> None:
        """Marks the run failed; its rows stay unpublished until a later run of the source."""
        ...


class View(Protocol):
    """One short read transaction."""

    @property
    def seq(self) -> int:
        """Sequence number this transaction sees."""
        ...

    @property
    def epoch(self) -> str:
        """Identity of the content it sees: changes on restore or wipe."""
        ...

    def scan(self, kind: str, columns: Sequence[str], *, as_of: int | None = None) -> Iterator[ColumnChunk]:
        """Yields columns of a node kind or edge type, in ascending order of id.

        Nodes offer `id` (int64), `key`, `tokens` and their properties; facts `src`, `dst` (int64 ids),
        `qual`, `valid_from`, `valid_to` (int32) and their properties; evidence `src`, `dst`, `qual`,
        `days` (rows a tie, int32) and the concatenated `day`, `given`, `received`. Absent properties are
        None in object arrays. Keys joined by SAME_AS are read under the key first seen; ties of joined
        keys are turned (src < dst) and may then repeat. `as_of` keeps the rows live on that day.
        """
        ...

    def get(self, keys: Sequence[str]) -> list[Entity]:
        """Returns the nodes that exist, in the order asked; an old key leads to the key first seen.

        A text that is no key is nobody's.
        """
        ...

    def find(self, text: str, kind: str, *, limit: int = 20, after: str = "") -> list[Entity]:
        """Returns nodes whose name holds the text, or one of whose tokens is `@text`, by key."""
        ...

    def resolve(self, tokens: Sequence[str]) -> Mapping[str, str]:
        """Returns the key behind each known token, the key first seen where keys were joined."""
        ...

    def history(self, key: str) -> list[Row]:
        """Returns all intervals that touch a node, open and closed, by type, ends and start."""
        ...

    def changes(self, since_seq: int, limit: int = 1000) -> Iterator[Change]:
        """Yields published changes after a sequence number."""
        ...

    def runs(self) -> list[RunRecord]:
        """Returns the last run of each source, and every unfinished one."""
        ...

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Returns what `make` finds in this state of the store, made once for each state and name.

        A state is what was published last: rows of a run that has not finished may be in it or not.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """What was kept long enough.

    Attributes:
        evidence_before: days of evidence and fingerprints before this one go, days since 1970-01-01.
        people: keys of former colleagues whose profile is minimised.
        own: keys of the own firm.
        domains: mail domains of the own firm, whose addresses stay identifiers.
    """

    evidence_before: int
    people: Sequence[str] = ()
    own: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """How much was kept too long: days of evidence, fingerprints, profiles."""

    days: int
    prints: int
    people: int


class Store(Protocol):
    """A place where the graph is kept; open it with `open_store`."""

    def info(self) -> StoreInfo:
        """Returns what engine answers."""
        ...

    def migrate(self, to: int | None = None) -> list[Applied]:
        """Brings the schema up to date; repeatable.

        Raises:
            StoreUnreachableError: the schema is newer than this program.
        """
        ...

    def version(self) -> StoreVersion:
        """Returns what is published."""
        ...

    def writer(self, run: RunSpec) -> AbstractContextManager[Writer]:
        """Opens a run.

        Raises:
            ConflictError: another process holds the lease of the source.
        """
        ...

    def view(self) -> AbstractContextManager[View]:
        """Opens one read transaction."""
        ...

    def erase(self, subject: str, *, actor: str, reason: str) -> ErasureReceipt:
        """Removes a person's node, facts, claims, evidence, fingerprints and changes; leaves a tombstone."""
        ...

    def expire(self, expiry: Expiry, *, is_dry_run: bool = False) -> Expired:
        """Removes what was kept long enough and returns how much that was; a dry run only counts."""
        ...

    def export(self) -> Iterator[Mapping[str, Any]]:
        """Yields every record in fixed order; equal content gives equal records on every backend."""
        ...

    def import_(self, records: Iterator[Mapping[str, Any]]) -> str:
        """Loads exported records into an empty store; returns the digest of the content."""
        ...

    def digest(self) -> str:
        """Returns the order-independent digest of the content, equal across backends."""
        ...

    def label_states(self, states: Mapping[str, Sequence[str]]) -> None:
        """Sets the state labels (Employee, Alumnus, Contact, Client) to the keys given, for browsing."""
        ...

    def close(self) -> None:
        """Lets go of connections."""
        ...
