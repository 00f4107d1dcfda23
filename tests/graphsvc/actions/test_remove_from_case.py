"""remove-from-case: go on without one of them."""

import pytest

from graphsvc.errors import NotFoundError
from tests.graphsvc.desk import Work


def test_the_others_stay(work: Work) -> None:
    case = work.case("ana", "ben")

    outcome = work.do("remove-from-case", case=case, person="ana")

    found = work.beside.cases.get(case)
    assert found is not None
    assert found.people == (work.key["ben"],)
    assert outcome.subjects == (work.key["ana"],)


def test_a_case_may_be_empty_for_a_while(work: Work) -> None:
    case = work.case("ana")

    work.do("remove-from-case", case=case, person="ana")

    found = work.beside.cases.get(case)
    assert found is not None
    assert found.people == ()


def test_somebody_who_is_not_in_it_is_not_found(work: Work) -> None:
    case = work.case("ana")

    with pytest.raises(NotFoundError, match="person: "):
        work.do("remove-from-case", case=case, person="ben")


def test_a_case_of_somebody_else_is_not_found(work: Work) -> None:
    case = work.case("ana")

    with pytest.raises(NotFoundError, match="no such case for you"):
        work.do("remove-from-case", "other", case=case, person="ana")
