"""The application: headers, hosts, problems for every error, deny by default, the role matrix."""

import logging
import shutil
import threading
from contextlib import closing
from pathlib import Path

import pytest

from api.app import create_app
from api.endpoint import ANYONE, Endpoint
from api.logs import JsonLines
from graphsvc.publish import Terms, publish
from graphsvc.snapshot import Snapshot
from graphsvc.store.open import open_store
from graphsvc.store.port import Batch, NodeClaim, RunSpec
from tests.api.service import Service
from tests.graphsvc.graph import TODAY

ROLES = ("account_lead", "hr", "alumni_programme", "admin", "oversight", "own")
PUBLIC = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/assets/{name}"),
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/logout"),
    ("POST", "/door"),
    ("GET", "/"),
    ("GET", "/consent/{code}"),
    ("POST", "/consent/{code}"),
}
"""What answers somebody who is not signed in: health, styles, the way in, and the link of a notice."""


def test_every_response_carries_the_same_strict_headers(service: Service) -> None:
    paths = ("/healthz", "/login", "/nowhere", "/v1/questions/portfolio", "/assets/style.css")

    found = [dict(service.get(path).headers) for path in paths]

    for headers in found:
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src "
            "'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert not headers["Permissions-Policy"]
        assert not {"Access-Control-Allow-Origin", "Server", "Strict-Transport-Security"} & headers.keys()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example"])
def test_another_host_is_refused(service: Service, host: str) -> None:
    response = service.get("/healthz", Host=host)

    assert response.status_code == 400
    assert response.get_json()["type"] == "/problems/bad-request"


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:9"])
def test_this_machine_answers_to_its_own_names(service: Service, host: str) -> None:
    assert service.get("/healthz", Host=host).status_code == 200


def test_a_named_host_is_answered_where_it_is_configured(service: Service) -> None:
    app = create_app(service.workspace, hosts=("graph.firm.example",), house=service.house)

    response = app.test_client().get("/healthz", headers={"Host": "graph.firm.example"})

    assert response.status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_a_wrong_method_is_a_problem_that_names_the_right_one(service: Service, method: str) -> None:
    response = service.app.test_client().open("/v1/questions/portfolio", method=method)

    assert response.status_code == 405
    assert response.mimetype == "application/problem+json"
    assert {"GET"} <= set(response.headers["Allow"].split(", ")) <= {"GET", "HEAD"}


