"""Names become addresses that any mail system takes."""

import pytest

from ingest.demo.people import address, slug


@pytest.mark.parametrize(
    "text,expected",
    [
        ("Zoë Oakström", "zoe-oakstrom"),
        ("Søren", "soren"),
        ("Łucja", "lucja"),
        ("Firth & Lantern", "firth-lantern"),
        ("Mei-Lin", "mei-lin"),
    ],
)
def test_a_slug_is_plain_words_joined_by_dashes(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_an_address_joins_first_and_last_name() -> None:
    assert address("Zoë", "Oakström", "x.example") == "zoe.oakstrom@x.example"
