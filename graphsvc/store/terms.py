"""What every step of a run needs to know, and what it tells afterwards."""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

from graphsvc.store.derive import Rank
from graphsvc.store.port import APP, Mode, Rejection, WriteResult
from graphsvc.store.rows import ChangeRow, Op

RejectReason = Literal["missing-endpoint", "erased", "backdated", "overlap", "unknown-kind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstones:
    """Who must not come back; knows keys and addresses only as keyed hashes."""

    secret: bytes
    tokens: frozenset[str] = frozenset()

    def of(self, text: str) -> str:
        """Returns the tombstone of a key or identifier."""
        return hmac.digest(self.secret, text.encode(), "sha256").hex()

    def hold(self, texts: Iterable[str]) -> bool:
        """Tells whether one of the keys or identifiers was erased."""
        return bool(self.tokens) and any(self.of(text) in self.tokens for text in texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A run as the steps see it; `seq` is the number that publishes it at the earliest."""

    run_id: str
    source: str
    mode: Mode
    effective: int
    first: bool
    seq: int
    rank: Rank
    tombstones: Tombstones

    @property
    def tells_news(self) -> bool:
        """Whether a statement adds to what the source said before, instead of replacing it."""
        return self.mode == "delta" or self.source == APP


@dataclass(slots=True)
class Tally:
    """What a batch did, counted while it is done."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    superseded: int = 0
    closed: int = 0
    rejected: list[Rejection] = field(default_factory=list[Rejection])
    changes: set[tuple[Op, str, str]] = field(default_factory=set[tuple[Op, str, str]])

    def note(self, op: Op, kind: str, *keys: str) -> None:
        """Notes a change for the readers of changes."""
        self.changes.update((op, kind, key) for key in keys)

    def count(self, *, was: bool, changed: bool) -> None:
        """Counts one record that was there or not, and changed or not."""
        if not was:
            self.created += 1
        elif changed:
            self.updated += 1
        else:
            self.unchanged += 1

    def reject(self, kind: str, key: str, reason: RejectReason, rows: tuple[int, ...] = ()) -> None:
        """Notes a claim that is not taken."""
        self.rejected.append(Rejection(kind=kind, key=key, reason=reason, rows=rows))

    def result(self) -> WriteResult:
        """Returns the counts as the caller of a batch gets them."""
        return WriteResult(
            created=self.created,
            updated=self.updated,
            unchanged=self.unchanged,
            superseded=self.superseded,
            rejected=tuple(self.rejected),
        )

    def rows(self, source: str) -> list[ChangeRow]:
        """Returns the noted changes as pending rows."""
        return [
            ChangeRow(source=source, seq=0, op=op, kind=kind, key=key)
            for op, kind, key in sorted(self.changes)
        ]


def dump_result(result: WriteResult) -> bytes:
    """Returns a result as the ledger keeps it."""
    return orjson.dumps(result)


def load_result(stored: bytes) -> WriteResult:
    """Returns a result of the ledger."""
    values = orjson.loads(stored)
    rejected = tuple(_rejection(each) for each in values.pop("rejected"))
    return WriteResult(rejected=rejected, **values)


def _rejection(values: dict[str, Any]) -> Rejection:
    return Rejection(
        kind=values["kind"], key=values["key"], reason=values["reason"], rows=tuple(values["rows"])
    )


def refused_end(missing: Sequence[str], terms: Terms) -> RejectReason:
    """Returns why an end point that the store does not have is refused."""
    return "erased" if terms.tombstones.hold(missing) else "missing-endpoint"
