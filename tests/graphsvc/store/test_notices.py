"""The notice box: addresses that can be emptied, links that work once."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graphsvc.store.notices import LINK_LIVES, NoticeBox, asked, noticed
from graphsvc.store.register import Register
from tests.graphsvc.hand import Hand


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.db"


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def box(path: Path, clock: Hand) -> Iterator[NoticeBox]:
    with closing(NoticeBox(path, clock=clock)) as found:
        yield found


def test_it_keeps_addresses_until_they_are_removed(box: NoticeBox, path: Path) -> None:
    box.put("p-1", "ann@private.example", added_on=100)
    box.put("p-1", "ann@private.example", added_on=200)
    box.put("p-1", "a@private.example", added_on=150)
    box.put("p-2", "bob@private.example", added_on=100)
    before = box.of("p-1")

    removed = box.forget("p-1")

    assert before == [("a@private.example", 150), ("ann@private.example", 100)]
    assert removed == 2
    assert box.of("p-1") == []
    assert box.of("p-2") == [("bob@private.example", 100)]
    assert all(b"ann@private" not in each.read_bytes() for each in path.parent.iterdir())


def test_who_waits_longest_comes_first_with_one_address_each(box: NoticeBox) -> None:
    for person, address, day in (
        ("p-1", "b@x.example", 9),
        ("p-1", "a@x.example", 9),
        ("p-2", "c@x.example", 3),
    ):
        box.put(person, address, added_on=day)

    assert [(each.person, each.address) for each in box.waiting()] == [
        ("p-2", "c@x.example"),
        ("p-1", "a@x.example"),
    ]


def test_an_export_gives_each_person_a_code_of_their_own_and_they_wait_no_more(box: NoticeBox) -> None:
    for person in ("p-1", "p-2", "p-3"):
        box.put(person, f"{person}@x.example", added_on=1)

    codes = box.export(["p-1", "p-2"], who="pat")

    assert len(set(codes)) == 2
    assert [box.person_of(code) for code in codes] == ["p-1", "p-2"]
    assert [each.person for each in box.waiting()] == ["p-3"]
    assert [(each.who, each.people, each.answered) for each in box.exports()] == [("pat", 2, 0)]


def test_a_code_is_looked_at_as_often_as_one_likes_and_used_once(box: NoticeBox) -> None:
    [code] = box.export(["p-1"], who="pat")
    looks = {box.person_of(code) for _ in range(3)}

    first, second = box.burn(code), box.burn(code)

    assert (looks, first, second, box.person_of(code)) == ({"p-1"}, "p-1", None, None)
    assert box.exports()[0].answered == 1


def test_an_answer_ends_older_links_of_the_same_person(box: NoticeBox, clock: Hand) -> None:
    [old] = box.export(["p-1"], who="pat")
    clock.at += 1
    [new] = box.export(["p-1"], who="pat")

    box.burn(new)

    assert box.person_of(old) is None


def test_a_code_is_over_after_thirty_days(box: NoticeBox, clock: Hand) -> None:
    [code] = box.export(["p-1"], who="pat")
    clock.at += LINK_LIVES - 1
    on_the_last_day = box.person_of(code)
    clock.at += 1

    assert on_the_last_day == "p-1"
    assert (box.person_of(code), box.burn(code)) == (None, None)


@pytest.mark.parametrize("code", ["", "no-code-of-ours"])
def test_a_code_that_was_never_given_asks_nobody(box: NoticeBox, code: str) -> None:
    assert (box.person_of(code), box.burn(code)) == (None, None)


def test_no_code_is_kept_as_it_is(box: NoticeBox, path: Path) -> None:
    [code] = box.export(["p-1"], who="pat")

    assert all(code.encode() not in each.read_bytes() for each in path.parent.iterdir())


def test_addresses_added_before_a_day_are_due(box: NoticeBox, path: Path) -> None:
    box.put("p-1", "ann@private.example", added_on=99)
    box.put("p-2", "bob@private.example", added_on=100)

    due, removed = box.due(100), box.delete_due(100)

    assert (due, removed) == (1, 1)
    assert noticed(path) == ["p-2"]
    assert all(b"ann@private" not in each.read_bytes() for each in path.parent.iterdir())


def test_an_address_stays_while_its_link_may_be_answered(box: NoticeBox, clock: Hand) -> None:
    box.put("p-1", "ann@private.example", added_on=1)
    box.export(["p-1"], who="pat")
    waits = box.due(100)
    clock.at += LINK_LIVES

    assert (waits, box.due(100)) == (0, 1)


def test_who_is_in_it_and_who_was_asked_is_told_without_addresses(box: NoticeBox, path: Path) -> None:
    for person, address in (("p-2", "b@private.example"), ("p-1", "a@x.example"), ("p-1", "b@x.example")):
        box.put(person, address, added_on=100)
    box.export(["p-2"], who="pat")

    assert (noticed(path), asked(path)) == (["p-1", "p-2"], ["p-2"])


def test_a_file_without_a_box_tells_of_nobody_and_is_not_made(tmp_path: Path) -> None:
    Register(tmp_path / "register.db").close()

    assert noticed(tmp_path / "register.db") == []
    assert asked(tmp_path / "missing.db") == []
    assert not (tmp_path / "missing.db").exists()


def test_erasing_somebody_forgets_that_they_were_asked(box: NoticeBox, path: Path) -> None:
    box.put("p-1", "ann@private.example", added_on=1)
    [code] = box.export(["p-1"], who="pat")

    box.erase("p-1")

    assert (box.person_of(code), asked(path), noticed(path)) == (None, [], [])


def test_a_file_does_not_bring_back_the_address_of_somebody_who_answered(box: NoticeBox) -> None:
    box.put("p-1", "ann@private.example", added_on=1)
    [code] = box.export(["p-1"], who="pat")
    box.burn(code)
    box.forget("p-1")

    box.put("p-1", "ann@private.example", added_on=9)

    assert box.of("p-1") == []


def test_nor_of_somebody_who_was_asked_and_did_not_answer(box: NoticeBox, clock: Hand) -> None:
    box.put("p-1", "ann@private.example", added_on=1)
    box.export(["p-1"], who="pat")
    clock.at += LINK_LIVES
    box.delete_due(100)

    box.put("p-1", "ann@private.example", added_on=101)

    assert box.of("p-1") == []


def test_nor_of_somebody_who_objected(box: NoticeBox) -> None:
    box.put("p-1", "ann@private.example", added_on=1)

    box.settle("p-1")

    box.put("p-1", "ann@private.example", added_on=9)
    assert box.of("p-1") == []
    assert box.exports() == []
