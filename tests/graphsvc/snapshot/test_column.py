"""Columns as numbers; expected days and hundredths are counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.kind import Form
from graphsvc.snapshot.column import NO_CODE, NO_DAY, NO_MONEY, distinct, encode, texts_of, until
from graphsvc.store.port import OPEN


@given(st.lists(st.one_of(st.none(), st.text(max_size=3))))
def test_distinct_values_give_the_rows_back(rows: list[str | None]) -> None:
    found = distinct(np.array(rows, dtype=object))

    assert [found.table[at] for at in found.at] == rows
    assert len(set(found.table)) == len(found.table)


@pytest.mark.parametrize(
    "form, rows, expected",
    [
        ("day", ["1970-01-02", None, "2024-10-04"], [1, NO_DAY, 20_000]),
        ("code", ["b", None, "a"], [1, NO_CODE, 0]),
        ("money", ["12.34", None, "1000"], [1234, NO_MONEY, 100_000]),
        ("flag", [True, None, False], [1, NO_CODE, 0]),
        ("number", [1.5, 2, 0], [1.5, 2, 0]),
    ],
)
def test_a_value_becomes_a_number_of_its_form(form: Form, rows: list[object], expected: list[int]) -> None:
    found = encode(distinct(rows), form, {"a": 0, "b": 1})

    assert found.tolist() == expected


def test_an_absent_number_is_not_a_number() -> None:
    found = encode(distinct([None]), "number", {})

    assert np.isnan(found).all()


def test_texts_of_several_columns_are_numbered_once_in_ascending_order() -> None:
    found = texts_of([distinct(["b", None]), distinct(["a", "b"])])

    assert found == ("a", "b")


def test_an_absent_end_is_still_going_on() -> None:
    found = until(np.array([NO_DAY, 5], dtype=np.int32))

    assert found.tolist() == [OPEN, 5]
