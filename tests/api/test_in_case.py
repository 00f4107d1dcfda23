"""Questions about named people over HTTP: only through a case of the caller's."""

import pytest

from graphsvc.scope import PURPOSES
from tests.api.service import Service

IMPACT = "/v1/questions/departure-impact"


def test_without_a_case_the_way_to_one_is_told(service: Service) -> None:
    response = service.get(IMPACT, service.token("hr"))

    told = response.get_json()
    assert response.status_code == 422
    assert "POST /v1/actions/open-case" in told["detail"]
    assert [fault["pointer"] for fault in told["errors"]] == ["/case"]


@pytest.mark.parametrize("more", ["person=ana", "date=2024-12-31"])
def test_nobody_is_named_in_an_address(service: Service, more: str) -> None:
    token = service.token("hr")

    response = service.get(f"{IMPACT}?case={service.case(token, 'ana')}&{more}", token)

    assert response.status_code == 422


def test_a_case_answers_for_everybody_in_it(service: Service) -> None:
    token = service.token("hr")

    answer = service.get(f"{IMPACT}?case={service.case(token, 'ana', 'ben')}", token).get_json()

    assert [each["person_name"] for each in answer["summary"]["people"]] == ["ana", "ben"]


def test_the_last_day_of_the_case_counts(service: Service) -> None:
    token = service.token("hr")
    case = service.do("open-case", token, person=["ana"], date="2024-12-31", purpose="internal-move")

    answer = service.get(f"{IMPACT}?case={case}", token).get_json()

    assert answer["summary"]["date"] == "2024-12-31"


def test_the_purpose_of_the_case_is_written_down(service: Service) -> None:
    token = service.token("hr")
    case = service.case(token, "ana", purpose="long-absence")

    service.get(f"{IMPACT}?case={case}", token)
    service.get(f"/export/departure-impact.csv?case={case}", token)

    read = [row for row in service.audited() if row.action.startswith("question.departure-impact")]
    assert {row.purpose for row in read} == {PURPOSES["long-absence"]}
    assert len(read) == 2


@pytest.mark.parametrize("role", ["hr", "account_lead"])
def test_a_case_of_somebody_else_does_not_exist(service: Service, role: str) -> None:
    case = service.case(service.token("hr"), "ana")

    response = service.get(f"{IMPACT}?case={case}", service.token(role, accounts="all"))
    missing = service.get(f"{IMPACT}?case=nothing", service.token(role, accounts="all"))

    assert response.status_code == missing.status_code == 404
    assert response.get_json()["detail"] == missing.get_json()["detail"]


def test_a_member_sees_it(service: Service) -> None:
    service.house.register.add_user("token:t1")  # a token is a principal of its own
    token, other = service.token("hr"), service.token("hr")
    case = service.case(token, "ana")

    service.house.beside.cases.add_member(case, "token:t1")

    assert service.get(f"{IMPACT}?case={case}", other).status_code == 200


def test_a_case_that_was_closed_answers_no_more(service: Service) -> None:
    token = service.token("hr")
    case = service.case(token, "ana")

    service.do("close-case", token, case=case)

    assert service.get(f"{IMPACT}?case={case}", token).status_code == 404


def test_no_copy_of_an_answer_is_kept_by_anybody(service: Service) -> None:
    token = service.token("hr")
    case = service.case(token, "ana")

    response = service.get(f"{IMPACT}?case={case}", token)

    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
