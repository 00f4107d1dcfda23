"""Departures for programs: what the caller may know of, and nothing else."""

from tests.api.service import Service


def test_a_departure_says_when_who_and_what_is_open(service: Service) -> None:
    token = service.token("hr")
    departure = service.do("open-departure", token, person="ana", date="2024-12-31")

    [row] = service.get("/v1/departures", token).get_json()["data"]

    assert (row["id"], row["person"], row["person_name"]) == (departure, service.key["ana"], "ana")
    assert (row["last_day"], row["days_left"], row["announced_on"], row["partner"]) == (
        "2024-12-31",
        88,
        None,
        None,
    )
    assert row["open_items"] == ["partner", "announcement", "consents"]


def test_a_departure_that_is_over_asks_to_be_closed(service: Service) -> None:
    token = service.token("hr")
    service.do("open-departure", token, person="ana", date="2024-10-03")

    [row] = service.get("/v1/departures", token).get_json()["data"]

    assert row["days_left"] == -1
    assert "closing" in row["open_items"]


def test_a_confidential_one_is_known_to_its_case_and_an_announced_one_to_hr(service: Service) -> None:
    token, other = service.token("hr"), service.token("hr")
    departure = service.do("open-departure", token, person="ana", date="2024-12-31")
    before = service.get("/v1/departures", other).get_json()["data"]

    service.do("announce-departure", token, departure=departure)

    assert before == []
    told = {who: service.get("/v1/departures", who).get_json()["data"] for who in (token, other)}
    assert [[row["id"] for row in rows] for rows in told.values()] == [[departure], [departure]]
    assert (told[token][0]["case"] is None, told[other][0]["case"]) == (False, None)


def test_a_closed_one_is_not_listed(service: Service) -> None:
    token = service.token("hr")
    departure = service.do("open-departure", token, person="ana", date="2024-12-31")

    service.do("close-departure", token, departure=departure, outcome="left")

    assert service.get("/v1/departures", token).get_json()["data"] == []
