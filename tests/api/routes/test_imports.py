"""Imports over HTTP: who may load what, what became of it, and files that are sent."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graphsvc.store.jobs import QUOTA
from ingest.upload import MAX_BYTES
from tests.api.bureau import ALUMNI, PEOPLE, Bureau, opened
from tests.ingest.office import EMPLOYEES

MORE = (
    "\n".join((*EMPLOYEES, "E4,Dov Fisk,dov@harbourvale.example,Analyst,Tax,E2,2022-01-01")) + "\n"
).encode()


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    yield from opened(tmp_path / "office")


@pytest.fixture
def admin(bureau: Bureau) -> str:
    return bureau.token("admin")


@pytest.fixture
def programme(bureau: Bureau) -> str:
    return bureau.token("alumni_programme")


def test_before_anything_is_loaded_every_feed_waits_for_its_first_load(bureau: Bureau, admin: str) -> None:
    rows = bureau.get("/v1/imports", admin).get_json()["data"]

    assert [(row["name"], row["state"], row["read"]) for row in rows] == [
        ("employees", "never", 0),
        ("accounts", "never", 0),
        ("contacts", "never", 0),
        ("alumni", "never", 0),
    ]


def test_an_order_is_accepted_at_once_and_says_where_to_look(bureau: Bureau, admin: str) -> None:
    response = bureau.order(admin, "employees")

    told = response.get_json()
    assert response.status_code == 202
    assert response.headers["Location"] == f"/v1/jobs/{told['id']}"
    assert int(response.headers["Retry-After"]) > 0
    assert (told["kind"], told["state"], told["result_url"]) == ("ingest", "queued", None)
    assert bureau.feed(admin, "employees")["state"] == "queued"
    assert bureau.feed(admin, "employees")["job"] == told["id"]
    assert bureau.feed(admin, "accounts")["state"] == "never"


def test_what_became_of_a_feed_is_told(bureau: Bureau, admin: str) -> None:
    bureau.office.write("contacts", *PEOPLE, "C90,,A1,wrong@northwick.example,,user")
    bureau.order(admin)
    bureau.work()

    feed = bureau.feed(admin, "contacts")

    assert (feed["state"], feed["read"], feed["accepted"], feed["rejected"]) == ("loaded", 21, 20, 1)
    assert feed["created"] > 20
    assert (feed["effective"], feed["age_days"], feed["is_late"]) == ("2026-06-01", 0, False)
    assert feed["published"] == bureau.office.seq()
    assert sum(each["rows"] for each in feed["reasons"]) == 1
    assert feed["job"] is None


def test_a_load_from_the_command_line_is_told_as_well(bureau: Bureau, admin: str) -> None:
    bureau.office.ingest()

    assert bureau.feed(admin, "employees")["read"] == 3


def test_a_feed_older_than_expected_is_late(bureau: Bureau) -> None:
    bureau.office.options["employees"] = "expect_every = 7"
    late = Bureau(workspace=bureau.office.settle(), office=bureau.office)
    late.office.ingest()
    late.clock.at += 8 * 86_400_000_000

    feed = late.feed(late.token("admin"), "employees")

    assert (feed["age_days"], feed["expect_every"], feed["is_late"]) == (8, 7, True)
    late.house.close()


def test_the_rows_that_were_not_used_are_a_file(bureau: Bureau, admin: str) -> None:
    bureau.office.write("contacts", *PEOPLE, "C90,,A1,wrong@northwick.example,,user")
    bureau.order(admin)
    bureau.work()

    response = bureau.get(bureau.feed(admin, "contacts")["rejects"], admin)

    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"] == 'attachment; filename="contacts-rejects.csv"'
    assert response.get_data(as_text=True).splitlines()[0] == "file,line,fate,field,reason"
    assert bureau.get("/v1/imports/employees/rejects", admin).status_code == 404


@pytest.mark.parametrize("path", ["/v1/imports/..%2f..%2faudit/rejects", "/v1/imports/crm/rejects"])
def test_a_feed_that_is_not_configured_is_not_found(bureau: Bureau, admin: str, path: str) -> None:
    assert bureau.get(path, admin).status_code == 404


@pytest.mark.parametrize("role", ["hr", "account_lead", "own", "oversight"])
def test_other_roles_load_nothing(bureau: Bureau, role: str) -> None:
    token = bureau.token(role)

    found = [
        bureau.get("/v1/imports", token),
        bureau.order(token, "employees"),
        bureau.upload(token, "employees", MORE),
        bureau.get("/v1/imports/contacts/rejects", token),
        bureau.get("/v1/jobs/x", token),
    ]

    assert [each.status_code for each in found] == [403] * 5


def test_a_stranger_is_asked_to_sign_in(bureau: Bureau) -> None:
    assert bureau.get("/v1/imports").status_code == 401


def test_the_alumni_programme_sees_and_loads_feeds_of_alumni_alone(bureau: Bureau, programme: str) -> None:
    rows = bureau.get("/v1/imports", programme).get_json()["data"]
    refused = bureau.order(programme, "employees")
    ordered = bureau.order(programme)
    bureau.work()

    assert [row["name"] for row in rows] == ["alumni"]
    assert refused.status_code == 422
    assert "employees" not in refused.get_json()["detail"].partition(";")[2]
    assert ordered.status_code == 202
    assert bureau.feed(programme, "alumni")["read"] == len(ALUMNI) - 1
    assert bureau.feed(bureau.token("admin"), "employees")["state"] == "never"


def test_the_alumni_programme_sends_files_for_its_feeds_alone(bureau: Bureau, programme: str) -> None:
    own = bureau.upload(programme, "alumni", ("\n".join(ALUMNI) + "\n").encode())
    other = bureau.upload(programme, "employees", MORE)

    assert (own.status_code, other.status_code) == (200, 404)


@pytest.mark.parametrize(
    "body, pointer",
    [
        ({"feeds": ["crm"]}, "/feeds"),
        ({"feeds": "employees"}, "/feeds"),
        ({"feeds": ["employees"], "allow_close": 0.5}, "/reason"),
        ({"feeds": ["employees"], "allow_close": 0.5, "reason": "  "}, "/reason"),
        ({"feeds": ["employees", "contacts"], "allow_close": 0.5, "reason": "sold"}, "/feeds"),
        ({"allow_close": 0.5, "reason": "sold"}, "/feeds"),
        ({"feeds": ["employees"], "allow_close": 1.5, "reason": "sold"}, "/allow_close"),
        ({"feeds": ["employees"], "path": "/etc/passwd"}, "/path"),
    ],
)
def test_a_wrong_order_is_refused_by_name(
    bureau: Bureau, admin: str, body: dict[str, Any], pointer: str
) -> None:
    response = bureau.send("POST", "/v1/imports", admin, json=body)

    assert response.status_code == 422
    assert [fault["pointer"] for fault in response.get_json()["errors"]] == [pointer]
    assert bureau.house.jobs.newest("ingest", limit=9) == []


def test_the_same_order_under_its_key_is_one_job(bureau: Bureau, admin: str) -> None:
    sent = [
        bureau.send("POST", "/v1/imports", admin, json={}, headers={"Idempotency-Key": "monday"})
        for _ in range(2)
    ]

    assert [each.status_code for each in sent] == [202, 202]
    assert sent[0].headers["Location"] == sent[1].headers["Location"]
    assert len(bureau.house.jobs.newest("ingest", limit=9)) == 1


def test_nobody_orders_more_than_the_quota(bureau: Bureau, admin: str) -> None:
    for _ in range(QUOTA):
        bureau.order(admin, "employees")

    response = bureau.order(admin, "employees")

    assert response.status_code == 429
    assert response.headers["Retry-After"]
    assert bureau.order(bureau.token("admin"), "employees").status_code == 202


def test_a_load_that_would_close_much_says_so_and_is_done_when_it_is_allowed(
    bureau: Bureau, admin: str
) -> None:
    bureau.order(admin)
    bureau.work()
    bureau.office.write("contacts", *PEOPLE[:9])
    bureau.order(admin, "contacts")
    bureau.work()
    refused = bureau.feed(admin, "contacts")

    bureau.order(admin, "contacts", allow_close=refused["would_close"], reason="the client was sold")
    bureau.work()

    allowed = bureau.feed(admin, "contacts")
    assert (refused["state"], refused["closed"]) == ("refused", 0)
    assert "would close" in refused["error"]
    assert refused["would_close"] > 0.2
    assert (allowed["state"], allowed["would_close"]) == ("loaded", None)
    assert allowed["closed"] > 0
    row = bureau.audited("ingest")[-1]
    assert (row.who, row.role, row.purpose) == ("token:t0", "admin", "the client was sold")
    assert json.loads(row.filters)["allow_close"] == refused["would_close"]


def test_a_file_that_was_sent_is_loaded_when_that_is_ordered(bureau: Bureau, admin: str) -> None:
    response = bureau.upload(admin, "employees", MORE)
    before = bureau.feed(admin, "employees")["read"]
    bureau.order(admin, "employees")
    bureau.work()

    assert response.status_code == 200
    assert response.get_json()["read"] == 4
    assert (before, bureau.feed(admin, "employees")["read"]) == (0, 4)
    assert len(bureau.audited("imports.upload")) == 1


@pytest.mark.parametrize("name", ["../../../etc/passwd", "..\\..\\graphsvc.toml", "/graphsvc.toml"])
def test_the_name_of_a_file_is_no_path(bureau: Bureau, admin: str, name: str) -> None:
    settings = (bureau.office.root / "graphsvc.toml").read_bytes()

    response = bureau.upload(admin, "employees", MORE, name)

    assert response.status_code == 200
    assert (bureau.office.root / "graphsvc.toml").read_bytes() == settings
    assert (bureau.office.root / "exports" / "employees.csv").read_bytes() == MORE


def test_a_file_that_the_feed_cannot_read_is_refused_with_the_reason(bureau: Bureau, admin: str) -> None:
    response = bureau.upload(admin, "employees", b"a,b\n1,2\n")

    assert response.status_code == 422
    assert "employees.csv" in response.get_json()["detail"]
    assert str(bureau.office.root) not in response.get_data(as_text=True)


def test_a_form_without_a_file_is_refused(bureau: Bureau, admin: str) -> None:
    response = bureau.send("POST", "/v1/imports/employees/file", admin, data={"file": "words"})

    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/file"


def test_a_file_above_the_cap_is_refused_before_it_is_read(bureau: Bureau, admin: str) -> None:
    response = bureau.send(
        "POST",
        "/v1/imports/employees/file",
        admin,
        input_stream=io.BytesIO(b"--x"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(MAX_BYTES + 1_100_000)},
    )

    assert response.status_code == 413


def test_only_uploads_may_be_large(bureau: Bureau, admin: str) -> None:
    response = bureau.send("POST", "/v1/imports", admin, json={"reason": "x" * 1_100_000})

    assert response.status_code == 413
