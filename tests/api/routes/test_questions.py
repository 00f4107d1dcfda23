"""Questions over HTTP: the same answer as JSON, CSV and workbook."""

import csv
import io

import openpyxl
import pytest

from tests.api.service import FORMULA, Service

PATH = "/v1/questions/portfolio"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_an_answer_has_rows_summary_publication_day_and_basis(service: Service) -> None:
    answer = service.get(PATH, service.token("hr")).get_json()

    assert answer.keys() == {
        "data",
        "summary",
        "snapshot",
        "as_of",
        "basis",
        "next_cursor",
        "total",
    }
    assert answer["as_of"] == "2024-10-04"  # day 20,000, the day of the tests
    assert answer["snapshot"]["seq"] == 1


def test_a_row_carries_its_evidence_when_asked(service: Service) -> None:
    answer = service.get(f"{PATH}?evidence=true&limit=1", service.token("hr")).get_json()

    assert {"first_name", "second_name", "days", "basis"} <= answer["data"][0]["evidence"][0].keys()


@pytest.mark.parametrize("path, accept", [("/export/portfolio.csv", "*/*"), (PATH, "text/csv")])
def test_a_cell_of_a_csv_is_never_a_formula(service: Service, path: str, accept: str) -> None:
    response = service.get(path, service.token("hr"), Accept=accept)

    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"] == 'attachment; filename="portfolio.csv"'
    assert f"'{FORMULA}" in {row["client_name"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@", "\t"))]


@pytest.mark.parametrize("path, accept", [("/export/portfolio.xlsx", "*/*"), (PATH, XLSX)])
def test_a_workbook_holds_no_formula_and_no_link(service: Service, path: str, accept: str) -> None:
    response = service.get(path, service.token("hr"), Accept=accept)

    [sheet] = openpyxl.load_workbook(io.BytesIO(response.data)).worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert response.mimetype == XLSX
    assert f"'{FORMULA}" in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_a_file_is_written_down_as_an_export(service: Service) -> None:
    token = service.token("hr")

    service.get("/export/portfolio.csv", token)
    service.get(PATH, token, Accept="text/csv")

    assert [row.action for row in service.audited()] == ["question.portfolio.export"] * 2


def test_a_form_that_is_not_offered_is_refused(service: Service) -> None:
    response = service.get(PATH, service.token("hr"), Accept="application/pdf")

    assert response.status_code == 406


@pytest.mark.parametrize("accept", ["", "*/*", "text/html,*/*;q=0.8", "application/json"])
def test_what_takes_anything_gets_json(service: Service, accept: str) -> None:
    response = service.get(PATH, service.token("hr"), Accept=accept)

    assert response.mimetype == "application/json"


def test_several_people_are_asked_about_in_one_case(service: Service) -> None:
    token = service.token("hr")
    case = service.case(token, "ana", "ben")

    answer = service.get(f"/v1/questions/departure-impact?case={case}", token).get_json()

    both = next(row for row in answer["data"] if row["client_name"] == "acme")
    assert both["coverage_after"] < both["coverage_before"]


def test_an_export_of_a_case_is_written_down_for_each_of_its_people(service: Service) -> None:
    token = service.token("hr")
    case = service.case(token, "ana", "ben")

    response = service.get(f"/export/departure-impact.csv?case={case}", token)

    assert response.status_code == 200
    assert len(service.audited("question.departure-impact.export")) == 2


def test_an_account_lead_needs_no_purpose_for_their_own_clients(service: Service) -> None:
    token = service.lead("ana")
    case = service.case(token, "ben", purpose="account-review")

    response = service.get(f"/v1/questions/departure-impact?case={case}", token)

    assert response.status_code == 200
    assert {row["client_name"] for row in response.get_json()["data"]} <= {"acme"}
    assert service.audited("question.departure-impact.read")[0].purpose == "Account review"


def test_a_file_of_too_many_rows_is_refused(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.questions.MOST_EXPORTED", 1)

    response = service.get("/export/portfolio.csv", service.token("hr"))

    assert response.status_code == 413
    assert "Narrow the question" in response.get_json()["detail"]


def test_somebody_asks_about_their_own_role_and_nobody_else_s(service: Service) -> None:
    token, path = service.token("own", person="ana"), "/v1/questions/your-role"

    mine, named, other = (
        service.get(f"{path}{query}", token)
        for query in ("", f"?person={service.key['ana']}", f"?person={service.key['ben']}")
    )

    assert mine.get_json()["summary"]["person"] == service.key["ana"]
    assert named.get_json()["data"] == mine.get_json()["data"]
    assert other.status_code == 404
    assert mine.headers["Cache-Control"] == "no-store"


def test_whoever_is_hr_too_still_asks_about_themself_alone(service: Service) -> None:
    browser = service.browser("ana@firm.example", "hr", "own")

    response = browser.get(f"/v1/questions/your-role?person={service.key['ben']}")

    assert response.status_code == 404


def test_a_leaver_gets_their_own_lists_without_saying_why_and_nobody_else_s(service: Service) -> None:
    token, path = service.token("own", person="ana"), "/v1/questions/leaver-suggestions"

    mine = service.get(f"{path}?person={service.key['ana']}", token)
    other = service.get(f"{path}?person={service.key['ben']}", token)

    assert mine.get_json()["data"]
    assert all(row["consent"] for row in mine.get_json()["data"])
    assert service.audited("question.leaver-suggestions.read")[0].purpose == "own data"
    assert other.status_code == 404


def test_whoever_is_hr_too_says_why_they_ask_about_another(service: Service) -> None:
    browser = service.browser("ana@firm.example", "hr", "own")
    path = "/v1/questions/leaver-suggestions"

    mine = browser.get(f"{path}?person={service.key['ana']}")
    other = browser.get(f"{path}?person={service.key['ben']}")

    assert mine.status_code == 200
    assert other.get_json()["type"] == "/problems/purpose-required"


@pytest.mark.parametrize("how", ["key", "name"])
def test_a_unit_is_given_by_key_or_name(service: Service, how: str) -> None:
    unit = {"key": service.key["Tax"], "name": "Tax"}[how]

    answer = service.get(f"/v1/questions/coverage-matrix?unit={unit}", service.lead("eli")).get_json()

    assert {each["person_name"] for each in answer["summary"]["people"]} == {"eli", "fay", "gus"}


def test_a_tie_that_rests_on_something_else_is_refused_with_what_there_is(service: Service) -> None:
    response = service.get("/v1/questions/coverage-matrix?rests_on=hope", service.token("hr"))

    assert response.status_code == 422
    assert "on_paper" in response.get_json()["detail"]


def test_hr_says_why_it_asks_which_ties_cool_and_an_account_lead_need_not(service: Service) -> None:
    path = "/v1/questions/cooling-ties"

    hr, lead = service.get(path, service.token("hr")), service.get(path, service.lead("ana"))

    assert hr.get_json()["type"] == "/problems/purpose-required"
    assert lead.status_code == 200
    assert service.audited("question.cooling-ties.read")[-1].purpose == "account review"


@pytest.mark.parametrize("name", ["alumni", "your-role"])
def test_whoever_has_not_the_role_is_refused(service: Service, name: str) -> None:
    response = service.get(f"/v1/questions/{name}", service.token("hr"))

    assert response.status_code == 403


def test_a_way_through_somebody_elsewhere_is_no_evidence(service: Service) -> None:
    path = f"/v1/questions/introductions?start={service.key['eli']}&target={service.key['fjo-ceo']}"

    response = service.get(f"{path}&evidence=true", service.lead("eli"))

    told = response.get_data(as_text=True)
    assert response.get_json()["data"]
    assert service.key["hal"] not in told
    assert '"hal"' not in told
