"""add-to-case: one more in the same case, within the same limits."""

from dataclasses import replace

import pytest

from graphsvc.errors import NotAllowedError, NotFoundError, UsageError
from tests.graphsvc.desk import Work


def test_a_second_person_joins_the_first(work: Work) -> None:
    case = work.case("ana")

    outcome = work.do("add-to-case", case=case, person=("ben",))

    found = work.beside.cases.get(case)
    assert found is not None
    assert found.people == (work.key["ana"], work.key["ben"])
    assert outcome.subjects == (work.key["ben"],)
    assert outcome.done.link == f"/cases/{case}"


def test_somebody_who_was_taken_out_comes_back_at_no_cost(work: Work) -> None:
    work.workspace = replace(work.workspace, privacy=replace(work.workspace.privacy, what_ifs=1))
    case = work.case("ana")
    work.do("remove-from-case", case=case, person="ana")

    work.do("add-to-case", case=case, person=("ana",))

    found = work.beside.cases.get(case)
    assert found is not None
    assert found.people == (work.key["ana"],)


def test_the_budget_holds_for_a_case_that_is_open_too(work: Work) -> None:
    case = work.case(*[f"p-{n}" for n in range(15)])

    with pytest.raises(NotAllowedError) as refused:
        work.do("add-to-case", case=case, person=("ana",))

    assert refused.value.problem == "what-if-budget"


def test_more_than_fifty_in_all_are_refused(work: Work) -> None:
    work.workspace = replace(work.workspace, privacy=replace(work.workspace.privacy, what_ifs=100))
    case = work.case(*[f"p-{n}" for n in range(50)])

    work.do("add-to-case", case=case, person=("p-3",))
    with pytest.raises(UsageError, match="this would be 51"):
        work.do("add-to-case", case=case, person=("ana",))


def test_a_case_of_somebody_else_is_not_found(work: Work) -> None:
    case = work.case("ana")

    with pytest.raises(NotFoundError, match="no such case for you"):
        work.do("add-to-case", "other", case=case, person=("ben",))


def test_naming_nobody_is_refused(work: Work) -> None:
    case = work.case("ana")

    with pytest.raises(UsageError, match="person: name at least one"):
        work.do("add-to-case", case=case, person=())
