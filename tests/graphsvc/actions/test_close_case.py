"""close-case: the what-if ends, what was recorded in it stays."""

import pytest

from graphsvc.errors import NotFoundError
from tests.graphsvc.desk import Work


def test_a_closed_case_is_gone_for_its_members(work: Work) -> None:
    case = work.case("ana")

    done = work.do("close-case", case=case).done

    assert done.link == "/cases"
    assert work.beside.cases.get(case) is None
    with pytest.raises(NotFoundError):
        work.do("close-case", case=case)


def test_its_departures_stay_with_who_knew_of_them(work: Work) -> None:
    case = work.case("ana")
    departure = work.leaves("ana", case=case)

    work.do("close-case", case=case)

    known = work.beside.departures.known_to(work.beside.cases.ever_of("hr"))
    assert [row.id for row in known] == [departure]


def test_a_case_of_somebody_else_is_not_found(work: Work) -> None:
    case = work.case("ana")

    with pytest.raises(NotFoundError):
        work.do("close-case", "other", case=case)

    assert work.beside.cases.get(case) is not None
