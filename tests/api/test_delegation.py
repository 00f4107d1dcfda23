"""A client that is lent: seen while it lasts, by nobody else, and not handed on."""

import datetime as dt

import pytest
from werkzeug.test import TestResponse

from tests.api.service import Service

TODAY = dt.date(2024, 10, 4)
PORTFOLIO = "/v1/questions/portfolio"


@pytest.fixture
def delegate(service: Service) -> str:
    """The address of Eli, who leads Borealis and signs in."""
    service.house.register.add_user("eli@firm.example")
    service.house.register.grant("eli@firm.example", "account_lead", accounts="assigned", granted_by="test")
    return "eli@firm.example"


def lend(service: Service, token: str, **fields: str) -> TestResponse:
    given = {"client": "acme", "to": "eli@firm.example", "until": "2024-10-31"} | fields
    return service.post("/v1/actions/delegate-account", token, given)


def seen(service: Service, user: str) -> tuple[list[str], str]:
    """Returns the clients that somebody sees in a browser, and the tag of the answer."""
    response = service.browser(user, "account_lead", accounts="assigned").get(PORTFOLIO)
    return sorted(row["client_name"] for row in response.get_json()["data"]), response.headers["ETag"]


def test_the_delegate_sees_the_client_and_gets_another_tag(service: Service, delegate: str) -> None:
    before, tag = seen(service, delegate)
    assert before == ["borealis"]

    assert lend(service, service.lead("ana")).status_code == 201

    after, other = seen(service, delegate)
    assert after == ["acme", "borealis"]
    assert other != tag


def test_it_ends_by_itself(service: Service, delegate: str) -> None:
    book, key = service.house.beside.delegations, service.key["acme"]

    book.lend(key, by="x", to=delegate, until=TODAY.isoformat())
    assert "acme" in seen(service, delegate)[0]  # the last day still counts

    book.lend(key, by="x", to=delegate, until=(TODAY - dt.timedelta(days=1)).isoformat())
    assert "acme" not in seen(service, delegate)[0]


def test_it_is_taken_back_at_once_by_whoever_lent_it_alone(service: Service, delegate: str) -> None:
    mine, other = service.lead("ana"), service.token("account_lead", accounts="all", person="ben")
    given = {"client": "acme", "to": delegate}
    lend(service, mine)

    assert service.post("/v1/actions/take-back-account", other, given).status_code == 404
    assert "acme" in seen(service, delegate)[0]
    assert service.post("/v1/actions/take-back-account", mine, given).status_code == 201
    assert "acme" not in seen(service, delegate)[0]
    assert service.post("/v1/actions/take-back-account", mine, given).status_code == 404


@pytest.mark.parametrize(
    "fields, status",
    [
        ({"until": "2025-01-03"}, 422),  # 91 days
        ({"until": "2024-10-03"}, 422),
        ({"to": "nobody@firm.example"}, 404),
        ({"to": "hr@firm.example"}, 404),
        ({"client": "borealis"}, 404),  # not Ana's
    ],
)
def test_too_long_to_nobody_and_what_is_not_ones_own_is_refused(
    service: Service, delegate: str, fields: dict[str, str], status: int
) -> None:
    service.house.register.add_user("hr@firm.example")
    service.house.register.grant("hr@firm.example", "hr", accounts="", granted_by="test")

    assert lend(service, service.lead("ana"), **fields).status_code == status
    assert seen(service, delegate)[0] == ["borealis"]


def test_ninety_days_are_allowed(service: Service, delegate: str) -> None:
    assert lend(service, service.lead("ana"), to=delegate, until="2025-01-02").status_code == 201


def test_what_is_lent_is_not_lent_on(service: Service, delegate: str) -> None:
    token = service.token("account_lead", accounts="assigned", person="ben")
    service.house.beside.delegations.lend(service.key["acme"], by="x", to="token:t0", until="2024-10-31")
    assert service.clients(token) == ["acme"]

    response = lend(service, token, to=delegate)

    assert response.status_code == 403
    assert "lent to you" in response.get_json()["detail"]


def test_nobody_lends_to_themself_and_only_leads_lend(service: Service, delegate: str) -> None:
    browser = service.browser(delegate, "account_lead", accounts="assigned")
    given = {"client": "borealis", "to": delegate, "until": "2024-10-31"}

    own = browser.post("/v1/actions/delegate-account", json=given, headers={"Sec-Fetch-Site": "same-origin"})

    assert own.status_code == 422
    for role in ("hr", "alumni_programme", "admin", "oversight", "own"):
        assert lend(service, service.token(role)).status_code == 403


def test_a_delegation_gives_nothing_to_somebody_who_is_no_lead(service: Service) -> None:
    service.house.beside.delegations.lend(service.key["acme"], by="x", to="token:t0", until="2024-10-31")

    token = service.token("own", person="ben")

    assert service.get(f"/v1/organisations/{service.key['acme']}", token).status_code in {403, 404}


def test_the_page_of_a_client_leads_to_taking_it_back(service: Service, delegate: str) -> None:
    browser = service.browser("ana@firm.example", "account_lead", accounts="assigned")
    path = f"/clients/{service.key['acme']}"
    assert "Take back" not in browser.get(path).get_data(as_text=True)

    given = {"client": "acme", "to": delegate, "until": "2024-10-31"}
    browser.post("/do/delegate-account", data=given, headers={"Sec-Fetch-Site": "same-origin"})

    assert "Take back from eli@firm.example" in browser.get(path).get_data(as_text=True)


@pytest.mark.parametrize("action", ["deactivate-user", "end-grant"])
def test_it_ends_with_the_access_of_whoever_lent_it(service: Service, delegate: str, action: str) -> None:
    service.browser("ana@firm.example", "account_lead", accounts="assigned")
    book, admin = service.house.beside.delegations, service.browser("adam@firm.example", "admin")
    book.lend(service.key["acme"], by="ana@firm.example", to=delegate, until="2024-10-31")
    body = {"user": "ana@firm.example"} | ({"role": "account_lead"} if action == "end-grant" else {})

    admin.post(f"/v1/actions/{action}", json=body, headers={"Sec-Fetch-Site": "same-origin"})

    assert seen(service, delegate)[0] == ["borealis"]


def test_a_client_that_is_no_longer_ones_own_is_taken_back(service: Service, delegate: str) -> None:
    token = service.lead("ben")
    book = service.house.beside.delegations
    book.lend(service.key["acme"], by="token:t0", to=delegate, until="2024-10-31")

    service.do("take-back-account", token, client="acme", to=delegate)

    assert seen(service, delegate)[0] == ["borealis"]
