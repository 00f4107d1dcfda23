"""My data, the home of an employee and introductions on a page."""

import dataclasses
import datetime as dt
import re

import pytest
from flask.testing import FlaskClient

from graphsvc.introduction import asked_by
from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def ana(service: Service) -> FlaskClient:
    return service.browser("ana@firm.example", "own")


def shown(browser: FlaskClient, path: str = "/me") -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def part(page: str, mark: str) -> str:
    """Returns a section of a page."""
    return page.partition(f'<section id="{mark}">')[2].partition("</section>")[0]


def test_every_tie_says_where_it_comes_from_and_can_be_corrected_or_hidden(ana: FlaskClient) -> None:
    ties = part(shown(ana), "ties")

    [row] = [each for each in ties.split("<tr>") if "acme-cfo" in each]
    assert "very strong" in row
    assert re.search(r"\d+ days? of mail, last ", row)
    assert "/do/correct-tie?person=p-" in row
    assert 'action="/do/hide-tie"' in row


def test_a_tie_is_hidden_and_shown_again_from_the_page(service: Service, ana: FlaskClient) -> None:
    key = service.key["acme-cfo"]

    gone = ana.post("/do/hide-tie", data={"person": key}, headers=SAME)

    assert (gone.status_code, gone.headers["Location"]) == (303, "/me?done=hide-tie")
    [row] = [each for each in part(shown(ana), "ties").split("<tr>") if "acme-cfo" in each]
    assert "hidden by you" in row
    assert 'action="/do/show-tie"' in row


def test_the_page_says_why_a_list_holds_its_reader(service: Service) -> None:
    reasons = part(shown(service.browser("dee@firm.example", "own")), "reasons")

    assert "strong tie to these clients" in reasons
    assert "ember" in reasons


def test_who_looked_is_told_in_words(service: Service, ana: FlaskClient) -> None:
    key = service.key["ana"]
    service.get(f"/v1/people/{key}?purpose=long-absence", service.token("hr"))

    looked = part(shown(ana), "looked")

    assert "Your page" in looked
    assert re.search(r">\s*HR\s*<", looked)
    assert "Long absence" in looked


@pytest.mark.parametrize(
    "role, path, words",
    [("admin", "/erasures", "Administrator The list of who asked to be erased"), ("own", "/me", "")],
)
def test_codes_are_told_in_words_and_own_acts_are_left_out(
    service: Service, ana: FlaskClient, role: str, path: str, words: str
) -> None:
    ana.post("/do/ask-erasure", headers=SAME)
    ana.post("/do/give-consent", data={"consent": "events"}, headers=SAME)
    service.do("give-consent", service.token("own", person="ana"), consent="mentor")
    service.browser("adam@firm.example", role).get(path)

    page = shown(ana)

    looked = " ".join(re.sub(r"<[^>]+>", " ", part(page, "looked")).split())
    assert (words or "Nobody looked at you yet.") in looked
    assert "consent" not in looked
    assert ("Somebody looked once." if words else "Nobody looked yet.") in page


def test_a_preference_is_kept_from_a_form(service: Service, ana: FlaskClient) -> None:
    assert 'name="introduces" value="yes" checked' in part(shown(ana), "preferences")

    response = ana.post("/me/preferences", data={}, headers=SAME)

    assert response.headers["Location"] == "/me#preferences"
    assert "checked" not in part(shown(ana), "preferences")
    assert not service.house.beside.preferences.of(service.key["ana"]).introduces


def test_rights_lead_to_their_forms_and_to_the_file(ana: FlaskClient) -> None:
    rights = part(shown(ana), "rights")

    for path in ("/v1/me/export", "/do/object", "/do/ask-erasure"):
        assert f'href="{path}"' in rights
    assert ana.get("/v1/me/export").headers["Content-Disposition"] == 'attachment; filename="my-data.json"'


def test_a_wish_to_be_erased_shows_until_it_is_taken_back(ana: FlaskClient) -> None:
    assert "You asked to be erased" not in shown(ana)

    asked = ana.post("/do/ask-erasure", headers=SAME)

    rights = part(shown(ana), "rights")
    assert asked.headers["Location"] == "/me?done=ask-erasure#rights"
    assert re.sub(r"<[^>]+>", "", rights).count("2023-11-14; it is carried out by 2023-12-14") == 1
    assert "An administrator orders it" in rights
    assert "/do/ask-erasure" not in rights
    assert ana.post("/do/ask-erasure", headers=SAME).status_code == 409

    ana.post("/do/take-back-erasure", headers=SAME)

    assert "/do/ask-erasure" in part(shown(ana), "rights")


