"""What only the embedded engine can promise: its file, its log, its errors."""

import errno
import fcntl
import os
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from graphsvc.errors import ConfigurationError, ConflictError, StoreUnreachableError, UsageError
from graphsvc.store import lock, sqlite, sqlite_file
from graphsvc.store.engine import RuledStore
from graphsvc.store.open import open_store
from graphsvc.store.port import Applied, Batch
from graphsvc.store.sqlite import SqliteBackend
from graphsvc.store.sqlite_schema import STEPS
from tests.graphsvc.store.firm import (
    SECRET,
    Loads,
    Ticks,
    history,
    job,
    key,
    mail,
    organisation,
    person,
    prints,
    same,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.db"


@pytest.fixture
def store(path: Path) -> RuledStore:
    found = open_store(f"sqlite:{path}", secret=SECRET, clock=Ticks())
    found.migrate()
    return found


def test_the_clock_is_that_of_the_machine_unless_one_is_given(path: Path) -> None:
    store = open_store(f"sqlite:{path}")
    store.migrate()
    before = time.time_ns() // 1000

    Loads(store=store)(Batch(nodes=[person(1)]))

    published_at = store.version().published_at
    assert published_at is not None
    assert before <= published_at <= time.time_ns() // 1000


def test_migration_is_repeatable(path: Path) -> None:
    store = open_store(f"sqlite:{path}")

    first, again = store.migrate(), store.migrate()

    assert [step.number for step in first] == [1, 2]
    assert first[0] == Applied(number=1, name="first schema")
    assert again == []
    assert (store.info().backend, store.info().schema) == ("sqlite", 2)


@pytest.mark.usefixtures("store")
def test_a_newer_schema_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "STEPS", ())

    with pytest.raises(StoreUnreachableError, match="has schema 2, this program knows 0"):
        SqliteBackend(path).migrate()


@pytest.mark.usefixtures("store")
def test_a_schema_step_that_was_changed_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "STEPS", (("first schema", "SELECT 1"), STEPS[1]))

    with pytest.raises(StoreUnreachableError, match="step 1 of the schema is not the one"):
        SqliteBackend(path).migrate()


@pytest.mark.parametrize("schema", range(1, len(STEPS)))
def test_a_store_of_an_older_schema_is_carried_over(store: RuledStore, tmp_path: Path, schema: int) -> None:
    older = open_store(f"sqlite:{tmp_path / 'older.db'}", secret=SECRET, clock=Ticks())
    older.migrate(to=schema)
    for each in (store, older):
        load = Loads(store=each)
        load(Batch(nodes=[organisation(), person(1), person(2)], facts=[job(1, title="A"), job(2, 100, 200)]))
        load(Batch(facts=[job(1, title="B")], evidence=[mail(1, 2, [10])]), effective=500)

    applied = older.migrate()

    assert [step.number for step in applied] == list(range(schema + 1, len(STEPS) + 1))
    assert older.digest() == store.digest()
    assert history(older, 1) == history(store, 1)


def test_no_byte_of_an_erased_person_is_left_in_file_or_log(store: RuledStore, path: Path) -> None:
    load = Loads(store=store)
    secretive = person(1, name="Zacharias Quux", note="likes marmalade")
    load(
        Batch(
            nodes=[organisation(), secretive, person(2), person(3)], facts=[job(1, 100, title="Xylophonist")]
        )
    )
    load(
        Batch(
            facts=[same(key(2), key(1)), job(3)],
            evidence=[mail(1, 3, [10])],
            seen=[prints(10, 0x1122334455667788, sender=1)],
        )
    )

    store.erase(key(1), actor="hr", reason="asked")

    remnants = [
        b"Zacharias",
        b"zacharias",
        b"marmalade",
        b"Xylophonist",
        b"p1@own",
        b"hr|1",
        b"hr|2",
        key(1).encode(),
    ]
    remnants.append((0x1122334455667788).to_bytes(8, "little"))
    files = {each.name: each.read_bytes() for each in path.parent.iterdir() if not each.name.endswith("-shm")}
    found = [(name, word) for name, text in files.items() for word in remnants if word in text]
    assert found == []
    assert b"Person 3" in files["graph.db"]


def test_an_erasure_says_when_a_reader_keeps_the_log_open(
    store: RuledStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "_SCRUB_TRIES", 1)
    monkeypatch.setattr(sqlite_file, "_BUSY_SECONDS", 0.01)
    Loads(store=store)(Batch(nodes=[person(1)]))
    fresh = SqliteBackend(store.backend._file.path)  # type: ignore[attr-defined]

    with store.view() as view:
        view.get([key(1)])
        with fresh.write() as tx:
            tx.put_tombstones(["x"])
        with pytest.raises(ConflictError, match="erase again"):
            fresh.scrub()


