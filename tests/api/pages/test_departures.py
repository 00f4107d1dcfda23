"""Departures: confidential in their case, a file with tabs, what is still open, what is written down."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}
LAST = "2024-12-31"


@pytest.fixture
def hr(service: Service) -> FlaskClient:
    """A browser of somebody in HR."""
    return service.browser("hr@firm.example", "hr")


@pytest.fixture
def other(service: Service) -> FlaskClient:
    """A browser of somebody else in HR."""
    return service.browser("other@firm.example", "hr")


def leaves(browser: FlaskClient, person: str = "ana", **fields: str) -> str:
    """Records a departure and returns the address of its file."""
    data = {"person": person, "date": LAST, **fields}
    sent = browser.post("/do/open-departure", data=data, headers=SAME)
    return sent.headers["Location"].partition("?")[0]


def told(browser: FlaskClient, path: str) -> str:
    """Returns the words of a page."""
    response = browser.get(path)
    assert response.status_code == 200
    words = unescape(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))).split()
    return " ".join(words).replace(" ,", ",")


def test_the_file_says_who_when_who_knows_and_who_looks_after_it(hr: FlaskClient) -> None:
    words = told(hr, leaves(hr))

    assert "ana leaves" in words
    assert "Last day 2024-12-31 Days left 88 Known confidential HR partner nobody yet" in words
    assert "Set the HR partner, Announce it, Offer the nine consents" in words


def test_a_partner_that_is_missing_is_marked_until_it_is_set(hr: FlaskClient) -> None:
    file = leaves(hr)
    before = hr.get(file).get_data(as_text=True)

    data = {"departure": file.rpartition("/")[2], "partner": "hr@firm.example"}
    hr.post("/do/set-partner", data=data, headers=SAME)

    assert '<strong class="missing">nobody yet</strong>' in before
    assert 'class="missing"' not in hr.get(file).get_data(as_text=True)


@pytest.mark.parametrize("tab", ["", "/suggestions", "/consents", "/log", "/announce"])
def test_a_confidential_departure_does_not_exist_for_others(
    hr: FlaskClient, other: FlaskClient, tab: str
) -> None:
    file = leaves(hr)

    hidden, missing = other.get(f"{file}{tab}"), other.get(f"/departures/nothing{tab}")

    assert hidden.status_code == missing.status_code == 404
    assert "There is no such departure for you." in hidden.get_data(as_text=True)


def test_others_read_the_same_bytes_before_and_after_a_resignation(
    hr: FlaskClient, other: FlaskClient
) -> None:
    paths = ("/", "/departures", "/cases", "/v1/departures", "/ask/portfolio", "/do/open-departure")
    before = [other.get(path).data for path in paths]

    leaves(hr)

    assert [other.get(path).data for path in paths] == before


def test_a_member_of_the_case_sees_the_file(service: Service, hr: FlaskClient, other: FlaskClient) -> None:
    file = leaves(hr)
    [case] = service.house.beside.cases.of("hr@firm.example")

    hr.post("/do/share-case", data={"case": case.id, "member": "other@firm.example"}, headers=SAME)

    assert "ana leaves" in told(other, file)


def test_an_announcement_says_what_changes_and_then_all_of_hr_know(
    hr: FlaskClient, other: FlaskClient
) -> None:
    file = leaves(hr)
    asked = told(hr, f"{file}/announce")

    sent = hr.post("/do/announce-departure", data={"departure": file.rpartition("/")[2]}, headers=SAME)

    assert "This cannot be taken back." in asked
    assert "Everybody in HR sees the departure" in asked
    assert sent.headers["Location"] == f"{file}?done=announce-departure"
    assert "Known announced 2024-10-04" in told(other, file)
    assert hr.get(f"{file}/announce").status_code == 409


def test_the_list_counts_days_and_says_what_is_open(hr: FlaskClient) -> None:
    leaves(hr)

    words = told(hr, "/departures")

    assert "1 person leaves; 1 confidential" in words
    assert "ana 2024-12-31 88 confidential nobody yet Set the HR partner, Announce it" in words


def test_an_empty_list_says_what_to_do(hr: FlaskClient) -> None:
    words = told(hr, "/departures")

    assert "No departure is recorded." in words
    assert "When somebody resigns, record it here" in words


def test_the_impact_tells_of_pairs_with_those_who_leave_anyway(hr: FlaskClient) -> None:
    leaves(hr, "ben")

    words = told(hr, leaves(hr, "ana"))

    assert "ben, who leaves anyway" in words
    assert "of 2,510 EUR a year" in words  # expected.json: the whole book, and the client of 10


def test_a_departure_of_another_case_is_in_nobody_elses_pairs(hr: FlaskClient, other: FlaskClient) -> None:
    leaves(hr, "ben")

    words = told(other, leaves(other, "ana"))

    assert "Worse together" not in words
    assert "ben, who leaves anyway" not in words


def test_suggestions_come_in_three_short_lists(hr: FlaskClient) -> None:
    words = told(hr, f"{leaves(hr)}/suggestions")

    assert "Keep Colleagues to keep in touch with. At most 5." in words
    assert "Meet Former colleagues" in words
    assert "Vouch People who know the work" in words


def test_nine_consents_are_offered_all_off(hr: FlaskClient) -> None:
    file = leaves(hr)

    page = hr.get(f"{file}/consents").get_data(as_text=True)

    assert "0 of nine agreed." in page
    assert page.count("Record a consent:") == 9


def test_a_recorded_consent_closes_the_open_item(hr: FlaskClient) -> None:
    file = leaves(hr)

    data = {"person": "ana", "consent": "stay_in_touch", "evidence": "letter of 1 October"}
    hr.post("/do/record-consent", data=data, headers=SAME)

    assert "1 of nine agreed." in told(hr, f"{file}/consents")
    assert "Offer the nine consents" not in told(hr, file)


def test_the_log_names_members_and_nobody_else(hr: FlaskClient, other: FlaskClient) -> None:
    file = leaves(hr)
    other.post("/do/open-case", data={"person": "ana", "purpose": "internal-move"}, headers=SAME)
    hr.get(file)

    words = told(hr, f"{file}/log")

    assert "hr@firm.example Somebody leaves" in words
    assert "hr@firm.example Read the departure file Resignation received" in words
    assert "other@firm.example" not in words


def test_a_closed_departure_leaves_the_list_and_keeps_its_file(hr: FlaskClient) -> None:
    file = leaves(hr)

    data = {"departure": file.rpartition("/")[2], "outcome": "stays"}
    hr.post("/do/close-departure", data=data, headers=SAME)

    assert "No departure is recorded." in told(hr, "/departures")
    assert "closed 2024-10-04: stays" in told(hr, file)


def test_reading_a_file_is_written_down_with_its_purpose(service: Service, hr: FlaskClient) -> None:
    hr.get(leaves(hr))

    [row] = service.audited("departure.read")
    assert (row.purpose, row.subject) == (
        "Resignation received",
        service.house.audit.subject(service.key["ana"]),
    )


def test_account_leads_have_no_departures(service: Service) -> None:
    lead = service.browser("lead@firm.example", "account_lead", accounts="all")

    assert lead.get("/departures").status_code == 403
