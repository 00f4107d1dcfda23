"""Actions over HTTP: who may, what is taken, what is told, what is written down."""

import pytest

from graphsvc.actions import ACTIONS
from tests.api.service import Service

ANA = {"person": ["ana"], "purpose": "internal-move"}
DAY = 24 * 3600 * 1_000_000


def test_an_action_says_what_was_done_and_where_to_go_on(service: Service) -> None:
    response = service.post("/v1/actions/open-case", service.token("hr"), ANA)

    told = response.get_json()
    assert response.status_code == 201
    assert told["link"] == f"/cases/{told['key']}"
    assert "Only its members see it" in told["says"]


@pytest.mark.parametrize(
    "body, words",
    [
        ({}, "person"),
        ({"person": ["ana"], "people": ["eli"]}, "people"),
        ({"person": ["ana"], "date": "soon"}, "date"),
        ({"person": ["ana"], "purpose": "curiosity"}, "purpose"),
    ],
)
def test_a_body_that_is_wrong_is_refused_by_field(service: Service, body: object, words: str) -> None:
    response = service.post("/v1/actions/open-case", service.token("hr"), body)

    assert response.status_code == 422
    assert words in {fault["pointer"].lstrip("/") for fault in response.get_json()["errors"]}


def test_a_person_nobody_knows_is_not_found(service: Service) -> None:
    response = service.post("/v1/actions/open-case", service.token("hr"), {"person": ["nobody@else.example"]})

    assert response.status_code == 404


def test_a_what_if_is_about_colleagues_alone(service: Service) -> None:
    contact = next(name for name in service.key if name.startswith("acme-"))

    response = service.post("/v1/actions/open-case", service.token("hr"), {"person": [service.key[contact]]})

    assert response.status_code == 404


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_a_role_without_the_right_is_refused(service: Service, name: str) -> None:
    others = {"oversight", "admin", "hr", "alumni_programme"} - ACTIONS[name].roles

    for role in sorted(others):
        response = service.post(f"/v1/actions/{name}", service.token(role), {})

        assert response.status_code == 403


def test_the_list_of_actions_holds_what_the_caller_may_do(service: Service) -> None:
    rows = service.get("/v1/actions", service.token("hr")).get_json()["data"]

    assert {row["name"] for row in rows} == {name for name, each in ACTIONS.items() if "hr" in each.roles}


def test_what_is_done_is_written_down_about_a_keyed_hash(service: Service) -> None:
    service.case(service.token("hr"), "ana")

    [row] = service.audited("action.open-case")
    assert row.subject == service.house.audit.subject(service.key["ana"])
    assert service.key["ana"] not in row.filters


def test_an_action_sent_twice_under_its_key_is_done_once(service: Service) -> None:
    token = service.token("hr")
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "what-if-1"}
    client = service.app.test_client()

    sent = [client.post("/v1/actions/open-case", json=ANA, headers=headers) for _ in range(2)]

    assert [each.status_code for each in sent] == [201, 201]
    assert sent[0].get_json()["key"] == sent[1].get_json()["key"]


def test_a_form_of_another_session_is_refused(service: Service) -> None:
    mine = service.browser("one@firm.example", "hr")
    mine.form_token = "of somebody else"  # type: ignore[attr-defined]

    response = mine.post("/do/open-case", data={"person": "ana"}, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.status_code == 403
