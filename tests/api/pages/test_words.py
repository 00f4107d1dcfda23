"""Every page a role can reach from its menu speaks plain words: formulas and codes stay in the fold."""

import re

import pytest
from flask.testing import FlaskClient

from tests.api.service import Service

FOLDED = re.compile(r"<details class=\"how\">.*?</details>", re.DOTALL)
TECHNICAL = re.compile(
    r"\b((?i:HHI|k50|omega|tau|betweenness|constraint|n_eff|cut vert\w+|articulation)|seq|None|null|nan)\b"
    r"|\b[a-z]+_[a-z_]+\b"  # a code, such as decision_maker
)
BASES = re.compile(r">\s*(assigned|measured)\s*<")
FEEDS = "/imports"
"""The page that names files, which are called as they are."""
ROLES = ("account_lead", "hr", "alumni_programme", "own", "admin", "oversight")


def pages(browser: FlaskClient, service: Service) -> dict[str, str]:
    """Returns the pages of the menu, a client and its evidence, by address."""
    home = browser.get("/").get_data(as_text=True)
    menu = re.findall(r'href="(/[^"]*)"', home.partition("<nav")[2].partition("</nav>")[0])
    client = f"/clients/{service.key['delta']}"
    found = {
        path: browser.get(path) for path in ["/", "/find", *menu, client, f"{client}?row=0"] if path != FEEDS
    }
    return {path: each.get_data(as_text=True) for path, each in found.items() if each.status_code == 200}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_a_role_speaks_in_formulas_or_codes(service: Service, role: str) -> None:
    browser = service.browser("reader@firm.example", role, accounts="all")

    told = {path: FOLDED.sub("", page) for path, page in pages(browser, service).items()}

    found = {
        path: [each[0] for each in TECHNICAL.finditer(re.sub(r"<[^>]+>", " ", page))] + BASES.findall(page)
        for path, page in told.items()
    }
    assert {path: words for path, words in found.items() if words} == {}


def test_what_is_technical_is_found() -> None:
    found = [each[0] for each in TECHNICAL.finditer("the tau, a decision_maker, an executive sponsor")]

    assert found == ["tau", "decision_maker"]
    assert not TECHNICAL.search("Nobody takes the constant tautology.")


def test_evidence_says_what_a_number_rests_on_in_one_sentence(service: Service) -> None:
    browser = service.browser("lead@firm.example", "account_lead", accounts="all")

    page = browser.get(f"/clients/{service.key['delta']}?row=0").get_data(as_text=True)

    drawer = page.partition('id="evidence"')[2].partition("</aside>")[0]
    assert "Measured:" in drawer
    assert "days with contact in a year" in drawer
    assert "Strength grows with each day of contact" in drawer
