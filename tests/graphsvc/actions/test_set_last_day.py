"""set-last-day: the same case, counted from another day."""

from datetime import date

import pytest

from graphsvc.errors import NotFoundError
from tests.graphsvc.desk import Work


@pytest.mark.parametrize("day, kept", [(date(2025, 1, 31), "2025-01-31"), (None, "")])
def test_the_day_of_a_case_changes_or_is_left_to_the_record(work: Work, day: date | None, kept: str) -> None:
    case = work.case("ana", date=date(2024, 12, 31))

    outcome = work.do("set-last-day", case=case, date=day)

    found = work.beside.cases.get(case)
    assert found is not None
    assert found.last_day == kept
    assert outcome.subjects == (work.key["ana"],)


def test_a_case_of_somebody_else_is_not_found(work: Work) -> None:
    case = work.case("ana")

    with pytest.raises(NotFoundError):
        work.do("set-last-day", "other", case=case, date=date(2025, 1, 31))
