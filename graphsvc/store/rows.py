"""What an engine keeps, as plain records: the vocabulary between the rules and the two backends.

Rules never see a table or a label, backends never see a rule; both sides speak in these rows. Bytes
are little-endian, days are days since 1970, instants are microseconds UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from graphsvc.key import id_of
from graphsvc.store.port import Float64, Int32, Int64, Mode, UInt64

State = Literal["running", "done", "failed", "refused"]
Op = Literal["create", "update", "close", "withdraw", "evidence", "erase"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaRow:
    """What is published; one per store."""

    epoch: str
    seq: int
    published_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseRow:
    """Who may write for a source; `token` grows with every new holder, so a late writer is found out."""

    source: str
    token: int
    holder: str
    host: str
    pid: int
    since: int
    expires: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One load of one source as the ledger keeps it.

    Attributes:
        number: ascending in order of start, unique in the store.
        claims_before: live claims of the source when the run began; the shrink guard divides by it.
        created: records created by its batches; filled by finish, as are `changed` and `closed`.
    """

    run_id: str
    number: int
    source: str
    mode: Mode
    state: State
    effective: int
    inputs: str
    cursor: str
    claims_before: int
    started_at: int
    finished_at: int | None = None
    seq: int | None = None
    created: int = 0
    changed: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """A node as derived from its claims.

    Attributes:
        properties: JSON values; never None, may hold nested lists and objects.
        tokens: identifiers, ascending; the backend keeps an index from token to key.
        search: folded name; `find` looks for a part of it.
        first_seq: the sequence number that first published the node, at the earliest.
    """

    kind: str
    key: str
    properties: Mapping[str, Any]
    tokens: tuple[str, ...] = ()
    search: str = ""
    first_seq: int = 0

    @property
    def id(self) -> int:
        """The number behind the key."""
        return id_of(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """What one source says of one record; `body` is canonical JSON that only the rules read.

    Attributes:
        id: `key.claim_id(source, kind, key or fact id)`.
        target: id of the node, or fact id.
        rows: int64 hashes of the rows it came from, ascending.
    """

    id: int
    source: str
    kind: str
    target: int
    rows: bytes
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One interval of a relationship.

    Attributes:
        id: `key.row_id(fact_id, valid_from)`.
        fact_id: shared by all intervals of the relationship; at most one of them is open.
        settled: history without a live claim.
        seq: the sequence number that published this state, at the earliest.
    """

    id: int
    fact_id: int
    type: str
    src: str
    dst: str
    qual: str
    valid_from: int
    valid_to: int
    properties: Mapping[str, Any] = field(default_factory=dict[str, Any])
    settled: bool = False
    seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """All daily evidence of one pair, feed and channel; `id` is its fact id, type KNOWS."""

    id: int
    src: str
    dst: str
    qual: str
    day: Int32
    given: Float64
    received: Float64


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintRow:
    """Fingerprints of one day and batch; `senders` holds node ids at the same positions, 0 = unknown."""

    id: int
    day: int
    prints: UInt64
    senders: Int64


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One change; `seq` is 0 until a run of its source publishes it. All five fields together are unique."""

    source: str
    seq: int
    op: Op
    kind: str
    key: str
