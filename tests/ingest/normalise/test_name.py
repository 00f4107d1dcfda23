"""Names; rules of import-columns.md 2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.normalise.name import display_name, name_key, organisation_key


@pytest.mark.parametrize(
    "text,expected",
    [
        ("Holm, Ida", "ida holm"),
        ("Dr. Ida  Holm", "ida holm"),
        ("Prof. Dr. Holm, Ida", "ida holm"),
        ("Ida Holm, Jr.", "ida holm"),
        ("Holm, Ida, Ph.D.", "ida holm"),
        ("José Ángel O'Brien III", "jose angel o brien"),
        ("STRAßE", "strasse"),
        ("Adinolfi, Wilson  K", "wilson k adinolfi"),
        ("", ""),
    ],
)
def test_spellings_of_one_person_have_one_key(text: str, expected: str) -> None:
    assert name_key(text) == expected


@pytest.mark.parametrize(
    "text,expected",
    [
        ("Northwick Foundry Ltd", "northwick foundry"),
        ("Northwick Foundry, L.L.C.", "northwick foundry"),
        ("DLA Piper LLP (US)", "dla piper us"),
        ("S.A. Foundry GmbH", "foundry"),
        ("The Limited Company plc", "the company"),
        ("AG", "ag"),
        ("Prof Partners II", "prof partners ii"),
    ],
)
def test_spellings_of_one_organisation_have_one_key(text: str, expected: str) -> None:
    assert organisation_key(text) == expected


def test_a_shown_name_is_composed_and_has_single_spaces() -> None:
    assert display_name("  Jose\u0301   Holm ") == "José Holm"


@given(st.text(max_size=40))
def test_the_key_of_a_key_of_an_organisation_is_the_key(text: str) -> None:
    once = organisation_key(text)

    assert organisation_key(once) == once
