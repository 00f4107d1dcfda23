"""The page of a client: who holds it and what each takes along, for those who may see it."""

import re

import pytest

from tests.api.service import Service


@pytest.fixture
def page(service: Service) -> str:
    """The page of delta, as an account lead of every client sees it."""
    browser = service.browser("lead@firm.example", "account_lead", accounts="all")
    return browser.get(f"/clients/{service.key['delta']}").get_data(as_text=True)


def cells(page: str, row: str) -> list[str]:
    """Returns the texts of the cells in the row of the heat table with a head."""
    found = re.search(rf'<th scope="row">(?:<a [^>]*>)?{row}.*?</tr>', page, re.DOTALL)
    assert found
    told = re.findall(r"<td[^>]*>(.*?)</td>", found[0], re.DOTALL)
    return [re.sub(r"<[^>]+>", "", each).strip() for each in told]


def test_every_contact_meets_every_colleague_in_a_cell(page: str) -> None:
    # ties.csv: kim .70, lea on paper .60, jon .45; by what each takes along: kim, lea, jon, ben
    assert cells(page, "del-cfo") == ["70%", "60% on paper", "45%", "nothing seen"]


def test_the_last_row_is_the_client_without_each(page: str) -> None:
    assert len(cells(page, "Coverage without them")) == 4
    assert all(each.endswith("%") for each in cells(page, "Coverage without them"))


def test_a_cell_opens_what_it_rests_on(service: Service, page: str) -> None:
    browser = service.browser("other@firm.example", "account_lead", accounts="all")
    path = re.search(r'<td class="number t\d"><a href="([^"]+)"', page)
    assert path

    opened = browser.get(path[1].replace("&amp;", "&")).get_data(as_text=True)

    assert "What this rests on" in opened
    assert opened.count("<section>\n    <h3>") == 1


def test_the_account_team_on_paper_meets_the_real_one(page: str) -> None:
    assert "Account team, on paper and real" in page
    assert "Key contacts and their backup" in page


def test_a_client_out_of_reach_is_not_there(service: Service) -> None:
    browser = service.browser("far@firm.example", "account_lead")

    assert browser.get(f"/clients/{service.key['delta']}").status_code == 404


@pytest.mark.parametrize("role", ["alumni_programme", "admin", "oversight", "own"])
def test_a_role_without_coverage_sees_no_client(service: Service, role: str) -> None:
    browser = service.browser("reader@firm.example", role)

    assert browser.get(f"/clients/{service.key['delta']}").status_code == 403


def test_an_unknown_parameter_is_refused(service: Service) -> None:
    browser = service.browser("hr@firm.example", "hr")

    assert browser.get(f"/clients/{service.key['delta']}?of=x").status_code == 422


def test_a_client_without_a_tie_says_so_and_what_to_do(service: Service) -> None:
    browser = service.browser("hr@firm.example", "hr")
    nobody_holds = next(name for name in service.key if name.startswith("="))

    told = browser.get(f"/clients/{service.key[nobody_holds]}").get_data(as_text=True)

    assert "No observed tie." in told
    assert 'class="heat"' not in told


@pytest.mark.parametrize("role", ["account_lead", "hr"])
@pytest.mark.parametrize("path", ["/clients/{delta}", "/ask/coverage-matrix"])
def test_every_head_leads_to_a_page_that_opens(service: Service, role: str, path: str) -> None:
    browser = service.browser("reader@firm.example", role, accounts="all")

    page = browser.get(path.format(**service.key)).get_data(as_text=True)

    heads = set(re.findall(r'href="(/(?:people|clients)/[^"?]+)"', page))
    assert any(each.startswith("/people/") for each in heads)
    assert {each: browser.get(each).status_code for each in heads} == dict.fromkeys(heads, 200)


def test_who_is_on_paper_alone_leads_nowhere(service: Service, page: str) -> None:
    assert f"/people/{service.key['lea']}" not in page
    assert f"/people/{service.key['kim']}" in page
