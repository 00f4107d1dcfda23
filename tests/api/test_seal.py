"""What the audit holds back: what-ifs and resignations, for ninety days; nothing else, and never for good."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_type_hints

import pytest

from api.seal import SEALED_FOR, is_sealed, is_what_if, tells_of_leaver
from graphsvc.actions import ACTIONS
from graphsvc.store.audit import AuditRow
from tests.api.service import Service
from tests.graphsvc.hand import DAY


@pytest.fixture
def row(service: Service) -> AuditRow:
    """A row of the audit that tells nothing confidential."""
    service.get("/v1/questions/portfolio", service.token("hr"))
    [found] = service.audited("question.portfolio.read")
    return found


def test_an_ordinary_row_is_told_at_once(row: AuditRow) -> None:
    assert not is_sealed(row, row.at)
    assert not is_what_if(row)


def test_a_resignation_is_held_back_for_ninety_days(row: AuditRow) -> None:
    told = replace(row, purpose="Resignation received")

    assert [is_sealed(told, told.at + age) for age in (0, SEALED_FOR - 1, SEALED_FOR)] == [True, True, False]
    assert SEALED_FOR == 90 * DAY


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_a_sealed_action_and_its_form_are_held_back(row: AuditRow, name: str) -> None:
    done, shown = replace(row, action=f"action.{name}"), replace(row, action=f"action.{name}.form")

    assert is_sealed(done, row.at) is ACTIONS[name].is_sealed
    assert is_sealed(shown, row.at) is (ACTIONS[name].is_sealed or name == "announce-departure")


@pytest.mark.parametrize("action", ["question.departure-impact.read", "case.read", "departure.read"])
def test_nobody_is_told_that_a_what_if_was_asked(row: AuditRow, action: str) -> None:
    assert is_what_if(replace(row, action=action))


def test_everything_around_a_confidential_departure_is_sealed() -> None:
    named = {name for name, action in ACTIONS.items() if action.is_sealed}

    assert {"open-case", "add-to-case", "remove-from-case", "share-case", "open-departure"} <= named
    assert "announce-departure" not in named


def test_who_only_looks_at_the_announcement_page_tells_nobody(service: Service) -> None:
    hr, same = service.browser("hr@firm.example", "hr"), {"Sec-Fetch-Site": "same-origin"}
    said = {"person": "ana", "date": "2024-12-31"}
    file = hr.post("/do/open-departure", data=said, headers=same).headers["Location"].partition("?")[0]

    shown = hr.get(f"{file}/announce")

    assert shown.status_code == 200
    looks = service.browser("ana@firm.example", "own").get("/me").get_data(as_text=True)
    assert "Nobody looked at you yet." in looks
    rows = service.get("/v1/audit", service.token("oversight")).get_json()["data"]
    assert not any("announce" in str(value) for row in rows for value in row.values())


def test_oversight_reads_the_chain_without_a_gap_and_without_the_resignation(service: Service) -> None:
    token = service.token("hr")
    service.do("open-departure", token, person="ana", date="2024-12-31")

    rows = service.get("/v1/audit", service.token("oversight")).get_json()["data"]

    assert not any("departure" in str(value) for row in rows for value in row.values())


@pytest.mark.parametrize("form", ["", ".form"])
@pytest.mark.parametrize("name", ["record-consent", "record-interest", "record-withdrawal"])
@pytest.mark.parametrize(
    "role, is_told", [("hr", False), ("alumni_programme", True), ("alumni_programme,hr", False)]
)
def test_what_hr_records_of_somebody_in_notice_is_held_back(
    row: AuditRow, role: str, name: str, form: str, *, is_told: bool
) -> None:
    said = replace(row, action=f"action.{name}{form}", role=role)

    assert tells_of_leaver(said, row.at) is not is_told
    assert not tells_of_leaver(said, row.at + SEALED_FOR)


def test_whatever_hr_does_about_a_person_is_held_back() -> None:
    names_somebody = {
        name
        for name, action in ACTIONS.items()
        if "hr" in action.roles and "person" in get_type_hints(action.params)
    }

    told = {name for name in names_somebody if not (ACTIONS[name].is_sealed or ACTIONS[name].is_sealed_of_hr)}

    assert {"record-interest", "open-departure"} <= names_somebody
    assert told == set()


def test_a_search_for_a_person_does_not_tell_that_hr_offered_them_consents(service: Service) -> None:
    hr, key = service.token("hr"), service.key["ana"]
    departure = service.do("open-departure", hr, person=key, date="2024-12-31")
    service.do("record-consent", hr, person=key, consent="vouch", evidence="letter")
    service.do("record-interest", hr, person=key, date="2024-10-01", evidence="letter")

    def found() -> list[str]:
        rows = service.post("/v1/audit/search", service.token("admin"), {"person": key}).get_json()["data"]
        return [row["action"] for row in rows if row["action"].startswith("action.record")]

    assert found() == []
    service.do("announce-departure", hr, departure=departure)
    assert found() == ["action.record-consent", "action.record-interest"]


def test_a_second_resignation_is_as_confidential_as_the_first(service: Service) -> None:
    day = datetime.fromtimestamp(service.clock() / 1_000_000, UTC).date().isoformat()
    departures, key = service.house.beside.departures, service.key["ana"]
    first = departures.open(key, what_if="x", last_day=day, by="hr")
    departures.announce(first, on=day)
    departures.end(first, on=day, outcome="stays")
    service.clock.at += 2 * DAY

    service.do("open-departure", service.token("hr"), person=key, date="2024-12-31")

    search = service.post("/v1/audit/search", service.token("admin"), {"person": key}).get_json()["data"]
    looks = service.get("/v1/me/accesses", service.token("own", person="ana")).get_json()["data"]
    assert "action.open-departure" not in {row["action"] for row in (*search, *looks)}
