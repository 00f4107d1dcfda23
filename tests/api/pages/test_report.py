"""The report: one file, the answer first, who it is for and until when."""

import re

import pytest
from flask.testing import FlaskClient

from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def hr(service: Service) -> FlaskClient:
    """A browser of somebody in HR."""
    return service.browser("hr@firm.example", "hr")


def case_of(browser: FlaskClient, *people: str) -> str:
    data = {"person": "; ".join(people), "purpose": "resignation-received"}
    return browser.post("/do/open-case", data=data, headers=SAME).headers["Location"].partition("?")[0]


def test_the_report_is_one_file_to_keep(hr: FlaskClient) -> None:
    response = hr.get(f"{case_of(hr, 'ana', 'ben')}/report")

    page = response.get_data(as_text=True)
    assert response.headers["Content-Disposition"] == 'attachment; filename="what-if.html"'
    assert "<style>" in page
    assert not re.search(r"<(script|link|img|form|input)\b", page)
    assert not re.search(r'(?:src|action)="', page)
    assert 'href="' not in page


def test_answer_and_clients_come_before_what_they_rest_on(hr: FlaskClient) -> None:
    page = hr.get(f"{case_of(hr, 'ana', 'ben')}/report").get_data(as_text=True)

    parts = ("loses its last contact", "acme", "Who holds whom", "What this rests on", "Method", "How fresh")
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert page.count("<svg") == 2


def test_it_says_for_whom_why_and_until_when(hr: FlaskClient) -> None:
    page = hr.get(f"{case_of(hr, 'ana')}/report").get_data(as_text=True)

    assert "For hr@firm.example · Resignation received · not after 2023-12-14" in page


def test_taking_it_is_written_down_about_everybody_in_it(service: Service, hr: FlaskClient) -> None:
    hr.get(f"{case_of(hr, 'ana', 'ben')}/report")

    rows = service.audited("case.report")
    assert {row.subject for row in rows} == {
        service.house.audit.subject(service.key[name]) for name in ("ana", "ben")
    }
    assert {row.purpose for row in rows} == {"Resignation received"}


def test_only_members_take_it(service: Service, hr: FlaskClient) -> None:
    case = case_of(hr, "ana")

    assert service.browser("other@firm.example", "hr").get(f"{case}/report").status_code == 404


def test_a_case_without_people_has_no_report(hr: FlaskClient) -> None:
    case = case_of(hr, "ana")
    data = {"case": case.rpartition("/")[2], "person": "ana"}
    hr.post("/do/remove-from-case", data=data, headers=SAME)

    assert hr.get(f"{case}/report").status_code == 404
