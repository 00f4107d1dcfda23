"""One law firm of a city's register of lobbyists: who serves whom on paper, and what it pays.

140 clients, 9 people and 70 clients with one person are the figures of issue 3; everything else is
compared with the files read by the standard library.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ingest.normalise.name import organisation_key
from tests.real.desk import HERE, Desk, Loaded, Show, brief, load_desk, open_desk
from tests.real.register import Register, read_register

pytestmark = pytest.mark.data
DAY = date(2019, 7, 1)
Rows = list[Mapping[str, Any]]


@pytest.fixture(scope="module")
def register(shared_data: Path) -> Register:
    return read_register(shared_data, employer="DLA PIPER")


@pytest.fixture(scope="module")
def portfolio(chicago: Loaded) -> Mapping[str, Any]:
    return chicago.desk.ask("portfolio")


@pytest.fixture(scope="module")
def clients(portfolio: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The clients of the day by normalised name."""
    rows = [row for row in portfolio["data"] if row["employee_threads"]]
    return {organisation_key(row["client_name"]): row for row in rows}


def test_one_mapping_turns_both_files_into_one_firm(chicago: Loaded, register: Register, show: Show) -> None:
    feed = chicago.report["register"]

    show("register", [brief(feed, "read", "duplicates", "rejected", "set_aside", "created", "reasons")])
    assert (feed["read"], feed["rejected"]) == (15_833 + 19_456, 0)
    assert len({row["EMPLOYER_NAME"] for row in register.rows}) > 1
    assert {row["Year"] for row in register.rows} == {str(year) for year in range(2014, 2020)}


def test_140_clients_are_served_by_9_people_and_70_hang_on_one(
    clients: Mapping[str, Mapping[str, Any]], portfolio: Mapping[str, Any], chicago: Loaded, show: Show
) -> None:
    people = chicago.desk.ask("single-points-of-failure")["summary"]
    staff = chicago.desk.ask("bridge-people")["summary"]

    show("portfolio", [portfolio["summary"]])
    assert len(clients) == 140
    assert sum(row["sole_holder"] is not None for row in clients.values()) == 70
    assert (staff["people"], people["employees"], people["clients"]) == (9, 9, 70)


def test_every_tie_is_on_paper(portfolio: Mapping[str, Any], clients: Mapping[str, Any]) -> None:
    assert portfolio["basis"] == "assigned"
    assert {row["basis"] for row in clients.values()} == {"assigned"}
    assert {row["coverage_measured"] for row in clients.values()} == {0}


def test_coverage_follows_from_how_many_serve_a_client(
    clients: Mapping[str, Mapping[str, Any]], register: Register
) -> None:
    served = register.served(DAY.year)

    # 1 - 0.4 ** people: every tie on paper has p = 0.6 (ties-and-coverage 5)
    expected = {name: round(1 - 0.4 ** len(people), 6) for name, people in served.items()}
    assert {name: row["coverage_index"] for name, row in clients.items()} == pytest.approx(expected)


def test_fees_give_the_value(portfolio: Mapping[str, Any], register: Register) -> None:
    billed = register.billed(DAY)

    found = {
        organisation_key(row["client_name"]): Decimal(row["value"])
        for row in portfolio["data"]
        if row["value"] is not None
    }
    assert found == pytest.approx(billed)
    assert Decimal(portfolio["summary"]["value"]) == sum(billed.values()) == Decimal(1_401_950)


def test_the_departure_of_each_of_the_nine_lists_what_hung_on_them(
    chicago: Loaded, register: Register, show: Show
) -> None:
    names, served = register.names(), register.served(DAY.year)

    found = {
        person: chicago.desk.ask("departure-impact", "--person", names[person]) for person in _all(served)
    }

    show("departure-impact", [_impact(names[person], answer) for person, answer in found.items()])
    assert {person: _touched(answer) for person, answer in found.items()} == _by_person(served)
    assert {person: len(_to_zero(answer["data"])) for person, answer in found.items()} == _alone(served)
    assert sum(len(_to_zero(answer["data"])) for answer in found.values()) == 70


def _all(served: Mapping[str, set[str]]) -> list[str]:
    return sorted(set().union(*served.values()))


def _by_person(served: Mapping[str, set[str]]) -> dict[str, set[str]]:
    return {who: {client for client, people in served.items() if who in people} for who in _all(served)}


def _alone(served: Mapping[str, set[str]]) -> dict[str, int]:
    count = Counter(who for people in served.values() if len(people) == 1 for who in people)
    return {who: count[who] for who in _all(served)}


def _touched(answer: Mapping[str, Any]) -> set[str]:
    return {organisation_key(row["client_name"]) for row in answer["data"]}


def _to_zero(rows: Rows) -> Rows:
    return [row for row in rows if row["holders_after"] == row["coverage_after"] == 0]


def _impact(name: str, answer: Mapping[str, Any]) -> str:
    lost = len(_to_zero(answer["data"]))
    leaver = answer["summary"]["people"][0]
    return f"{name}: {len(answer['data'])} clients, {lost} to nobody, {brief(leaver, 'loss', 'solely_held')}"


def test_a_firm_that_is_its_own_client_covers_nothing(shared_data: Path, tmp_path: Path) -> None:
    employer = "REYES KURSON"
    register = read_register(shared_data, employer=employer)
    desk = _firm(tmp_path, shared_data, employer)

    load_desk(desk)

    rows = desk.ask("portfolio")["data"]
    own = organisation_key(employer)
    assert own in register.served(DAY.year)
    found = {organisation_key(row["client_name"]) for row in rows if row["employee_threads"]}
    assert found == register.served(DAY.year).keys() - {own}


def _firm(folder: Path, data: Path, employer: str) -> Desk:
    """Returns a workspace of another firm of the register, by the same mapping."""
    desk = open_desk(folder, data, settings="chicago.toml", files=("lobbyists.toml",))
    for name in ("graphsvc.toml", "lobbyists.toml"):
        text = (HERE / name if name == "lobbyists.toml" else folder / name).read_text(encoding="utf-8")
        text = text.replace('name = "DLA Piper"', f'name = "{employer}"').replace(
            "^DLA PIPER", f"^{employer}"
        )
        (folder / name).write_text(text, encoding="utf-8")
    return desk
