"""Random lives of a store: an export is all there is to know, and no two intervals are ever open at once.

That both engines tell the same of such lives is shown in `test_differential.py`.
"""

import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graphsvc.kinds import EDGE_KINDS, NODE_KINDS
from graphsvc.store.engine import RuledStore
from graphsvc.store.port import APP, OPEN, Batch, FactClaim, Interval, NodeClaim
from tests.graphsvc.store.conftest import Opener
from tests.graphsvc.store.firm import FIRM, Loads, jobs, key, mail, organisation, person, prints, same

STEPS = 6
PEOPLE = 8
SOURCES = ("hr", "crm", "diary", APP)
Step = Callable[[dict[str, Loads]], None]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:{tmp_path / 'graph.db'}"


def story(seed: int) -> list[Step]:
    """Steps that a seed tells, to be done on any store."""
    chance = random.Random(seed)
    return [_load(chance, number) for number in range(STEPS)]


def _load(chance: random.Random, number: int) -> Step:
    source = chance.choice(SOURCES)
    effective = 1000 + 100 * number + chance.randrange(100)
    batches = [_batch(chance, source) for _ in range(chance.randint(1, 3))]
    seed = chance.random()
    erased = chance.randrange(PEOPLE) if chance.random() < 0.2 else None
    ends = chance.choice(["finish", "finish", "finish", "break off", "abort"])

    def step(loads: dict[str, Loads]) -> None:
        load = loads[source]
        load.count += 1
        with load.store.writer(load.spec(effective=effective)) as writer:
            claims = sorted(_claims(load))
            for place, batch in enumerate(batches):
                going = [each for each in claims if random.Random(f"{seed}{each}").random() < 0.2]
                closes = going if load.mode == "snapshot" or source == APP else []
                writer.write(
                    place,
                    Batch(
                        nodes=batch.nodes,
                        facts=batch.facts,
                        evidence=batch.evidence,
                        seen=batch.seen,
                        closes=closes,
                    ),
                )
            if ends == "finish":
                writer.finish(max_close_ratio=1.0)
            elif ends == "abort":
                writer.abort()
        if erased is not None:
            _erase(load.store, erased)

    return step


def _claims(load: Loads) -> list[int]:
    with load.store.backend.read() as tx:
        kinds = (*NODE_KINDS, *EDGE_KINDS)
        return [
            number for kind in kinds for ids, _ in tx.claim_rows(load.source, kind) for number in ids.tolist()
        ]


def _erase(store: RuledStore, number: int) -> None:
    with store.view() as view:
        known = view.get([key(number)])
    if known:
        store.erase(key(number), actor="hr", reason="asked")


def _batch(chance: random.Random, source: str) -> Batch:
    people = [chance.randrange(PEOPLE) for _ in range(chance.randint(0, 5))]
    one, other = chance.sample(range(PEOPLE), 2)
    days = sorted(chance.sample(range(100), 3))
    is_linked = chance.random() < 0.15
    return Batch(
        nodes=[organisation(), *(_person(chance, number, source) for number in people)],
        facts=[
            *(_job(chance) for _ in range(chance.randint(0, 5))),
            *([same(key(one), key(other))] if is_linked else []),
        ],
        evidence=[mail(one, other, days, [chance.random() for _ in days])],
        seen=[prints(days[0], chance.getrandbits(64), sender=one)],
    )


def _person(chance: random.Random, number: int, source: str) -> NodeClaim:
    title = chance.choice([None, "A", "Ä雪", source])
    return person(
        number, row=chance.getrandbits(62), title=title, place=chance.choice([None, "Ulm", 3.5, ["x"]])
    )


def _job(chance: random.Random) -> FactClaim:
    intervals = [
        Interval(
            valid_from=chance.choice([None, *range(100, 2000, 150)]),
            valid_to=chance.choice([OPEN, OPEN, *range(900, 2500, 200)]),
            properties={"title": chance.choice("ABC"), "leave_reason": chance.choice([None, "pay"])},
        )
        for _ in range(chance.randint(1, 3))
    ]
    return jobs(chance.randrange(PEOPLE), *intervals, at=FIRM, row=chance.getrandbits(62))


def told(store: RuledStore) -> dict[str, Any]:
    """Everything a reader can see."""
    with store.view() as view:
        return {
            "seq": view.seq,
            "people": view.get([key(number) for number in range(PEOPLE)]),
            "history": [view.history(key(number)) for number in range(PEOPLE)],
            "changes": list(view.changes(0, 10_000)),
            "as of": {
                day: _columns(view.scan("EMPLOYED_BY", ["id", "src", "title"], as_of=day))
                for day in (500, 1200)
            },
            "knows": sorted(
                _ties(view.scan("KNOWS", ["src", "dst", "qual", "days", "day", "given", "received"]))
            ),
            "runs": [(run.run_id, run.state, run.seq) for run in view.runs()],
        }


def _columns(chunks: Any) -> list[tuple[Any, ...]]:
    return [
        row for chunk in chunks for row in zip(*(column.tolist() for column in chunk.values()), strict=True)
    ]


def _ties(chunks: Any) -> list[tuple[Any, ...]]:
    found = []
    for chunk in chunks:
        ends = np.cumsum(chunk["days"])[:-1]
        parts = [np.split(chunk[name], ends) for name in ("day", "given", "received")]
        days = [tuple(tuple(part.tolist()) for part in tie) for tie in zip(*parts, strict=True)]
        found += list(
            zip(chunk["src"].tolist(), chunk["dst"].tolist(), chunk["qual"].tolist(), days, strict=True)
        )
    return found


def loads_of(store: RuledStore) -> dict[str, Loads]:
    return {
        source: Loads(store=store, source=source, mode="delta" if source in {"diary", APP} else "snapshot")
        for source in SOURCES
    }


@pytest.mark.parametrize("seed", range(100, 110))
def test_an_export_is_all_there_is_to_know(
    store: RuledStore, open_again: Opener, tmp_path: Path, seed: int
) -> None:
    loads = loads_of(store)
    for step in story(seed):
        step(loads)
    copy = open_again(address=f"sqlite:{tmp_path / 'copy.db'}")
    copy.migrate()

    copy.import_(store.export())

    assert told(copy) == told(store)


@pytest.mark.parametrize("seed", range(200, 210))
def test_at_most_one_interval_is_open_and_none_overlap(store: RuledStore, seed: int) -> None:
    loads = loads_of(store)

    for step in story(seed):
        step(loads)

    with store.backend.read() as tx:
        rows = tx.page_facts("EMPLOYED_BY", -1, 10_000)
    lives = {
        number: [row for row in rows if row.fact_id == number] for number in {row.fact_id for row in rows}
    }
    for life in lives.values():
        ends = sorted((row.valid_from, row.valid_to) for row in life)
        assert all(end <= start for (_, end), (start, _) in pairwise(ends))
        assert sum(end == OPEN for _, end in ends) <= 1
