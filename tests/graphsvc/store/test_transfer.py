"""Backups and moves: what goes out comes in again, the same on every engine."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pytest

from graphsvc.errors import ConflictError, InputRefusedError
from graphsvc.store import move as moving
from graphsvc.store import transfer
from graphsvc.store.engine import RuledStore
from graphsvc.store.move import move
from graphsvc.store.port import APP, Batch
from tests.graphsvc.store.conftest import Opener
from tests.graphsvc.store.firm import (
    Loads,
    job,
    job_claim,
    key,
    mail,
    organisation,
    periods,
    person,
    prints,
    same,
)

Records = Iterator[Mapping[str, Any]]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a few records, so that a small firm fills several."""
    monkeypatch.setattr(transfer, "_PAGE", 3)
    monkeypatch.setattr(transfer, "_CHANGES", 2)
    monkeypatch.setattr(moving, "_BETWEEN", 4)


@pytest.fixture
def filled(store: RuledStore) -> RuledStore:
    load = Loads(store=store)
    everybody = range(1, 6)
    load(Batch(nodes=[organisation(), *map(person, everybody)], facts=[job(number) for number in everybody]))
    load(Batch(facts=[same(key(2), key(1))], evidence=[mail(1, 3, [10, 11]), mail(3, 4, [12])]))
    load(
        Batch(seen=[prints(10, 1, 2**63 + 1, sender=3), prints(11, 5)], closes=[job_claim("hr", 5)]),
        effective=900,
    )
    Loads(store=store, source=APP, mode="delta")(Batch(nodes=[person(4, name="Änne")]))
    return store


@pytest.fixture
def empty(open_again: Opener, tmp_path: Path) -> RuledStore:
    found = open_again(address=f"sqlite:{tmp_path / 'other.db'}")
    found.migrate()
    return found


def in_json(store: RuledStore) -> list[bytes]:
    return [orjson.dumps(record) for record in store.export()]


def through_json(lines: list[bytes]) -> Records:
    return (orjson.loads(line) for line in lines)


@pytest.mark.usefixtures("small")
def test_an_export_imported_is_equal_but_of_another_epoch(filled: RuledStore, empty: RuledStore) -> None:
    lines = in_json(filled)

    digest = empty.import_(through_json(lines))

    assert digest == filled.digest()
    assert in_json(empty)[1:] == lines[1:]
    assert empty.version().seq == filled.version().seq
    assert empty.version().epoch != filled.version().epoch


def test_a_load_goes_on_in_an_imported_store_as_in_the_first(filled: RuledStore, empty: RuledStore) -> None:
    empty.import_(through_json(in_json(filled)))

    loads = [Loads(store=each, count=9) for each in (filled, empty)]
    for load in loads:
        load(Batch(facts=[job(5, 950), job(1, title="B")]), effective=960)

    assert periods(empty, 5) == periods(filled, 5) == [(100, 900, None), (950, 2**31 - 1, None)]
    assert empty.digest() == filled.digest()


@pytest.mark.usefixtures("small")
def test_a_move_keeps_epoch_number_and_content(filled: RuledStore, empty: RuledStore) -> None:
    moved = move(filled, empty)

    assert empty.version() == filled.version()
    assert (moved.seq, moved.digest) == (filled.version().seq, filled.digest())
    assert moved.records == len(in_json(filled))
    with empty.view() as one, filled.view() as other:
        assert list(one.changes(0)) == list(other.changes(0))
        assert one.runs() == other.runs()


def test_a_move_back_is_the_same_code(
    filled: RuledStore, empty: RuledStore, open_again: Opener, tmp_path: Path
) -> None:
    third = open_again(address=f"sqlite:{tmp_path / 'third.db'}")
    move(filled, empty)

    move(empty, third)

    assert in_json(third) == in_json(filled)


def test_a_finished_move_run_again_only_compares(filled: RuledStore, empty: RuledStore) -> None:
    move(filled, empty)

    again = move(filled, empty)

    assert again.records == 0


@pytest.mark.usefixtures("small")
def test_a_move_that_broke_off_goes_on(filled: RuledStore, empty: RuledStore) -> None:
    with pytest.raises(KeyboardInterrupt):
        empty.import_(broken(filled.export(), 11), keeps_epoch=True)

    move(filled, empty)

    assert in_json(empty) == in_json(filled)


def broken(records: Records, after: int) -> Records:
    yield from islice(records, after)
    raise KeyboardInterrupt


def test_nobody_loads_while_a_store_is_moved(filled: RuledStore) -> None:
    with (
        filled.held(),
        pytest.raises(ConflictError, match="The store is being moved by process"),
        filled.writer(Loads(store=filled, count=9).spec()),
    ):
        pass


def test_a_store_that_is_loaded_is_not_moved(filled: RuledStore, empty: RuledStore) -> None:
    with (
        filled.writer(Loads(store=filled, count=9).spec()),
        pytest.raises(ConflictError, match="Source 'hr' is loaded by process"),
    ):
        move(filled, empty)


def test_an_import_into_a_store_that_holds_something_is_refused(filled: RuledStore) -> None:
    with pytest.raises(InputRefusedError, match="not empty"):
        filled.import_(through_json(in_json(filled)))


def test_a_file_that_is_no_export_is_refused(empty: RuledStore) -> None:
    with pytest.raises(InputRefusedError, match="no export of format 1"):
        empty.import_(iter([{"record": "node"}]))


def test_a_target_that_differs_afterwards_is_named(
    filled: RuledStore, empty: RuledStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(empty, "digest", lambda: "another")

    with pytest.raises(InputRefusedError, match="differs from the source"):
        move(filled, empty)


@pytest.mark.usefixtures("small")
def test_an_import_applies_the_tombstones_of_both_sides(filled: RuledStore, empty: RuledStore) -> None:
    before = in_json(filled)
    filled.erase(key(1), actor="hr", reason="asked")
    with empty.backend.write() as tx, filled.backend.read() as erased:
        tx.put_tombstones(sorted(erased.tombstones()))
        tx.wipe()

    empty.import_(through_json(before))

    assert empty.digest() == filled.digest()
    assert all(key(1).encode() not in line for line in in_json(empty))


@pytest.mark.usefixtures("small")
def test_fingerprints_of_an_erased_sender_are_cut_on_import(filled: RuledStore, empty: RuledStore) -> None:
    before = in_json(filled)
    filled.erase(key(3), actor="hr", reason="asked")
    with empty.backend.write() as tx, filled.backend.read() as erased:
        tx.put_tombstones(sorted(erased.tombstones()))

    empty.import_(through_json(before))

    with empty.backend.read() as tx:
        found = {row.day: row.prints.tolist() for row in tx.prints([10, 11])}
    assert found == {11: [5]}
