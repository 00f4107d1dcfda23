"""Wishes to be erased: asked once, ordered once, and forgotten when they are done."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graphsvc.store.erasures import ERASE_WITHIN, ErasureFile
from tests.graphsvc.hand import Hand


@pytest.fixture
def wishes(tmp_path: Path) -> Iterator[ErasureFile]:
    with closing(ErasureFile(tmp_path / "audit.db", clock=Hand())) as found:
        yield found


def test_a_wish_is_open_until_it_is_done_and_due_in_thirty_days(wishes: ErasureFile) -> None:
    wish = wishes.ask("p-1", who="ann")

    [found] = wishes.open()
    assert (found.id, found.person, found.state, found.who) == (wish, "p-1", "asked", "ann")
    assert found.due_at - found.asked_at == ERASE_WITHIN


def test_asking_twice_is_one_wish(wishes: ErasureFile) -> None:
    assert wishes.ask("p-1", who="ann") == wishes.ask("p-1", who="ann")


def test_it_is_ordered_once(wishes: ErasureFile) -> None:
    wish = wishes.ask("p-1", who="ann")

    first = wishes.order(wish, who="adam", reason="asked for")

    assert (first, wishes.order(wish, who="eve", reason="again")) == (True, False)
    assert [(each.state, each.who, each.reason) for each in wishes.open()] == [
        ("ordered", "adam", "asked for")
    ]


def test_what_is_done_forgets_whom_it_was_about(wishes: ErasureFile, tmp_path: Path) -> None:
    wish = wishes.ask("p-somebody", who="ann@private.example")

    wishes.end(wish)

    found = wishes.get(wish)
    assert found is not None
    assert (found.state, found.person, found.who) == ("done", "", "")
    assert wishes.open() == []
    assert wishes.of("p-somebody") is None
    assert all(b"p-somebody" not in each.read_bytes() for each in tmp_path.iterdir())


def test_a_wish_nobody_made_is_not_found(wishes: ErasureFile) -> None:
    assert wishes.get("nothing") is None
