"""Canonical records: what they declare, and which values contradict each other."""

from datetime import date
from decimal import Decimal

import pytest

from graphsvc.shape import schema_of, words_of
from ingest.record import Cell, Record, columns_of, defaults_of, inside_name, outside_name
from ingest.records import RECORDS, DeclaredTie, Employee, Employment, Exclusion, TieDay

_DAY = date(2026, 5, 4)


@pytest.mark.parametrize("record", RECORDS.values(), ids=list(RECORDS))
def test_every_record_is_declared_in_words_and_cells(record: type) -> None:
    words = words_of(record)

    assert list(map(outside_name, words)) == list(columns_of(record))
    assert all(word.label and word.help.endswith(".") for word in words.values())
    assert list(schema_of(record).fields) == list(words)


@pytest.mark.parametrize("record", RECORDS.values(), ids=list(RECORDS))
def test_a_field_has_choices_exactly_when_it_is_a_choice(record: type[Record]) -> None:
    columns = columns_of(record).values()

    assert all(bool(column.choices) is (column.cell is Cell.CHOICE) for column in columns)


def test_a_field_called_like_a_word_of_the_language_keeps_its_name_outside() -> None:
    assert "from" in columns_of(Employment)
    assert "to" in defaults_of(Employment)
    assert (inside_name("from"), inside_name("to")) == ("from_", "to")


@pytest.mark.parametrize(
    "hired,left,fault",
    [(_DAY, date(2026, 5, 3), "last_working_day"), (_DAY, _DAY, None), (None, _DAY, None)],
)
def test_nobody_leaves_before_they_come(hired: date | None, left: date, fault: str | None) -> None:
    found = Employee(id="1", name="Ida", hire_date=hired, last_working_day=left).fault()

    assert (found and found[0]) == fault


@pytest.mark.parametrize(
    "given,received,fault", [("1", "0", None), ("0", "0", "w_out"), ("1", "-1", "w_out")]
)
def test_the_weights_of_a_day_are_not_below_zero_and_one_is_above(
    given: str, received: str, fault: str | None
) -> None:
    tie = TieDay(date=_DAY, employee="1", contact="2", w_out=Decimal(given), w_in=Decimal(received))

    found = tie.fault()

    assert (found and found[0]) == fault


@pytest.mark.parametrize(
    "band,kind,expires,fault",
    [
        ("warm", "declared", None, None),
        ("", "declared", None, "band"),
        ("", "connection", None, None),
        ("warm", "import", _DAY, "expires_on"),
    ],
)
def test_a_declared_tie_has_a_band_and_ends_after_it_begins(
    band: str, kind: str, expires: date | None, fault: str | None
) -> None:
    tie = DeclaredTie(employee="1", contact="2", band=band, kind=kind, declared_on=_DAY, expires_on=expires)

    found = tie.fault()

    assert (found and found[0]) == fault


def test_a_record_without_rules_between_its_fields_has_no_fault() -> None:
    assert Exclusion(scope="domain", value="clinic.example").fault() is None
