"""approve-what-ifs: a second person, never oneself, and only for a while."""

import pytest

from graphsvc.errors import NotAllowedError, NotFoundError
from graphsvc.store.cases import CASE_LIVES
from tests.graphsvc.desk import Work


@pytest.fixture
def used_up(work: Work) -> Work:
    """A desk at which hr@firm.example has asked about fifteen people."""
    work.may("hr@firm.example", "hr")
    work.case(*[f"p-{n}" for n in range(15)], who="hr@firm.example")
    return work


def test_an_approval_gives_as_many_people_again(used_up: Work) -> None:
    used_up.do("approve-what-ifs", "head", colleague="hr@firm.example", reason="two teams leave")

    used_up.case(*[f"q-{n}" for n in range(15)], who="hr@firm.example")
    with pytest.raises(NotAllowedError, match="about 30 people"):
        used_up.case("ana", who="hr@firm.example")


def test_an_approval_is_shown_with_its_reason(used_up: Work) -> None:
    used_up.do("approve-what-ifs", "head", colleague="hr@firm.example", reason="two teams leave")

    [told] = used_up.beside.cases.approvals()
    assert (told.who, told.approved_by, told.reason) == ("hr@firm.example", "head", "two teams leave")


def test_nobody_approves_for_themself(used_up: Work) -> None:
    with pytest.raises(NotAllowedError) as refused:
        used_up.do("approve-what-ifs", "hr@firm.example", colleague="hr@firm.example", reason="more")

    assert refused.value.problem == "second-approval-required"
    assert used_up.beside.cases.approvals() == []


def test_an_address_is_the_same_however_it_is_written(used_up: Work) -> None:
    with pytest.raises(NotAllowedError) as refused:
        used_up.do("approve-what-ifs", "hr@firm.example", colleague="HR@Firm.example", reason="more")

    assert refused.value.problem == "second-approval-required"


def test_somebody_who_does_not_sign_in_is_not_found(work: Work) -> None:
    with pytest.raises(NotFoundError):
        work.do("approve-what-ifs", colleague="gone@firm.example", reason="more")


def test_an_approval_ends_after_thirty_days(used_up: Work) -> None:
    used_up.do("approve-what-ifs", "head", colleague="hr@firm.example", reason="two teams leave")
    used_up.clock.at += CASE_LIVES

    used_up.case(*[f"q-{n}" for n in range(15)], who="hr@firm.example")
    with pytest.raises(NotAllowedError, match="about 15 people"):
        used_up.case("ana", who="hr@firm.example")