def test_an_unknown_address_is_a_problem_with_the_id_of_the_request(service: Service) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    response = service.get("/v1/nowhere", traceparent=trace)

    assert response.status_code == 404
    assert response.get_json()["request_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert response.headers["X-Request-Id"] == "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize("trace", ["", "00-abc-1-1", "x-" + "<script>" * 4 + "-y", "00-" + "z" * 32])
def test_a_foreign_request_id_is_not_repeated(service: Service, trace: str) -> None:
    response = service.get("/healthz", traceparent=trace)

    assert int(response.headers["X-Request-Id"], 16) >= 0
    assert len(response.headers["X-Request-Id"]) == 32


def test_a_body_that_is_too_large_is_refused(service: Service) -> None:
    response = service.app.test_client().post("/login", data={"code": "x" * 1_100_000})

    assert response.status_code == 413


def test_a_browser_gets_problems_as_pages_and_is_led_to_the_sign_in(service: Service) -> None:
    lost = service.get("/nowhere", Accept="text/html")
    stranger = service.get("/ask/portfolio", Accept="text/html")

    assert (lost.status_code, lost.mimetype) == (404, "text/html")
    assert (stranger.status_code, stranger.headers["Location"]) == (303, "/login")


def test_a_failure_is_logged_without_its_values_and_told_without_detail(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> str:
        raise KeyError("Ana Adler")

    service.app.add_url_rule("/fail", view_func=fail)
    with caplog.at_level(logging.ERROR, logger="graphsvc"):
        response = service.get("/fail")

    assert response.status_code == 500
    assert response.get_json()["detail"] == "Something went wrong here"
    logged = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert "KeyError" in logged
    assert "Ana Adler" not in logged


def _endpoints(service: Service) -> list[Endpoint]:
    return list(service.app.extensions["endpoints"])


def test_only_the_way_in_answers_somebody_who_is_not_signed_in(service: Service) -> None:
    asked = [each for each in _endpoints(service) if (each.method, each.path) not in PUBLIC]

    open_to_all = {each.path for each in asked if ANYONE in each.roles}
    statuses = {_call(service, each, "").status_code for each in asked}

    assert open_to_all <= DOCUMENTS
    assert statuses <= {401, *([200, 404] if open_to_all else [])}


DOCUMENTS = {"/v1/openapi.json", "/problems/{slug}", "/docs/api", "/v1/questions"}
"""What describes the service and holds nothing of anybody."""


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_is_declared_for_it_and_nothing_else(service: Service, role: str) -> None:
    accounts = "all" if role == "account_lead" else ""
    token = service.token(role, accounts=accounts, person="ana")
    wrong = []

    for each in _endpoints(service):
        status = _call(service, each, token).status_code
        is_allowed = bool({role, ANYONE} & each.roles) and not each.needs_session
        expected = {200, 201, 204, 303, 400, 404, 409, 415, 422} if is_allowed else {403}  # 409: done before
        if status not in expected and (each.method, each.path) not in PUBLIC:
            wrong.append((each.method, each.path, status))

    assert wrong == []


def _call(service: Service, each: Endpoint, token: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    path = each.path.replace("{key}", service.key["ana"]).replace("{name}", "x").replace("{slug}", "x")
    return service.app.test_client().open(path, method=each.method, headers=headers)


def test_every_route_is_registered(service: Service) -> None:
    known = {each.path.replace("{", "<").replace("}", ">") for each in _endpoints(service)}

    routed = {rule.rule for rule in service.app.url_map.iter_rules()}

    assert routed == known


def test_the_store_may_go_and_come_back(service: Service) -> None:
    token, path = service.token("hr"), service.workspace.root / "graph.db"
    service.house.close()
    shutil.move(path, path.with_name("away.db"))
    gone = service.get("/v1/questions/portfolio", token)
    not_ready = service.get("/readyz")

    shutil.move(path.with_name("away.db"), path)
    back = service.get("/v1/questions/portfolio", token)

    assert (gone.status_code, not_ready.status_code, back.status_code) == (503, 503, 200)
    assert gone.get_json()["type"] == "/problems/store-unreachable"


def test_nothing_published_is_not_ready(service: Service) -> None:
    shutil.rmtree(service.workspace.snapshots)

    response = service.get("/readyz")

    assert response.status_code == 503
    assert response.get_json()["type"] == "/problems/not-ready"


def test_readers_see_no_error_while_the_snapshot_is_swapped(service: Service) -> None:
    token = service.token("hr")
    seen: list[tuple[int, int]] = []

    def read() -> None:
        for _ in range(12):
            response = service.get("/v1/questions/portfolio?limit=1", token)
            seen.append((response.status_code, response.get_json()["snapshot"]["seq"]))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(6):
        _published_again(service, number)
    for reader in readers:
        reader.join()

    assert {status for status, _ in seen} == {200}
    current = Snapshot.open(service.workspace.snapshots).seq
    assert service.get("/readyz").get_json()["snapshot"] == current


def _published_again(service: Service, number: int) -> None:
    workspace = service.workspace
    node = NodeClaim(kind="Organisation", key=service.key["acme"], properties={"name": f"acme {number}"})
    run = RunSpec(run_id=f"more-{number}", source="more", mode="delta", effective=TODAY)
    with closing(open_store(workspace.store_url, secret=workspace.secret())) as store:
        with store.writer(run) as writer:
            writer.write(0, Batch(nodes=[node]))
            writer.finish()
        publish(store, Path(workspace.snapshots), Terms(today=TODAY))
