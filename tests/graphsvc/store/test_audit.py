"""The audit file: a chain that shows every change, and a box of addresses that can be emptied."""

import sqlite3
from pathlib import Path

import pytest

from graphsvc.store.audit import START, Access, AuditFile, noticed
from graphsvc.store.register import Register
from tests.graphsvc.store.firm import SECRET, Ticks

READ = Access(
    who="local", role="local", action="question.coverage.read", subject="p-1", filters={"b": 1, "a": [2]}
)


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


def test_the_notice_box_keeps_addresses_until_they_are_removed(audit: AuditFile, path: Path) -> None:
    audit.put_notice("p-1", "ann@private.example", added_on=100)
    audit.put_notice("p-1", "ann@private.example", added_on=200)
    audit.put_notice("p-1", "a@private.example", added_on=150)
    audit.put_notice("p-2", "bob@private.example", added_on=100)
    before = audit.notices("p-1")

    removed = audit.delete_notices("p-1")

    assert before == [("a@private.example", 150), ("ann@private.example", 100)]
    assert removed == 2
    assert audit.notices("p-1") == []
    assert audit.notices("p-2") == [("bob@private.example", 100)]
    assert all(b"ann@private" not in each.read_bytes() for each in path.parent.iterdir())


def test_addresses_added_before_a_day_leave_the_notice_box(audit: AuditFile, path: Path) -> None:
    audit.put_notice("p-1", "ann@private.example", added_on=99)
    audit.put_notice("p-2", "bob@private.example", added_on=100)

    due, removed = audit.old_notices(100), audit.delete_old_notices(100)

    assert (due, removed) == (1, 1)
    assert noticed(path) == ["p-2"]
    assert all(b"ann@private" not in each.read_bytes() for each in path.parent.iterdir())


def test_who_has_an_address_in_the_notice_box_is_told_without_the_address(
    audit: AuditFile, path: Path
) -> None:
    for person, address in (("p-2", "b@private.example"), ("p-1", "a@x.example"), ("p-1", "b@x.example")):
        audit.put_notice(person, address, added_on=100)

    assert noticed(path) == ["p-1", "p-2"]


def test_a_file_without_a_notice_box_tells_of_nobody_and_is_not_made(tmp_path: Path) -> None:
    Register(tmp_path / "register.db", clock=Ticks()).close()

    assert noticed(tmp_path / "register.db") == []
    assert noticed(tmp_path / "missing.db") == []
    assert not (tmp_path / "missing.db").exists()


def test_the_rows_about_a_person_are_found_by_key(audit: AuditFile) -> None:
    for subject in ("p-one", "p-two", "", "p-one"):
        audit.append(Access(who="local", role="local", action="read", subject=subject))

    found = audit.about("p-one")

    assert [row.number for row in found] == [1, 4]
    assert audit.about("p-none") == []
