"""Jobs over HTTP: whoever ordered one sees it, and nothing of anybody else's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.store.jobs import SERVICE
from tests.api.bureau import Bureau, opened


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    yield from opened(tmp_path / "office")


@pytest.fixture
def admin(bureau: Bureau) -> str:
    return bureau.token("admin")


@pytest.fixture
def programme(bureau: Bureau) -> str:
    return bureau.token("alumni_programme")


def ordered(bureau: Bureau, token: str, *feeds: str) -> str:
    return bureau.order(token, *feeds).headers["Location"]


def test_a_job_says_how_far_it_is(bureau: Bureau, admin: str) -> None:
    path = ordered(bureau, admin, "employees")
    waiting = bureau.get(path, admin)
    bureau.work()

    ended = bureau.get(path, admin)

    assert (waiting.get_json()["state"], "Retry-After" in waiting.headers) == ("queued", True)
    told = ended.get_json()
    assert (told["state"], told["attempts"], told["error"]) == ("succeeded", 1, None)
    assert told["progress"]["stage"] == "employees: write"
    assert told["result_url"] == f"{path}/result"
    assert "Retry-After" not in ended.headers


def test_the_result_is_the_report_of_the_run(bureau: Bureau, admin: str) -> None:
    path = ordered(bureau, admin, "employees")
    bureau.work()

    report = bureau.get(f"{path}/result", admin).get_json()

    assert [(feed["name"], feed["read"]) for feed in report["feeds"]] == [("employees", 3)]


def test_a_job_that_has_not_ended_has_no_result(bureau: Bureau, admin: str) -> None:
    assert bureau.get(f"{ordered(bureau, admin)}/result", admin).status_code == 404


def test_a_failed_job_says_why(bureau: Bureau, admin: str) -> None:
    bureau.office.write("employees", "a,b", "1,2")
    path = ordered(bureau, admin, "employees")
    bureau.work()

    told = bureau.get(path, admin).get_json()

    assert told["state"] == "failed"
    assert told["error"].startswith("exports/employees.csv, line 1")
    assert bureau.get(told["result_url"], admin).status_code == 200


def test_a_cancelled_job_is_not_done(bureau: Bureau, admin: str) -> None:
    path = ordered(bureau, admin, "employees")

    response = bureau.send("DELETE", path, admin)
    bureau.work()

    assert (response.status_code, response.get_json()["state"]) == (200, "cancelled")
    assert bureau.feed(admin, "employees")["state"] == "never"


def test_cancelling_what_has_ended_changes_nothing(bureau: Bureau, admin: str) -> None:
    path = ordered(bureau, admin, "employees")
    bureau.work()

    assert bureau.send("DELETE", path, admin).get_json()["state"] == "succeeded"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_the_job_of_somebody_else_is_not_found(bureau: Bureau, programme: str, method: str) -> None:
    path = ordered(bureau, bureau.token("alumni_programme"), "alumni")
    made_up = "/v1/jobs/0123456789abcdef01234567"

    found = [bureau.send(method, each, programme) for each in (path, made_up)]

    assert [each.status_code for each in found] == [404, 404]
    assert found[0].get_json()["detail"] == found[1].get_json()["detail"]


def test_the_result_of_somebody_else_is_not_found(bureau: Bureau, programme: str, admin: str) -> None:
    path = ordered(bureau, admin)
    bureau.work()

    response = bureau.get(f"{path}/result", programme)

    assert response.status_code == 404


def test_an_administrator_sees_every_job(bureau: Bureau, programme: str, admin: str) -> None:
    path = ordered(bureau, programme, "alumni")
    service = bureau.house.jobs.put("publish", {}, who=SERVICE)

    assert bureau.get(path, admin).status_code == 200
    assert bureau.get(f"/v1/jobs/{service.id}", admin).status_code == 200
    assert bureau.get(f"/v1/jobs/{service.id}", programme).status_code == 404


def test_a_result_is_read_under_what_its_reader_may_see_today(bureau: Bureau, programme: str) -> None:
    name = bureau.house.register.tokens()[0].name
    job = bureau.house.jobs.put("ingest", {"feeds": ["employees"]}, who=f"token:{name}")
    bureau.work()

    assert bureau.get(f"/v1/jobs/{job.id}", programme).status_code == 404
    assert bureau.get(f"/v1/jobs/{job.id}/result", programme).status_code == 404


def test_nothing_of_others_stands_in_a_job_or_its_result(bureau: Bureau, programme: str, admin: str) -> None:
    bureau.order(admin)
    bureau.work()
    path = ordered(bureau, programme)
    bureau.work()

    seen = [bureau.get(path, programme), bureau.get(f"{path}/result", programme)]

    text = " ".join(each.get_data(as_text=True) for each in seen)
    assert [each.status_code for each in seen] == [200, 200]
    for foreign in ("employees", "contacts", "token:", "review", "p-"):
        assert foreign not in text
