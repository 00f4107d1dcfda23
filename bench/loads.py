"""P12: a load in which nothing, or one row, is new, against the first load and against writing all again."""

import csv
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import Any, LiteralString

from bench.exports import write_settings, write_tables
from bench.firm import SIZES, build_firm
from bench.rounds import ROUNDS, Engine, Timing, taking_turns
from bench.row import Outcome, Row, noise_of, shown
from bench.server import Peer
from bench.workspace import TABLES, append_row, load, scratch
from graphsvc.store.open import open_store

_BATCH = 10_000
_NODES: Mapping[str, LiteralString] = {
    "employees": "MERGE (n:Person {id: r.id}) ON CREATE SET n.firstseen = $tag "
    "SET n.name = r.name, n.email = r.email, n.title = r.title, n.unit = r.unit, n.lastupdated = $tag",
    "accounts": "MERGE (n:Organisation {id: r.id}) ON CREATE SET n.firstseen = $tag "
    "SET n.name = r.name, n.type = r.type, n.domains = r.domains, n.industry = r.industry, n.tier = r.tier, "
    "n.lastupdated = $tag",
    "contacts": "MERGE (n:Person {id: r.id}) ON CREATE SET n.firstseen = $tag "
    "SET n.name = r.name, n.email = r.email, n.lastupdated = $tag",
}
_EMPLOYED: LiteralString = (
    "MERGE (n)-[k:EMPLOYED_BY]->(o) ON CREATE SET k.firstseen = $tag "
    "SET k.title = r.title, k.lastupdated = $tag"
)
_EDGES: Mapping[str, LiteralString] = {
    "employees": f"MATCH (n:Person {{id: r.id}}) MATCH (o:Organisation {{id: 'own'}}) {_EMPLOYED}, "
    "k.since = r.hire_date",
    "contacts": f"MATCH (n:Person {{id: r.id}}) MATCH (o:Organisation {{id: r.account_id}}) {_EMPLOYED}, "
    "k.since = r.valid_from",
}
_SWEEPS: tuple[LiteralString, ...] = (
    "MATCH (n:Person) WHERE n.lastupdated <> $tag DETACH DELETE n",
    "MATCH (n:Organisation) WHERE n.lastupdated <> $tag DETACH DELETE n",
    "MATCH (:Person)-[k:EMPLOYED_BY]->() WHERE k.lastupdated <> $tag DELETE k",
)


@dataclass(kw_only=True)
class _Folder:
    """A workspace of the firm's tables, loaded; every load meets one more new row."""

    root: Path
    numbers: Iterator[int] = field(default_factory=count)

    def again(self) -> None:
        """Loads the tables with one contact more than last time; checks that only it was new."""
        number = next(self.numbers)
        person = f"C-new-{number},New Person{number},A-0,new.person{number}@client0.example"
        append_row(self.root / "contacts.csv", f"{person},Manager,user,2026-01-01")
        report = load(self.root)
        taken = sum(feed.accepted for feed in report.feeds)
        read = sum(feed.unchanged for feed in report.feeds)
        if taken != 1 or read == 0:
            text = f"bench: {taken} rows were taken for new, not 1 ({read} unchanged)"
            raise RuntimeError(text)

    def same(self) -> None:
        """Loads the tables as they are: equal digests; read again only where somebody became known."""
        load(self.root)

    def people(self) -> int:
        """Returns how many people the store holds."""
        store = open_store(f"sqlite:{self.root / 'graph.db'}", read_only=True)
        try:
            with store.view() as view:
                return sum(chunk["id"].size for chunk in view.scan("Person", ["id"]))
        finally:
            store.close()


