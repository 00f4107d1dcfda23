"""What somebody in HR tries first, by keyboard alone, with script and without it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.identity import COOKIE
from tests.browser.site import CLIENT, LEAVERS, Site, Visitor

Look = Callable[..., Visitor]
TOGETHER = "Together they lose 1 client that neither alone would lose."


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def hr(request: pytest.FixtureRequest, look: Look) -> Visitor:
    """Somebody in HR at their home."""
    visitor = look("hr", java_script_enabled=request.param)
    visitor.visit("/")
    return visitor


@pytest.fixture(autouse=True)
def nobody_leaves(site: Site) -> Iterator[None]:
    """Every departure is closed around a test, so that each can record it anew, whatever ran before."""
    _close_departures(site)
    yield
    _close_departures(site)


def _close_departures(site: Site) -> None:
    beside = site.house.beside
    for row in beside.departures.known_to(beside.cases.ever_of(site.behind("hr"))):
        beside.departures.end(row.id, on="2026-06-30", outcome="stays")


def test_a_resignation_is_entered_and_its_impact_read(hr: Visitor) -> None:
    resign(hr, LEAVERS[0])

    words = hr.words()
    assert "Ragna Tidemoor leaves" in words
    assert "confidential" in words
    assert "No client loses its last contact; at 6 clients" in words
    assert CLIENT in words


def test_a_second_person_in_the_same_case_is_worse_than_the_sum(hr: Visitor) -> None:
    resign(hr, LEAVERS[0])
    hr.follow("What-if of its case")
    alone = hr.words()

    write(hr, "Who else leaves", LEAVERS[1])

    assert TOGETHER not in alone
    assert TOGETHER in hr.words()
    assert "Worse together" in hr.words()
    assert not re.search("tidemoor|castlewren", hr.page.url, re.IGNORECASE)


def test_the_same_two_as_two_cases_are_never_refused(hr: Visitor) -> None:
    refused: list[str] = []
    hr.page.on("response", lambda got: refused.append(got.url) if got.status in {401, 403} else None)

    resign(hr, LEAVERS[0])
    hr.follow("Home")
    resign(hr, LEAVERS[1])

    words = hr.words()
    assert refused == []
    assert "Obafemi Castlewren leaves" in words
    assert "Ragna Tidemoor, who leaves anyway" in words


def test_the_report_prints_with_who_it_is_for(site: Site, look: Look) -> None:
    visitor = look("hr")
    visitor.visit(site.case())

    visitor.tab_to("Report")
    with visitor.page.expect_download() as started:
        visitor.press("Enter")

    html = Path(started.value.path()).read_text(encoding="utf-8")
    reader = look()
    reader.page.set_content(html)
    assert TOGETHER in reader.words()
    assert "not after" in reader.words()
    assert reader.page.pdf(format="A4").startswith(b"%PDF")


def test_the_drawings_of_the_report_show_every_name_on_a_wide_screen(site: Site, look: Look) -> None:
    visitor = look("hr")
    html = visitor.page.request.get(f"{site.case()}/report").text()
    reader = look(viewport={"width": 1400, "height": 900})

    reader.page.set_content(html)

    sizes = "every => every.map(each => [each.clientWidth >= each.scrollWidth, each.clientWidth > 0])"
    assert reader.page.eval_on_selector_all(".sides .scroll", sizes) == [[True, True]] * 2


def test_what_is_drawn_stays_where_it_was_for_every_node(site: Site, look: Look) -> None:
    visitor = look("hr", java_script_enabled=False)
    visitor.visit(site.departure())

    before, after = (
        [
            (text.get_attribute("x"), text.get_attribute("y"), text.text_content())
            for text in drawing.locator("text").all()
        ]
        for drawing in visitor.page.locator("svg").all()
    )

    assert before == after
    assert visitor.page.locator("svg").nth(1).locator(".gone").count() == 1


def test_a_colleague_outside_the_case_sees_nothing(site: Site, look: Look) -> None:
    file = site.departure()
    other = look()
    other.page.context.add_cookies([{"name": COOKIE, "value": site.other("hr"), "url": site.root}])

    statuses = [other.visit(path).status for path in (file, f"{file}/log", site.case())]
    other.visit("/departures")

    assert statuses == [404, 404, 404]
    assert "No departure is recorded." in other.words()


def test_tabs_of_a_file_are_reached_one_after_the_other(site: Site, hr: Visitor) -> None:
    hr.visit(site.departure())

    found: list[str] = []
    for tab in ("Keep, meet, vouch", "Consents", "Log", "Impact"):
        hr.tab_to("Skip to the answer")
        follow_tab(hr, tab)
        found.append(hr.page.locator(".tabs [aria-current=page]").inner_text())

    assert found == ["Keep, meet, vouch", "Consents", "Log", "Impact"]


def resign(visitor: Visitor, person: str) -> None:
    """Records a resignation from the home."""
    visitor.follow("Somebody leaves")
    visitor.tab_to("Who leaves")
    visitor.page.keyboard.type(person)
    visitor.tab_to("Last working day")
    visitor.page.keyboard.type("09302026")
    visitor.follow("Somebody leaves")


def write(visitor: Visitor, label: str, text: str) -> None:
    """Writes into a field and sends its form."""
    visitor.tab_to(label)
    visitor.page.keyboard.type(text)
    with visitor.page.expect_navigation():
        visitor.press("Enter")


def follow_tab(visitor: Visitor, text: str) -> None:
    """Goes to a tab; the menu may lead to a page of the same name."""
    for _ in range(60):
        visitor.press("Tab")
        if (
            visitor.page.evaluate(
                "document.activeElement.closest('.tabs') ? document.activeElement.textContent : ''"
            )
            == text
        ):
            break
    with visitor.page.expect_navigation():
        visitor.press("Enter")
