"""declare-tie: one's own word about one's own ties."""

import datetime as dt

import pytest

from graphsvc.errors import NotFoundError, UsageError
from tests.graphsvc.actions.office import Office


def test_a_declared_tie_counts_from_today_and_is_marked_as_somebodys_word(desk: Office) -> None:
    desk.do("declare-tie", desk.scope("pat"), person="cy", band="warm")

    held = {row["employee"]: row for row in desk.ask("coverage", client="Acme")}
    assert (held["pat"]["band"], held["pat"]["basis"]) == ("warm", "declared")


def test_its_author_is_the_one_it_is_about_and_it_ends_within_a_year(desk: Office) -> None:
    desk.do("declare-tie", desk.scope("pat"), client="Acme", band="weak")

    [row] = desk.facts("DECLARED", "pat")
    pat = desk.firm.key["pat"]
    assert (row.src, row.dst, row.qual) == (pat, desk.firm.key["Acme"], pat)
    assert row.properties == {
        "band": "weak",
        "relation": "declared",
        "declared_on": "2024-10-04",
        "expires_on": "2025-10-04",
    }


def test_a_second_declaration_of_the_same_day_takes_the_place_of_the_first(desk: Office) -> None:
    for band in ("weak", "strong"):
        desk.do("declare-tie", desk.scope("pat"), person="cy", band=band, expires_on=dt.date(2024, 12, 1))

    [row] = desk.facts("DECLARED", "pat")
    assert (row.properties["band"], row.properties["expires_on"]) == ("strong", "2024-12-01")


@pytest.mark.parametrize(
    "fields, words",
    [
        ({}, "one person or one client"),
        ({"person": "cy", "client": "Acme"}, "one person or one client"),
        ({"person": "pat"}, "that is you"),
        ({"person": "cy", "expires_on": dt.date(2024, 10, 4)}, "expires_on"),
    ],
)
def test_a_tie_without_another_end_or_without_a_future_is_refused(
    desk: Office, fields: dict[str, object], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        desk.do("declare-tie", desk.scope("pat"), band="warm", **fields)


def test_somebody_who_is_nobody_of_the_firm_has_no_ties_to_declare(desk: Office) -> None:
    with pytest.raises(NotFoundError, match="no employee has this address"):
        desk.do("declare-tie", desk.scope("", "account_lead"), person="cy", band="warm")
