"""Bridge people in plain words."""

from typing import Any

import pytest

from api.pages.bridges import connects
from tests.api.service import Service


@pytest.mark.parametrize(
    "row, words",
    [
        (
            {"brokered_pairs": 14, "joins_name": ["Audit", "Tax"]},
            "Connects Audit and Tax: 14 pairs have no other link.",
        ),
        (
            {"brokered_pairs": 1, "joins_name": ["Audit", "Tax"]},
            "Connects Audit and Tax: 1 pair has no other link.",
        ),
        (
            {"brokered_pairs": 1200, "joins_name": ["Audit", "Tax", "Deals"]},
            "Connects Audit, Tax and 1 more unit: 1,200 pairs have no other link.",
        ),
        ({"brokered_pairs": 2, "joins_name": []}, "2 pairs have no other link."),
        (
            {"brokered_pairs": 0, "joins_name": []},
            "No pair of close colleagues, but the network falls apart without them.",
        ),
        ({"brokered_pairs": None, "joins_name": []}, "Knows so many that their pairs are not counted."),
    ],
)
def test_what_somebody_connects_is_a_sentence(row: dict[str, Any], words: str) -> None:
    assert connects(row) == words


def test_the_page_says_it_without_the_words_of_the_trade(service: Service) -> None:
    page = service.browser("hr@firm.example", "hr").get("/ask/bridge-people?purpose=internal-move")

    told = page.get_data(as_text=True)
    assert "no other link" in told
    main = told[told.index("<table") : told.index("</table>")].lower()
    assert not any(word in main for word in ("cut vertex", "broker", "betweenness", "constraint"))
