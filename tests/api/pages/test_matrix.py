"""The coverage matrix: clients against colleagues, every cell with its evidence."""

import re

import pytest

from tests.api.service import Service


@pytest.fixture
def page(service: Service) -> str:
    """The matrix as an account lead of every client sees it."""
    browser = service.browser("lead@firm.example", "account_lead", accounts="all")
    return browser.get("/ask/coverage-matrix").get_data(as_text=True)


def row(page: str, client: str) -> str:
    """Returns the row of a client, or of the totals."""
    found = re.search(rf'<tr[^>]*><th scope="row">(?:<a [^>]*>)?{client}.*?</tr>', page, re.DOTALL)
    assert found
    return found[0]


def test_a_cell_is_a_tint_and_its_digits(page: str) -> None:
    told = re.findall(r'<td class="number (t\d|on-paper)"><a [^>]*>(\d+)', row(page, "delta"))

    # ties.csv: the strongest tie of kim, lea on paper, ben and jon; steps at 25, 40, 60 and 80
    assert sorted(told) == [("on-paper", "60"), ("t2", "45"), ("t3", "63"), ("t3", "70")]


def test_a_client_that_nobody_holds_is_a_bar(page: str) -> None:
    assert "=HYPERLINK" in row(page, "=HYPERLINK")
    assert row(page, "=HYPERLINK").startswith('<tr class="bare">')
    assert "nobody" in row(page, "=HYPERLINK")


def test_every_column_has_its_total(page: str) -> None:
    heads = page.partition("<thead>")[2].partition("</thead>")[0].count("<th ")

    assert row(page, "Clients they hold").count("<td") == heads - 1


def test_a_cell_opens_the_ties_of_one_colleague_at_one_client(service: Service, page: str) -> None:
    browser = service.browser("other@firm.example", "account_lead", accounts="all")
    [path] = re.findall(r'<a href="([^"]+)"[^>]*>70<', row(page, "delta"))

    opened = browser.get(path.replace("&amp;", "&")).get_data(as_text=True)

    told = re.findall(r"<h3>([^<]+)</h3>", opened)
    assert told == ["kim – del-cfo"]


def test_closing_leads_back_to_the_cell(service: Service, page: str) -> None:
    browser = service.browser("other@firm.example", "account_lead", accounts="all")
    [(path, mark)] = re.findall(r'<a href="([^"]+)" id="([^"]+)"[^>]*>70<', row(page, "delta"))

    opened = browser.get(path.replace("&amp;", "&")).get_data(as_text=True)

    assert f'#{mark}" data-close' in opened


def test_a_column_that_is_not_there_opens_the_whole_row(service: Service) -> None:
    browser = service.browser("lead@firm.example", "account_lead", accounts="all")

    opened = browser.get("/ask/coverage-matrix?row=0&column=999").get_data(as_text=True)

    assert 'id="evidence"' in opened


def test_without_clients_the_next_step_is_told(service: Service) -> None:
    page = service.browser("far@firm.example", "account_lead").get("/ask/coverage-matrix")

    assert "No client is yours yet" in page.get_data(as_text=True)
