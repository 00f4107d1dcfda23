"""The page behind a notice: seen as often as one likes, answered once, by whoever holds the link."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.windows import Limit
from graphsvc.consent import Switch, switches
from graphsvc.kinds.consent import PURPOSE_WORDS
from graphsvc.store.notices import LINK_LIVES
from tests.api.service import PLENTY, Service, copied, firm


def link(service: Service, person: str = "ana") -> str:
    """Puts an address into the box and returns the link that is sent there."""
    service.house.beside.notices.put(service.key[person], f"{person}@post.example", added_on=1)
    [code] = service.house.beside.notices.export([service.key[person]], who="pat")
    return f"/consent/{code}"


def visitor(service: Service) -> FlaskClient:
    return service.app.test_client()


def said(service: Service, person: str = "ana") -> dict[str, Switch]:
    with service.house.view() as view:
        found = switches(view, service.key[person], service.house.today())
    return {each.purpose: each for each in found}


def test_all_nine_are_offered_and_none_is_ticked(service: Service) -> None:
    html = visitor(service).get(link(service)).get_data(as_text=True)

    assert html.count('type="checkbox"') == 9
    assert "checked" not in html
    assert "ana, nothing is chosen for you" in html


def test_what_is_ticked_is_agreed_and_the_rest_is_not(service: Service) -> None:
    response = visitor(service).post(link(service), data={"consent": ["vouch", "events"]})

    found = said(service)
    assert "You agreed to 2 things" in response.get_data(as_text=True)
    assert {purpose for purpose in found if found[purpose].is_live} == {"vouch", "events"}
    assert all(each.withdrawn_on for each in found.values() if not each.is_live)
    assert found["vouch"].given_by == "person"


def test_looking_does_not_use_the_link_up_and_answering_does(service: Service) -> None:
    path, client = link(service), visitor(service)
    looks = [client.get(path).status_code for _ in range(2)]
    first = client.post(path, data={"consent": "vouch"})

    again, seen = client.post(path, data={"consent": "events"}), client.get(path)

    assert (looks, first.status_code, again.status_code, seen.status_code) == ([200, 200], 200, 404, 404)
    assert not said(service)["events"].is_live


def test_the_address_of_who_agrees_may_be_used_and_leaves_the_box(service: Service) -> None:
    visitor(service).post(link(service), data={"consent": "stay_in_touch"})

    with service.house.view() as view:
        [entity] = view.get([service.key["ana"]])
    assert entity.properties["email"] == "ana@post.example"
    assert service.house.beside.notices.of(service.key["ana"]) == []


def test_the_address_of_who_agrees_to_nothing_is_forgotten(service: Service) -> None:
    response = visitor(service).post(link(service))

    with service.house.view() as view:
        [entity] = view.get([service.key["ana"]])
    assert "You agreed to nothing" in response.get_data(as_text=True)
    assert "email" not in entity.properties
    assert service.house.beside.notices.of(service.key["ana"]) == []
    assert all(said(service)[purpose].withdrawn_on for purpose in PURPOSE_WORDS)


def test_after_thirty_days_the_link_is_over(service: Service) -> None:
    path = link(service)
    service.clock.at += LINK_LIVES

    response = visitor(service).get(path)

    assert response.status_code == 404
    assert "older than thirty days" in response.get_data(as_text=True)


def test_a_link_nobody_sent_is_over(service: Service) -> None:
    assert visitor(service).post("/consent/made-up", data={"consent": "vouch"}).status_code == 404


def test_a_purpose_nobody_offered_is_passed_over(service: Service) -> None:
    response = visitor(service).post(link(service), data={"consent": ["vouch", "everything"]})

    assert "You agreed to one thing" in response.get_data(as_text=True)


def test_the_link_decides_who_answers_not_who_is_signed_in(service: Service) -> None:
    path = link(service, "ana")
    browser = service.browser("eli@firm.example", "own")

    browser.post(path, data={"consent": "vouch"}, headers={"Sec-Fetch-Site": "same-origin"})

    assert said(service, "ana")["vouch"].is_live
    assert not said(service, "eli")["vouch"].is_live


def test_of_somebody_erased_meanwhile_nothing_is_recorded(service: Service) -> None:
    path = link(service)
    with service.house.writing() as store:
        store.erase(service.key["ana"], actor="test", reason="asked for")

    response = visitor(service).post(path, data={"consent": "vouch"})

    assert response.status_code == 404


def test_the_page_tells_nothing_but_the_name(service: Service) -> None:
    html = visitor(service).get(link(service)).get_data(as_text=True)

    assert "post.example" not in html
    assert not re.search(r"p-[a-z0-9]{13}", html)


def test_the_answer_is_written_down_without_the_code(service: Service) -> None:
    path = link(service)

    visitor(service).post(path, data={"consent": "vouch"})

    [row] = service.audited("notice.answer")
    assert row.subject == service.house.audit.subject(service.key["ana"])
    assert path.rpartition("/")[2] not in repr(row)


@pytest.mark.parametrize("role", ["own", "hr", "admin", "account_lead", "oversight"])
def test_only_the_programme_exports_notices(service: Service, role: str) -> None:
    token = service.token(role, accounts="all")

    assert service.post("/v1/actions/export-notices", token, {}).status_code == 403


def test_an_export_over_http_is_a_file_with_links_to_this_service_and_a_row_for_each_person(
    service: Service,
) -> None:
    for name in ("ana", "eli"):
        service.house.beside.notices.put(service.key[name], f"{name}@post.example", added_on=1)

    told = service.post("/v1/actions/export-notices", service.token("alumni_programme"), {}).get_json()

    head, *rows = told["table"].splitlines()
    assert head == "name,address,link"
    links = [row.split(",")[2] for row in rows]
    assert all(each.startswith("http://localhost/consent/") for each in links)
    subjects = {row.subject for row in service.audited("action.export-notices")}
    assert subjects == {service.house.audit.subject(service.key[name]) for name in ("ana", "eli")}


def test_the_page_gives_the_file_to_keep(service: Service) -> None:
    service.house.beside.notices.put(service.key["ana"], "ana@post.example", added_on=1)
    browser = service.browser("pat@firm.example", "alumni_programme")

    response = browser.post(
        "/do/export-notices", data={"limit": "5"}, headers={"Sec-Fetch-Site": "same-origin"}
    )

    assert response.headers["Content-Disposition"] == 'attachment; filename="export-notices.csv"'
    assert "ana@post.example" in response.get_data(as_text=True)


def test_whoever_tries_codes_is_slowed_down_as_at_sign_in(published: Path, tmp_path: Path) -> None:
    rates = dict.fromkeys(("read", "what-if", "export"), PLENTY) | {"login": Limit(2, 60)}

    for service in copied(published, tmp_path / "firm", key=firm().key, rates=rates):
        tried = [visitor(service).get(f"/consent/guess-{at}").status_code for at in range(3)]

        assert tried == [404, 404, 429]
