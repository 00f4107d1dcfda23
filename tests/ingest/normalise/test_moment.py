"""Days and moments; rules of import-columns.md 2."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.normalise.moment import (
    day_after,
    day_of,
    guessed_form,
    mail_moment,
    moment_of,
    numeric_order,
)


@pytest.mark.parametrize(
    "text", ["", "-", "N/A", "null", "0001-01-01", "1900-01-01", "9999-12-31", "0000-00-00"]
)
def test_a_sentinel_is_empty(text: str) -> None:
    assert day_of(text) is None
    assert moment_of(text) is None


@pytest.mark.parametrize(
    "text,form,expected",
    [
        ("2026-05-04", "iso", date(2026, 5, 4)),
        ("2026-05-04T09:00:00Z", "iso", date(2026, 5, 4)),
        ("15 Jun 2026", "%d %b %Y", date(2026, 6, 15)),
        ("3/30/2015", "%m/%d/%Y", date(2015, 3, 30)),
        ("04.05.2026 23:30", "%d.%m.%Y %H:%M", date(2026, 5, 4)),
        ("910930020", "epoch", date(1998, 11, 13)),
        ("910930020000", "epoch_ms", date(1998, 11, 13)),
    ],
)
def test_a_day_is_read_in_the_form_stated(text: str, form: str, expected: date) -> None:
    assert day_of(text, form=form) == expected


def test_the_day_of_a_moment_is_taken_in_the_time_zone_of_the_workspace() -> None:
    late = "2026-05-04T23:30:00Z"

    assert day_of(late) == date(2026, 5, 4)
    assert day_of(late, zone=ZoneInfo("Europe/Oslo")) == date(2026, 5, 5)


@pytest.mark.parametrize(
    "text,expected",
    [
        ("2026-05-04T09:00:00+02:00", datetime(2026, 5, 4, 7, tzinfo=UTC)),
        ("2026-05-04 09:00:00 UTC", datetime(2026, 5, 4, 9, tzinfo=UTC)),
        ("2026-05-04", datetime(2026, 5, 4, tzinfo=UTC)),
        ("2026-05-05T06:30:00.0000000Z", datetime(2026, 5, 5, 6, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_becomes_utc(text: str, expected: datetime) -> None:
    assert moment_of(text) == expected


@pytest.mark.parametrize("text", ["04/05/2026", "2026-13-01", "20260504", "yesterday"])
def test_what_is_no_iso_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        day_of(text)


@pytest.mark.parametrize(
    "text,expected",
    [
        ("Mon, 31 Dec 1979 16:00:00 -0800 (PST)", datetime(1980, 1, 1, tzinfo=UTC)),
        ("        Thu, 9 Mar 2017 12:46:03 +0000", datetime(2017, 3, 9, 12, 46, 3, tzinfo=UTC)),
        ("Thu Nov  1 11:19:12 2001", datetime(2001, 11, 1, 11, 19, 12, tzinfo=UTC)),
        ("9 Mar 2017 12:46 GMT", datetime(2017, 3, 9, 12, 46, tzinfo=UTC)),
        ("Thu, 9 Mar 2017 12:46:03 EST", datetime(2017, 3, 9, 17, 46, 3, tzinfo=UTC)),
        ("Thu, 9 Mar 2017 12:46:03 +01:00", datetime(2017, 3, 9, 11, 46, 3, tzinfo=UTC)),
        ("Thu, 9 Mar 17 12:46:03 +0100", datetime(2017, 3, 9, 11, 46, 3, tzinfo=UTC)),
        ("Sat, 31 Dec 2016 23:59:60 +0000", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("Thu, 9 Mar 2017 12:46:03", datetime(2017, 3, 9, 12, 46, 3, tzinfo=UTC)),
    ],
)
def test_every_odd_date_header_is_read(text: str, expected: datetime) -> None:
    assert mail_moment(text) == expected
    assert moment_of(text, form="mail") == expected


@pytest.mark.parametrize(
    "text", ["never", "31 Foo 2001 10:00:00", "31 Feb 2001 10:00:00 +0000", "1 Jan 2001 25:00"]
)
def test_a_date_header_that_names_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        mail_moment(text)


def test_three_numbers_say_in_which_orders_they_can_be_read() -> None:
    found = [
        numeric_order(text) for text in ("3/4/2026", "13/4/2026", "4/13/2026", "13/13/2026", "2026-04-03")
    ]

    assert found == ["dm md", "dm", "md", "", ""]


@pytest.mark.parametrize(
    "text,order,expected",
    [
        ("3/4/2026", "dm", "%d/%m/%Y"),
        ("3.4.2026 10:00", "md", "%m.%d.%Y %H:%M"),
        ("13-04-2026 10:00:59", "dm", "%d-%m-%Y %H:%M:%S"),
        ("2026-04-03", "dm", "iso"),
        ("3/4/2026", "", "iso"),
    ],
)
def test_the_form_follows_from_the_order(text: str, order: str, expected: str) -> None:
    assert guessed_form(text, order) == expected


@given(st.dates(min_value=date(1901, 1, 1), max_value=date(2999, 12, 30)))
def test_a_day_survives_being_written_and_read(day: date) -> None:
    assert day_of(day.isoformat()) == day
    assert (day_after(day) - day).days == 1
