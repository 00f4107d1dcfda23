"""Ties of one's own over HTTP: whom one may name, and what others are told afterwards."""

import pytest

from tests.api.service import Service


def own(service: Service, person: str = "ana") -> str:
    return service.token("own", person=person)


def holders(service: Service) -> set[str]:
    """Returns who holds Acme, as HR is told."""
    path = f"/v1/questions/coverage?client={service.key['acme']}"
    rows = service.get(path, service.token("hr")).get_json()["data"]
    return {row["employee_name"] for row in rows}


def test_a_hidden_tie_is_gone_from_the_answers_of_others_once_it_is_published(service: Service) -> None:
    before = holders(service)
    for contact in ("acme-cfo", "acme-cio"):
        service.do("hide-tie", own(service), person=contact)

    service.publish()

    assert before - holders(service) == {"ana"}


def test_an_employee_names_colleagues_clients_and_contacts(service: Service) -> None:
    for fields in ({"person": "ben"}, {"person": "acme-gc"}, {"client": "acme"}):
        assert service.do("declare-tie", own(service, "eli"), band="warm", **fields)


def test_an_account_lead_declares_a_tie_of_their_own(service: Service) -> None:
    key = service.do("declare-tie", service.lead("eli"), person="acme-cfo", band="warm")

    assert key == service.key["acme-cfo"]


@pytest.mark.parametrize("person", ["nobody", "p-0000000000000", "nobody@else.example"])
def test_somebody_out_of_reach_is_as_if_there_were_nobody(service: Service, person: str) -> None:
    response = service.post("/v1/actions/declare-tie", own(service), {"person": person, "band": "warm"})

    assert response.status_code == 404
    assert response.get_json()["type"].endswith("/not-found")


def test_a_token_of_nobody_is_told_why_it_has_no_ties(service: Service) -> None:
    token = service.token("own")

    response = service.post("/v1/actions/hide-tie", token, {"person": "acme-cfo"})

    assert response.status_code == 404
    assert "no employee has this address" in response.get_json()["detail"]


@pytest.mark.parametrize("action", ["hide-tie", "show-tie", "correct-tie"])
def test_nobody_but_a_person_of_the_firm_touches_ties(service: Service, action: str) -> None:
    for role in ("hr", "alumni_programme", "admin", "oversight"):
        assert service.post(f"/v1/actions/{action}", service.token(role), {}).status_code == 403
