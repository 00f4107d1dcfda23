"""export-notices: who waits longest is told first, once, by a link of their own."""

import pytest

from graphsvc.errors import NotFoundError, UsageError
from tests.graphsvc.bureau import Bureau, bureau


def filled(desk: Bureau) -> None:
    """Puts the addresses of ida and jon into the box."""
    desk.address = "https://graph.example"
    for name, day in (("jon", 5), ("ida", 9)):
        desk.beside.notices.put(desk.key(name), f"{name}@post.example", added_on=day)


def test_the_table_holds_name_address_and_a_link_of_their_own() -> None:
    with bureau() as desk:
        filled(desk)

        outcome = desk.do("export-notices", desk.role("alumni_programme"))

        names = [(row["name"], row["address"]) for row in outcome.table]
        assert names == [("jon", "jon@post.example"), ("ida", "ida@post.example")]
        codes = [row["link"].removeprefix("https://graph.example/consent/") for row in outcome.table]
        assert [desk.beside.notices.person_of(code) for code in codes] == list(outcome.subjects)
        assert not outcome.changes_graph


def test_as_many_as_asked_for_are_told_and_the_rest_the_next_time() -> None:
    with bureau() as desk:
        filled(desk)

        first = desk.do("export-notices", desk.role("alumni_programme"), limit=1)
        second = desk.do("export-notices", desk.role("alumni_programme"), limit=1)

        assert [row["name"] for row in (*first.table, *second.table)] == ["jon", "ida"]


def test_who_answered_is_not_asked_again() -> None:
    with bureau() as desk:
        filled(desk)
        desk.do("withdraw-consent", desk.own("jon"), consent="events")

        outcome = desk.do("export-notices", desk.role("alumni_programme"))

        assert [row["name"] for row in outcome.table] == ["ida"]


def test_who_is_no_longer_known_is_passed_over() -> None:
    with bureau() as desk:
        filled(desk)
        desk.beside.notices.put("p-0000000000000", "gone@post.example", added_on=1)

        outcome = desk.do("export-notices", desk.role("alumni_programme"))

        assert len(outcome.table) == 2


def test_where_nobody_waits_it_says_what_to_do() -> None:
    with bureau() as desk:
        desk.address = "https://graph.example"

        with pytest.raises(NotFoundError, match="Nobody waits for a notice"):
            desk.do("export-notices", desk.role("alumni_programme"))


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_number_out_of_bounds_is_refused(limit: int) -> None:
    with bureau() as desk:
        filled(desk)

        with pytest.raises(UsageError, match="limit: write a number from 1 to"):
            desk.do("export-notices", desk.role("alumni_programme"), limit=limit)


def test_without_an_address_of_the_service_no_link_is_made() -> None:
    with bureau() as desk:
        filled(desk)
        desk.address = ""

        with pytest.raises(UsageError, match=r"under \[serve\]"):
            desk.do("export-notices", desk.role("alumni_programme"))

        assert desk.beside.notices.exports() == []
