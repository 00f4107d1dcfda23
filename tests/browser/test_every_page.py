"""Every page of every role, in a browser."""

import re
from collections.abc import Callable

import pytest

from api.door import DEMO_ROLES
from graphsvc.questions import QUESTIONS
from tests.browser.site import Site, Visitor, registered

Look = Callable[..., Visitor]
WIDE, NARROW = {"width": 1400, "height": 900}, {"width": 400, "height": 800}
SHAPE = f"""() => [
  document.documentElement.lang,
  document.querySelectorAll("h1").length,
  document.documentElement.scrollWidth <= {NARROW["width"]},
  [...document.querySelectorAll("main svg")].every((each) => document.querySelector("main .twin tr")),
]"""


def test_every_question_that_needs_a_parameter_is_asked_with_one(site: Site) -> None:
    assert sorted(site.filled()) == registered()


@pytest.mark.parametrize("role", DEMO_ROLES)
def test_a_page_is_whole_silent_and_no_wider_than_a_narrow_window(site: Site, look: Look, role: str) -> None:
    visitor = look(role, viewport=NARROW)

    seen = {path: (visitor.visit(path).status, *visitor.page.evaluate(SHAPE)) for path in site.paths(role)}

    assert visitor.complaints == []
    expected = {path: (404 if path == "/nowhere" else 200, "en", 1, True, True) for path in seen}
    assert seen == expected


@pytest.mark.parametrize("name", sorted(name for name in QUESTIONS if not QUESTIONS[name].is_case))
def test_an_answer_shows_its_rows_without_script(site: Site, look: Look, name: str) -> None:
    role = next(each for each in ("hr", *DEMO_ROLES) if each in QUESTIONS[name].roles)
    visitor = look(role, java_script_enabled=False)

    visitor.visit(site.answer(f"/ask/{name}"))

    assert visitor.page.locator("main tbody tr").count() >= 1 or visitor.page.locator(".empty").count() == 1


def test_a_form_is_sent_without_script(look: Look) -> None:
    visitor = look("account_lead", java_script_enabled=False)
    visitor.visit("/ask/coverage")

    visitor.page.fill("[name=client]", "Kestrel Bay Ports")
    visitor.page.click("form.ask button")

    assert "Kestrel Bay Ports: 70% covered" in visitor.words()  # the planted trouble of the demo


@pytest.mark.parametrize("role", DEMO_ROLES)
def test_axe_finds_nothing_serious_at_either_width(site: Site, look: Look, role: str) -> None:
    visitor = look(role)

    found = {
        path: _serious(visitor, path, WIDE) + _serious(visitor, path, NARROW) for path in _once(site, role)
    }

    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("path", ["/", "/ask/coverage-matrix", "/ask/coverage", "/ask/introductions"])
def test_axe_finds_nothing_serious_in_the_dark(site: Site, look: Look, path: str) -> None:
    visitor = look("hr", color_scheme="dark")

    assert _serious(visitor, site.answer(path), WIDE) == []


@pytest.mark.parametrize("path", ["/login", "/login?code=none"])
def test_signing_in_is_for_everybody(look: Look, path: str) -> None:
    visitor = look()

    found = _serious(visitor, path, NARROW)

    assert found == []
    assert visitor.complaints == []


def test_the_doors_of_a_demo_are_for_everybody(site: Site, look: Look) -> None:
    visitor = look()
    visitor.visit(f"/login?code={site.house.register.new_code(site.user)}")
    visitor.follow("Sign in")

    found = _serious(visitor, "/", WIDE) + _serious(visitor, "/", NARROW)

    assert "As whom do you come in?" in visitor.words()
    assert found == []
    assert visitor.complaints == []


def test_print_leaves_the_menu_out_and_keeps_the_table(look: Look) -> None:
    visitor = look("account_lead")
    visitor.visit("/ask/portfolio")

    visitor.page.emulate_media(media="print")

    assert not visitor.page.locator("nav.menu").is_visible()
    assert visitor.page.locator("main table").first.is_visible()
    assert visitor.page.pdf().startswith(b"%PDF")


def test_a_what_if_is_drawn_twice_at_the_same_places_beside_its_table(site: Site, look: Look) -> None:
    visitor = look("hr", java_script_enabled=False)
    visitor.visit(site.case())

    before, after = (
        [(text.get_attribute("x"), text.get_attribute("y")) for text in drawing.locator("text").all()]
        for drawing in visitor.page.locator("svg").all()
    )

    assert before == after
    lines = visitor.page.locator("svg").first.locator("line.strong, line.faint").count()
    assert 0 < visitor.page.locator(".twin tbody tr").count() <= lines


def test_no_page_points_outside_and_no_address_holds_a_name(site: Site, look: Look) -> None:
    visitor = look("hr", java_script_enabled=False)
    names = re.compile(r"Kestrel|Tidemoor|Castlewren|Quinendra|harbourvale", re.IGNORECASE)

    for path in site.paths("hr"):
        addresses = _addresses(visitor, path)

        assert addresses, path
        assert [each for each in addresses if each.startswith(("http", "//"))] == [], path
        assert [each for each in addresses if names.search(each)] == [], path


def test_the_styles_point_nowhere(site: Site, look: Look) -> None:
    visitor = look()
    visitor.visit("/login")
    sheet = visitor.page.get_attribute("link[rel=stylesheet]", "href")

    css = visitor.page.request.get(f"{site.root}{sheet}").text()

    assert not re.search(r"url\(|@import|https?:", css)


def _addresses(visitor: Visitor, path: str) -> list[str]:
    page = visitor.page.request.get(path, headers={"Accept": "text/html"}).text()
    return re.findall(r'(?:href|src|action)="([^"]*)"', page)


def _serious(visitor: Visitor, path: str, window: dict[str, int]) -> list[str]:
    """Returns the rules that axe finds broken in earnest."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    visitor.page.set_viewport_size(window)  # type: ignore[arg-type]
    visitor.visit(path)
    results = axe.run(visitor.page).response["violations"]
    return [each["id"] for each in results if each["impact"] in {"serious", "critical"}]


def _once(site: Site, role: str) -> list[str]:
    """Returns the pages of a role that no role before it has; homes and evidence stand for all."""
    earlier = {path for other in DEMO_ROLES[: DEMO_ROLES.index(role)] for path in site.paths(other)}
    every = {"/", *site.paths(role)} - (earlier - {"/"})
    return sorted(path for path in every if "row=" not in path or path.startswith("/ask/coverage"))
