"""A snapshot without some nodes is the snapshot of the graph without them."""

from pathlib import Path

import numpy as np

from graphsvc.snapshot import Snapshot, rewrite
from tests.graphsvc.graph import TODAY, Firm, monthly


def _firm(*, with_ben: bool) -> Firm:
    firm = Firm()
    acme, ana = firm.client("Acme"), firm.employee("Ana")
    cho = firm.contact("Cho", acme, role="champion")
    firm.edge("ASSIGNED_TO", ana, acme, qual="lead")
    firm.knows(ana, cho, monthly())
    firm.knows(ana, acme, {TODAY: (1, 2)})
    if with_ben:
        ben = firm.employee("Ben")
        firm.edge("REPORTS_TO", ben, ana)
        firm.knows(ben, ana, monthly(3))
        firm.knows(ben, cho, monthly(2))
    return firm


def test_what_is_left_is_the_graph_without_the_node(tmp_path: Path) -> None:
    whole = _firm(with_ben=True).snapshot(tmp_path)
    expected = _firm(with_ben=False).snapshot(tmp_path / "expected")
    ben = whole.position(Firm().node("Person", "Ben"))
    kept = np.arange(whole.size) != ben

    folder = rewrite(whole, kept, figures=lambda one: {"size": np.array([one.size])})

    found = Snapshot.open(tmp_path)
    assert found.folder == folder
    assert found.manifest.stamp == whole.manifest.stamp
    assert {
        name: found.manifest.arrays[name] for name in expected.manifest.arrays
    } == expected.manifest.arrays
    assert found.baseline("size").tolist() == [expected.size]


def test_nothing_to_remove_leaves_the_same_files(tmp_path: Path) -> None:
    whole = _firm(with_ben=True).snapshot(tmp_path)

    folder = rewrite(whole, np.ones(whole.size, dtype=np.bool_))

    assert Snapshot(folder).manifest == whole.manifest
