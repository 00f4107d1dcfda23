"""What each audience tries first, by keyboard alone; the planted trouble of the demo names the numbers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.site import CLIENT, LEAVERS, Site, Visitor

Look = Callable[..., Visitor]
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@SCRIPT
def test_an_account_lead_goes_from_home_over_a_client_to_evidence_and_a_spreadsheet(
    look: Look, *, script: bool
) -> None:
    visitor = look("account_lead", java_script_enabled=script)
    visitor.visit("/")

    visitor.follow(CLIENT)
    visitor.follow("Evidence")
    assert "What this rests on" in visitor.words()
    assert "Measured" in visitor.words()
    visitor.tab_to("CSV")
    with visitor.page.expect_download() as started:
        visitor.press("Enter")

    rows = Path(started.value.path()).read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + 4  # the header and the four ties of the client


@SCRIPT
def test_an_account_lead_asks_what_one_leaver_costs_and_then_two(look: Look, *, script: bool) -> None:
    visitor = look("account_lead", java_script_enabled=script)
    visitor.visit("/ask/departure-impact")

    visitor.tab_to("Who leaves")
    visitor.page.keyboard.type(LEAVERS[0])
    visitor.tab_to("What is this for?")
    visitor.press("r")  # resignation received
    visitor.follow("What if they leave?")
    assert "neither alone would lose" not in visitor.words()
    _ask(visitor, "Who else leaves", LEAVERS[1])

    assert "Together they lose 1 client that neither alone would lose." in visitor.words()
    assert "Worse together" in visitor.words()
    assert "harbourvale" not in visitor.page.url


@SCRIPT
def test_an_account_lead_finds_a_way_in_and_alternatives(site: Site, look: Look, *, script: bool) -> None:
    visitor = look("account_lead", java_script_enabled=script)
    visitor.visit("/ask/introductions")

    visitor.tab_to("From")
    visitor.page.keyboard.type("Ragna Tidemoor")
    _ask(visitor, "To", site.key("Łucja Oakquist", "Person"))

    assert visitor.page.locator("main tbody tr").count() >= 2
    assert "Weakest link" in visitor.words()


def test_hr_reads_bridge_people_and_only_links(look: Look) -> None:
    visitor = look("hr")
    visitor.visit("/")

    visitor.follow("Bridge people")
    assert "only link" in visitor.words()
    visitor.follow("Only links")

    assert "on one person" in visitor.words()


def test_a_door_of_the_demo_leads_to_another_role(look: Look) -> None:
    visitor = look("account_lead")
    visitor.visit("/")

    visitor.tab_to("Look as")
    visitor.press("a", "l", "u")  # alumni manager
    visitor.follow("Look as")

    assert visitor.page.locator("#role").input_value() == "alumni_programme"


def test_the_ask_bar_finds_a_client(look: Look) -> None:
    visitor = look("hr")
    visitor.visit("/")

    visitor.tab_to("Ask: client")
    visitor.page.keyboard.type("kestrel")
    with visitor.page.expect_navigation():
        visitor.press("Enter")
    visitor.follow(CLIENT)

    assert f"{CLIENT}: 70% covered" in visitor.words()


def test_somebody_who_is_not_signed_in_is_led_to_the_sign_in_page(look: Look) -> None:
    visitor = look()

    visitor.visit("/ask/portfolio")

    assert visitor.page.url.endswith("/login")


def test_a_link_signs_in_once(site: Site, look: Look) -> None:
    link = f"/login?code={site.house.register.new_code(site.user)}"
    visitor, latecomer = look(), look()
    visitor.visit(link)
    visitor.follow("Sign in")

    latecomer.visit(link)
    latecomer.follow("Sign in")

    assert visitor.page.url == f"{site.root}/"
    assert "used already" in latecomer.words()


def test_a_link_opens_the_doors_of_a_demo(site: Site, look: Look) -> None:
    visitor = look()
    visitor.visit(f"/login?code={site.house.register.new_code(site.user)}")

    visitor.follow("Sign in")
    doors = visitor.words()
    visitor.follow("Alumni manager")

    assert "As whom do you come in?" in doors
    assert visitor.page.locator("#role").input_value() == "alumni_programme"


def _ask(visitor: Visitor, label: str, text: str) -> None:
    """Writes into a field over what stands there, and asks."""
    visitor.tab_to(label)
    visitor.press("Control+a")
    visitor.page.keyboard.type(text)
    with visitor.page.expect_navigation():
        visitor.press("Enter")
