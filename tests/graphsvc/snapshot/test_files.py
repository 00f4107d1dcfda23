"""Files that appear whole or not at all."""

from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np
import pytest

from graphsvc.errors import NotReadyError
from graphsvc.snapshot import Snapshot, files
from tests.graphsvc.graph import Graph


def _graph() -> Graph:
    graph = Graph()
    graph.node("Person", "Ana")
    return graph


def test_nothing_published_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NotReadyError, match="graphsvc ingest"):
        files.current(tmp_path)


def test_the_last_three_snapshots_stay(tmp_path: Path) -> None:
    for seq in range(1, 6):
        _graph().snapshot(tmp_path, seq=seq)

    kept = sorted(path.name for path in tmp_path.iterdir() if path.is_dir())
    assert kept == ["3", "4", "5"]
    assert files.current(tmp_path).name == "5"


def test_the_same_sequence_number_is_published_beside_itself(tmp_path: Path) -> None:
    first = _graph().snapshot(tmp_path, today=1)
    second = _graph().snapshot(tmp_path, today=2)

    assert (first.folder.name, second.folder.name) == ("1", "1.1")
    assert Snapshot.open(tmp_path).today == 2


def test_a_reader_keeps_its_files_while_others_publish_and_prune(tmp_path: Path) -> None:
    held = _graph().snapshot(tmp_path, seq=1)
    for seq in range(2, 6):
        _graph().snapshot(tmp_path, seq=seq)

    assert not held.folder.exists()
    assert held.keys(held.nodes("Person")) == [_graph().node("Person", "Ana")]


def test_what_a_crash_left_is_removed_and_never_current(tmp_path: Path) -> None:
    _graph().snapshot(tmp_path, seq=1)
    half = tmp_path / ".tmp-7"
    half.mkdir()

    assert Snapshot.open(tmp_path).seq == 1
    files.fresh(tmp_path, 8)
    assert not half.exists()


def test_equal_arrays_have_equal_digests(tmp_path: Path) -> None:
    values = np.arange(3, dtype=np.int32)

    one = files.write(tmp_path, {"a": values, "b": values.copy(), "c": values[:0]})

    assert one["a"] == one["b"]
    assert one["c"].length == 0
    assert files.mapped(tmp_path, "c", one["c"]).dtype == np.int32


def test_a_mapped_array_cannot_be_written(tmp_path: Path) -> None:
    entry = files.write(tmp_path, {"a": np.arange(3)})["a"]
    found = files.mapped(tmp_path, "a", entry)

    with pytest.raises(ValueError, match="read-only"):
        found[0] = 1


def _hold(folder: Path, done: Event) -> None:
    with files.exclusive(folder):
        done.set()


def test_a_second_builder_waits_for_the_first(tmp_path: Path) -> None:
    context = get_context("spawn")
    done = context.Event()
    other = context.Process(target=_hold, args=(tmp_path, done))

    with files.exclusive(tmp_path):
        other.start()
        entered_early = done.wait(0.5)
    other.join(60)

    assert not entered_early
    assert done.is_set()
