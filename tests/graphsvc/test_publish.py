"""Publication; figures are those of ties-and-coverage 9 and risk-measures 1 and 4 on a small firm."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graphsvc.errors import ConflictError
from graphsvc.network import standing
from graphsvc.publish import Terms, publish, republish, states
from graphsvc.snapshot import Snapshot
from graphsvc.store.open import open_store
from graphsvc.store.port import Batch, NodeClaim, RunSpec, Store
from tests.graphsvc.graph import TODAY, Firm, Graph, embedded
from tests.neo4j_runtime.server import Neo4jServer

TERMS = Terms(today=TODAY)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with embedded(tmp_path) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "snapshots"


def _firm() -> Firm:
    """Worked fixture (b): Dee and Eli on paper at Acme with X (omega 3) and Y (omega 1); value 100."""
    firm = Firm()
    acme = firm.client("Acme")
    firm.contact("X", acme, role="decision_maker")
    firm.contact("Y", acme)
    for name in ("Dee", "Eli"):
        firm.edge("ASSIGNED_TO", firm.employee(name, feed=None), acme, qual="lead")
    firm.employee("Fay", end=15_000)
    contract = firm.node("Contract", "c", annual_value="100", currency="EUR", status="signed")
    firm.edge("WITH", contract, acme)
    return firm


def _person(name: str, source: str, store: Store, *, finish: bool) -> None:
    run = RunSpec(run_id=f"{source}-{name}", source=source, mode="delta", effective=TODAY)
    key = Graph().node("Person", name)
    with store.writer(run) as writer:
        writer.write(0, Batch(nodes=[NodeClaim(kind="Person", key=key, properties={"name": name})]))
        if finish:
            writer.finish()


def test_a_finished_run_is_published_with_its_figures(store: Store, folder: Path) -> None:
    """C .84 and dC .285714 from the fixture; D17 by hand: q = .16, o = 1.5, loss = 100 * .16 * 1.5."""
    _firm().write(store)

    found = publish(store, folder, TERMS)

    snapshot = Snapshot.open(folder, epoch=store.version().epoch)
    assert (found.seq, found.is_new, found.reason) == (1, True, "")
    assert (snapshot.seq, snapshot.today, snapshot.published_at) == (1, TODAY, store.version().published_at)
    assert snapshot.baseline("loss") == pytest.approx([2_400, 2_400])
    assert snapshot.baseline("solely_held").tolist() == [0, 0]
    assert snapshot.baseline("threads_lost").tolist() == [1, 1]
    assert snapshot.baseline("coverage") == pytest.approx([0.84])
    assert snapshot.baseline("coverage_measured").tolist() == [0]
    assert snapshot.baseline("threads").tolist() == [2]
    assert snapshot.baseline("worst_employee").tolist() == [snapshot.baseline("employee")[0]]
    assert snapshot.baseline("worst_share") == pytest.approx([0.285714], abs=1e-6)


def test_a_second_publication_changes_nothing(store: Store, folder: Path) -> None:
    _firm().write(store)
    publish(store, folder, TERMS)

    again = publish(store, folder, TERMS)

    assert (again.seq, again.is_new, again.reason) == (1, False, "the snapshot is up to date")
    assert len(list(folder.glob("[0-9]*"))) == 1


def test_another_day_is_published_anew(store: Store, folder: Path) -> None:
    _firm().write(store)
    publish(store, folder, TERMS)

    publish(store, folder, Terms(today=TODAY + 1))

    assert Snapshot.open(folder).today == TODAY + 1


def test_a_changed_store_is_published_anew(store: Store, folder: Path) -> None:
    _firm().write(store)
    publish(store, folder, TERMS)
    _person("Gus", "hr", store, finish=True)

    found = publish(store, folder, TERMS)

    assert (found.seq, found.is_new) == (2, True)


def test_an_unfinished_run_holds_the_old_snapshot_and_says_so(store: Store, folder: Path) -> None:
    _firm().write(store)
    publish(store, folder, TERMS)
    _person("Gus", "crm", store, finish=False)
    _person("Hal", "hr", store, finish=True)

    found = publish(store, folder, TERMS)

    assert (found.seq, found.is_new) == (1, False)
    assert "crm" in found.reason
    assert "graphsvc ingest crm" in found.reason
    assert Snapshot.open(folder).seq == 1


def test_a_later_finished_run_of_the_source_lets_go(store: Store, folder: Path) -> None:
    _person("Gus", "crm", store, finish=False)
    _person("Hal", "crm", store, finish=True)

    assert publish(store, folder, TERMS).is_new


def test_nothing_is_current_while_the_first_run_is_unfinished(store: Store, folder: Path) -> None:
    _person("Gus", "crm", store, finish=False)

    found = publish(store, folder, TERMS)

    assert (found.seq, found.is_new) == (None, False)


def test_an_empty_store_can_be_published(store: Store, folder: Path) -> None:
    assert publish(store, folder, TERMS).is_new
    assert Snapshot.open(folder).size == 0


class _Meddled:
    """A store in which somebody else finishes a run at given readings of it."""

    def __init__(self, store: Store, *, at: str, calls: set[int]) -> None:
        self._store, self._at, self._calls, self._count = store, at, calls, 0
        self.labels: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name == self._at:
            self._count += 1
            if self._count in self._calls:
                _person(f"Person {self._count}", "hr", self._store, finish=True)
        return getattr(self._store, name)

    def label_states(self, states: dict[str, Any]) -> None:
        self.labels = states


@pytest.mark.parametrize("at, call", [("version", 1), ("view", 2)])
def test_a_store_that_changes_while_it_is_read_is_read_again(
    store: Store, folder: Path, at: str, call: int
) -> None:
    _firm().write(store)
    meddled: Any = _Meddled(store, at=at, calls={call})

    found = publish(meddled, folder, TERMS)

    assert (found.seq, found.is_new) == (2, True)
    assert set(meddled.labels) == {"Employee", "Alumnus", "Contact", "Client"}
    assert [path.name for path in folder.iterdir() if path.is_dir()] == ["2"]


def test_a_store_that_never_rests_is_reported(store: Store, folder: Path) -> None:
    meddled: Any = _Meddled(store, at="version", calls=set(range(99)))

    with pytest.raises(ConflictError, match="graphsvc publish"):
        publish(meddled, folder, TERMS)


def test_state_labels_follow_the_day(tmp_path: Path) -> None:
    firm = _firm()
    snapshot = firm.snapshot(tmp_path)

    found = states(snapshot, standing(snapshot, TODAY))

    assert sorted(found["Employee"]) == sorted(firm.node("Person", name) for name in ("Dee", "Eli"))
    assert found["Alumnus"] == [firm.node("Person", "Fay")]
    assert sorted(found["Contact"]) == sorted(firm.node("Person", name) for name in ("X", "Y"))
    assert found["Client"] == [firm.node("Organisation", "Acme")]


def test_the_strength_of_every_tie_is_published(store: Store, folder: Path) -> None:
    firm = Firm()
    firm.knows(firm.employee("Ana"), firm.employee("Ben"), {TODAY: (1, 1)})  # case 2 of ties 4
    firm.write(store)

    publish(store, folder, TERMS)

    assert np.asarray(Snapshot.open(folder).baseline("strength")) == pytest.approx([20.7516], abs=1e-4)


def _erased(store: Store, name: str) -> str:
    key = Graph().node("Person", name)
    store.erase(key, actor="local", reason="asked")
    return key


def test_an_erased_person_is_in_no_snapshot(store: Store, folder: Path) -> None:
    _firm().write(store)
    publish(store, folder, TERMS)
    key = _erased(store, "Dee")

    found = republish(store, folder, TERMS)

    snapshot = Snapshot.open(folder)
    assert found.is_new
    assert snapshot.position(key) is None
    assert [path for path in folder.iterdir() if path.is_dir()] == [snapshot.folder]


def test_an_erased_person_goes_even_while_a_load_is_unfinished(store: Store, folder: Path) -> None:
    """Without Dee, Eli alone covers X and Y by .6, and nothing of the unfinished load shows."""
    _firm().write(store)
    publish(store, folder, TERMS)
    _person("Gus", "crm", store, finish=False)
    key = _erased(store, "Dee")

    found = republish(store, folder, TERMS)

    snapshot = Snapshot.open(folder)
    assert (found.is_new, snapshot.seq) == (False, 1)
    assert snapshot.position(key) is None
    assert snapshot.position(Graph().node("Person", "Gus")) is None
    assert snapshot.baseline("coverage") == pytest.approx([0.6])
    assert [path for path in folder.iterdir() if path.is_dir()] == [snapshot.folder]


def test_an_erasure_before_the_first_publication_publishes_nothing_during_a_load(
    store: Store, folder: Path
) -> None:
    _person("Gus", "crm", store, finish=False)

    found = republish(store, folder, TERMS)

    assert (found.seq, found.is_new) == (None, False)


@pytest.mark.neo4j
def test_people_who_browse_a_server_find_alumni_at_clients(
    folder: Path, neo4j_server: Neo4jServer, neo4j_url: str
) -> None:
    firm = Firm()
    ana = firm.employee("Ana", end=15_000)
    firm.edge("EMPLOYED_BY", ana, firm.client("Acme"), start=15_000)
    with closing(open_store(neo4j_url)) as store:
        store.migrate()
        firm.write(store)
        publish(store, folder, TERMS)

    with neo4j_server.driver() as driver:
        rows = driver.execute_query(
            "MATCH (a:Alumnus)-[:EMPLOYED_BY]->(c:Client) RETURN a.key AS alumnus", database_="neo4j"
        ).records

    assert [row["alumnus"] for row in rows] == [ana]
