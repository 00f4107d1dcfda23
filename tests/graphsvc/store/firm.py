"""A firm in a few lines: people by number, jobs, mail, and loads of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from graphsvc.key import claim_id, fact_id, new_key
from graphsvc.store.engine import RuledStore
from graphsvc.store.port import (
    OPEN,
    Batch,
    EvidenceRows,
    FactClaim,
    Interval,
    Mode,
    NodeClaim,
    Published,
    Row,
    RunSpec,
    Seen,
    WriteResult,
)

SECRET = b"kept apart from the store"
FIRM = new_key("o", "own")
CLIENT = new_key("o", "client")
START = 1_700_000_000_000_000


@dataclass
class Ticks:
    """A clock that goes one second a look; `jump` moves it."""

    now: int = START

    def __call__(self) -> int:
        self.now += 1_000_000
        return self.now

    def jump(self, seconds: int) -> None:
        self.now += seconds * 1_000_000


def key(number: int) -> str:
    return new_key("p", "hr", number)


def person(number: int, *, row: int | None = None, **properties: object) -> NodeClaim:
    told = {"name": f"Person {number}", **properties}
    return NodeClaim(
        kind="Person",
        key=key(number),
        properties=told,
        tokens=(f"hr|{number}", f"@p{number}@own.example"),
        rows=(number if row is None else row,),
    )


def organisation(at: str = FIRM, name: str = "Own", type_: str = "own") -> NodeClaim:
    return NodeClaim(kind="Organisation", key=at, properties={"name": name, "type": type_}, rows=(1,))


def job(
    number: int,
    start: int | None = 100,
    end: int = OPEN,
    *,
    at: str = FIRM,
    row: int | None = None,
    **properties: object,
) -> FactClaim:
    return jobs(number, Interval(valid_from=start, valid_to=end, properties=properties), at=at, row=row)


def jobs(number: int, *intervals: Interval, at: str = FIRM, row: int | None = None) -> FactClaim:
    rows = (number if row is None else row,)
    return FactClaim(type="EMPLOYED_BY", src=key(number), dst=at, intervals=intervals, rows=rows)


def same(one: str, other: str) -> FactClaim:
    return FactClaim(type="SAME_AS", src=one, dst=other)


def apart(one: str, other: str) -> FactClaim:
    return FactClaim(type="DIFFERENT_FROM", src=one, dst=other)


def mail(
    one: int, other: int, days: Sequence[int], given: Sequence[float] | None = None, *, feed: str = "mail"
) -> EvidenceRows:
    """Evidence of two people; `given` is weight from the one with the lower key."""
    src, dst = sorted((key(one), key(other)))
    weights = np.array(given if given is not None else [1.0] * len(days))
    return EvidenceRows(
        src=src,
        dst=dst,
        feed=feed,
        channel="mail",
        day=np.array(days, dtype=np.int32),
        given=weights,
        received=np.zeros(len(days)),
    )


def prints(day: int, *hashes: int, sender: int | None = None) -> Seen:
    senders = ("" if sender is None else key(sender),) * len(hashes)
    return Seen(day=day, prints=np.array(hashes, dtype=np.uint64), senders=senders)


def job_claim(source: str, number: int, at: str = FIRM) -> int:
    """The id of a source's claim about a job."""
    return claim_id(source, "EMPLOYED_BY", fact_id(key(number), "EMPLOYED_BY", at, ""))


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a load gave back."""

    written: WriteResult
    published: Published


@dataclass(kw_only=True)
class Loads:
    """Loads of one source, one run each, numbered."""

    store: RuledStore
    source: str = "hr"
    mode: Mode = "snapshot"
    count: int = field(default=0)

    def __call__(self, batch: Batch, *, effective: int = 1000, max_close_ratio: float = 1.0) -> Loaded:
        self.count += 1
        with self.store.writer(self.spec(effective=effective)) as writer:
            written = writer.write(writer.state.next_batch, batch)
            return Loaded(written=written, published=writer.finish(max_close_ratio=max_close_ratio))

    def spec(self, *, effective: int = 1000, inputs: str = "") -> RunSpec:
        return RunSpec(
            run_id=f"{self.source}-{self.count}",
            source=self.source,
            mode=self.mode,
            effective=effective,
            inputs=inputs,
        )


def history(store: RuledStore, number: int) -> list[Row]:
    with store.view() as view:
        return view.history(key(number))


def periods(store: RuledStore, number: int) -> list[tuple[int, int, object]]:
    """Start, end and title of a person's jobs."""
    return [(row.valid_from, row.valid_to, row.properties.get("title")) for row in history(store, number)]


def ops(store: RuledStore, since: int) -> set[tuple[str, str]]:
    """Operation and kind of the changes after a sequence number."""
    with store.view() as view:
        return {(change.op, change.kind) for change in view.changes(since, 10_000)}