def test_a_wish_that_is_ordered_says_so_and_is_not_taken_back(service: Service, ana: FlaskClient) -> None:
    ana.post("/do/ask-erasure", headers=SAME)

    job = service.do("carry-out-erasure", service.token("admin"), person="ana", reason="asked for it")
    ordered = part(shown(ana), "rights")
    service.house.jobs.cancel(job)

    assert "It is ordered: a worker removes you" in ordered
    assert "/do/take-back-erasure" not in ordered
    assert "orders it anew" in part(shown(ana), "rights")


def test_an_account_lead_sees_own_data_without_what_only_employees_may_do(service: Service) -> None:
    page = shown(service.browser("ana@firm.example", "account_lead", accounts="assigned"))

    assert "acme-cfo" in part(page, "ties")
    assert "/do/hide-tie" not in page
    assert "/do/object" not in page
    assert "/do/declare-tie" in page


@pytest.mark.parametrize("path", ["/me", "/"])
def test_who_is_nobody_of_the_firm_is_told_whom_to_ask(service: Service, path: str) -> None:
    page = shown(service.browser("guest@elsewhere.example", "own"), path)

    assert "no employee has this address. Ask your administrator" in page


def test_the_home_of_an_employee_counts_what_relies_on_them_and_what_waits(
    service: Service, ana: FlaskClient
) -> None:
    ask(service)

    page = shown(ana, "/")

    tiles = re.findall(r"<strong>(\d+)</strong> <span>([^<]+)</span>", page)
    assert ("1", "introduction waits for you") in tiles
    assert ("9", "consents to choose") in tiles
    assert "acme" in page


def ask(service: Service) -> str:
    """Lets Cho, who leads everything, ask Ana for an introduction to the CFO."""
    lead = service.token("account_lead", accounts="all", person="cho")
    given = {"target": "acme-cfo", "introducer": "ana", "note": "We met <b>once</b>."}
    return service.do("ask-introduction", lead, **given)


def test_an_introduction_is_accepted_on_the_home_of_the_introducer(
    service: Service, ana: FlaskClient
) -> None:
    key = ask(service)
    page = shown(ana, "/")
    assert "cho asks you to introduce acme-cfo" in page
    assert "We met &lt;b&gt;once&lt;/b&gt;." in page

    answer = {"introduction": key, "answer": "accepted"}
    response = ana.post("/do/answer-introduction", data=answer, headers=SAME)

    assert response.status_code == 303
    page = shown(ana, "/")
    assert "Introductions that wait for you" not in page
    assert "Introductions you agreed to make" in page
    assert "You bring cho and acme-cfo together: agreed on 4 October 2024." in page
    assert "They have met" in page
    assert 'href="mailto:' in page
    assert "Dear acme-cfo," in page


def test_whoever_asked_sees_how_it_stands(service: Service, ana: FlaskClient) -> None:
    key = ask(service)
    cho = service.browser("cho@firm.example", "account_lead", accounts="all")
    assert "acme-cfo, over ana" in part(shown(cho), "introductions")
    assert "acme-cfo, over ana" in shown(cho, "/")

    ana.post("/do/answer-introduction", data={"introduction": key, "answer": "declined"}, headers=SAME)

    wishes = part(shown(cho), "introductions")
    assert "Declined on 4 October 2024" in wishes
    assert "mailto:" not in wishes


def test_a_home_shows_what_was_answered_for_thirty_days(service: Service, ana: FlaskClient) -> None:
    key = ask(service)
    ana.post("/do/answer-introduction", data={"introduction": key, "answer": "made"}, headers=SAME)
    firm = dataclasses.replace(service.workspace.firm, as_of=dt.date(2024, 11, 4))
    later = Service(workspace=dataclasses.replace(service.workspace, firm=firm), key=service.key)
    cho = later.browser("cho@firm.example", "account_lead", accounts="all")

    home, whole = shown(cho, "/"), shown(cho)

    assert ("over ana" in home, "over ana" in whole) == (False, True)
    later.house.close()


def test_who_introduces_through_the_service_is_not_named_before_they_accept(service: Service) -> None:
    lead = service.token("account_lead", accounts="assigned", person="eli")  # Eli leads Borealis alone
    key = service.do("ask-introduction", lead, target="acme-cfo")
    eli = service.browser("eli@firm.example", "account_lead", accounts="assigned")
    with service.house.view() as view:
        [asked] = asked_by(view, service.key["eli"])
    name = {value: name for name, value in service.key.items()}[asked.introducer]

    page = part(shown(eli), "introductions")
    assert "a colleague, asked by the service" in page
    assert (name in page, asked.introducer in page, "mailto:" in page) == (False, False, False)

    them = service.browser(f"{name}@firm.example", "own")
    them.post("/do/answer-introduction", data={"introduction": key, "answer": "accepted"}, headers=SAME)

    assert f"acme-cfo, over {name}" in part(shown(eli), "introductions")
