"""What somebody sees of a demo before taking a door, and that nobody sees doors elsewhere."""

import re

import pytest
from flask.testing import FlaskClient

from api.door import DEMO_ROLES
from api.pages.doors import DOORS
from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}
USER = "one@firm.example"
TITLE = "As whom do you come in?"


def _offered(browser: FlaskClient) -> list[str]:
    """Returns the roles behind the doors on the first page, in order."""
    text = browser.get("/").get_data(as_text=True)
    return re.findall(r'<button type="submit" name="role" value="(\w+)"', text)


def _title(browser: FlaskClient) -> str:
    found = re.search("<h1>(.*?)</h1>", browser.get("/").get_data(as_text=True))
    return found.group(1) if found else ""


def test_a_demo_begins_with_its_doors(demo: Service) -> None:
    browser = demo.browser(USER, *DEMO_ROLES)

    assert _title(browser) == TITLE


def test_four_doors_are_those_of_the_audiences(demo: Service) -> None:
    browser = demo.browser(USER, *DEMO_ROLES)

    found = _offered(browser)

    assert [door.role for door in DOORS] == ["account_lead", "hr", "alumni_programme", "own"]
    assert found[:4] == [door.role for door in DOORS]


def test_every_role_of_the_demo_has_a_door(demo: Service) -> None:
    browser = demo.browser(USER, *DEMO_ROLES)

    assert sorted(_offered(browser)) == sorted(DEMO_ROLES)


def test_only_doors_that_open_are_shown(demo: Service) -> None:
    browser = demo.browser(USER, "hr", "oversight")

    assert _offered(browser) == ["hr", "oversight"]


@pytest.mark.parametrize("role", DEMO_ROLES)
def test_whoever_took_a_door_begins_at_a_home(demo: Service, role: str) -> None:
    browser = demo.browser(USER, *DEMO_ROLES)

    browser.post("/door", data={"role": role}, headers=SAME)

    assert _title(browser) != TITLE


def test_a_firm_of_its_own_has_no_doors(service: Service) -> None:
    browser = service.browser(USER, "hr", "alumni_programme")

    assert _title(browser) != TITLE
    assert _offered(browser) == []
