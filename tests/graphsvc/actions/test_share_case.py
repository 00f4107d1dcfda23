"""share-case: one more member, who may sign in and gets what their own role sees."""

import pytest

from graphsvc.errors import NotAllowedError, NotFoundError
from tests.graphsvc.desk import Work


def test_a_colleague_with_a_role_becomes_a_member(work: Work) -> None:
    work.may("lead@firm.example", "account_lead")
    case = work.case("ana")

    work.do("share-case", case=case, member=" lead@firm.example ")

    found = work.beside.cases.get(case)
    assert found is not None
    assert found.members == ("lead@firm.example",)


def test_an_address_nobody_signs_in_with_is_refused(work: Work) -> None:
    case = work.case("ana")

    with pytest.raises(NotFoundError, match=r"nobody signs in as 'gone@firm\.example'"):
        work.do("share-case", case=case, member="gone@firm.example")

    found = work.beside.cases.get(case)
    assert found is not None
    assert found.members == ()


def test_somebody_without_a_role_is_refused(work: Work) -> None:
    work.may("new@firm.example")
    case = work.case("ana")

    with pytest.raises(NotFoundError):
        work.do("share-case", case=case, member="new@firm.example")


def test_hr_among_the_members_shares_it_further_and_others_do_not(work: Work) -> None:
    for user in ("partner@firm.example", "third@firm.example"):
        work.may(user, "hr")
    case = work.case("ana")
    work.do("share-case", case=case, member="partner@firm.example")

    work.do("share-case", "partner@firm.example", case=case, member="third@firm.example")

    found = work.beside.cases.get(case)
    assert found is not None
    assert found.members == ("partner@firm.example", "third@firm.example")
    with pytest.raises(NotFoundError, match="no such case for you"):
        work.do("share-case", "other", case=case, member="partner@firm.example")


@pytest.mark.parametrize(
    "action, fields", [("share-case", {"member": "third@firm.example"}), ("close-case", {})]
)
def test_an_account_lead_decides_only_on_a_case_of_their_own(
    work: Work, action: str, fields: dict[str, str]
) -> None:
    for user in ("lead@firm.example", "third@firm.example"):
        work.may(user, "account_lead")
    shared = work.case("ana")
    work.do("share-case", case=shared, member="lead@firm.example")
    work.roles = frozenset({"account_lead"})
    own = work.case("ana", who="lead@firm.example")

    work.do(action, "lead@firm.example", case=own, **fields)

    with pytest.raises(NotAllowedError, match="Only whoever opened the case"):
        work.do(action, "lead@firm.example", case=shared, **fields)


def test_somebody_whose_role_opens_no_case_is_refused(work: Work) -> None:
    work.may("works-council@firm.example", "oversight")
    case = work.case("ana")

    with pytest.raises(NotFoundError, match="role account lead or hr"):
        work.do("share-case", case=case, member="works-council@firm.example")


def test_somebody_who_was_deactivated_is_refused(work: Work) -> None:
    work.may("lead@firm.example", "account_lead")
    work.beside.register.deactivate("lead@firm.example")
    case = work.case("ana")

    with pytest.raises(NotFoundError):
        work.do("share-case", case=case, member="lead@firm.example")
