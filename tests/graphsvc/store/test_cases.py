"""Cases: who sees one, when it ends, whom somebody asked about in thirty days."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graphsvc.store.cases import CASE_LIVES, CaseFile
from tests.graphsvc.hand import START, Hand


@pytest.fixture
def clock() -> Hand:
    """A clock that only moves when told."""
    return Hand()


@pytest.fixture
def cases(tmp_path: Path, clock: Hand) -> Iterator[CaseFile]:
    """An empty file of cases."""
    with closing(CaseFile(tmp_path / "audit.db", clock=clock)) as opened:
        yield opened


def test_a_case_is_read_back_as_it_was_opened(cases: CaseFile) -> None:
    case = cases.open("hr", purpose="internal-move", last_day="2024-11-30")
    cases.add_people(case, ["p-2", "p-1"], by="hr")
    cases.add_member(case, "lead")

    found = cases.get(case)

    assert found is not None
    assert (found.owner, found.purpose, found.last_day, found.unit) == (
        "hr",
        "internal-move",
        "2024-11-30",
        "",
    )
    assert (found.people, found.members) == (("p-2", "p-1"), ("lead",))
    assert (found.opened_at, found.expires_at) == (START, START + CASE_LIVES)


def test_ids_of_cases_tell_nothing_and_differ(cases: CaseFile) -> None:
    ids = {cases.open("hr", purpose="internal-move") for _ in range(20)}

    assert len(ids) == 20
    assert not any(each == "hr" for each in ids)
    assert {len(each) for each in ids} == {16}


def test_a_case_is_open_to_owner_and_members_alone(cases: CaseFile) -> None:
    case = cases.open("hr", purpose="internal-move")
    cases.add_member(case, "lead")

    found = cases.get(case)

    assert found is not None
    assert [found.is_open_to(who) for who in ("hr", "lead", "other", "")] == [True, True, False, False]


def test_a_case_ends_after_thirty_days(cases: CaseFile, clock: Hand) -> None:
    case = cases.open("hr", purpose="internal-move")

    clock.at += CASE_LIVES - 1
    last = cases.get(case)
    clock.at += 1

    assert last is not None
    assert cases.get(case) is None
    assert cases.of("hr") == []


def test_a_case_that_was_ended_is_known_to_have_been_ones_own(cases: CaseFile) -> None:
    case = cases.open("hr", purpose="internal-move")
    cases.add_member(case, "lead")

    cases.end(case)

    assert cases.get(case) is None
    assert cases.ever_of("hr") == cases.ever_of("lead") == [case]
    assert cases.ever_of("other") == []


def test_cases_are_listed_for_owner_and_members_newest_first(cases: CaseFile, clock: Hand) -> None:
    older = cases.open("hr", purpose="internal-move")
    clock.at += 1
    newer = cases.open("other", purpose="internal-move")
    cases.add_member(newer, "hr")

    assert [case.id for case in cases.of("hr")] == [newer, older]
    assert [case.id for case in cases.of("other")] == [newer]


def test_somebody_taken_out_comes_back(cases: CaseFile) -> None:
    case = cases.open("hr", purpose="internal-move")
    cases.add_people(case, ["p-1", "p-2"], by="hr")

    cases.remove_person(case, "p-1")
    without = cases.get(case)
    cases.add_people(case, ["p-1"], by="hr")
    again = cases.get(case)

    assert without is not None
    assert again is not None
    assert without.people == ("p-2",)
    assert again.people == ("p-1", "p-2")


def test_the_last_day_can_be_set_and_emptied(cases: CaseFile) -> None:
    case = cases.open("hr", purpose="internal-move")

    cases.set_last_day(case, "2024-12-31")
    told = cases.get(case)
    cases.set_last_day(case, "")
    emptied = cases.get(case)

    assert told is not None
    assert emptied is not None
    assert (told.last_day, emptied.last_day) == ("2024-12-31", "")


def test_who_was_asked_about_counts_once_whatever_became_of_it(cases: CaseFile) -> None:
    first, second = (cases.open("hr", purpose="internal-move") for _ in range(2))
    cases.add_people(first, ["p-1", "p-2"], by="hr")
    cases.add_people(second, ["p-2", "p-3"], by="hr")
    cases.remove_person(first, "p-1")
    cases.end(second)

    assert cases.asked_about("hr") == {"p-1", "p-2", "p-3"}


def test_who_was_asked_about_counts_for_who_asked(cases: CaseFile) -> None:
    case = cases.open("hr", purpose="internal-move")
    cases.add_member(case, "lead")

    cases.add_people(case, ["p-1"], by="hr")
    cases.add_people(case, ["p-2"], by="lead")

    assert cases.asked_about("hr") == {"p-1"}
    assert cases.asked_about("lead") == {"p-2"}


def test_who_was_asked_about_counts_for_thirty_days(cases: CaseFile, clock: Hand) -> None:
    case = cases.open("hr", purpose="internal-move")
    cases.add_people(case, ["p-1"], by="hr")

    clock.at += CASE_LIVES - 1
    counted = cases.asked_about("hr")
    clock.at += 1

    assert counted == {"p-1"}
    assert cases.asked_about("hr") == frozenset()


def test_a_whole_unit_counts_as_one(cases: CaseFile) -> None:
    case = cases.open("hr", purpose="internal-move", unit="u-1")
    cases.add_people(case, ["p-1", "p-2", "p-3"], by="hr")

    assert cases.asked_about("hr") == {"u-1"}


def test_an_approval_is_told_to_all_and_holds_for_thirty_days(cases: CaseFile, clock: Hand) -> None:
    cases.approve("hr", by="head", reason="two teams leave")

    [told] = cases.approvals()
    mine, others = cases.approvals("hr"), cases.approvals("other")
    clock.at += CASE_LIVES

    assert (told.who, told.approved_by, told.reason, told.approved_at) == (
        "hr",
        "head",
        "two teams leave",
        START,
    )
    assert (mine, others) == ([told], [])
    assert cases.approvals() == []


def test_a_person_who_is_erased_is_in_no_case(cases: CaseFile, tmp_path: Path) -> None:
    case = cases.open("hr", purpose="internal-move")
    cases.add_people(case, ["p-erased", "p-2"], by="hr")

    cases.forget("p-erased")

    found = cases.get(case)
    assert found is not None
    assert found.people == ("p-2",)
    assert cases.asked_about("hr") == {"p-2"}
    cases.close()
    assert b"p-erased" not in (tmp_path / "audit.db").read_bytes()


def test_cases_outlive_the_process(cases: CaseFile, tmp_path: Path, clock: Hand) -> None:
    case = cases.open("hr", purpose="internal-move")

    with closing(CaseFile(tmp_path / "audit.db", clock=clock)) as again:
        assert again.get(case) == cases.get(case)
