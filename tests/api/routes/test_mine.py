"""What somebody may know of themselves."""

import pytest

from tests.api.service import Service
from tests.graphsvc.hand import MINUTE

SUGGESTIONS = "/v1/questions/leaver-suggestions"
DAY = 24 * 60 * MINUTE


def test_a_user_learns_who_they_are_here(service: Service) -> None:
    browser = service.browser("ana@firm.example", "account_lead", "own", accounts="assigned")

    told = browser.get("/v1/me").get_json()

    assert told == {
        "name": "ana@firm.example",
        "roles": ["account_lead", "own"],
        "accounts": "assigned",
        "person": service.key["ana"],
        "person_name": "ana",
    }


def test_somebody_without_a_person_is_told_so(service: Service) -> None:
    token = service.token("oversight")

    told = service.get("/v1/me", token).get_json()
    looks = service.get("/v1/me/accesses", token)

    assert (told["person"], told["person_name"]) == (None, None)
    assert looks.status_code == 404
    assert "Ask an administrator" in looks.get_json()["detail"]


def test_everybody_sees_when_in_which_role_and_why_somebody_looked(service: Service) -> None:
    service.get(f"{SUGGESTIONS}?person=ana&purpose=internal-move", service.token("hr"))
    service.get(f"{SUGGESTIONS}?person=ben&purpose=internal-move", service.token("hr"))

    found = service.get("/v1/me/accesses", service.token("own", person="ana")).get_json()["data"]

    assert found == [
        {
            "on": "2023-11-14",  # the clock of the tests, 1.7e9 seconds after 1970
            "role": "hr",
            "action": "question.leaver-suggestions.read",
            "purpose": "Internal move",
        }
    ]


@pytest.mark.parametrize("days, rows", [(0, 0), (89, 0), (90, 1)])
def test_a_resignation_stays_confidential_for_ninety_days(service: Service, days: int, rows: int) -> None:
    service.get(f"{SUGGESTIONS}?person=ana&purpose=resignation-received", service.token("hr"))

    service.clock.at += days * DAY

    found = service.get("/v1/me/accesses", service.token("own", person="ana")).get_json()
    assert len(found["data"]) == found["total"] == rows


def test_the_newest_look_comes_first(service: Service) -> None:
    for purpose in ("internal-move", "planned-retirement"):
        service.get(f"{SUGGESTIONS}?person=ana&purpose={purpose}", service.token("hr"))

    first = service.get("/v1/me/accesses?limit=1", service.token("own", person="ana")).get_json()

    assert [row["purpose"] for row in first["data"]] == ["Planned retirement"]
    assert first["next_cursor"]
