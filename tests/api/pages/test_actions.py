"""Forms of actions: what they ask, where they lead, what they say when refused."""

import re
from collections.abc import Mapping
from typing import Any, cast

import pytest
from flask.testing import FlaskClient

from api.pages.actions import GIVEN
from graphsvc.actions import ACTIONS
from graphsvc.shape import Words, words_of
from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}
HR = sorted(name for name, action in ACTIONS.items() if "hr" in action.roles)


def fields(name: str) -> Mapping[str, Words]:
    """Returns the words of each field of an action."""
    return words_of(cast("Any", ACTIONS[name].params))


@pytest.fixture
def hr(service: Service) -> FlaskClient:
    """A browser of somebody in HR."""
    return service.browser("hr@firm.example", "hr")


@pytest.mark.parametrize("name", HR)
def test_a_form_asks_for_every_field_with_its_words(hr: FlaskClient, name: str) -> None:
    told = hr.get(f"/do/{name}").get_data(as_text=True)

    assert ACTIONS[name].help in told.replace("&#39;", "'")
    for field, words in fields(name).items():
        if field in GIVEN and words.is_optional:
            continue  # nobody types it
        assert f'name="{field}"' in told
        assert words.label in told.replace("&#39;", "'")


@pytest.mark.parametrize("name", HR)
def test_an_empty_form_is_refused_beside_its_fields(hr: FlaskClient, name: str) -> None:
    sent = hr.post(f"/do/{name}", headers=SAME)

    needed = [field for field, words in fields(name).items() if not words.is_optional]
    told = sent.get_data(as_text=True)
    assert sent.status_code == 422
    assert [field for field in needed if f'id="fault-{field}"' not in told] == []


def test_a_form_leads_to_what_was_done_and_the_page_says_so(hr: FlaskClient) -> None:
    sent = hr.post("/do/open-case", data={"person": "ana", "purpose": "internal-move"}, headers=SAME)

    where = sent.headers["Location"]
    assert sent.status_code == 303
    assert re.fullmatch(r"/cases/[\w-]{16}\?done=open-case", where)
    assert "The case is open. Nobody is told." in hr.get(where).get_data(as_text=True)


def test_several_people_come_from_several_boxes_or_one(service: Service, hr: FlaskClient) -> None:
    for given in ({"person": ["ana", "ben"]}, {"person": "ana; ben"}):
        sent = hr.post("/do/open-case", data={**given, "purpose": "internal-move"}, headers=SAME)

        case = service.house.beside.cases.get(sent.headers["Location"].split("/")[2].partition("?")[0])
        assert case is not None
        assert case.people == (service.key["ana"], service.key["ben"])


def test_a_name_nobody_has_is_told_beside_its_field_and_what_was_typed_stays(hr: FlaskClient) -> None:
    sent = hr.post("/do/open-case", data={"person": "nobody", "date": "2024-12-31"}, headers=SAME)

    told = sent.get_data(as_text=True)
    assert sent.status_code == 404
    assert 'id="fault-person"' in told
    assert 'value="nobody"' in told
    assert 'value="2024-12-31"' in told


def test_what_the_page_before_knows_is_not_asked_again(hr: FlaskClient) -> None:
    told = hr.get("/do/share-case?case=abc").get_data(as_text=True)

    assert '<input type="hidden" name="case" value="abc">' in told


def test_a_refusal_that_is_about_no_field_stands_above_the_form(hr: FlaskClient) -> None:
    sent = hr.post("/do/close-case", data={"case": "nothing"}, headers=SAME)

    assert sent.status_code == 404
    assert "there is no such case for you" in sent.get_data(as_text=True).lower()


def test_somebody_of_another_role_sees_no_form(service: Service) -> None:
    lead = service.browser("lead@firm.example", "account_lead", accounts="all")

    assert lead.get("/do/open-departure").status_code == 403
    assert lead.post("/do/open-departure", headers=SAME).status_code == 403


def test_a_form_from_another_site_is_refused(hr: FlaskClient) -> None:
    sent = hr.post("/do/open-case", data={"person": "ana"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert sent.status_code == 403


def test_a_field_nobody_declared_is_refused(hr: FlaskClient) -> None:
    assert hr.post("/do/open-case", data={"person": "ana", "people": "ben"}, headers=SAME).status_code == 422
    assert hr.get("/do/open-case?people=ben").status_code == 422


def test_the_budget_is_told_as_a_refusal_with_the_way_on(service: Service, hr: FlaskClient) -> None:
    service.house.beside.cases.add_people(
        service.house.beside.cases.open("hr@firm.example", purpose="internal-move"),
        [f"p-{n}" for n in range(15)],
        by="hr@firm.example",
    )

    sent = hr.post("/do/open-case", data={"person": "ana", "purpose": "internal-move"}, headers=SAME)

    assert sent.status_code == 403
    assert "approve-what-ifs" in sent.get_data(as_text=True)


def test_an_action_that_was_shown_and_done_is_written_down(service: Service, hr: FlaskClient) -> None:
    hr.get("/do/open-case")
    hr.post("/do/open-case", data={"person": "ana", "purpose": "internal-move"}, headers=SAME)

    assert len(service.audited("action.open-case.form")) == 1
    [done] = service.audited("action.open-case")
    assert done.subject == service.house.audit.subject(service.key["ana"])
