"""What the ask bar finds, and for whom."""

import pytest

from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}


def found(service: Service, words: str, *roles: str, accounts: str = "") -> str:
    """Returns the page that answers to words typed by somebody with these roles."""
    browser = service.browser("reader@firm.example", *roles, accounts=accounts)
    return browser.post("/find", data={"q": words}, headers=SAME).get_data(as_text=True)


def test_clients_in_reach_alone(service: Service) -> None:
    assert "Nothing in your reach" in found(service, "acme", "account_lead")
    assert service.key["acme"] in found(service, "acme", "account_lead", accounts="all")


def test_nothing_typed_shows_what_can_be_asked(service: Service) -> None:
    page = service.browser("reader@firm.example", "hr").get("/find").get_data(as_text=True)

    assert "Type a client, a person or a question above." in page
    assert "/ask/portfolio" in page


def test_a_part_of_a_question_finds_it(service: Service) -> None:
    page = found(service, "only link", "hr")

    assert "/ask/single-points-of-failure" in page
    assert "/ask/portfolio" not in page.partition("<main")[2]


@pytest.mark.parametrize("role,is_found", [("hr", True), ("account_lead", False), ("oversight", False)])
def test_colleagues_are_found_by_hr_alone(service: Service, role: str, is_found: bool) -> None:
    assert (f"person={service.key['ana']}" in found(service, "ana", role, accounts="all")) is is_found


def test_what_was_typed_is_in_no_address_and_no_audit(service: Service) -> None:
    page = found(service, "ana", "hr")

    assert "q=ana" not in page
    assert "ana" not in repr(service.audited("find"))
