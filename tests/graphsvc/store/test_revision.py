"""The revision: a number that every change of who may come in moves, whoever makes it."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graphsvc.store.audit import Access
from graphsvc.store.beside import Beside
from graphsvc.store.preferences import Preferences
from graphsvc.workspace import Firm, Privacy, Workspace

USER = "ana@firm.example"
CHANGES: dict[str, Callable[[Beside], object]] = {
    "a user": lambda beside: beside.register.add_user("new@firm.example"),
    "a grant": lambda beside: beside.register.grant(USER, "admin", granted_by="local"),
    "a grant that replaces one": lambda beside: beside.register.grant(USER, "hr", granted_by="other"),
    "the end of a grant": lambda beside: beside.register.end_grant(USER, "hr"),
    "a user who may come in no more": lambda beside: beside.register.deactivate(USER),
    "a session": lambda beside: beside.register.sign_in(beside.register.new_code(USER)),
    "a token": lambda beside: beside.register.new_token("two", role="hr", accounts="", person="", days=1),
    "a revocation": lambda beside: beside.register.revoke("one"),
    "a wish": lambda beside: beside.preferences.choose("p-1", Preferences(introduces=False)),
    "a loan": lambda beside: beside.delegations.lend("o-1", by=USER, to="ben", until="2024-12-31"),
    "a private address": lambda beside: beside.notices.put("p-1", "me@home.example", added_on=1),
    "a notice": lambda beside: beside.notices.export(["p-2"], who=USER),
}


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Beside]:
    """The books of a workspace with one user of HR and one token."""
    workspace = Workspace(root=tmp_path, firm=Firm(name="Firm"), store_url="", privacy=Privacy(), feeds=())
    with closing(Beside.open(workspace)) as found:
        found.register.add_user(USER)
        found.register.grant(USER, "hr", granted_by="local")
        found.register.new_token("one", role="hr", accounts="", person="", days=1)
        yield found


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_every_change_of_who_may_see_what_moves_it(
    beside: Beside, change: Callable[[Beside], object]
) -> None:
    before = beside.revision.now()

    change(beside)

    assert beside.revision.now() != before


def test_reading_and_its_row_in_the_audit_do_not_move_it(beside: Beside) -> None:
    before = beside.revision.now()

    beside.audit.append(Access(who=USER, role="hr", action="question.coverage.read"))
    beside.register.grants(USER)

    assert beside.revision.now() == before


def test_a_change_by_another_program_moves_it(beside: Beside, tmp_path: Path) -> None:
    before = beside.revision.now()

    with closing(sqlite3.connect(tmp_path / "audit.db")) as other, other:
        other.execute("UPDATE token SET revoked_at = 1")

    assert beside.revision.now() != before


def test_a_file_of_the_same_number_in_its_place_is_another_one(beside: Beside, tmp_path: Path) -> None:
    before, path = beside.revision.now(), tmp_path / "audit.db"
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(path, copy)

    copy.replace(path)

    assert beside.revision.now() != before
