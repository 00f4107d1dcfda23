"""Where a role begins."""

import pytest

from tests.api.service import Service


@pytest.mark.parametrize(
    "role,words",
    [
        ("account_lead", "lose a grip on first"),
        ("hr", "What is breaking"),
        ("alumni_programme", "0 known, 0 reachable, 0 asked"),
        ("admin", "may come in"),
        ("oversight", "refused in thirty days"),
    ],
)
def test_a_role_begins_with_what_it_can_do(service: Service, role: str, words: str) -> None:
    page = service.browser("reader@firm.example", role, accounts="all").get("/")

    assert words in page.get_data(as_text=True)


def test_a_user_without_a_role_is_told_to_ask_for_one(service: Service) -> None:
    page = service.browser("new@firm.example").get("/")

    assert "No role was granted to you yet" in page.get_data(as_text=True)


def test_a_menu_holds_only_what_its_reader_may_ask(service: Service) -> None:
    browser = service.browser("reader@firm.example", "alumni_programme")

    page = browser.get("/").get_data(as_text=True)

    paths = [part.split('"')[0] for part in page.split('href="/ask/')[1:]]
    assert paths
    assert {browser.get(f"/ask/{path}").status_code for path in paths} == {200}


def test_an_account_lead_sees_how_many_strong_ties_are_quiet(service: Service) -> None:
    page = service.browser("lead@firm.example", "account_lead", accounts="all").get("/")

    told = page.get_data(as_text=True)
    assert "/ask/cooling-ties?days=60" in told
    assert "strong ties are quiet for 60 days" in told


def test_who_has_not_said_what_it_is_for_gets_no_number_of_quiet_ties(service: Service) -> None:
    page = service.browser("hr@firm.example", "hr").get("/")

    assert "are quiet for 60 days" not in page.get_data(as_text=True)
