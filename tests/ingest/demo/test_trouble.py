"""Every entry of the list of trouble names people and clients that the files hold."""

from collections.abc import Callable

import pytest

from ingest.demo import PLANTED, Kind, Trouble

Rows = Callable[[str], list[dict[str, str]]]


def test_every_kind_of_trouble_is_planted() -> None:
    assert {trouble.kind for trouble in PLANTED} == set(Kind)


@pytest.mark.parametrize("trouble", PLANTED, ids=lambda trouble: trouble.sentence)
def test_the_trouble_is_about_people_and_clients_of_the_files(trouble: Trouble, rows: Rows) -> None:
    people = {row["workEmail"] for row in rows("bamboohr/employees.csv")}
    clients = {row["Name"] for row in rows("salesforce/Account.csv")}

    assert trouble.people or trouble.clients
    assert set(trouble.people) <= people
    assert set(trouble.clients) <= clients
