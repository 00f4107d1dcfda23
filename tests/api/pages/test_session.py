"""Signing in by a link that works once, out, and through the doors of a demo workspace."""

import re

import pytest

from tests.api.service import Service
from tests.graphsvc.hand import MINUTE

SAME = {"Sec-Fetch-Site": "same-origin"}
USER = "one@firm.example"


@pytest.fixture
def code(service: Service) -> str:
    """A fresh one-use code of a user from HR."""
    service.house.register.add_user(USER)
    service.house.register.grant(USER, "hr", granted_by="test")
    return service.house.register.new_code(USER)


def test_a_code_signs_in_once(service: Service, code: str) -> None:
    first = service.app.test_client().post("/login", data={"code": code})
    second = service.app.test_client().post("/login", data={"code": code})

    assert (first.status_code, second.status_code) == (303, 401)
    assert "Set-Cookie" not in second.headers


def test_a_code_is_good_for_ten_minutes(service: Service, code: str) -> None:
    service.clock.at += 10 * MINUTE

    response = service.app.test_client().post("/login", data={"code": code})

    assert response.status_code == 401


def test_a_preview_of_the_link_does_not_use_it_up(service: Service, code: str) -> None:
    client = service.app.test_client()

    seen = [client.get(f"/login?code={code}").status_code for _ in range(2)]

    assert seen == [200, 200]
    assert client.post("/login", data={"code": code}).status_code == 303


def test_the_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(service: Service, code: str) -> None:
    response = service.app.test_client().post("/login", data={"code": code})

    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("graphsvc_session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=259200"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_behind_https_the_cookie_is_bound_to_it(service: Service, code: str) -> None:
    response = service.app.test_client().post("/login", data={"code": code}, base_url="https://localhost")

    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-graphsvc_session=")
    assert "Secure" in cookie.split("; ")


def test_each_sign_in_has_a_new_session(service: Service, code: str) -> None:
    client = service.app.test_client()
    client.set_cookie("graphsvc_session", "chosen-by-somebody-else")

    response = client.post("/login", data={"code": code})

    found = re.match(r"graphsvc_session=([^;]+)", response.headers["Set-Cookie"])
    assert found
    assert len(found[1]) == 43
    assert service.house.register.session("chosen-by-somebody-else") is None


def test_signing_out_ends_the_session_on_the_server(service: Service) -> None:
    browser = service.browser(USER, "hr")
    cookie = browser.get_cookie("graphsvc_session")
    assert cookie

    browser.post("/logout", headers=SAME)

    assert service.house.register.session(cookie.value) is None


def test_a_sign_in_is_written_down(service: Service, code: str) -> None:
    service.app.test_client().post("/login", data={"code": code})

    [row] = service.audited("login")
    assert code not in repr(row)


def test_elsewhere_than_in_a_demo_there_are_no_doors(service: Service) -> None:
    browser = service.browser(USER, "hr")

    response = browser.post("/door", data={"role": "admin"}, headers=SAME)

    assert response.status_code == 403
    assert browser.get("/v1/questions/portfolio").status_code == 200


def test_a_demo_is_looked_at_as_each_role(demo: Service) -> None:
    browser = demo.browser(USER, "hr", "oversight")
    before = browser.get("/v1/questions/portfolio").status_code

    browser.post("/door", data={"role": "oversight"}, headers=SAME)

    assert before == 200
    assert browser.get("/v1/questions/portfolio").status_code == 403


@pytest.mark.parametrize("role", ["", "root", "local"])
def test_a_door_leads_to_no_role_that_does_not_exist(demo: Service, role: str) -> None:
    browser = demo.browser(USER, "hr")

    assert browser.post("/door", data={"role": role}, headers=SAME).status_code == 403


def test_a_door_gives_no_role_that_was_not_granted(demo: Service) -> None:
    browser = demo.browser(USER, "oversight")

    browser.post("/door", data={"role": "hr"}, headers=SAME)

    assert browser.get("/v1/questions/portfolio").status_code == 403


def test_signing_out_removes_both_cookies(service: Service) -> None:
    browser = service.browser(USER, "hr")

    response = browser.post("/logout", headers=SAME)

    removed = [cookie for cookie in response.headers.getlist("Set-Cookie") if "Max-Age=0" in cookie]
    assert {cookie.partition("=")[0] for cookie in removed} == {
        "graphsvc_session",
        "__Host-graphsvc_session",
    }


def test_a_stranger_finds_nothing(service: Service) -> None:
    assert service.get("/find").status_code == 401
