"""The audit for those who watch."""

import pytest

from tests.api.service import Service
from tests.graphsvc.hand import DAY

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


RESIGNED = "/v1/questions/leaver-suggestions?person=ana&purpose=resignation-received"


def listed(service: Service, query: str = "") -> list[dict[str, object]]:
    return list(service.get(f"/v1/audit?{query}", service.token("oversight")).get_json()["data"])


def test_a_confidential_row_tells_its_number_and_day_and_nothing_else(service: Service) -> None:
    service.get(RESIGNED, service.token("hr"))

    [row] = listed(service)

    told = {name: value for name, value in row.items() if value is not None}
    assert told == {"number": 1, "day": "2023-11-14", "state": "sealed"}


@pytest.mark.parametrize("days, state", [(89, "sealed"), (90, "open")])
def test_a_confidential_row_opens_after_ninety_days(service: Service, days: int, state: str) -> None:
    service.get(RESIGNED, service.token("hr"))

    service.clock.at += days * DAY

    assert listed(service)[0]["state"] == state


def test_a_confidential_row_opens_when_the_departure_is_announced(service: Service) -> None:
    hr = service.token("hr")
    case = service.case(hr, "ana")
    departure = service.do("open-departure", hr, case=case, person="ana", date="2025-01-31")
    before = [row["state"] for row in listed(service)]

    service.do("announce-departure", hr, departure=departure)

    after = {row["action"]: row["state"] for row in listed(service)}
    assert set(before) == {"sealed"}
    assert after["action.open-departure"] == "open"


@pytest.mark.parametrize(
    "query", ["action=question", "action=", "why=resignation-received", "to_day=2023-11-14"]
)
def test_no_search_finds_a_confidential_row(service: Service, query: str) -> None:
    token = service.token("hr")
    service.get(RESIGNED, token)
    service.get(ASKED, token)

    found = listed(service, query)

    assert not [row for row in found if row["purpose"] == "Resignation received"]


@pytest.mark.parametrize(
    "query, numbers",
    [
        ("action=question.leaver", [2]),
        ("action=question.portfolio", [1]),
        ("why=internal-move", [2]),
        ("why=Internal move", [2]),
        ("from_day=2023-11-15", []),
        ("to_day=2023-11-13", []),
        ("from_day=2023-11-14&to_day=2023-11-14", [1, 2]),
    ],
)
def test_the_chain_is_searched(service: Service, query: str, numbers: list[int]) -> None:
    token = service.token("hr")
    service.get("/v1/questions/portfolio", token)
    service.get(ASKED, token)

    assert [row["number"] for row in listed(service, query) if row["number"] in {1, 2}] == numbers


def test_a_pseudonym_finds_its_other_rows(service: Service) -> None:
    token = service.token("hr")
    service.get("/v1/questions/portfolio", token)
    service.get(ASKED, token)
    who, subject = listed(service)[1]["who"], listed(service)[1]["subject"]

    assert [row["number"] for row in listed(service, f"who={who}")] == [1, 2]
    assert [row["number"] for row in listed(service, f"subject={subject}")] == [2]


@pytest.mark.parametrize("person", ["{key}", "ana@firm.example"])
def test_a_person_is_searched_for_without_an_address_that_names_them(service: Service, person: str) -> None:
    service.get(ASKED, service.token("hr"))
    body = {"person": person.format(key=service.key["ana"])}

    found = service.post("/v1/audit/search", service.token("oversight"), body)

    assert [row["number"] for row in found.get_json()["data"]] == [1]
    assert service.key["ana"] not in found.get_data(as_text=True)


@pytest.mark.parametrize("person", ["nobody@firm.example", "p-0000000000001", "x"])
def test_somebody_unknown_has_no_rows(service: Service, person: str) -> None:
    service.get(ASKED, service.token("hr"))

    found = service.post("/v1/audit/search", service.token("oversight"), {"person": person})

    assert (found.status_code, found.get_json()["data"]) == (200, [])


def test_a_search_for_somebody_finds_no_confidential_row(service: Service) -> None:
    service.get(RESIGNED, service.token("hr"))

    found = service.post("/v1/audit/search", service.token("oversight"), {"person": "ana@firm.example"})

    assert found.get_json()["data"] == []


def test_what_somebody_asked_is_found_by_their_name(service: Service) -> None:
    service.get(ASKED, service.token("hr"))

    found = service.post("/v1/audit/search", service.token("admin"), {"user": "token:t0"})

    assert [row["action"] for row in found.get_json()["data"]] == ["question.leaver-suggestions.read"]
