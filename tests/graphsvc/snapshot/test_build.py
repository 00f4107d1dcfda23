"""From a view to a folder of columns."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from graphsvc.snapshot import Snapshot, Source, Stamp, build
from graphsvc.store.open import open_store
from tests.graphsvc.graph import TODAY, Graph, kept

STAMP = Stamp(epoch="test", seq=1, published_at=None, today=TODAY)


@pytest.fixture
def graph() -> Graph:
    graph = Graph()
    firm = graph.node("Organisation", "Harbour", type="own")
    client = graph.node("Organisation", "Acme", type="client")
    ana = graph.node("Person", "Ana Secret", email="ana@secret.example")
    cho = graph.node("Person", "Cho")
    contract = graph.node("Contract", "c1", start="2024-01-01", annual_value="10.50", currency="EUR")
    graph.edge("EMPLOYED_BY", ana, firm, start=10_000, level="partner")
    graph.edge("EMPLOYED_BY", cho, client, role="champion")
    graph.edge("WITH", contract, client)
    graph.edge("DECLARED", ana, cho, qual="Somebody", band="strong")
    graph.edge("ASSIGNED_TO", ana, client, qual="lead")
    graph.knows(ana, cho, {TODAY: (1, 0)})
    return graph


def _built(graph: Graph, folder: Path, *, parts: int = 1) -> Path:
    with kept(graph, parts=parts) as store, store.view() as view:
        return build(view, folder, stamp=STAMP)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_equal_content_gives_equal_bytes_in_whatever_order_it_comes(tmp_path: Path, graph: Graph) -> None:
    one = _built(graph, tmp_path / "one")
    turned = Graph(nodes=graph.nodes[::-1], facts=graph.facts[::-1], evidence=graph.evidence[::-1])

    other = _built(turned, tmp_path / "other", parts=3)

    assert _bytes(one) == _bytes(other)


@pytest.mark.neo4j
def test_a_server_gives_the_same_bytes_as_the_embedded_store(
    tmp_path: Path, graph: Graph, neo4j_url: str
) -> None:
    one = _built(graph, tmp_path / "one")
    with closing(open_store(neo4j_url)) as store:
        store.migrate()
        graph.write(store, parts=2)
        with store.view() as view:
            other = build(view, tmp_path / "other", stamp=STAMP)

    assert _bytes(one) == _bytes(other)


def test_no_name_address_key_or_author_is_in_any_file(tmp_path: Path, graph: Graph) -> None:
    folder = _built(graph, tmp_path)

    content = b"".join(_bytes(folder).values())
    assert not [word for word in (b"Secret", b"secret", b"Acme", b"Somebody", b"p-") if word in content]


def test_edges_ascend_by_ends_and_hold_their_declared_columns(tmp_path: Path, graph: Graph) -> None:
    snapshot = Snapshot(_built(graph, tmp_path))

    jobs = snapshot.edges("EMPLOYED_BY")

    assert np.all(np.diff(jobs.src) > 0)
    levels = {snapshot.text(code) for code in jobs.columns["level"].tolist()}
    assert levels == {"partner", None}


def test_two_keys_found_to_be_one_are_one_node_with_the_ties_of_both(tmp_path: Path, graph: Graph) -> None:
    ana, cho, alias = (graph.node("Person", name) for name in ("Ana Secret", "Cho", "Ana S."))
    graph.nodes.pop(-3)
    graph.nodes.pop(-2)
    graph.edge("SAME_AS", alias, ana)
    graph.knows(alias, cho, {TODAY: (0, 2)})

    snapshot = Snapshot(_built(graph, tmp_path))

    assert snapshot.position(alias) is None
    ends = {snapshot.key(int(snapshot.evidence.first[0])), snapshot.key(int(snapshot.evidence.second[0]))}
    assert ends == {ana, cho}
    assert sorted([*snapshot.evidence.given, *snapshot.evidence.received]) == [1, 2]


def test_an_empty_store_is_a_snapshot_too(tmp_path: Path) -> None:
    snapshot = Snapshot(_built(Graph(), tmp_path))

    assert snapshot.size == 0
    assert snapshot.evidence.first.size == 0


def test_sources_tell_the_last_finished_run_and_the_newest_event(tmp_path: Path, graph: Graph) -> None:
    with kept(graph) as store:
        people = Graph()
        people.node("Person", "Dee")
        people.write(store, "mail")
        with store.view() as view:
            snapshot = Snapshot(build(view, tmp_path, stamp=STAMP))

    assert snapshot.sources == {
        "mail": Source(effective=TODAY, newest=TODAY),
        "test": Source(effective=TODAY, newest=None),
    }


def test_figures_are_computed_from_the_complete_snapshot_and_published_with_it(
    tmp_path: Path, graph: Graph
) -> None:
    with kept(graph) as store, store.view() as view:
        folder = build(view, tmp_path, stamp=STAMP, figures=lambda one: {"size": np.array([one.size])})

    assert Snapshot(folder).baseline("size").tolist() == [5]


def test_a_failure_before_the_swap_leaves_the_old_snapshot(tmp_path: Path, graph: Graph) -> None:
    _built(graph, tmp_path)

    def fail(snapshot: Snapshot) -> dict[str, np.ndarray]:
        raise RuntimeError(str(snapshot.seq))

    later = Stamp(epoch="test", seq=2, published_at=None, today=TODAY)
    with kept(graph) as store, store.view() as view, pytest.raises(RuntimeError):
        build(view, tmp_path, stamp=later, figures=fail)

    assert Snapshot.open(tmp_path).seq == 1