def test_two_readers_read_on_while_somebody_writes(store: RuledStore) -> None:
    Loads(store=store)(Batch(nodes=[organisation(), person(1)], facts=[job(1)]))
    found: list[int] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            found.append(len(history(store, 1)))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(20):
        Loads(store=store, source="crm", count=number)(Batch(nodes=[person(number + 2)]))
    stop.set()
    for reader in readers:
        reader.join()

    assert set(found) == {1}


def test_a_full_disk_is_told_and_loses_nothing(store: RuledStore, path: Path) -> None:
    load = Loads(store=store)
    load(Batch(nodes=[person(number) for number in range(50)]))
    backend = SqliteBackend(path)
    with backend.write() as tx:
        tx._db.execute("PRAGMA max_page_count = 40")
    full = RuledStore(backend, clock=Ticks())
    many = Batch(nodes=[person(number, note="x" * 900) for number in range(2000)])

    with pytest.raises(StoreUnreachableError, match=r"disk is full.*free some space"):
        Loads(store=full, count=1)(many)

    with store.view() as view:
        assert len(view.get([key(number) for number in range(60)])) == 50


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 100)

    with pytest.raises(StoreUnreachableError, match="not a database"):
        open_store(f"sqlite:{path}").migrate()


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    store = open_store(f"sqlite:{tmp_path / 'nowhere' / 'graph.db'}")

    with pytest.raises(StoreUnreachableError, match="folder exists"):
        store.migrate()
    with pytest.raises(StoreUnreachableError, match="folder exists"):
        store.version()


def test_a_store_never_migrated_says_how_to_begin(path: Path) -> None:
    sqlite3.connect(path).close()

    with pytest.raises(StoreUnreachableError, match="graphsvc ingest"):
        open_store(f"sqlite:{path}").version()


def test_errors_of_the_engine_without_a_remedy_stay_themselves(store: RuledStore) -> None:
    with pytest.raises(sqlite3.OperationalError, match="syntax"), store.backend.read() as tx:
        tx._db.execute("NONSENSE")  # type: ignore[attr-defined]


def test_a_store_opened_for_reading_reads_and_refuses_to_write(store: RuledStore, path: Path) -> None:
    Loads(store=store)(Batch(nodes=[person(1)]))
    reader = open_store(f"sqlite:{path}", read_only=True)

    with reader.view() as view:
        assert len(view.get([key(1)])) == 1
    assert reader.migrate() == []
    with pytest.raises(UsageError, match="reading only"), reader.writer(Loads(store=reader).spec()):
        pass
    with pytest.raises(StoreUnreachableError, match="reading only"), reader.backend.write():
        pass


@pytest.mark.parametrize("url", ["http://host:7474", "graph.db", "sqlite:", "postgres://x"])
def test_an_address_of_no_known_kind_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="is no store; use sqlite:PATH"):
        open_store(url)


def test_a_lock_held_too_long_is_a_conflict(tmp_path: Path) -> None:
    with (
        lock.held(tmp_path / "lock", timeout_seconds=1.0),
        pytest.raises(ConflictError, match="Another process is writing"),
        lock.held(tmp_path / "lock", timeout_seconds=0.01),
    ):
        pass


def test_an_unexpected_error_of_the_lock_is_not_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(handle: int, operation: int) -> None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), handle, operation)

    monkeypatch.setattr(fcntl, "flock", broken)

    with pytest.raises(OSError, match="Bad file"), lock.held(tmp_path / "lock", timeout_seconds=1.0):
        pass


MOUNTS = "/dev/sda / ext4 rw 0 0\nserver:/x /mnt/share nfs4 rw 0 0\ntmpfs /mnt/share/fast tmpfs rw 0 0\n"


@pytest.mark.parametrize(
    "folder, kind",
    [("/home", "ext4"), ("/mnt/share/a", "nfs4"), ("/mnt/share/fast", "tmpfs"), ("/mnt/shared", "ext4")],
)
def test_the_file_system_of_a_folder_is_that_of_its_deepest_mount(folder: str, kind: str) -> None:
    assert sqlite_file.file_system(Path(folder), MOUNTS) == kind


def test_a_network_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/x {tmp_path} nfs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(sqlite_file, "_MOUNTS", mounts)

    with pytest.raises(StoreUnreachableError, match="lies on nfs"):
        open_store(f"sqlite:{tmp_path / 'graph.db'}")


def test_a_host_that_lists_no_mounts_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "_MOUNTS", tmp_path / "absent")

    assert open_store(f"sqlite:{tmp_path / 'graph.db'}").migrate() != []


def test_state_labels_are_for_engines_that_people_browse(store: RuledStore) -> None:
    store.label_states({"Employee": [key(1)]})

    assert store.version().seq == 0


def test_a_closed_store_leaves_one_whole_file(store: RuledStore, path: Path) -> None:
    Loads(store=store)(Batch(nodes=[person(1)]))

    store.close()

    assert sorted(each.name for each in path.parent.iterdir()) == ["graph.db", "graph.db-lock"]
