"""The audit for those who watch."""

import pytest

from tests.api.service import Service

ASKED = "/v1/questions/leaver-suggestions?person=ana&purpose=internal-move"


@pytest.mark.parametrize("role", ["admin", "oversight"])
def test_what_was_asked_is_shown_without_people(service: Service, role: str) -> None:
    service.get(ASKED, service.token("hr"))

    response = service.get("/v1/audit", service.token(role))

    [row] = response.get_json()["data"]
    assert (row["number"], row["role"], row["purpose"]) == (1, "hr", "Internal move")
    assert row["action"] == "question.leaver-suggestions.read"
    assert service.key["ana"] not in response.get_data(as_text=True)
    assert "token:t0" not in response.get_data(as_text=True)


def test_the_same_person_has_the_same_pseudonym(service: Service) -> None:
    token = service.token("hr")
    for _ in range(2):
        service.get(ASKED, token)

    rows = service.get("/v1/audit", service.token("oversight")).get_json()["data"]

    assert len({(row["who"], row["subject"]) for row in rows}) == 1


def test_the_chain_is_read_in_parts(service: Service) -> None:
    token = service.token("hr")
    for _ in range(3):
        service.get(ASKED, token)

    rows = service.get("/v1/audit?since=1&limit=1", service.token("oversight")).get_json()["data"]

    assert [row["number"] for row in rows] == [2]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "since=-1", f"since={10**30}", "until=3"])
def test_a_part_out_of_range_is_refused(service: Service, query: str) -> None:
    assert service.get(f"/v1/audit?{query}", service.token("admin")).status_code == 422


def test_who_asks_questions_does_not_read_the_audit(service: Service) -> None:
    assert service.get("/v1/audit", service.token("hr")).status_code == 403
