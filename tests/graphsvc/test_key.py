"""Keys and ids: the same number in two forms, the same on every machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.key import claim_id, fact_id, hash63, id_of, is_key, key_of, new_key, row_id

IDS = st.integers(0, 2**63 - 1)


@given(IDS)
def test_a_key_leads_back_to_its_id(node_id: int) -> None:
    assert id_of(key_of("p", node_id)) == node_id


@given(IDS, IDS)
def test_keys_sort_like_ids(one: int, other: int) -> None:
    assert (key_of("p", one) < key_of("p", other)) == (one < other)


@given(st.lists(st.text(), max_size=4))
def test_an_id_fits_a_signed_integer_and_never_changes(parts: list[str]) -> None:
    found = hash63(*parts)

    assert 0 <= found < 2**63
    assert found == hash63(*parts)


def test_a_key_has_its_prefix_and_thirteen_characters() -> None:
    key = new_key("o", "crm", "account", "A1")

    prefix, _, text = key.partition("-")
    assert (prefix, len(text)) == ("o", 13)
    assert set(text) <= set("0123456789abcdefghijklmnopqrstuv")


def test_the_first_id_is_written_with_zeros() -> None:
    assert key_of("p", 0) == "p-0000000000000"


@pytest.mark.parametrize("text", ["", "p-", "p-123", "p-00000000000000", "p-000000000000z"])
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no key|invalid literal"):
        id_of(text)


def test_relationships_differ_by_ends_direction_kind_and_qualifier() -> None:
    ids = {
        fact_id("p-1", "KNOWS", "p-2", ""),
        fact_id("p-2", "KNOWS", "p-1", ""),
        fact_id("p-1", "DECLARED", "p-2", ""),
        fact_id("p-1", "KNOWS", "p-2", "mail"),
    }

    assert len(ids) == 4


def test_rows_differ_by_start_and_claims_by_source() -> None:
    assert row_id(7, 100) != row_id(7, 101)
    assert claim_id("hr", "Person", "p-1") != claim_id("crm", "Person", "p-1")


@pytest.mark.parametrize(
    "text, expected",
    [
        (new_key("p", "hr", "1"), True),
        ("p-", False),
        ("nobody", False),
        ("p-vvvvvvvvvvvvv", False),
        ("", False),
    ],
)
def test_a_key_is_told_from_other_text(text: str, expected: bool) -> None:
    assert is_key(text) is expected
