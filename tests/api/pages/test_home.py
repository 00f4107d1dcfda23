"""Where a role begins."""

import pytest

from tests.api.service import Service


@pytest.mark.parametrize(
    "role,words",
    [
        ("account_lead", "lose a grip on first"),
        ("hr", "lose a grip on first"),
        ("alumni_programme", "Choose what to ask"),
        ("admin", "graphsvc ingest"),
        ("oversight", "audit verify"),
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
