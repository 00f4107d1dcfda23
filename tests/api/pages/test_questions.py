"""The page of a question: words a reader knows, and an honest answer where there is nothing."""

import re

import pytest

from api.pages.cells import Cell
from api.pages.parts import Line, Table
from api.pages.tables import without_evidence
from graphsvc.questions import QUESTIONS
from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}

FOLDED = re.compile(r"<details class=\"how\">.*?</details>", re.DOTALL)
TECHNICAL = re.compile(r"\b(HHI|k50|omega|tau|betweenness|constraint|seq|n_eff|assigned|measured)\b")
ROLES = {"account_lead": "all", "hr": "", "alumni_programme": "", "own": ""}
"""Roles with questions, and the rule of their grant."""


def asked(service: Service) -> dict[str, str]:
    """Returns the address of every question with what it needs."""
    key = service.key
    needs = {
        "coverage": f"client={key['acme']}",
        "leaver-suggestions": f"person={key['ana']}&purpose=account-review",
        "introductions": f"start={key['ana']}&target={key['eli']}",
    }
    found = {name: f"/ask/{name}?{needs.get(name, 'purpose=account-review')}" for name in QUESTIONS}
    return {name: path for name, path in found.items() if not QUESTIONS[name].is_case}


@pytest.mark.parametrize("name", sorted(name for name in QUESTIONS if not QUESTIONS[name].is_case))
def test_no_page_speaks_the_words_of_the_formulas(service: Service, name: str) -> None:
    role = min(QUESTIONS[name].roles & ROLES.keys())
    page = service.browser("reader@firm.example", role, accounts=ROLES[role]).get(asked(service)[name])

    told = re.sub(r"<[^>]+>", " ", FOLDED.sub("", page.get_data(as_text=True)))

    assert page.status_code == 200
    assert TECHNICAL.findall(told) == []


def test_a_question_that_lacks_something_asks_for_it(service: Service) -> None:
    page = service.browser("lead@firm.example", "account_lead", accounts="all").get("/ask/coverage")

    assert "Fill in “Client” to get an answer." in page.get_data(as_text=True)


def test_a_list_of_people_asks_what_it_is_for(service: Service) -> None:
    page = service.browser("hr@firm.example", "hr").get("/ask/bridge-people")

    assert "say what it is for" in page.get_data(as_text=True)


def test_an_unknown_parameter_is_refused(service: Service) -> None:
    page = service.browser("lead@firm.example", "account_lead", accounts="all").get(
        "/ask/portfolio?client_nam=x", headers={"Accept": "text/html"}
    )

    assert page.status_code == 422
    assert "client_nam" in page.get_data(as_text=True)


def test_nobody_s_clients_are_said_to_be_none(service: Service) -> None:
    page = service.browser("lead@firm.example", "account_lead").get("/ask/portfolio")

    assert "No client is yours yet" in page.get_data(as_text=True)


def test_a_row_opens_what_it_rests_on(service: Service) -> None:
    page = service.browser("lead@firm.example", "account_lead", accounts="all").get(
        f"/ask/coverage?client={service.key['acme']}&row=0"
    )

    assert "What this rests on" in page.get_data(as_text=True)


def test_a_form_turns_names_into_keys(service: Service) -> None:
    browser = service.browser("lead@firm.example", "account_lead", accounts="all")

    sent = browser.post("/ask/coverage", data={"client": "acme"}, headers={"Sec-Fetch-Site": "same-origin"})

    assert (sent.status_code, sent.location) == (303, f"/clients/{service.key['acme']}")


def test_your_role_is_about_whoever_signed_in(service: Service) -> None:
    page = service.browser("ana@firm.example", "own").get("/ask/your-role")

    told = page.get_data(as_text=True)
    assert re.search(r"clients? rel(y|ies) on you", told)
    assert "no employee has this address" not in told
    assert 'name="person"' not in told
    assert page.headers["Cache-Control"] == "no-store"


def test_your_role_says_that_nobody_of_the_firm_has_the_address(service: Service) -> None:
    page = service.browser("new@firm.example", "own").get("/ask/your-role")

    words = "Signed in as new@firm.example; no employee has this address. Ask your administrator."
    assert words in page.get_data(as_text=True)


def test_an_account_lead_is_not_asked_what_their_own_accounts_are_for(service: Service) -> None:
    page = service.browser("lead@firm.example", "account_lead", accounts="all").get("/ask/cooling-ties")

    told = page.get_data(as_text=True)
    assert "say what it is for" not in told
    assert "No strong tie to a client has gone quiet." in told


def test_a_leaver_comes_to_their_own_lists(service: Service) -> None:
    browser = service.browser("ana@firm.example", "own")

    sent = browser.get("/ask/leaver-suggestions")
    page = browser.get(sent.location)

    assert (sent.status_code, sent.location) == (
        303,
        f"/ask/leaver-suggestions?person={service.key['ana']}",
    )
    assert "to keep in touch with" in page.get_data(as_text=True)


def test_a_leaver_is_not_asked_who_leaves(service: Service) -> None:
    browser = service.browser("ana@firm.example", "own")

    page = browser.get(f"/ask/leaver-suggestions?person={service.key['ana']}").get_data(as_text=True)
    sent = browser.post("/ask/leaver-suggestions", data={}, headers=SAME)

    assert '<label for="person"' not in page
    assert '<label for="without"' not in page  # colleagues are not theirs to name
    assert '<label for="employer"' in page
    assert sent.status_code == 303
    told = browser.get(sent.headers["Location"], follow_redirects=True).get_data(as_text=True)
    assert "to keep in touch with" in told


def test_rows_that_rest_on_no_tie_lead_to_none() -> None:
    lines = [Line(cells=[Cell(text="Ida")], at=0, why="/ask/alumni?row=0#evidence", is_open=False)]
    table = Table(title="Alumni", heads=[], lines=lines, foot=None)

    told = without_evidence(table)

    assert (table.has_evidence, told.has_evidence) == (True, False)
    assert [line.cells for line in told.lines] == [lines[0].cells]


def test_a_form_keeps_the_day_on_the_way_to_a_client(service: Service) -> None:
    browser = service.browser("lead@firm.example", "account_lead", accounts="all")
    typed = {"client": "acme", "as_of": "2024-10-01"}

    sent = browser.post("/ask/coverage", data=typed, headers={"Sec-Fetch-Site": "same-origin"})

    assert sent.location == f"/clients/{service.key['acme']}?as_of=2024-10-01"
    assert browser.get(sent.location).status_code == 200


def test_an_empty_form_asks_again(service: Service) -> None:
    browser = service.browser("lead@firm.example", "account_lead", accounts="all")

    sent = browser.post("/ask/coverage", data={"client": " "}, headers={"Sec-Fetch-Site": "same-origin"})

    assert sent.location == "/ask/coverage"
