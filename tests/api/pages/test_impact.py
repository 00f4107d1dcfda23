"""Parts of a what-if on a page: who remains, when to act, what only the set loses."""

from typing import Any

import pytest

from api.pages.impact import clients, pairs, people, shares
from api.pages.sentences import amounts, sentence
from api.pages.tables import Place

HERE = Place(path="/cases/x")


def row(**changes: Any) -> dict[str, Any]:
    told = {
        "client": "o-1",
        "client_name": "Acme",
        "value": None,
        "value_band": "250 k to 1 M",
        "currency": "EUR",
        "coverage_before": 0.7,
        "coverage_after": 0.3,
        "holders": [{"person": "p-1", "person_name": "Ben", "band": "very_strong"}],
        "holders_after": 1,
        "orphans": [],
        "orphans_name": [],
        "deadline": "2024-12-31",
        "days": 27,
        "evidence": [],
    }
    return told | changes


def summary(**changes: Any) -> dict[str, Any]:
    told = {
        "people": [],
        "hidden_pairs": [],
        "set_loss": "260000.00",
        "value_to_zero": "0.00",
        "clients_to_zero": 0,
        "only_together": 0,
        "clients": 3,
        "leavers": 2,
        "total_value": "10000000.00",
        "currency": "EUR",
        "date": "2024-12-31",
    }
    return told | changes


def cells(**changes: Any) -> list[str]:
    """Returns the texts of the only line, spaces as they are typed."""
    [line] = clients([row(**changes)], [row(**changes)], HERE, foot=None).lines
    return [cell.text.replace("\u00a0", " ") for cell in line.cells]


def test_a_client_says_before_and_after_who_remains_and_when_to_act() -> None:
    [line] = clients([row()], [row()], HERE, foot=None).lines

    assert cells() == ["Acme", "250 k to 1 M", "30%", "Ben (very strong)", "–", "2024-12-31", "27"]
    assert line.cells[2].before is not None
    assert line.cells[2].before.text == "70%"


def test_amounts_stand_in_place_of_bands_where_they_are_known() -> None:
    assert cells(value="780000.00")[1] == "780,000"


@pytest.mark.parametrize("days, words", [(0, "0: act now"), (None, "no contract known")])
def test_days_that_are_over_or_unknown_say_so(days: int | None, words: str) -> None:
    assert cells(days=days)[-1] == words


def test_a_client_that_nobody_holds_is_marked() -> None:
    [line] = clients([], [row(holders=[], holders_after=0)], HERE, foot=None).lines

    assert line.is_bare
    assert line.cells[3].text == "nobody"


def test_a_row_leads_to_its_evidence_only_where_there_is_some_and_a_page_around_it() -> None:
    report = clients([], [row(evidence=[{}])], HERE, foot=None).lines

    assert [line.why for line in report] == [""]


def test_fees_of_clients_nobody_holds_are_told_only_if_there_are_some() -> None:
    without = [fact.label for fact in shares(summary())]
    told = [fact.label for fact in shares(summary(clients_to_zero=1, value_to_zero="900000.00"))]

    assert "Fees of clients nobody holds" not in without
    assert "Fees of clients nobody holds" in told


def test_each_alone_stands_beside_the_share_of_the_whole() -> None:
    one = {"person": "p-1", "person_name": "Ben", "loss": "50000.00", "solely_held": "0.00", "last_day": None}

    [line] = people(summary(people=[one])).lines

    assert [cell.text for cell in line.cells] == ["Ben", "50,000", "0%", "0", "not known"]


def test_who_leaves_anyway_is_told_apart_from_who_is_asked_about() -> None:
    pair = {"one": "p-1", "one_name": "Ann", "other": "p-2", "other_name": "Ben", "value": "10.00"}

    [line] = pairs(summary(hidden_pairs=[pair], people=[{"person": "p-1"}])).lines

    assert line.cells[1].text == "Ben, who leaves anyway"


@pytest.mark.parametrize(
    "part, whole, words",
    [
        ("1200000.00", "14600000.00", "1.2 of 14.6 M EUR a year (8%)"),
        ("900.00", "2510.00", "900 of 2,510 EUR a year (36%)"),
        ("12500.00", "250000.00", "12.5 of 250 k EUR a year (5%)"),
        ("0.00", "0.00", "an unknown amount of EUR a year"),
        (None, None, "an unknown amount of EUR a year"),
        (None, "100.00", "an unknown amount of EUR a year"),
    ],
)
def test_amounts_are_said_in_short(part: str | None, whole: str | None, words: str) -> None:
    assert amounts(part, whole, "EUR") == words


ONE = "2 clients lose their last contact; they pay 1 of 10 M EUR a year (10%). Together they lose "
NONE = (
    "No client loses its last contact; at 3 clients, 0.3 of 10 M EUR a year (3%) would no longer be covered."
)
LOST = {"clients_to_zero": 2, "value_to_zero": "1000000.00"}


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"clients": 0}, "No client is touched."),
        ({}, NONE),
        (LOST | {"only_together": 1}, f"{ONE}1 client that neither alone would lose."),
        (
            LOST | {"only_together": 2, "leavers": 3},
            f"{ONE}2 clients that none of them alone would lose.",
        ),
    ],
)
def test_the_headline_speaks_of_clients_and_fees(changes: dict[str, Any], words: str) -> None:
    assert sentence("departure-impact", {"summary": summary(**changes), "data": []}) == words
