"""The snapshot as questions read it."""

from pathlib import Path

import numpy as np
import pytest

from graphsvc.errors import NotReadyError
from graphsvc.snapshot import Snapshot
from tests.graphsvc.graph import TODAY, Graph


@pytest.fixture
def graph() -> Graph:
    return Graph()


def test_keys_and_positions_translate_into_each_other(tmp_path: Path, graph: Graph) -> None:
    keys = {graph.node("Person", name) for name in ("Ana", "Ben")} | {graph.node("Unit", "Audit")}

    snapshot = graph.snapshot(tmp_path)

    assert {snapshot.key(position) for position in range(snapshot.size)} == keys
    assert [snapshot.position(snapshot.key(position)) for position in range(3)] == [0, 1, 2]


@pytest.mark.parametrize("key", ["p-0000000000000", "p-vvvvvvvvvvvvv", "Ana", "p-not a number!"])
def test_an_unknown_key_has_no_position(tmp_path: Path, graph: Graph, key: str) -> None:
    graph.node("Person", "Ana")

    assert graph.snapshot(tmp_path).position(key) is None


def test_a_key_with_the_prefix_of_another_kind_has_no_position(tmp_path: Path, graph: Graph) -> None:
    person = graph.node("Person", "Ana")

    assert graph.snapshot(tmp_path).position(person.replace("p-", "o-")) is None


def test_nodes_of_a_kind_come_with_their_columns_in_order(tmp_path: Path, graph: Graph) -> None:
    graph.node("Person", "Ana")
    kinds = {graph.node("Organisation", name, type=name): name for name in ("own", "client", "other")}

    snapshot = graph.snapshot(tmp_path)

    at = snapshot.nodes("Organisation")
    found = [snapshot.text(int(code)) for code in snapshot.column("Organisation", "type")]
    assert found == [kinds[key] for key in snapshot.keys(at)]
    last = snapshot.values("Organisation", "type", at[::-1])
    assert last.tolist() == snapshot.column("Organisation", "type")[::-1].tolist()


def test_an_edge_lives_from_its_first_day_to_the_day_before_its_end(tmp_path: Path, graph: Graph) -> None:
    ana, firm = graph.node("Person", "Ana"), graph.node("Organisation", "Harbour")
    graph.edge("EMPLOYED_BY", ana, firm, start=10, end=20)

    snapshot = graph.snapshot(tmp_path)

    live = [day for day in (9, 10, 19, 20) if snapshot.edges("EMPLOYED_BY", day).src.size]
    assert live == [10, 19]


def test_parallel_edges_are_told_apart_by_the_text_of_their_qual(tmp_path: Path, graph: Graph) -> None:
    ana, firm = graph.node("Person", "Ana"), graph.node("Organisation", "Harbour")
    graph.edge("OBSERVED", ana, firm, qual="post")
    graph.edge("OBSERVED", ana, firm, qual="agenda")

    snapshot = graph.snapshot(tmp_path)

    feeds = [snapshot.quals("OBSERVED")[code] for code in snapshot.edges("OBSERVED").qual]
    assert feeds == ["agenda", "post"]
    assert snapshot.quals("DECLARED") == ()


def test_a_text_nobody_uses_has_a_code_no_row_holds(tmp_path: Path, graph: Graph) -> None:
    graph.node("Organisation", "Harbour")

    snapshot = graph.snapshot(tmp_path)

    assert not np.any(snapshot.column("Organisation", "type") == snapshot.code("client"))
    assert snapshot.text(-1) is None


def test_the_stamp_is_what_was_published(tmp_path: Path, graph: Graph) -> None:
    snapshot = graph.snapshot(tmp_path)

    assert (snapshot.epoch, snapshot.seq, snapshot.today) == ("test", 1, TODAY)
    assert (snapshot.published_at, snapshot.currency) == (None, "EUR")
    assert snapshot.feeds == ()


def test_a_snapshot_of_another_store_is_not_ready(tmp_path: Path, graph: Graph) -> None:
    graph.snapshot(tmp_path)

    assert Snapshot.open(tmp_path, epoch="test").seq == 1
    with pytest.raises(NotReadyError, match="another store"):
        Snapshot.open(tmp_path, epoch="restored")


def test_a_current_that_leads_nowhere_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("7\n", encoding="utf-8")

    with pytest.raises(NotReadyError, match="graphsvc publish"):
        Snapshot.open(tmp_path)


def test_a_figure_that_was_not_published_is_named(tmp_path: Path, graph: Graph) -> None:
    with pytest.raises(NotReadyError, match="'loss'"):
        graph.snapshot(tmp_path).baseline("loss")
