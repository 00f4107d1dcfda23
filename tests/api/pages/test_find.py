"""What the ask bar finds, and for whom."""

import pytest
from werkzeug.test import TestResponse

from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}


def answer(service: Service, *roles: str, accounts: str = "", **form: str) -> TestResponse:
    """Returns the response to what somebody with these roles typed."""
    browser = service.browser("reader@firm.example", *roles, accounts=accounts)
    return browser.post("/find", data=form, headers=SAME)


def found(service: Service, words: str, *roles: str, accounts: str = "") -> str:
    """Returns the main part of the page that answers to words."""
    page = answer(service, *roles, accounts=accounts, q=words).get_data(as_text=True)
    return page.partition("<main")[2].partition("Fill in</h2>")[0]


def test_clients_in_reach_alone(service: Service) -> None:
    assert "Nothing in your reach" in found(service, "acme", "account_lead")
    assert service.key["acme"] in found(service, "acme", "account_lead", accounts="all")


def test_nothing_typed_shows_what_can_be_asked(service: Service) -> None:
    page = service.browser("reader@firm.example", "hr").get("/find").get_data(as_text=True)

    assert "Type a client, a person or a question above." in page
    assert "/ask/portfolio" in page
    assert page.count('name="phrase"') >= 3


def test_a_part_of_a_question_finds_it(service: Service) -> None:
    page = found(service, "only link", "hr")

    assert "/ask/single-points-of-failure" in page
    assert "/ask/portfolio" not in page


def test_a_contact_of_a_client_in_reach_can_be_met(service: Service) -> None:
    near = found(service, "del-cfo", "account_lead", accounts="all")
    far = found(service, "del-cfo", "account_lead")

    assert f"/ask/introductions?target={service.key['del-cfo']}" in near
    assert service.key["del-cfo"] not in far


def test_a_phrase_names_everybody_who_fits_its_blank(service: Service) -> None:
    page = found(service, "who can introduce me to del", "account_lead", accounts="all")

    assert "who can introduce me to del-cfo" in page
    assert "who can introduce me to del-ctrl" in page


def test_a_filled_phrase_that_fits_one_leads_there(service: Service) -> None:
    sent = answer(service, "hr", phrase="departure-impact", q="ana")

    assert (sent.status_code, sent.location) == (303, f"/do/open-case?person={service.key['ana']}")


def test_a_filled_phrase_that_fits_nobody_says_so(service: Service) -> None:
    assert "Nothing in your reach" in answer(service, "hr", phrase="coverage", q="zzz").get_data(as_text=True)


@pytest.mark.parametrize("role,is_found", [("hr", True), ("oversight", False), ("own", False)])
def test_colleagues_are_found_by_who_may_ask_about_them(service: Service, role: str, is_found: bool) -> None:
    assert (f"person={service.key['ana']}" in found(service, "ana", role)) is is_found


def test_what_was_typed_is_in_no_address_and_no_audit(service: Service) -> None:
    page = found(service, "ana", "hr")

    assert "q=ana" not in page
    assert "ana" not in repr(service.audited("find"))
