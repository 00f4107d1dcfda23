"""Notice: days left, and what is still to be done."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graphsvc.notice import days_left, open_items
from graphsvc.store.departures import DepartureRow
from tests.api.service import build, firm
from tests.graphsvc.desk import ON, Work, at_work

ROW = DepartureRow(
    id="d",
    person="",
    what_if="c",
    last_day="2024-12-31",
    partner="",
    opened_by="hr",
    opened_at=0,
    announced_on="",
    closed_on="",
    outcome="",
)


@pytest.mark.parametrize("last, days", [("2024-10-05", 1), ("2024-10-04", 0), ("2024-10-01", -3)])
def test_days_are_counted_to_the_last_one(last: str, days: int) -> None:
    assert days_left(replace(ROW, last_day=last), ON) == days


def test_what_is_still_to_be_done_shrinks_step_by_step(tmp_path: Path) -> None:
    with at_work(build(tmp_path / "built"), tmp_path / "firm", key=firm().key) as work:
        row = replace(ROW, person=work.key["ana"])

        assert items(work, row) == ("partner", "announcement", "consents")
        assert items(work, replace(row, partner="pia@firm.example", announced_on="2024-10-04")) == (
            "consents",
        )
        assert items(work, replace(row, last_day="2024-10-03"))[-1] == "closing"
        assert items(work, replace(row, closed_on="2024-10-04")) == ()

        work.do("record-consent", person="ana", consent="stay_in_touch", evidence="letter")
        assert items(work, row) == ("partner", "announcement")


def items(work: Work, row: DepartureRow, on: date = ON) -> tuple[str, ...]:
    with work.store.view() as view:
        return tuple(open_items(view, row, on))
