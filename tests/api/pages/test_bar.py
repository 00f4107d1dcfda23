"""A span of days as a bar."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.pages.bar import bar_of

TODAY = date(2026, 6, 30)


def test_a_contract_of_half_a_year_fills_half_the_bar() -> None:
    bar = bar_of("Contract", TODAY, TODAY + timedelta(days=146))  # 0.4 of 365 days

    assert [(part.kind, part.x, part.width) for part in bar.parts] == [("run", 0.0, 256.0)]
    assert [(mark.name, mark.day) for mark in bar.marks] == [("Today", "2026-06-30"), ("Ends", "2026-11-23")]


def test_what_lies_behind_the_day_of_notice_is_a_part_of_its_own() -> None:
    bar = bar_of("Contract", TODAY, TODAY + timedelta(days=365), TODAY + timedelta(days=146))

    assert [(part.kind, part.x, part.width) for part in bar.parts] == [
        ("run", 0.0, 256.0),
        ("rest", 256.0, 384.0),
    ]
    assert [mark.text for mark in bar.marks] == [
        "Today 2026-06-30",
        "Notice by 2026-11-23",
        "Ends 2027-06-30",
    ]


def test_a_date_that_would_lie_on_another_is_told_by_the_table_alone() -> None:
    bar = bar_of("Contract", TODAY, TODAY + timedelta(days=10))

    assert [mark.text for mark in bar.marks] == ["Today 2026-06-30", ""]


def test_a_date_near_today_leaves_its_place_to_today() -> None:
    bar = bar_of("Contract", TODAY, TODAY + timedelta(days=365), TODAY + timedelta(days=93))

    assert [mark.text for mark in bar.marks] == ["Today 2026-06-30", "", "Ends 2027-06-30"]


@given(st.integers(-400, 4000), st.none() | st.integers(-400, 4000))
def test_nothing_leaves_the_bar(end: int, notice: int | None) -> None:
    told = None if notice is None else TODAY + timedelta(days=notice)

    bar = bar_of("Contract", TODAY, TODAY + timedelta(days=end), told)

    assert all(0 <= part.x <= part.x + part.width <= bar.width for part in bar.parts)
    assert all(0 <= mark.x <= bar.width for mark in bar.marks)
