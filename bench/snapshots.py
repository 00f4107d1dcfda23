"""P14: a snapshot from Neo4j, in chunks of collected columns and row by row on the same server."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import neo4j
import numpy as np

from bench.firm import SEED, SIZES, Firm, build_firm
from bench.rounds import Engine, Timing, taking_turns
from bench.row import Outcome, Row, noise_of, shown
from bench.server import Peer
from bench.workspace import scratch
from graphsvc.kinds import NODE_KINDS
from graphsvc.snapshot import Snapshot, Stamp, build
from graphsvc.snapshot.knows import COLUMNS
from graphsvc.store.open import open_store
from graphsvc.store.port import Batch, ColumnChunk, EvidenceRows, FactClaim, NodeClaim, RunSpec, Store, View

TODAY = 20_600
"""Day of the firm that `fill` writes."""
_BATCH = 5_000
_DAYS = 20
_EVIDENCE = (
    "MATCH (a:Person)-[r:KNOWS]->(b) RETURN a.id AS src, b.id AS dst, r.qual AS qual, r.day AS day, "
    "r.given AS given, r.received AS received"
)
_ENDS = {"src": "a.id", "dst": "b.id", "valid_from": "x.from_day", "valid_to": "x.to_day"}
_MATCHES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Person": ("MATCH (x:Person)", {}),
    "Organisation": ("MATCH (x:Organisation)", {}),
    "EMPLOYED_BY": ("MATCH (a:Person)-[x:EMPLOYED_BY]->(b)", _ENDS),
}
_TYPES = {"id": "i8", "src": "i8", "dst": "i8", "valid_from": "i4", "valid_to": "i4"}
_PARTS = {"day": "<i4", "given": "<f8", "received": "<f8"}


class RowByRow:
    """A view that reads everything that the firm has one record a row."""

    def __init__(self, view: View, peer: Peer) -> None:
        self._view = view
        self._peer = peer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name)

    def scan(self, kind: str, columns: Sequence[str], *, as_of: int | None = None) -> Iterator[ColumnChunk]:
        """Yields a kind as one chunk gathered from records; kinds without rows as ever."""
        if kind == "KNOWS":
            yield by_rows(self._peer)
        elif kind in _MATCHES:
            yield _by_rows(self._peer, kind, columns)
        else:
            yield from self._view.scan(kind, columns, as_of=as_of)


def by_rows(peer: Peer) -> ColumnChunk:
    """Returns the evidence of all ties, read a record a tie at the fetch size the service uses."""
    found = _records(peer, _EVIDENCE, ("src", "dst", "qual", *_PARTS))
    days = np.array([len(part) // 4 for part in found["day"]], dtype=np.int32)
    parts = {name: np.frombuffer(b"".join(found[name]), kind) for name, kind in _PARTS.items()}
    ends = {name: np.array(found[name], dtype=np.int64) for name in ("src", "dst")}
    return {**ends, "qual": np.array(found["qual"], dtype=object), "days": days, **parts}


def _by_rows(peer: Peer, kind: str, columns: Sequence[str]) -> ColumnChunk:
    """Returns nodes or relationships of a kind in the order of ids."""
    match, cells = _MATCHES[kind]
    names = list(dict.fromkeys(("id", *columns)))
    returned = ", ".join(f"{cells.get(name, f'x.{name}')} AS {name}" for name in names)
    found = _records(peer, f"{match} RETURN {returned}", names)
    chunk = {name: np.array(values, dtype=_TYPES.get(name, object)) for name, values in found.items()}
    order = np.argsort(chunk["id"])
    return {name: values[order] for name, values in chunk.items()}


def _records(peer: Peer, statement: str, columns: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {name: [] for name in columns}
    with peer.driver.session(database="neo4j", fetch_size=20_000) as session:
        for record in session.run(neo4j.Query(statement)):  # pyright: ignore[reportArgumentType] - names of columns
            for name, cells in found.items():
                cells.append(record[name])
    return found


def by_chunks(store: Store) -> ColumnChunk:
    """Returns the evidence of all ties as the service reads it."""
    with store.view() as view:
        chunks = list(view.scan("KNOWS", COLUMNS))
    return {name: np.concatenate([chunk[name] for chunk in chunks]) for name in COLUMNS}


def snapshots(peer: Peer | None, size: str) -> Outcome:
    """P14: the evidence alone, and the whole snapshot."""
    if peer is None:
        return Outcome(rows=[], notes=["P14 needs Neo4j and was left out."])
    peer.empty()
    firm = build_firm(SIZES[size])
    store = open_store(peer.server.url, sources=("bench",))
    try:
        store.migrate()
        fill(store, firm)
        with scratch() as folder:
            return _measured(store, peer, folder, firm)
    finally:
        store.close()
        peer.empty()


def _measured(store: Store, peer: Peer, folder: Path, firm: Firm) -> Outcome:
    builds = {"chunks": _build(store, folder / "chunks", None), "rows": _build(store, folder / "rows", peer)}
    reads: dict[str, Callable[[], Any]] = {"chunks": lambda: by_chunks(store), "rows": lambda: by_rows(peer)}
    for _ in range(4):
        _same_evidence(*(run() for run in reads.values()))
        _same_files(*(run() for run in builds.values()))
    rows = []
    for task, runs in (("evidence from Neo4j", reads), ("whole snapshot from Neo4j", builds)):
        engines = [Engine(name=name, run=run, stretch=0) for name, run in runs.items()]
        rows.append(_row(task, firm, taking_turns(engines)))
    return Outcome(rows=rows, notes=[_note(firm)])


def _build(store: Store, folder: Path, peer: Peer | None) -> Callable[[], Path]:
    stamp = Stamp(epoch="bench", seq=1, published_at=None, today=TODAY)

    def run() -> Path:
        with store.view() as view:
            return build(view if peer is None else cast("View", RowByRow(view, peer)), folder, stamp=stamp)

    return run


def _same_files(one: Path, other: Path) -> None:
    first, second = Snapshot(one).manifest, Snapshot(other).manifest
    if first.arrays != second.arrays:
        text = "bench: the snapshot of rows differs from the snapshot of chunks"
        raise RuntimeError(text)


def _same_evidence(one: ColumnChunk, other: ColumnChunk) -> None:
    for name in ("src", "days", "day", "given"):
        np.testing.assert_array_equal(np.sort(one[name]), np.sort(other[name]), err_msg=name)


def fill(store: Store, firm: Firm) -> None:
    """Writes a firm as one finished run: people, clients, employments and evidence of every tie."""
    run = RunSpec(run_id="bench-1", source="bench", mode="delta", effective=TODAY)
    with store.writer(run) as writer:
        for number, batch in enumerate(batches(firm)):
            done = writer.write(number, batch)
            if done.rejected:
                text = f"bench: the store refused {done.rejected[0]}"
                raise RuntimeError(text)
        writer.finish()


def batches(firm: Firm) -> Iterator[Batch]:
    """Yields nodes, then employments, then evidence."""
    size = firm.size
    people = [NODE_KINDS["Person"].key("bench", at) for at in range(size.employees + size.alumni)]
    contacts = [NODE_KINDS["Person"].key("bench", f"c{at}") for at in range(size.contacts)]
    clients = [NODE_KINDS["Organisation"].key("bench", at) for at in range(size.clients)]
    own = NODE_KINDS["Organisation"].key("bench", "own")
    nodes = [_person(key) for key in (*people, *contacts)]
    nodes += [_organisation(key, "client") for key in clients] + [_organisation(own, "own")]
    jobs = [FactClaim(type="EMPLOYED_BY", src=key, dst=own) for key in people]
    of = firm.contact_client.tolist()
    jobs += [
        FactClaim(type="EMPLOYED_BY", src=contacts[at], dst=clients[of[at]]) for at in range(size.contacts)
    ]
    outside = zip(firm.employee.tolist(), firm.contact.tolist(), strict=True)
    pairs = [(people[one], contacts[other]) for one, other in outside]
    inside = zip(firm.one.tolist(), firm.other.tolist(), strict=True)
    pairs += [(people[one], people[other]) for one, other in inside]
    yield from (Batch(nodes=some) for some in _cut(nodes))
    yield from (Batch(facts=some) for some in _cut(jobs))
    rng = np.random.default_rng(SEED)
    yield from (Batch(evidence=[_evidence(pair, rng) for pair in some]) for some in _cut(pairs))


def _person(key: str) -> NodeClaim:
    return NodeClaim(kind="Person", key=key, properties={"name": key})


def _organisation(key: str, kind: str) -> NodeClaim:
    return NodeClaim(kind="Organisation", key=key, properties={"name": key, "type": kind})


def _evidence(pair: tuple[str, str], rng: np.random.Generator) -> EvidenceRows:
    """Returns twenty days of mail on the average, few for most pairs and many for some."""
    count = int(min(400, 1 + rng.pareto(1.2) * _DAYS / 5))
    day = np.unique(rng.integers(TODAY - 700, TODAY, size=count)).astype(np.int32)
    given, received = rng.integers(0, 4, size=(2, day.size)).astype(np.float64)
    src, dst = sorted(pair)
    return EvidenceRows(
        src=src, dst=dst, feed="bench", channel="mail", day=day, given=given, received=received
    )


def _cut(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))


def _row(task: str, firm: Firm, times: dict[str, Timing]) -> Row:
    ours, theirs = times["chunks"], times["rows"]
    return Row(
        name="P14", task=task, size=f"{firm.size.name}, {firm.size.ties:,} ties", peer="row by row",
        ours=shown(ours.best), theirs=shown(theirs.best), ratio=theirs.best / ours.best, goal=4.0,
        noise=noise_of(ours, theirs),
    )  # fmt: skip


def _note(firm: Firm) -> str:
    return (
        f"P14, {firm.size.name}: {firm.size.nodes - firm.size.units:,} nodes, {firm.size.ties:,} KNOWS "
        "relationships with evidence as byte arrays; CPU of client and server; both with neo4j-rust-ext and "
        "fetch size 20,000, warm (4 calls). Evidence is compared as sorted columns, snapshots by the digest "
        "of every array. Both ways of the whole snapshot number, sort and write the same arrays in Python, "
        "which narrows its ratio."
    )
