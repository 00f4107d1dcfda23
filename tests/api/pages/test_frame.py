"""The frame of every page: the menu by role, the age of what is shown, the pinned day."""

import re
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.pages import pages
from api.pages.frame import GROUPS, entries, title_of
from graphsvc.questions import QUESTIONS
from graphsvc.workspace import open_workspace
from tests.api.service import Service, firm

FEED = """
[[feed]]
name = "test"
mapping = "employees"
paths = ["employees.csv"]
expect_every = 7
"""


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_question_has_a_short_title_in_a_group(name: str) -> None:
    [entry] = [entry for entry in entries(QUESTIONS[name].roles) if entry.title == title_of(name)]

    assert entry.group in GROUPS
    assert 0 < len(entry.title) <= 24


def test_a_question_without_a_short_title_is_called_by_its_name() -> None:
    assert title_of("some-new-question") == "Some new question"


def test_nobody_s_menu_holds_what_a_guard_refuses(service: Service) -> None:
    for role in ("account_lead", "hr", "alumni_programme", "admin", "oversight", "own"):
        browser = service.browser(f"{role}@firm.example", role, accounts="all")
        page = browser.get("/").get_data(as_text=True)
        menu = page.partition("<nav")[2].partition("</nav>")[0]

        refused = [
            path for path in re.findall(r'href="([^"]+)"', menu) if browser.get(path).status_code != 200
        ]

        assert refused == [], role


def test_the_page_says_which_day_and_which_sources_it_shows(service: Service) -> None:
    page = service.browser("hr@firm.example", "hr").get("/ask/portfolio").get_data(as_text=True)

    assert "As of 4 October 2024" in page
    assert "The clock stands at 4 October 2024" in page
    assert "sources</summary>" in page


def test_another_day_keeps_the_other_parameters(service: Service) -> None:
    key = service.key["acme"]

    page = service.browser("hr@firm.example", "hr").get(f"/ask/coverage?client={key}").get_data(as_text=True)

    day = page.partition('class="day"')[2].partition("</form>")[0]
    assert f'name="client" value="{key}"' in day
    assert 'type="date"' in day


def test_another_day_is_offered_by_pages_that_take_one_alone(service: Service) -> None:
    browser = service.browser("hr@firm.example", "hr", "account_lead", "alumni_programme", accounts="all")
    offered: dict[str, int] = {}

    for path in _pages_of(service, browser):
        form = re.search(
            r'class="day".*?action="([^"]*)"', browser.get(path).get_data(as_text=True), re.DOTALL
        )
        if form:
            offered[path] = browser.get(f"{form[1]}?as_of=2024-10-03").status_code
            assert form[1] == path.partition("?")[0]

    assert {path: status for path, status in offered.items() if status not in {200, 303}} == {}
    assert {f"/ask/{name}" for name in ("portfolio", "coverage", "coverage-matrix")} <= offered.keys()
    assert f"/clients/{service.key['acme']}" in offered


def _pages_of(service: Service, browser: FlaskClient) -> list[str]:
    """Returns the address of every page, of a case and of a departure that are open, too."""
    same = {"Sec-Fetch-Site": "same-origin"}
    data = {"person": "ana", "date": "2024-12-31"}
    departure = browser.post("/do/open-departure", data=data, headers=same).headers["Location"]
    [case] = service.house.beside.cases.of("hr@firm.example")
    ids = {"/departures/": departure.partition("?")[0].rpartition("/")[2], "/cases/": case.id}
    keys = {"/clients/": service.key["acme"], "/people/": service.key["ana"]}
    found: list[str] = []
    for page in (each for each in pages() if each.method == "GET"):
        part = next(
            (value for start, value in {**ids, **keys}.items() if page.path.startswith(start)), "none"
        )
        found.append(re.sub(r"\{\w+\}", part, page.path))
    return [path for path in found if browser.get(path).status_code == 200]


def test_what_is_served_to_everybody_is_kept_for_ever_under_its_hash(service: Service) -> None:
    page = service.get("/login").get_data(as_text=True)

    kept = {path.partition("?")[0]: service.get(path) for path in re.findall(r"/assets/[^\"]+", page)}

    assert sorted(kept) == ["/assets/app.js", "/assets/style.css"]
    assert {each.headers["Cache-Control"] for each in kept.values()} == {
        "public, max-age=31536000, immutable"
    }
    assert kept["/assets/app.js"].mimetype == "text/javascript"


def test_a_client_is_no_link_for_who_may_not_open_it(service: Service) -> None:
    path = "/ask/alumni-at-clients?purpose=account-review"

    page = service.browser("alumni@firm.example", "alumni_programme").get(path).get_data(as_text=True)

    assert "/clients/" not in page


def test_a_late_feed_greys_the_figures_and_stands_in_the_answer(published: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(published, tmp_path / "late")
    settings = folder / "graphsvc.toml"
    later = settings.read_text(encoding="utf-8").replace("2024-10-04", "2024-10-13")
    settings.write_text(f"{later}{FEED}", encoding="utf-8")
    service = Service(workspace=open_workspace(folder), key=firm().key)

    page = service.browser("hr@firm.example", "hr").get("/ask/portfolio").get_data(as_text=True)

    service.house.close()
    assert ' class="is-late"' in page
    assert '<strong class="late">test is 9 days old</strong>' in page
    assert "Not fresh:</span>" in page


def test_a_feed_in_time_changes_nothing(service: Service) -> None:
    page = service.browser("hr@firm.example", "hr").get("/ask/portfolio").get_data(as_text=True)

    assert "is-late" not in page
    assert "Not fresh" not in page