def unchanged(peer: Peer | None, size: str) -> Outcome:
    """P12: the firm's tables loaded first, again with one row more, and again as they are."""
    with scratch() as folder:
        rows = _exported(folder / "export", size)
        first = _first_loads(folder, rounds=ROUNDS if size == "S" else 1)
        mine = _Folder(root=folder / "work")
        mine.same()
        engines = [
            Engine(name="ours", run=mine.again, stretch=0),
            Engine(name="digest", run=mine.same, stretch=0),
        ]
        if peer:
            engines.append(_merging(peer, folder / "export", expected=mine.people()))
        times = taking_turns(engines)
    return _outcome(times, first, size=f"{size}, {rows:,} rows", rounds=len(first.seconds))


def _exported(folder: Path, size: str) -> int:
    write_settings(folder, TABLES)
    return write_tables(folder, build_firm(SIZES[size]))


def _first_loads(folder: Path, *, rounds: int) -> Timing:
    """Returns the timing of the first load; leaves the last workspace behind."""

    def fresh() -> None:
        shutil.rmtree(folder / "work", ignore_errors=True)
        shutil.copytree(folder / "export", folder / "work")

    engine = Engine(name="first", run=lambda: load(folder / "work"), stretch=0, prepare=fresh)
    return taking_turns([engine], rounds=rounds)["first"]


def _merging(peer: Peer, folder: Path, *, expected: int) -> Engine:
    """Returns the peer: it parses the same files, MERGEs every row and sweeps by tag, as cartography does."""
    peer.empty()
    for label in ("Person", "Organisation"):
        peer.run(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE")
    peer.run("CREATE (:Organisation {id: 'own', lastupdated: -1})")
    tags = count()
    _merge_all(peer, folder, next(tags))
    [record] = peer.run("MATCH (n:Person) RETURN count(n) AS people")
    if record["people"] != expected:
        text = f"bench: the peer holds {record['people']} people, the store {expected}"
        raise RuntimeError(text)
    return Engine(name="MERGE", run=lambda: _merge_all(peer, folder, next(tags)), stretch=0)


def _merge_all(peer: Peer, folder: Path, tag: int) -> None:
    peer.run("MATCH (o:Organisation {id: 'own'}) SET o.lastupdated = $tag", tag=tag)
    for name in TABLES:
        for batch in _batches(folder / f"{name}.csv"):
            peer.run(f"UNWIND $rows AS r {_NODES[name]}", rows=batch, tag=tag)
            if name in _EDGES:
                peer.run(f"UNWIND $rows AS r {_EDGES[name]}", rows=batch, tag=tag)
    for sweep in _SWEEPS:
        peer.run(sweep, tag=tag)


def _batches(path: Path) -> Iterator[list[dict[str, Any]]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        while batch := list(islice(rows, _BATCH)):
            yield batch


def _outcome(times: dict[str, Timing], first: Timing, *, size: str, rounds: int) -> Outcome:
    ours = times["ours"]
    rows = [
        Row(
            name="P12", task=task, size=size, peer="first load", ours=shown(times[name].best),
            theirs=shown(first.best), ratio=times[name].best / first.best, goal=0.15, is_least=False,
            noise=noise_of(times[name], first),
        )
        for name, task in (("ours", "load with one new row"), ("digest", "load of equal files"))
    ]  # fmt: skip
    if "MERGE" in times:
        theirs = times["MERGE"]
        rows.append(
            Row(
                name="P12", task="load with one new row", size=size, peer="re-MERGE of all on Neo4j",
                ours=shown(ours.best), theirs=shown(theirs.best), ratio=theirs.best / ours.best, goal=5.0,
                noise=noise_of(ours, theirs),
            )
        )  # fmt: skip
    note = (
        f"P12, {size}: employees, accounts and contacts through `graphsvc ingest` into SQLite, snapshot "
        f"published where something changed; first load timed {rounds} time(s), the others {ROUNDS} times. "
        "One appended row forces every row to be read and hashed; equal files are read again too where the "
        "load before them made somebody known, as it does here. "
        "The peer parses the same files, MERGEs nodes and employments in batches of 10,000 and sweeps by "
        "tag, warm, at most one relationship a row; it keeps no history, no claims and no snapshot. Checked: "
        "one row taken for new, equal numbers of people."
    )
    return Outcome(rows=rows, notes=[note])
