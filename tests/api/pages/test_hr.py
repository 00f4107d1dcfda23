"""The home of HR: clients first, people only after notice or in one's own cases."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def hr(service: Service) -> FlaskClient:
    """A browser of somebody in HR."""
    return service.browser("hr@firm.example", "hr")


def home(browser: FlaskClient) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", browser.get("/").get_data(as_text=True)))


def test_before_notice_clients_appear_and_nobody_of_the_firm(service: Service, hr: FlaskClient) -> None:
    page = home(hr)

    words = set(re.findall(r"[\w-]+", page[page.index("What is breaking") :]))
    assert "acme" in words
    assert not words & {name for name in service.key if re.fullmatch(r"[a-z]{3}", name)} - {"for", "who"}
    assert "No departure is recorded." in page


def test_somebody_in_notice_appears_with_days_left_and_what_is_open(hr: FlaskClient) -> None:
    hr.post("/do/open-departure", data={"person": "ana", "date": "2024-12-31"}, headers=SAME)

    page = " ".join(home(hr).split())

    assert "1 person leaves." in page
    assert "ana 2024-12-31 88 confidential nobody yet Set the HR partner" in page


def test_ones_own_what_ifs_are_listed(hr: FlaskClient, service: Service) -> None:
    hr.post("/do/open-case", data={"person": "ben", "purpose": "long-absence"}, headers=SAME)

    mine, theirs = home(hr), home(service.browser("other@firm.example", "hr"))

    assert "Long absence" in mine
    assert "Long absence" not in theirs


def test_fees_stand_as_bands(hr: FlaskClient) -> None:
    page = home(hr)

    assert "Value band" in page
    assert "900.00" not in page


def test_tiles_lead_to_pages_that_exist(hr: FlaskClient) -> None:
    tiles = re.search(r'<ul class="tiles">.*?</ul>', hr.get("/").get_data(as_text=True), re.DOTALL)

    assert tiles is not None
    links = re.findall(r'href="([^"]+)"', tiles.group())
    assert {hr.get(link).status_code for link in links} == {200}
