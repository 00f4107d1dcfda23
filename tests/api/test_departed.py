"""Somebody who left: their case and their file stay readable, as of the last day they worked here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.question import date_of
from graphsvc.workspace import open_workspace
from tests.api.service import Service, build
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY

LAST = date_of(TODAY - 4).isoformat()
HR, LEAD = "hr@firm.example", "lee@firm.example"


def written() -> Firm:
    """Returns a firm that fin left four days ago, who held Acme with lee."""
    firm = Firm()
    firm.organisation("acme")
    firm.contact("kim", "acme")
    firm.employee("fin", "Audit", end=TODAY - 3)
    firm.employee("lee", "Audit")
    for name in ("fin", "lee"):
        firm.tie(name, "kim", 0.8)
    return firm


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Service]:
    """A service of that firm."""
    build(tmp_path / "firm", written=written())
    found = Service(workspace=open_workspace(tmp_path / "firm"), key=written().key)
    yield found
    found.house.close()


@pytest.fixture
def case(office: Service) -> str:
    """The case of HR about fin, which a lead sees too."""
    cases = office.house.beside.cases
    found = cases.open(HR, purpose="resignation-received")
    cases.add_people(found, (office.key["fin"],), by=HR)
    cases.add_member(found, LEAD)
    return found


@pytest.mark.parametrize("user, role", [(HR, "hr"), (LEAD, "account_lead")])
def test_a_case_answers_as_of_the_last_day_at_work(office: Service, case: str, user: str, role: str) -> None:
    browser = office.browser(user, role, accounts="all" if role == "account_lead" else "")

    answer = browser.get(f"/v1/questions/departure-impact?case={case}").get_json()

    assert answer["as_of"] == LAST
    assert [row["client_name"] for row in answer["data"]] == ["acme"]
    assert browser.get(f"/cases/{case}").status_code == 200


def test_a_departure_file_opens_until_it_is_closed(office: Service, case: str) -> None:
    departures, browser = office.house.beside.departures, office.browser(HR, "hr")
    found = departures.open(office.key["fin"], what_if=case, last_day=LAST, by=HR)

    assert browser.get(f"/departures/{found}").status_code == 200


def test_who_left_is_taken_out_of_a_case(office: Service, case: str) -> None:
    browser = office.browser(HR, "hr")
    body = {"case": case, "person": office.key["fin"]}

    sent = browser.post("/v1/actions/remove-from-case", json=body, headers={"Sec-Fetch-Site": "same-origin"})

    assert sent.status_code == 201
