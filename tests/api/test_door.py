"""One request through the door: identity, role, origin, input, scope, tag, audit."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import orjson
import pytest
from flask.testing import FlaskClient

from api.access import nobody
from api.app import _bind
from api.endpoint import ANYONE, Call, Endpoint, Reply
from api.pages import pages
from api.routes import endpoints
from api.routes.questions import Paging
from tests.api.service import Service, build, copied, firm
from tests.graphsvc.hand import MINUTE

PORTFOLIO = "/v1/questions/portfolio"
SAME = {"Sec-Fetch-Site": "same-origin"}


def test_nobody_gets_an_answer_without_signing_in(service: Service) -> None:
    response = service.get(PORTFOLIO)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="graphsvc"'


@pytest.mark.parametrize(
    "header", ["Basic YTpi", "Bearer", "Bearer gs_made-up", "gs_x", "Bearer \xff", "bearer  "]
)
def test_a_credential_that_does_not_hold_is_refused(service: Service, header: str) -> None:
    response = service.get(PORTFOLIO, Authorization=header)

    assert response.status_code == 401
    assert response.get_json()["type"] == "/problems/unauthenticated"


def test_the_scheme_of_a_token_may_be_written_small(service: Service) -> None:
    token = service.token("hr")

    response = service.get(PORTFOLIO, Authorization=f"bearer {token}")

    assert response.status_code == 200


def test_the_wrong_role_is_forbidden(service: Service) -> None:
    token = service.token("oversight")

    response = service.get(PORTFOLIO, token)

    assert response.status_code == 403
    assert response.get_json()["type"] == "/problems/forbidden"


def test_an_expired_token_no_longer_works(service: Service) -> None:
    token = service.token("hr")

    service.clock.at += 24 * 60 * MINUTE

    assert service.get(PORTFOLIO, token).status_code == 401


def test_a_revoked_token_no_longer_works(service: Service) -> None:
    token = service.token("hr")

    service.house.register.revoke("t0")

    assert service.get(PORTFOLIO, token).status_code == 401


def test_an_account_lead_sees_only_the_clients_assigned_to_them(service: Service) -> None:
    token = service.lead("ana")

    found = service.clients(token)

    assert found == ["acme"]


def test_swapping_two_owners_swaps_their_answers(tmp_path: Path) -> None:
    swapped = firm({"ana": "borealis", "eli": "acme"})
    folder = build(tmp_path / "swapped", written=swapped)

    service = next(copied(folder, tmp_path / "copy", key=swapped.key))

    assert service.clients(service.lead("ana")) == ["borealis"]
    assert service.clients(service.lead("eli")) == ["acme"]
    service.house.close()


def test_a_grant_for_a_unit_covers_the_clients_of_its_people(service: Service) -> None:
    unit = next(name for name in service.key if service.key[name].startswith("u-"))

    token = service.token("account_lead", accounts=f"unit:{service.key[unit]}", person="ana")

    assert "acme" in service.clients(token)
    assert len(service.clients(token)) < len(service.clients(service.token("hr")))


@pytest.mark.parametrize("rule", ["", "assigned", "unit:u-0000000000000", "unit:nonsense", "own:x"])
def test_a_rule_that_matches_nothing_gives_no_rows(service: Service, rule: str) -> None:
    token = service.token("account_lead", accounts=rule)

    assert service.clients(token) == []


@pytest.mark.parametrize("how", ["key", "name", "part"])
def test_a_client_out_of_scope_is_not_found_and_not_named(service: Service, how: str) -> None:
    asked = {"key": service.key["borealis"], "name": "borealis", "part": "boreali"}[how]

    response = service.get(f"/v1/questions/coverage?client={asked}", service.lead("ana"))

    assert response.status_code == 404
    assert "borealis" not in response.get_json()["detail"].replace(f"'{asked}'", "")


def test_what_is_out_of_scope_reads_like_what_does_not_exist(service: Service) -> None:
    token, there, made_up = service.lead("ana"), service.key["borealis"], "o-0000000000000"

    hidden = service.get(f"/v1/questions/coverage?client={there}", token).get_json()["detail"]
    absent = service.get(f"/v1/questions/coverage?client={made_up}", token).get_json()["detail"]

    assert hidden.replace(there, "KEY") == absent.replace(made_up, "KEY")


@pytest.mark.parametrize("query", ["limits=2", "client=acme", "evidence=maybe", "limit=x", "as_of=soon"])
def test_a_parameter_that_is_not_understood_is_refused_by_name(service: Service, query: str) -> None:
    response = service.get(f"{PORTFOLIO}?{query}", service.token("hr"))

    told = response.get_json()
    assert response.status_code == 422
    assert told["errors"][0]["in"] == "query"
    assert told["errors"][0]["pointer"] == f"/{query.partition('=')[0]}"


def test_a_parameter_given_twice_is_refused(service: Service) -> None:
    response = service.get(f"{PORTFOLIO}?limit=1&limit=2", service.token("hr"))

    assert response.status_code == 422


def test_a_purpose_is_a_code_of_the_list(service: Service) -> None:
    path = f"/v1/questions/bridge-people?purpose=because+of+{'ana'}"

    response = service.get(path, service.token("hr"))

    assert response.status_code == 422
    assert "resignation-received" in response.get_json()["detail"]


def test_naming_people_needs_a_purpose(service: Service) -> None:
    token = service.token("hr")

    without = service.get("/v1/questions/bridge-people", token)
    given = service.get("/v1/questions/bridge-people?purpose=internal-move", token)

    assert without.get_json()["type"] == "/problems/purpose-required"
    assert given.status_code == 200


def test_an_unchanged_answer_is_not_sent_again(service: Service) -> None:
    token = service.token("hr")
    first = service.get(PORTFOLIO, token)

    second = service.get(PORTFOLIO, token, if_none_match=first.headers["ETag"])

    assert second.status_code == 304
    assert not second.data
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Vary"] == "Authorization, Cookie, Accept, Accept-Encoding"


def test_two_scopes_never_share_a_tag(service: Service) -> None:
    tokens = [service.lead("ana"), service.lead("eli"), service.token("hr")]

    tags = {service.get(PORTFOLIO, token).headers["ETag"] for token in tokens}

    assert len(tags) == 3


def test_a_new_address_in_the_notice_box_changes_the_tag_for_the_programme_alone(service: Service) -> None:
    tokens = {role: service.token(role) for role in ("alumni_programme", "hr")}
    path = {"alumni_programme": "/v1/questions/alumni-at-clients", "hr": PORTFOLIO}
    before = {role: service.get(path[role], token).headers["ETag"] for role, token in tokens.items()}

    service.house.beside.notices.put(service.key["ana"], "ana@private.example", added_on=1)
    after = {role: service.get(path[role], token).headers["ETag"] for role, token in tokens.items()}

    assert after["alumni_programme"] != before["alumni_programme"]
    assert after["hr"] == before["hr"]


def test_a_new_token_of_the_same_scope_keeps_the_tag(service: Service) -> None:
    tags = {service.get(PORTFOLIO, service.token("hr")).headers["ETag"] for _ in range(2)}

    assert len(tags) == 1


def test_an_answer_that_names_people_is_kept_by_no_cache(service: Service) -> None:
    response = service.get("/v1/questions/bridge-people?purpose=internal-move", service.token("hr"))

    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_a_page_of_one_user_is_not_the_page_of_another(service: Service) -> None:
    browsers = [service.browser(name, "hr") for name in ("one@firm.example", "two@firm.example")]

    tags = {browser.get("/ask/portfolio").headers["ETag"] for browser in browsers}

    assert len(tags) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://\xe9vil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_another_site_cannot_post_with_our_cookie(service: Service, headers: dict[str, str]) -> None:
    browser = service.browser("one@firm.example", "hr")

    response = browser.post("/logout", headers=headers)

    assert response.status_code == 403
    assert browser.get("/ask/portfolio").status_code == 200


@pytest.mark.parametrize("headers", [SAME, {"Origin": "http://localhost"}])
def test_our_own_pages_can_post(service: Service, headers: dict[str, str]) -> None:
    browser = service.browser("one@firm.example", "hr")

    response = browser.post("/logout", headers=headers)

    assert response.status_code == 303


def test_a_user_is_the_person_at_their_address(service: Service) -> None:
    browser = service.browser("ana@firm.example", "account_lead", accounts="assigned")

    found = browser.get(PORTFOLIO).get_json()["data"]

    assert [row["client_name"] for row in found] == ["acme"]


def test_a_deactivated_user_is_out_at_once(service: Service) -> None:
    browser = service.browser("one@firm.example", "hr")

    service.house.register.deactivate("one@firm.example")

    assert browser.get(PORTFOLIO).status_code == 401


def test_a_session_ends_after_eight_idle_hours(service: Service) -> None:
    browser = service.browser("one@firm.example", "hr")

    service.clock.at += 8 * 60 * MINUTE + 1

    assert browser.get(PORTFOLIO).status_code == 401


def test_a_session_that_is_used_ends_after_three_days(service: Service) -> None:
    browser = service.browser("one@firm.example", "hr")
    seen = []

    for _ in range(13):
        service.clock.at += 6 * 60 * MINUTE
        seen.append(browser.get(PORTFOLIO).status_code)

    assert seen == [200] * 12 + [401]


def test_a_read_is_written_down_without_names(service: Service) -> None:
    service.get(f"{PORTFOLIO}?limit=7", service.token("hr"))
    service.get("/v1/questions/coverage?client=acme", service.lead("ana"))

    listed, named = service.audited("question.portfolio.read") + service.audited("question.coverage.read")
    assert (listed.who, listed.role, listed.count) == ("token:t0", "hr", 7)
    assert orjson.loads(listed.filters) == {"limit": "7"}
    assert orjson.loads(named.filters) == {}
    assert len(named.request_id) == 32


def test_a_client_given_by_key_is_written_down(service: Service) -> None:
    service.get(f"/v1/questions/coverage?client={service.key['acme']}", service.token("hr"))

    [row] = service.audited("question.coverage.read")
    assert orjson.loads(row.filters) == {"client": service.key["acme"]}


def test_every_person_asked_about_is_a_row_under_a_keyed_hash(service: Service) -> None:
    token = service.token("hr")
    case = service.case(token, "ana", "eli")

    service.get(f"/v1/questions/departure-impact?case={case}", token)

    rows = service.audited("question.departure-impact.read")
    keys = [service.key["ana"], service.key["eli"]]
    assert [row.subject for row in rows] == [service.house.audit.subject(key) for key in keys]
    assert {row.purpose for row in rows} == {"Resignation received"}
    assert not any(key in row.filters or "ana" in row.filters for row in rows for key in keys)


def test_a_refused_request_is_no_read(service: Service) -> None:
    service.get(PORTFOLIO, service.token("oversight"))

    assert service.audited("question.portfolio.read") == []


def _path(endpoint: Endpoint) -> str:
    return endpoint.path.replace("{", "").replace("}", "")


def _refused(service: Service, declared: Endpoint) -> str:
    """Returns what an address says to a parameter that it does not declare."""
    role = min(declared.roles - {ANYONE}, default="")
    asks = service.browser("ana@firm.example", role, accounts="all") if role else service.app.test_client()
    told = asks.get(
        f"{_path(declared)}?no_such_parameter=1", headers={"Accept": "application/json"}
    ).get_json()
    return ", ".join(f"{each['pointer']} {each['detail']}" for each in told["errors"])


def test_no_address_takes_a_parameter_it_does_not_declare(service: Service) -> None:
    every = [each for each in (*endpoints(), *pages()) if each.method == "GET"]

    said = {each.path: _refused(service, each) for each in every}

    assert {path: told for path, told in said.items() if "/no_such_parameter Unknown field" not in told} == {}


@pytest.mark.parametrize(
    "asked, value", [("offset", "x"), ("offset", "1\n"), ("row", "1e400"), ("row", "1_0")]
)
def test_a_page_takes_no_number_that_is_none(service: Service, asked: str, value: str) -> None:
    response = service.get(f"/ask/portfolio?{urlencode({asked: value})}", service.token("hr"))

    assert response.status_code == 422


def test_the_code_of_a_link_is_not_written_down(service: Service) -> None:
    service.get("/login?code=one-use-code")

    [row] = service.audited("login.page")
    assert "one-use-code" not in f"{row}"


@pytest.mark.parametrize(
    "body, kind, status",
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 422),
        (b'{"limit": 1e400}', "application/json", 400),
        (b'{"limit": NaN}', "application/json", 400),
        (b'{"limits": 1}', "application/json", 422),
        (b'{"limit": Infinity}', "application/json", 400),
        (b'{"limit": 2}', "application/json", 200),
        (b'{"limit": 2.0}', "application/json", 200),
        (b'{"limit": 90.5}', "application/json", 422),
        (b'{"limit": "90"}', "application/json", 422),
        (b'{"limit": true}', "application/json", 422),
        (b'{"limit": 1e300}', "application/json", 422),
        (b'{"evidence": true}', "application/json", 200),
        (b'{"evidence": "yes"}', "application/json", 422),
        (b'{"evidence": 1}', "application/json", 422),
        (b"limit=1", "application/x-www-form-urlencoded", 415),
    ],
)
def test_a_body_must_be_the_declared_json(service: Service, body: bytes, kind: str, status: int) -> None:
    client = _with_body(service)

    response = client.post("/v1/echo", data=body, content_type=kind, headers=_bearer(service))

    assert response.status_code == status
    assert response.mimetype == ("application/json" if status == 200 else "application/problem+json")


def test_an_unknown_field_of_a_body_is_named(service: Service) -> None:
    client = _with_body(service)

    response = client.post("/v1/echo", json={"limits": 1}, headers=_bearer(service))

    assert response.get_json()["errors"] == [{"in": "body", "pointer": "/limits", "detail": "Unknown field"}]


def test_a_body_endpoint_takes_no_undeclared_query_parameter(service: Service) -> None:
    client = _with_body(service)

    response = client.post("/v1/echo?dry=1", json={"limit": 1}, headers=_bearer(service))

    assert response.status_code == 422


def _with_body(service: Service) -> FlaskClient:

    def echo(call: Call) -> Reply:
        return Reply(content={"limit": call.body.limit})

    declared = Endpoint(
        method="POST",
        path="/v1/echo",
        name="echo",
        summary="Echo.",
        run=echo,
        roles=frozenset({"hr"}),
        scope=nobody,
        audit="echo",
        body=Paging,
    )
    _bind(service.app, service.house, declared)
    return service.app.test_client()


def _bearer(service: Service) -> dict[str, str]:
    return {"Authorization": f"Bearer {service.token('hr')}"}


@pytest.mark.parametrize("asked", ["ben", "ben@firm.example", "KEY"])
def test_somebody_who_asks_as_themselves_can_ask_about_nobody_else(service: Service, asked: str) -> None:
    token = service.token("own", person="ana")
    path = "/v1/questions/leaver-suggestions?purpose=internal-move&person="

    mine = service.get(path + "ana", token)
    other = service.get(path + asked.replace("KEY", service.key["ben"]), token)

    assert mine.status_code == 200
    assert other.status_code == 404


@pytest.fixture
def acted(published: Path, tmp_path: Path) -> Iterator[Service]:
    """A demo in which whoever takes the door of an employee stands for Ana."""
    extra = '\n[demo]\nseed = 1\n[demo.stands_for]\nown = "ana@firm.example"\n'
    yield from copied(published, tmp_path / "acted", key=firm().key, extra=extra)


def test_in_a_demo_somebody_of_no_firm_stands_for_a_fictional_employee(acted: Service) -> None:
    browser = acted.browser("local-admin", "own", "hr")

    people = []
    for role in ("own", "hr"):
        browser.post("/door", data={"role": role}, headers=SAME)
        people.append(browser.get("/v1/me").get_json()["person"])

    assert people == [acted.key["ana"], None]


def test_whoever_has_an_address_stands_for_nobody(acted: Service) -> None:
    browser = acted.browser("guest@elsewhere.example", "own")
    browser.post("/door", data={"role": "own"}, headers=SAME)

    assert browser.get("/v1/me").get_json()["person"] is None


def test_a_page_of_an_older_session_is_not_handed_back(service: Service) -> None:
    first, second = (service.browser("one@firm.example", "hr") for _ in range(2))
    tag = first.get("/ask/portfolio").headers["ETag"]

    again = first.get("/ask/portfolio", headers={"If-None-Match": tag})
    later = second.get("/ask/portfolio", headers={"If-None-Match": tag})

    assert (again.status_code, later.status_code) == (304, 200)


def test_a_page_is_another_once_its_reader_has_a_further_role(service: Service) -> None:
    browser = service.browser("one@firm.example", "hr")
    tag = browser.get("/ask/portfolio").headers["ETag"]

    service.house.register.grant("one@firm.example", "oversight", granted_by="test")

    assert browser.get("/ask/portfolio", headers={"If-None-Match": tag}).status_code == 200
