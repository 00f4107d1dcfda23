"""What the parts of pages do in a browser: evidence, links to copy, print, zoom, motion."""

from collections.abc import Callable

import pytest

from tests.browser.site import CLIENT, Site, Visitor

Look = Callable[..., Visitor]
MOVING = """() => [...document.querySelectorAll("*")].filter(
  (each) => getComputedStyle(each).transitionDuration !== "0s").length"""
HALF = {"width": 700, "height": 450}
"""A window of 1,400 pixels at a zoom of 200 %."""


def test_evidence_opens_in_place_and_gives_the_focus_back(site: Site, look: Look) -> None:
    visitor = look("account_lead")
    visitor.visit(site.client())

    visitor.tab_to("Evidence")
    link = visitor.focused()
    visitor.press("Enter")
    visitor.page.wait_for_selector("#evidence")

    assert visitor.focused() == "evidence"
    assert visitor.page.inner_text("#live") == "Evidence opened."
    visitor.press("Escape")
    assert visitor.page.locator("#evidence").count() == 0
    assert visitor.focused() == link
    assert visitor.complaints == []


def test_evidence_opens_without_script_and_leads_back_to_its_row(site: Site, look: Look) -> None:
    visitor = look("account_lead", java_script_enabled=False)
    visitor.visit(site.client())

    visitor.page.locator("a.why").nth(1).click()
    assert visitor.page.locator("#evidence").is_visible()
    visitor.page.click("[data-close]")

    assert visitor.page.url.endswith("#why-1")
    assert visitor.page.locator("#evidence").count() == 0


def test_every_cell_of_the_matrix_opens_its_evidence(look: Look) -> None:
    visitor = look("account_lead")
    visitor.visit("/ask/coverage-matrix")

    visitor.page.locator(".heat td a").first.press("Enter")
    visitor.page.wait_for_selector("#evidence")

    assert visitor.page.locator("#evidence section").count() == 1


def test_a_link_is_copied_and_told(site: Site, look: Look) -> None:
    visitor = look("account_lead", permissions=["clipboard-read", "clipboard-write"])
    visitor.visit(site.client())

    visitor.tab_to("Copy link")
    visitor.press("Enter")
    visitor.page.wait_for_function("document.getElementById('live').textContent === 'Link copied.'")

    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{site.root}{site.client()}"


@pytest.mark.parametrize("role", ["account_lead", "hr", "admin"])
def test_at_twice_the_size_nothing_is_cut_off(site: Site, look: Look, role: str) -> None:
    visitor = look(role, viewport=HALF)

    wide = {path: _overflow(visitor, path) for path in site.paths(role) if "row=" not in path}

    assert {path: pixels for path, pixels in wide.items() if pixels > 0} == {}


def test_nothing_moves_for_who_asked_for_that(look: Look) -> None:
    visitor = look("account_lead", reduced_motion="reduce")
    visitor.visit("/")

    moving = visitor.page.evaluate(MOVING)

    assert moving == 0


def test_a_client_prints_with_its_tints_and_without_its_menu(site: Site, look: Look) -> None:
    visitor = look("account_lead")
    visitor.visit(site.client())

    visitor.page.emulate_media(media="print")

    assert visitor.page.pdf().startswith(b"%PDF")
    assert not visitor.page.locator("nav.menu").is_visible()
    assert not visitor.page.locator(".actions").is_visible()
    tint = visitor.page.locator(".heat td.t3").first
    assert tint.evaluate("each => getComputedStyle(each).printColorAdjust") == "exact"


def test_on_a_narrow_window_the_menu_opens_by_keyboard_without_script(look: Look) -> None:
    visitor = look("account_lead", viewport={"width": 400, "height": 800}, java_script_enabled=False)
    visitor.visit("/")

    assert not visitor.page.locator("nav.menu").is_visible()
    visitor.page.locator(".menu-button").press("Enter")

    assert visitor.page.locator("nav.menu").is_visible()
    visitor.page.click("nav.menu a:has-text('Coverage matrix')")
    assert visitor.page.url.endswith("/ask/coverage-matrix")


def test_a_phrase_leads_to_its_answer_without_script(look: Look) -> None:
    visitor = look("account_lead", java_script_enabled=False)
    visitor.visit("/find")

    visitor.page.fill("[placeholder=client]", "kestrel")
    visitor.page.locator("[placeholder=client]").press("Enter")

    assert visitor.page.inner_text("h1") == CLIENT
    assert "kestrel" not in visitor.page.url.lower()


def test_a_tile_filters_the_clients(look: Look) -> None:
    visitor = look("account_lead", java_script_enabled=False)
    visitor.visit("/")
    every = visitor.page.locator("main tbody tr").count()

    visitor.page.click(".tiles a >> nth=0")

    assert 0 < visitor.page.locator("main tbody tr").count() < every
    assert visitor.page.locator(".tiles a[aria-current]").count() == 1


def _overflow(visitor: Visitor, path: str) -> int:
    visitor.visit(path)
    wide: int = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wide
