"""One's own rights over HTTP: everything stored, why a list holds one, preferences, objection, erasure."""

from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from tests.api.service import Service

PARTS = (
    ("GET", "/v1/me/export"),
    ("GET", "/v1/me/explanations"),
    ("GET", "/v1/me/preferences"),
    ("PUT", "/v1/me/preferences"),
    ("POST", "/v1/me/objection"),
    ("POST", "/v1/me/erasure"),
)


def called(service: Service, method: str, path: str, token: str) -> TestResponse:
    json = {"introduces": False} if method == "PUT" else None
    headers = {"Authorization": f"Bearer {token}"}
    return service.app.test_client().open(path, method=method, json=json, headers=headers)


@pytest.mark.parametrize("method, path", PARTS)
def test_somebody_who_is_nobody_here_is_told_whom_to_ask(service: Service, method: str, path: str) -> None:
    response = called(service, method, path, service.token("own"))

    assert response.status_code == 404
    assert "no employee has this address. Ask an administrator" in response.get_json()["detail"]


@pytest.mark.parametrize("method, path", PARTS)
def test_what_is_ones_own_is_kept_by_nobody_on_the_way(service: Service, method: str, path: str) -> None:
    response = called(service, method, path, service.token("own", person="ana"))

    assert response.status_code in {200, 201}
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("method, path", PARTS)
def test_nobody_is_let_in_without_signing_in(service: Service, method: str, path: str) -> None:
    assert called(service, method, path, "gs_wrong").status_code == 401


def test_the_export_holds_ties_with_their_sources_and_who_looked(service: Service) -> None:
    service.case(service.token("hr"), "ana")
    service.do("hide-tie", service.token("own", person="ana"), person="acme-cio")

    found = service.get("/v1/me/export", service.token("own", person="ana")).get_json()

    person, ties = found["data"]["person"], {tie["person_name"]: tie for tie in found["data"]["ties"]}
    assert (person["key"], person["identifiers"]) == (service.key["ana"], ["@ana@firm.example"])
    assert ties["acme-cfo"]["band"] == "very_strong"
    assert [(origin["feed"], origin["channel"]) for origin in ties["acme-cfo"]["origins"]] == [
        ("mail", "mail")
    ]
    assert (ties["acme-cio"]["state"], ties["acme-cio"]["band"]) == ("hidden", None)
    assert {row["kind"] for row in found["data"]["history"]} >= {"EMPLOYED_BY", "ASSIGNED_TO", "HIDDEN"}
    assert found["preferences"] == {"introduces": True}


def test_the_export_of_one_holds_nothing_of_the_ties_of_others(service: Service) -> None:
    text = service.get("/v1/me/export", service.token("own", person="ana")).get_data(as_text=True)

    assert "bor-tax" not in text  # held by Eli, Fay and Gus
    assert service.key["bor-tax"] not in text


def test_a_list_that_holds_one_is_explained_without_a_place_in_it(service: Service) -> None:
    rows = service.get("/v1/me/explanations", service.token("own", person="dee")).get_json()["data"]

    alone = next(row for row in rows if row["question"] == "single-points-of-failure")
    assert alone["clients_name"] == ["ember"]
    assert "a strong tie to these clients" in alone["reason"]
    assert not {"rank", "place", "value", "score"} & set(alone)


def test_lists_are_asked_once_for_everybody_who_wants_to_know(service: Service) -> None:
    service.get("/v1/me/explanations", service.token("own", person="dee"))
    kept = len(service.house.shelf)

    service.get("/v1/me/explanations", service.token("own", person="ana"))

    assert len(service.house.shelf) == kept


def test_who_is_in_no_list_gets_none(service: Service) -> None:
    token = service.token("own", person="acme-gc")

    assert service.get("/v1/me/explanations", token).get_json()["data"] == []


def test_who_does_not_want_to_introduce_is_on_no_way(service: Service) -> None:
    lead = service.token("account_lead", accounts="all", person="cho")
    path = f"/v1/questions/introductions?start={service.key['cho']}&target={service.key['acme-cfo']}"
    before = [row["introducer_name"] for row in service.get(path, lead).get_json()["data"]]
    assert "ana" in before

    called(service, "PUT", "/v1/me/preferences", service.token("own", person="ana"))

    after = [row["introducer_name"] for row in service.get(path, lead).get_json()["data"]]
    assert "ana" not in after
    chosen = service.get("/v1/me/preferences", service.token("own", person="ana")).get_json()
    assert chosen == {"introduces": False}


@pytest.mark.parametrize("body", [{}, {"introduces": "no"}, {"introduces": True, "more": 1}])
def test_a_preference_that_is_not_understood_is_refused(service: Service, body: dict[str, object]) -> None:
    headers = {"Authorization": f"Bearer {service.token('own', person='ana')}"}

    response = service.app.test_client().put("/v1/me/preferences", json=body, headers=headers)

    assert response.status_code == 422


def test_an_objection_takes_every_consent_back_at_once(service: Service) -> None:
    token = service.token("own", person="ana")
    service.do("give-consent", token, consent="mentor")

    said = called(service, "POST", "/v1/me/objection", token).get_json()["says"]

    consents = service.get("/v1/me/export", token).get_json()["data"]["consents"]
    assert "You objected" in said
    assert {each["purpose"] for each in consents if each["withdrawn_on"]} >= {"mentor", "stay_in_touch"}


def test_from_an_objection_on_nobody_is_told_to_keep_in_touch_or_to_ask_for_an_introduction(
    service: Service,
) -> None:
    token, reader = (
        service.token("own", person="ana"),
        service.token("account_lead", accounts="all", person="cho"),
    )
    hr = service.token("hr")
    suggested = f"/v1/questions/leaver-suggestions?person={service.key['cho']}&purpose=resignation-received"
    ways = f"/v1/questions/introductions?start={service.key['cho']}&target={service.key['acme-cfo']}"

    def told() -> tuple[bool, bool]:
        kept = [row["person_name"] for row in service.get(suggested, hr).get_json()["data"]]
        asked = [row["introducer_name"] for row in service.get(ways, reader).get_json()["data"]]
        return "ana" in kept, "ana" in asked

    before = told()
    called(service, "POST", "/v1/me/objection", token)

    assert (before, told()) == ((True, True), (False, False))


def test_a_wish_to_be_erased_is_noted_under_the_name_of_the_action(service: Service) -> None:
    response = called(service, "POST", "/v1/me/erasure", service.token("own", person="ana"))

    assert "30 days" in response.get_json()["says"]
    assert len(service.audited("action.ask-erasure")) == 1


def test_where_answers_name_nobody_no_list_holds_anybody(service: Service) -> None:
    privacy = replace(service.workspace.privacy, people="off")
    silent = Service(workspace=replace(service.workspace, privacy=privacy), key=service.key)

    found = silent.get("/v1/me/explanations", silent.token("own", person="dee")).get_json()

    assert found == {"data": []}
    silent.house.close()
