"""The home of an account lead: tiles that filter, and the first thing to do for each client."""

import re
from datetime import date

import pytest

from api.pages.book import FILTERS
from tests.api.service import Service

ROW = {"sole_holder": None, "employee_threads": 2, "last_contact": "2024-09-30", "contract_end": "2025-10-01"}
TODAY = date(2024, 10, 4)
WANTED = [
    ({}, set()),
    ({"sole_holder": "p-1", "employee_threads": 1}, {"one-person"}),
    ({"employee_threads": 0, "last_contact": None}, {"nobody"}),
    ({"last_contact": "2024-08-05"}, set()),  # 60 days
    ({"last_contact": "2024-08-04"}, {"quiet"}),  # 61
    ({"contract_end": "2025-01-02"}, {"ending"}),  # 90 days
    ({"contract_end": "2025-01-03"}, set()),  # 91
    ({"contract_end": "2024-10-03"}, set()),  # over
    ({"contract_end": None}, set()),
]


@pytest.mark.parametrize("changes,expected", WANTED)
def test_what_a_tile_counts(changes: dict[str, object], expected: set[str]) -> None:
    assert {each.name for each in FILTERS if each.holds(ROW | changes, TODAY)} == expected


def clients(page: str) -> list[str]:
    """Returns the clients in the table."""
    return re.findall(r'<td class="[a-z]+"><a href="/clients/[^"]+">([^<]+)</a>', page)


def test_a_tile_leaves_its_own_clients_in_the_table(service: Service) -> None:
    browser = service.browser("lead@firm.example", "account_lead", accounts="all")

    every, alone = (browser.get(path).get_data(as_text=True) for path in ("/", "/?show=one-person"))

    # expected.json: cobalt and ember hang on one colleague
    assert len(clients(every)) == 7
    assert sorted(clients(alone)) == ["cobalt", "ember"]
    assert '<a href="/" aria-current="true"><strong>2</strong> <span>clients hang on one person' in alone


def test_a_row_is_the_same_client_when_a_tile_is_chosen(service: Service) -> None:
    browser = service.browser("lead@firm.example", "account_lead", accounts="all")
    page = browser.get("/?show=one-person").get_data(as_text=True)
    path = re.search(r'id="why-\d+" data-evidence href="([^"]+)"', page)
    assert path

    opened = browser.get(path[1].replace("&amp;", "&")).get_data(as_text=True)

    first = re.search(r"<tr class=\"open\">.*?</tr>", opened, re.DOTALL)
    assert first
    assert clients(page)[0] in first[0]


def test_what_to_do_next_leads_there(service: Service) -> None:
    browser = service.browser("lead@firm.example", "account_lead", accounts="all")

    page = browser.get("/?show=one-person").get_data(as_text=True)

    paths = re.findall(r'href="(/ask/introductions[^"]+)">add a second', page)
    assert len(paths) == 2
    assert {browser.get(path).status_code for path in paths} == {200}


def test_all_clients_leave_to_the_page_of_each_what_would_not_fit(service: Service) -> None:
    browser = service.browser("lead@firm.example", "account_lead", accounts="all")

    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)', browser.get("/ask/portfolio").get_data(as_text=True))

    assert "Biggest loss" in heads
    assert not {"Known contacts", "Independent lines"} & set(heads)
    assert "Independent lines" in browser.get(f"/clients/{service.key['acme']}").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/?show=none", "/?sort=up"])
def test_an_unknown_filter_is_refused(service: Service, path: str) -> None:
    browser = service.browser("lead@firm.example", "account_lead", accounts="all")

    assert browser.get(path).status_code == 422


def test_without_clients_there_are_no_tiles_but_the_next_step(service: Service) -> None:
    page = service.browser("far@firm.example", "account_lead").get("/").get_data(as_text=True)

    assert "No client is yours yet" in page
    assert 'class="tiles"' not in page
