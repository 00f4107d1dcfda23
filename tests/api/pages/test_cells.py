"""Values as a page shows them."""

from typing import Any

from api.pages.cells import cell, columns, head, nested, text
from graphsvc.shape import Words

SHARE = Words(label="Coverage before", help="How sure.", unit="share")
WORDS = {"coverage_before": SHARE, "coverage_after": Words(label="Coverage after", help="", unit="share")}
CLIENT = Words(label="Client", help="The client.", node="Organisation")


def test_a_figure_with_two_sides_is_one_column() -> None:
    rows = [{"coverage_before": 0.7, "coverage_after": 0.0}]

    assert columns(rows, WORDS, hidden=frozenset()) == ["coverage_before"]
    assert head("coverage_before", WORDS, rows).label == "Coverage, before → after"


def test_a_figure_with_two_sides_shows_both() -> None:
    shown = cell("coverage_before", {"coverage_before": 0.7, "coverage_after": 0.1}, WORDS)

    assert shown.before is not None
    assert (shown.before.text, shown.text) == ("70%", "10%")
    assert (shown.before.level, shown.level) == (3, 0)  # steps at 25, 40, 60 and 80 %


def test_what_nobody_measured_is_on_paper() -> None:
    words = {"band": Words(label="Tie", help="Band."), "strength": Words(label="Strength", help="")}
    rows = [{"band": None, "strength": None, "basis": "assigned"}]

    assert columns(rows, words, hidden=frozenset()) == ["band"]
    shown = cell("band", rows[0], words)
    assert (shown.text, shown.is_paper) == ("on paper", True)


def test_a_band_that_rests_on_paper_stays_a_band() -> None:
    row = {"band": "good", "basis": "assigned"}  # how well a suggestion fits, say

    assert cell("band", row, {"band": Words(label="Fit", help="")}).text == "good"


def test_what_somebody_declared_is_not_on_paper() -> None:
    shown = cell("band", {"band": None, "basis": "declared"}, {"band": Words(label="Tie", help="")})

    assert (shown.text, shown.is_paper) == ("declared", False)


def test_the_name_of_a_client_leads_to_it_by_its_key() -> None:
    row = {"client": "o-1", "client_name": "Acme & Sons"}

    shown = cell("client_name", row, {"client": CLIENT, "client_name": CLIENT})

    assert (shown.text, shown.link) == ("Acme & Sons", "/clients/o-1")


def test_a_column_without_a_value_is_left_out_and_a_name_stands_for_its_key() -> None:
    words = {"client": CLIENT, "client_name": CLIENT, "note": Words(label="Note", help="")}

    assert columns([{"client": "o-1", "client_name": "Acme", "note": None}], words, hidden=frozenset()) == [
        "client_name"
    ]


def test_values_in_plain_words() -> None:
    told: dict[Any, str] = {
        None: "–",
        True: "yes",
        False: "no",
        0.5: "0.50",
        1234.5: "1,234",
        "1234567.89": "1,234,567",
        "decision_maker": "decision maker",
        "cut_vertex": "holds the network together",
    }

    assert {value: text(value) for value in told} == told


def test_nothing_is_a_plain_zero() -> None:
    assert text(0.0) == "0"


def test_a_long_list_says_how_many_more() -> None:
    assert text(["a", "b", "c", "d", "e"]) == "a, b, c … and 2 more"


def test_sentences_stand_one_after_the_other() -> None:
    assert text(["First.", "Second."]) == "First. Second."


def test_a_record_in_a_cell_says_who_and_how_much() -> None:
    assert nested({"person_name": "Ana", "person": "p-1", "share": 0.25}) == "Ana leaves, 25%"
    assert nested({"client_name": "Acme", "share": 0.25}) == "Acme (25%)"
    assert text({"one_name": "Ana", "other_name": "Ben"}) == "Ana – Ben"


def test_money_names_its_currency_in_the_head() -> None:
    words = {"value": Words(label="Value", help="")}

    told = {
        head("value", words, [{"value": "12.00", "currency": each} for each in found]).label
        for found in (("EUR", "EUR"), ("EUR", "USD"), (None,))
    }

    assert told == {"Value, EUR", "Value"}


def test_a_way_says_how_close_everybody_is_to_the_next_one() -> None:
    hops = [
        {"person": "p-1", "person_name": "Ana", "unit": None, "unit_name": None, "band": "very_strong"},
        {"person": None, "person_name": None, "unit": "u-1", "unit_name": "Finance", "band": "warm"},
        {"person": None, "person_name": None, "unit": None, "unit_name": None, "band": "weak"},
        {"person": "p-2", "person_name": "Sam", "unit": None, "unit_name": None, "band": None},
    ]

    told = text(hops)

    assert told == "Ana – very strong – a colleague in Finance – warm – a colleague – weak – Sam"


def test_a_list_of_clients_leads_to_each() -> None:
    rows = [{"client": f"o-{at}", "client_name": f"Client {at}", "kind": "hard"} for at in range(4)]

    shown = cell("clients", {"clients": rows}, {"clients": Words(label="Clients", help="")})

    assert shown.items[0] == ("Client 0 (clear)", "/clients/o-0")
    assert shown.items[-1] == ("… and 1 more", "")


def test_a_figure_is_written_with_the_places_it_is_declared_with() -> None:
    words = {
        "years": Words(label="Years", help="", decimals=1),
        "strength": Words(label="S", help="", decimals=4),
    }

    told = [cell(name, {"years": 7.5, "strength": 7.5}, words) for name in words]

    assert [each.text for each in told] == ["7.5", "7.50"]
    assert all(each.is_number for each in told)
