"""Amounts, whole numbers, yes and no, lists, record ids; rules of import-columns.md 2 and 5."""

from decimal import Decimal

import pytest

from ingest.normalise.amount import amount_of, boolean_of, items_of, salesforce_id, whole_number


@pytest.mark.parametrize(
    "text,locale,expected",
    [
        ("1234.50", "plain", "1234.50"),
        ("$1,234.50", "en", "1234.50"),
        ("1.234,50 EUR", "de", "1234.50"),
        ("1\u202f234,50 €", "fr", "1234.50"),
        ("1’234.50", "ch", "1234.50"),
        ("(150.50)", "plain", "-150.50"),
        ("-3", "plain", "-3"),
    ],
)
def test_an_amount_is_read_in_its_locale(text: str, locale: str, expected: str) -> None:
    assert amount_of(text, locale=locale) == Decimal(expected)


@pytest.mark.parametrize("text", ["1,234.50", "12 apples", "nan", "infinity", "1.2.3"])
def test_what_is_no_amount_is_refused_with_the_remedy(text: str) -> None:
    with pytest.raises(ValueError, match="locale"):
        amount_of(text)


def test_empty_cells_hold_no_amount_number_or_answer() -> None:
    assert (amount_of(" "), amount_of("-"), whole_number(""), boolean_of("")) == (None,) * 4


def test_whole_numbers_may_carry_a_zero_behind_the_point() -> None:
    assert whole_number("90.0") == 90


def test_a_broken_number_is_no_whole_number() -> None:
    with pytest.raises(ValueError, match="whole"):
        whole_number("1.5")


@pytest.mark.parametrize(
    "text,expected", [("TRUE", True), ("y", True), ("1", True), ("No", False), ("0", False)]
)
def test_yes_and_no_are_read_in_every_usual_form(text: str, expected: object) -> None:
    assert boolean_of(text) is expected


def test_other_words_are_neither_yes_nor_no() -> None:
    with pytest.raises(ValueError, match="neither"):
        boolean_of("maybe")


def test_a_list_keeps_its_order_and_names_each_item_once() -> None:
    assert items_of(" b; a;;b ") == ("b", "a")


@pytest.mark.parametrize(
    "text,expected",
    [
        ("00U20000001Rx6d", "00U20000001Rx6dEAC"),  # import-columns.md 5, Salesforce
        ("00U20000001Rx6dEAC", "00U20000001Rx6dEAC"),
        ("E-1", "E-1"),
    ],
)
def test_a_record_id_of_15_characters_gets_its_18(text: str, expected: str) -> None:
    assert salesforce_id(text) == expected
