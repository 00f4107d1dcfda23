"""The audit file: a chain that shows every change, and a box of addresses that can be emptied."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from graphsvc.store.audit import CUT, START, Access, AuditFile
from graphsvc.store.sqlite_file import SqliteFile
from tests.graphsvc.store.firm import SECRET, Ticks

READERS = 8
READ = Access(
    who="local", role="local", action="question.coverage.read", subject="p-1", filters={"b": 1, "a": [2]}
)
BY = Access(who="root", role="admin", action="retention")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.db"


@pytest.fixture
def audit(path: Path) -> AuditFile:
    return AuditFile(path, secret=SECRET, clock=Ticks())


def test_an_empty_chain_is_good_and_starts_at_zero(audit: AuditFile) -> None:
    assert audit.head() == START
    assert audit.verify().is_good


def test_each_row_carries_the_hash_of_the_one_before(audit: AuditFile) -> None:
    first = audit.append(READ)

    second = audit.append(READ)

    one, other = audit.rows()
    assert (one.previous, one.hash, other.previous, other.hash) == (START, first, first, second)
    assert (audit.head(), audit.verify().rows) == (second, 2)
    assert [row.number for row in audit.rows(since=1)] == [2]


def test_a_row_keeps_what_was_asked_but_no_key(audit: AuditFile) -> None:
    audit.append(READ)

    (row,) = audit.rows()
    assert row.filters == '{"a":[2],"b":1}'
    assert row.subject == audit.subject("p-1")
    assert "p-1" not in row.subject
    assert row.at > 0


def test_an_access_about_nobody_has_no_subject(audit: AuditFile) -> None:
    audit.append(Access(who="local", role="local", action="doctor"))

    (row,) = audit.rows()
    assert row.subject == ""


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET who = 'nobody' WHERE number = 2",
        "DELETE FROM audit WHERE number = 2",
        "UPDATE audit SET hash = previous WHERE number = 2",
        "UPDATE audit SET previous = hash WHERE number = 2",
    ],
)
def test_a_change_inside_the_chain_shows(audit: AuditFile, path: Path, change: str) -> None:
    for _ in range(3):
        audit.append(READ)
    with sqlite3.connect(path) as db:
        db.execute(change)
    db.close()

    verdict = audit.verify()

    assert not verdict.is_good
    assert verdict.broken_at in {2, 3}


def test_a_chain_rewritten_as_a_whole_shows_by_the_digest_kept_elsewhere(
    audit: AuditFile, tmp_path: Path
) -> None:
    kept = audit.append(READ)
    audit.append(READ)
    other = AuditFile(tmp_path / "rewritten.db", secret=SECRET, clock=Ticks(now=5))
    other.append(READ)

    assert audit.verify(kept).is_good
    assert not other.verify(kept).is_good
    assert other.verify(kept).broken_at is None


def test_the_chain_goes_on_when_the_file_is_opened_again(audit: AuditFile, path: Path) -> None:
    first = audit.append(READ)
    audit.close()

    again = AuditFile(path, secret=SECRET, clock=Ticks())
    again.append(READ)

    assert [row.previous for row in again.rows()] == [START, first]


def test_the_rows_about_a_person_are_found_by_key(audit: AuditFile) -> None:
    for subject in ("p-one", "p-two", "", "p-one"):
        audit.append(Access(who="local", role="local", action="read", subject=subject))

    found = audit.about("p-one")

    assert [row.number for row in found] == [1, 4]
    assert audit.about("p-none") == []


def old_chain(path: Path, *, rows: int) -> tuple[AuditFile, list[str], Ticks]:
    clock = Ticks()
    audit = AuditFile(path / "audit.db", secret=b"s", clock=clock)
    return audit, [audit.append(BY) for _ in range(rows)], clock


def test_a_chain_that_was_cut_is_verified_from_its_anchor_on(tmp_path: Path) -> None:
    audit, heads, _ = old_chain(tmp_path, rows=4)
    third = next(row.at for row in audit.rows() if row.number == 3)

    cut = audit.cut(third, BY)

    assert cut == 2
    assert [row.number for row in audit.rows()] == [3, 4, 5]
    assert all(audit.verify(head).is_good for head in heads[1:])
    assert not audit.verify(heads[0]).has_expected
    told = list(audit.rows())[-1]
    assert (told.action, told.count, json.loads(told.filters)) == (CUT, 2, {"until": 2, "head": heads[1]})


def test_a_chain_cut_twice_or_as_a_whole_goes_on_unbroken(tmp_path: Path) -> None:
    audit, _, clock = old_chain(tmp_path, rows=2)
    audit.cut(clock(), BY)
    audit.cut(clock(), BY)

    head = audit.append(BY)

    assert audit.verify(head).is_good


def test_a_row_changed_behind_the_anchor_still_shows(tmp_path: Path) -> None:
    audit, _, clock = old_chain(tmp_path, rows=2)
    before = clock()
    audit.append(BY)
    audit.cut(before, BY)
    with closing(sqlite3.connect(tmp_path / "audit.db", isolation_level=None)) as db:
        db.execute("UPDATE audit SET purpose = 'other' WHERE number = 3")

    assert audit.verify().broken_at == 3


def test_an_anchor_of_which_no_row_tells_shows(tmp_path: Path) -> None:
    audit, heads, _ = old_chain(tmp_path, rows=4)
    with closing(sqlite3.connect(tmp_path / "audit.db", isolation_level=None)) as db:
        db.execute("DELETE FROM audit WHERE number <= 2")
        db.execute("INSERT INTO audit_cut VALUES (1, 2, ?)", (heads[1],))

    verdict = audit.verify(heads[-1])

    assert not verdict.is_good
    assert verdict.broken_at == 2


def test_rows_are_cut_only_when_they_are_older(tmp_path: Path) -> None:
    audit, _, _ = old_chain(tmp_path, rows=2)
    first = next(row.at for row in audit.rows())

    assert (audit.old(first), audit.cut(first, BY), audit.old(first + 1)) == (0, 0, 1)


def test_several_rows_are_one_chain_and_one_transaction(audit: AuditFile) -> None:
    last = audit.append_all([READ, READ])

    assert [row.hash for row in audit.rows()][-1] == audit.head() == last
    assert audit.verify().rows == 2


def test_who_waits_is_written_by_the_first_of_those_who_wait(
    audit: AuditFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits, go_on = [], threading.Event()
    write = SqliteFile.write

    @contextmanager
    def slow(file: SqliteFile, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        commits.append(durable)
        if len(commits) == 1:
            assert go_on.wait(10)
        with write(file, durable=durable) as db:
            yield db

    monkeypatch.setattr(SqliteFile, "write", slow)
    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(audit.append, READ) for _ in range(READERS)]
        while len(audit._waiting) < READERS:
            time.sleep(0.001)
        go_on.set()
    heads = [reader.result() for reader in readers]

    assert commits == [True, True]
    assert set(heads) == {row.hash for row in audit.rows()}
    assert audit.verify().rows == READERS


def test_one_who_cannot_write_leaves_the_others_their_turn(
    audit: AuditFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FullError(Exception):
        """The disk is full, once."""

    failed: list[str] = []
    hashed = audit.subject

    def fails_once(key: str) -> str:
        if not failed:
            failed.append(key)
            raise FullError
        return hashed(key)

    monkeypatch.setattr(audit, "subject", fails_once)
    with pytest.raises(FullError):
        audit.append(READ)

    assert audit.append(READ) == audit.head()
    assert audit.verify().rows == 1
