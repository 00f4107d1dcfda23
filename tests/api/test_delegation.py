"""A client that is lent: seen while it lasts, by nobody else, and not handed on."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.api.bureau import Bureau, opened
from tests.api.service import Service
from tests.api.sweep import TRACE
from tests.graphsvc.hand import DAY
from tests.ingest.office import ACCOUNTS, TUESDAY

TODAY = dt.date(2024, 10, 4)
PORTFOLIO = "/v1/questions/portfolio"
SAME = {"Sec-Fetch-Site": "same-origin"}


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
    service.lead("ana")

    book.lend(key, by="token:t0", to=delegate, until=TODAY.isoformat())
    assert "acme" in seen(service, delegate)[0]  # the last day still counts

    book.lend(key, by="token:t0", to=delegate, until=(TODAY - dt.timedelta(days=1)).isoformat())
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


@pytest.mark.parametrize(
    "action, fields",
    [("delegate-account", {"client": "acme", "until": "2024-10-31"}), ("share-case", {})],
)
def test_who_is_refused_as_a_colleague_says_nothing_of_the_roles_they_hold(
    service: Service, action: str, fields: dict[str, str]
) -> None:
    """An unknown address, one without a role, one with others and one that is out are answered alike."""
    register, lead = service.house.register, service.lead("ana")
    told = fields if action == "delegate-account" else {"case": service.case(lead, "ana")}
    for name, role in (("a", "admin"), ("b", "oversight"), ("c", "alumni_programme"), ("d", "own")):
        register.add_user(f"{name}@firm.example")
        register.grant(f"{name}@firm.example", role, granted_by="test")
    register.add_user("e@firm.example")
    register.grant("e@firm.example", "account_lead", accounts="all", granted_by="test")
    register.deactivate("e@firm.example")

    answers = set()
    for name in "abcdexyz":
        to = {"to" if action == "delegate-account" else "member": f"{name}@firm.example"}
        response = service.post(f"/v1/actions/{action}", lead, {**told, **to}, traceparent=TRACE)
        answers.add((response.status_code, response.get_data(as_text=True).replace(f"'{name}@", "'?@")))

    [(status, said)] = answers
    assert status == 404
    assert "nobody signs in as '?@firm.example', or not with the role account lead" in said


def test_ninety_days_are_allowed(service: Service, delegate: str) -> None:
    assert lend(service, service.lead("ana"), to=delegate, until="2025-01-02").status_code == 201


def test_what_is_lent_is_not_lent_on(service: Service, delegate: str) -> None:
    token = service.token("account_lead", accounts="assigned", person="ben")
    service.lead("ana")
    book = service.house.beside.delegations
    book.lend(service.key["acme"], by="token:t1", to="token:t0", until="2024-10-31")
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
    token = service.token("own", person="ben")
    service.lead("ana")
    book = service.house.beside.delegations
    book.lend(service.key["acme"], by="token:t1", to="token:t0", until="2024-10-31")

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


@pytest.mark.parametrize("ending", ["revoked", "expired", "is no lead", "was never there"])
def test_it_ends_with_the_token_that_lent_it(service: Service, delegate: str, ending: str) -> None:
    service.token("own" if ending == "is no lead" else "account_lead", accounts="assigned", person="ana")
    book = service.house.beside.delegations
    lender = "token:t9" if ending == "was never there" else "token:t0"
    book.lend(service.key["acme"], by=lender, to=delegate, until="2024-10-31")
    before = "acme" in seen(service, delegate)[0]

    if ending == "revoked":
        service.house.register.revoke("t0")
    service.clock.at += DAY if ending == "expired" else 0

    assert before is (ending in {"revoked", "expired"})
    assert seen(service, delegate)[0] == ["borealis"]


def test_it_is_worth_no_more_than_the_lender_sees(service: Service, delegate: str) -> None:
    """A rule that is narrowed counts at once; ben is on no team himself."""
    register, book = service.house.register, service.house.beside.delegations
    register.add_user("ben@firm.example")
    book.lend(service.key["acme"], by="ben@firm.example", to=delegate, until="2024-10-31")

    found = {}
    for rule in ("all", "assigned", "unit:u-0000000000000"):
        register.grant("ben@firm.example", "account_lead", accounts=rule, granted_by="test")
        found[rule] = seen(service, delegate)[0]

    assert found == {
        "all": ["acme", "borealis"],
        "assigned": ["borealis"],
        "unit:u-0000000000000": ["borealis"],
    }


def owned_by(owner: str) -> tuple[str, ...]:
    """Returns the accounts with another owner of Northwick."""
    return (ACCOUNTS[0], ACCOUNTS[1].replace(",E1", f",{owner}"), *ACCOUNTS[2:])


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Bureau]:
    """A service of an office whose files are loaded: Ana leads Northwick, Ben leads nothing."""
    for found in opened(tmp_path / "office"):
        found.office.ingest()
        yield found


def northwick(office: Bureau, name: str) -> bool:
    """Returns whether somebody sees Northwick as an account lead."""
    browser = office.browser(f"{name}@harbourvale.example", "account_lead", accounts="assigned")
    rows = browser.get(PORTFOLIO).get_json()["data"]
    return [row["client_name"] for row in rows] == ["Northwick Foundry Ltd"]


def test_a_load_that_takes_the_client_from_its_lender_ends_it(office: Bureau) -> None:
    ana = office.browser("ana@harbourvale.example", "account_lead", accounts="assigned")
    office.browser("ben@harbourvale.example", "account_lead", accounts="assigned")
    given = {"client": "Northwick Foundry Ltd", "to": "ben@harbourvale.example", "until": "2026-06-30"}
    lent = ana.post("/v1/actions/delegate-account", json=given, headers=SAME)
    before = northwick(office, "ben")

    office.office.load("accounts", *owned_by("E3"), now=TUESDAY, allow_close=1.0)

    assert (lent.status_code, before) == (201, True)
    after = {name: northwick(office, name) for name in ("ana", "ben", "cem")}
    assert after == {"ana": False, "ben": False, "cem": True}


def test_who_leads_the_client_by_now_lends_it_though_it_was_lent_to_them(office: Bureau) -> None:
    ana = office.browser("ana@harbourvale.example", "account_lead", accounts="assigned")
    ben = office.browser("ben@harbourvale.example", "account_lead", accounts="assigned")
    given = {"client": "Northwick Foundry Ltd", "until": "2026-06-30"}
    path = "/v1/actions/delegate-account"
    ana.post(path, json=given | {"to": "ben@harbourvale.example"}, headers=SAME)
    before = ben.post(path, json=given | {"to": "ana@harbourvale.example"}, headers=SAME).status_code

    office.office.load("accounts", *owned_by("E2"), now=TUESDAY, allow_close=1.0)

    after = ben.post(path, json=given | {"to": "ana@harbourvale.example"}, headers=SAME).status_code
    assert (before, after) == (403, 201)
