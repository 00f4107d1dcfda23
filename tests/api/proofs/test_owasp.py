"""The rows of the OWASP API list that no other test owns: identity, limits, origin, hosts, headers, sites."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.endpoint import ANYONE, Endpoint, Principal, Rate
from api.house import RATES
from api.identity import COOKIE
from api.windows import Limit
from tests.api.service import PLENTY, Service, copied, firm
from tests.graphsvc.hand import DAY, MINUTE

PORTFOLIO = "/v1/questions/portfolio"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "",
}
"""Headers of every response, to the letter."""
ELSE = {
    "Content-Type",
    "Content-Length",
    "Cache-Control",
    "Content-Encoding",
    "X-Request-Id",
    "ETag",
    "Vary",
    "Location",
    "Link",
    "Allow",
    "WWW-Authenticate",
    "Set-Cookie",
    "Content-Disposition",
}
"""Headers that some responses carry besides."""


def endpoints(service: Service) -> list[Endpoint]:
    """Returns every declaration."""
    return list(service.app.extensions["endpoints"])


# 1, 5: objects and functions


@pytest.mark.parametrize("who, other", [("ana", "borealis"), ("eli", "acme")])
@pytest.mark.parametrize(
    "path",
    [
        "/v1/questions/coverage?client={}",
        "/v1/organisations/{}",
        "/v1/organisations/{}/history",
        "/export/coverage.csv?client={}",
        "/ask/coverage?client={}",
        "/clients/{}",
    ],
)
def test_a_peer_reads_no_object_of_a_peer(service: Service, who: str, other: str, path: str) -> None:
    asking = service.lead(who)

    theirs = service.get(path.format(service.key[other]), asking)
    nothing = service.get(path.format("o-0000000000000"), asking)

    assert theirs.status_code == nothing.status_code == 404


# 2: identity


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer gs_garbage",
        "Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoiaHIifQ.",
        "Basic aHI6aHI=",
        "Bearer " + "x" * 5_000,
    ],
)
def test_what_is_no_token_is_nobody(service: Service, header: str) -> None:
    response = service.get(PORTFOLIO, **({"Authorization": header} if header else {}))

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_that_ended_is_nobody(service: Service) -> None:
    revoked, expired = service.token("hr"), service.token("hr")
    service.house.register.revoke("t0")

    first = service.get(PORTFOLIO, revoked).status_code
    service.clock.at += DAY
    second = service.get(PORTFOLIO, expired).status_code

    assert (first, second) == (401, 401)


def test_every_address_that_asks_for_a_sign_in_ignores_no_identity(service: Service) -> None:
    closed = [each for each in endpoints(service) if ANYONE not in each.roles]
    header = {"Authorization": "Bearer gs_garbage"}

    statuses = {
        service.app.test_client().open(_path(each), method=each.method, headers=headers).status_code
        for each in closed
        for headers in ({}, header)
    }

    assert statuses == {401}


def _path(each: Endpoint) -> str:
    return re.sub(r"\{\w+\}", "x", each.path)


def test_a_secret_is_kept_as_a_hash(service: Service) -> None:
    token = service.token("hr")
    service.house.close()

    held = b"".join(path.read_bytes() for path in service.workspace.root.glob("audit.db*"))

    assert token.encode() not in held
    assert hashlib.sha256(token.encode()).hexdigest().encode() in held


def test_a_session_brought_along_is_not_taken_over(service: Service) -> None:
    """Session fixation: signing in makes a new id, whatever cookie came with it."""
    service.house.register.add_user("ana@firm.example")
    code = service.house.register.new_code("ana@firm.example")
    client = service.app.test_client()
    client.set_cookie(COOKIE, "fixed-by-somebody")

    client.post("/login", data={"code": code})

    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    assert cookie.value != "fixed-by-somebody"
    assert service.house.register.session("fixed-by-somebody") is None
    assert (cookie.http_only, cookie.same_site, cookie.secure) == (True, "Lax", False)


def test_a_link_works_once(service: Service) -> None:
    service.house.register.add_user("ana@firm.example")
    code = service.house.register.new_code("ana@firm.example")

    statuses = [service.app.test_client().post("/login", data={"code": code}).status_code for _ in range(2)]

    assert statuses == [303, 401]


# 4, 6: limits


@pytest.fixture
def strict(published: Path, tmp_path: Path) -> Iterator[Service]:
    """A service whose every class allows two requests."""
    two: dict[Rate, Limit] = dict.fromkeys(RATES, Limit(2, 3_600))
    yield from copied(published, tmp_path / "strict", key=firm().key, rates=two)


@pytest.mark.parametrize(
    "path, rate", [(PORTFOLIO, "read"), ("/export/portfolio.csv", "export"), ("/login", "login")]
)
def test_a_class_of_requests_ends_with_how_long_to_wait(strict: Service, path: str, rate: Rate) -> None:
    asking = "" if rate == "login" else strict.token("hr")

    answers = [strict.get(path, asking) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert ["Retry-After" in answer.headers for answer in answers] == [False, False, True]
    assert int(answers[2].headers["Retry-After"]) >= 1


def test_guessing_codes_is_slowed_down(strict: Service) -> None:
    statuses = [strict.app.test_client().post("/login", data={"code": "x"}).status_code for _ in range(3)]

    assert statuses == [401, 401, 429]


def test_a_what_if_has_its_own_class(strict: Service) -> None:
    asking = strict.token("hr")

    for _ in range(2):
        strict.case(asking, "ana")
    third = strict.post("/v1/actions/open-case", asking, {"person": ["ana"], "purpose": "internal-move"})

    assert third.status_code == 429
    assert strict.get(PORTFOLIO, asking).status_code == 200


def test_defaults_are_those_of_the_house() -> None:
    assert dict(RATES) == {
        "read": Limit(600, 60),
        "what-if": Limit(60, 60),
        "export": Limit(20, 3_600),
        "login": Limit(10, 600),
    }
    assert PLENTY not in RATES.values()


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1e3", "fifty"])
def test_a_page_has_a_size(service: Service, limit: str) -> None:
    assert service.get(f"{PORTFOLIO}?limit={limit}", service.token("hr")).status_code == 422


def test_a_body_has_a_size(service: Service) -> None:
    response = service.post("/v1/actions/open-case", service.token("hr"), {"person": ["x" * 1_100_000]})

    assert response.status_code == 413


# 3: input


def test_what_nothing_declares_is_refused(service: Service) -> None:
    asking = service.token("hr")

    body = service.post(
        "/v1/actions/open-case", asking, {"person": ["ana"], "purpose": "internal-move", "is_admin": True}
    )
    query = service.get(f"{PORTFOLIO}?clients=acme", asking)

    assert (body.status_code, query.status_code) == (422, 422)


def test_a_purpose_is_needed_for_a_file_as_for_an_answer(service: Service) -> None:
    asking = service.token("hr")

    statuses = [
        service.get(path, asking).status_code
        for path in (
            "/export/bridge-people.csv",
            "/export/bridge-people.csv?purpose=curiosity",
            "/export/bridge-people.csv?purpose=internal-move",
        )
    ]

    assert statuses == [422, 422, 200]


# 7: origin


ORIGINS = [
    ({"Sec-Fetch-Site": "same-origin"}, 303),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Sec-Fetch-Site": "none"}, 403),
    ({"Origin": "http://localhost"}, 303),
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
    ({}, 403),
]


@pytest.mark.parametrize("headers, status", ORIGINS)
def test_a_change_comes_from_a_page_of_this_service(
    service: Service, headers: dict[str, str], status: int
) -> None:
    browser = service.browser("hr@firm.example", "hr")

    sent = browser.post("/do/open-case", data={"person": "ana", "purpose": "internal-move"}, headers=headers)

    assert sent.status_code == status


SIGN_INS = [*[(headers, status) for headers, status in ORIGINS if headers], ({}, 303)]
"""A program sends neither header, and no cookie."""


@pytest.mark.parametrize("headers, status", SIGN_INS)
def test_another_site_signs_nobody_in_as_somebody_else(
    service: Service, headers: dict[str, str], status: int
) -> None:
    service.house.register.add_user("eve@firm.example")
    code = service.house.register.new_code("eve@firm.example")
    client = service.app.test_client()

    sent = client.post("/login", data={"code": code}, headers=headers)

    assert sent.status_code == status
    assert (client.get_cookie(COOKIE) is not None) is (status == 303)


def test_a_form_belongs_to_its_session(service: Service) -> None:
    browser = service.browser("hr@firm.example", "hr")
    other = service.house.form_token(Principal(name="x", session="another"))

    for token in ("", other, "x"):
        data = {"person": "ana", "purpose": "internal-move", "form_token": token}
        sent = browser.post("/do/open-case", data=data, headers={"Sec-Fetch-Site": "same-origin"})
        assert sent.status_code == 403


# 8: settings


def test_every_response_carries_these_headers_and_no_other(service: Service) -> None:
    asking = service.token("hr")
    paths = ["/healthz", "/login", "/nowhere", PORTFOLIO, "/export/portfolio.csv", "/ask/portfolio", "/cases"]
    asked = [service.get(path, who) for path in paths for who in ("", asking)]

    for response in asked:
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
        assert set(response.headers.keys()) <= HEADERS.keys() | ELSE


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.example", "[::2]"])
def test_another_host_is_refused(service: Service, host: str) -> None:
    assert service.get("/healthz", Host=host).status_code == 400


def test_no_other_site_is_let_in(service: Service) -> None:
    preflight = service.app.test_client().options(
        PORTFOLIO, headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "GET"}
    )
    asked = service.get(PORTFOLIO, service.token("hr"), Origin="http://evil.example")

    assert preflight.status_code == 405
    assert not [
        name for name in (*preflight.headers.keys(), *asked.headers.keys()) if "Access-Control" in name
    ]


def test_nothing_is_served_for_debugging(service: Service) -> None:
    app = create_app(service.workspace, house=service.house)

    assert not app.debug
    assert not app.testing
    assert service.get("/console").status_code == 404


def test_a_session_ends_when_nobody_uses_it(service: Service) -> None:
    browser = service.browser("hr@firm.example", "hr")

    service.clock.at += 8 * 60 * MINUTE + 1

    assert browser.get("/v1/me").status_code == 401
