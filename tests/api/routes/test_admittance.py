"""Who may come in: roles given and taken, tokens made and ended, and what nobody may do for themselves."""

import pytest
from flask.testing import FlaskClient

from tests.api.service import Service
from tests.graphsvc.hand import DAY, MINUTE

SAME = {"Sec-Fetch-Site": "same-origin"}
ADMIN = "admin@firm.example"


@pytest.fixture
def admin(service: Service) -> FlaskClient:
    """A browser of an administrator."""
    return service.browser(ADMIN, "admin")


def give(admin: FlaskClient, **fields: object) -> int:
    return admin.post("/v1/actions/grant-role", json=fields, headers=SAME).status_code


def make(admin: FlaskClient, **fields: object) -> "tuple[int, dict[str, str]]":
    response = admin.post("/v1/tokens", json=fields, headers=SAME)
    return response.status_code, response.get_json()


def test_a_role_is_given_and_ends_at_once(service: Service, admin: FlaskClient) -> None:
    given = give(admin, user="lea@firm.example", role="account_lead")
    held = [grant.role for grant in service.house.register.grants("lea@firm.example")]

    body = {"user": "lea@firm.example", "role": "account_lead"}
    admin.post("/v1/actions/end-grant", json=body, headers=SAME)

    assert (given, held) == (201, ["account_lead"])
    assert service.house.register.grants("lea@firm.example") == []


@pytest.mark.parametrize("role", ["hr", "alumni_programme"])
@pytest.mark.parametrize("name", [ADMIN, ADMIN.upper(), "me.too@firm.example"])
def test_nobody_gives_themselves_a_role_that_shows_people(service: Service, role: str, name: str) -> None:
    admin = service.browser("ana@firm.example", "admin")
    mine = {ADMIN: "ana@firm.example", ADMIN.upper(): "ANA@firm.example"}.get(name, "Ana@Firm.example")

    status = give(admin, user=mine, role=role, reason="I must see")

    assert status == 403
    assert [grant.role for grant in service.house.register.grants("ana@firm.example")] == ["admin"]


def test_a_role_that_shows_people_needs_a_reason(admin: FlaskClient) -> None:
    assert give(admin, user="hr@firm.example", role="hr") == 422
    assert give(admin, user="hr@firm.example", role="hr", reason="New in HR") == 201


@pytest.mark.parametrize("hours, status", [(0, 422), (1, 201), (72, 201), (73, 422)])
def test_an_emergency_ends_by_itself(service: Service, admin: FlaskClient, hours: int, status: int) -> None:
    given = give(admin, user="hr@firm.example", role="hr", reason="Night of the move", hours=hours)
    before = bool(service.house.register.grants("hr@firm.example"))

    service.clock.at += hours * 60 * MINUTE

    assert given == status
    assert before is (status == 201)
    assert service.house.register.grants("hr@firm.example") == []


def test_an_emergency_needs_a_reason(admin: FlaskClient) -> None:
    assert give(admin, user="lea@firm.example", role="oversight", hours=2) == 422


@pytest.mark.parametrize(
    "fields",
    [
        {"user": "lea", "role": "own"},
        {"user": "lea@firm.example", "role": "king"},
        {"user": "lea@firm.example", "role": "own", "accounts": "all"},
        {"user": "lea@firm.example", "role": "account_lead", "accounts": "some"},
        {"user": "lea@firm.example", "role": "own", "colour": "red"},
    ],
)
def test_a_grant_that_says_nothing_is_refused(admin: FlaskClient, fields: dict[str, str]) -> None:
    assert give(admin, **fields) == 422


@pytest.mark.parametrize("action", ["grant-role", "end-grant", "deactivate-user"])
def test_a_token_changes_nothing_of_who_comes_in(service: Service, action: str) -> None:
    body = {"user": "lea@firm.example"} | ({} if action == "deactivate-user" else {"role": "own"})

    response = service.post(f"/v1/actions/{action}", service.token("admin"), body)

    assert response.status_code == 403
    assert service.house.register.users() == []


def test_somebody_deactivated_is_out_at_once(service: Service, admin: FlaskClient) -> None:
    lea = service.browser("lea@firm.example", "hr")
    before = lea.get("/v1/me").status_code

    admin.post("/v1/actions/deactivate-user", json={"user": "lea@firm.example"}, headers=SAME)

    assert (before, lea.get("/v1/me").status_code) == (200, 401)


def test_users_are_listed_with_what_they_hold(admin: FlaskClient) -> None:
    give(admin, user="hr@firm.example", role="hr", reason="New in HR", hours=2)

    rows = {row["user"]: row for row in admin.get("/v1/users").get_json()["data"]}

    [held] = rows["hr@firm.example"]["roles"]
    assert (held["role"], held["granted_by"], held["reason"]) == ("hr", ADMIN, "New in HR")
    assert held["until"] == "2023-11-15T00:13:20+00:00"  # two hours after the clock of the tests


def test_a_token_is_shown_once_and_works(service: Service, admin: FlaskClient) -> None:
    status, made = make(admin, role="oversight", days=2, name="council")

    listed = admin.get("/v1/tokens").get_data(as_text=True)

    assert status == 201
    assert made["secret"].startswith("gs_")
    assert service.get("/v1/audit", made["secret"]).status_code == 200
    assert "council" in listed
    assert made["secret"] not in listed


def test_a_revoked_token_no_longer_works(service: Service, admin: FlaskClient) -> None:
    _, made = make(admin, role="oversight", days=2, name="council")

    ended = admin.delete("/v1/tokens/council", headers=SAME).status_code
    again = admin.delete("/v1/tokens/council", headers=SAME).status_code

    assert (ended, again) == (204, 404)
    assert service.get("/v1/audit", made["secret"]).status_code == 401
    assert admin.get("/v1/tokens").get_json()["data"][0]["state"] == "revoked"


def test_an_expired_token_says_so(service: Service, admin: FlaskClient) -> None:
    _, made = make(admin, role="oversight", days=1, name="council")

    service.clock.at += DAY

    assert service.get("/v1/audit", made["secret"]).status_code == 401
    again = service.browser(ADMIN, "admin")
    assert again.get("/v1/tokens").get_json()["data"][0]["state"] == "expired"


@pytest.mark.parametrize(
    "method, path", [("GET", "/v1/tokens"), ("POST", "/v1/tokens"), ("DELETE", "/v1/tokens/x")]
)
def test_a_token_deals_with_no_tokens(service: Service, method: str, path: str) -> None:
    header = {"Authorization": f"Bearer {service.token('admin')}"}
    body = {"role": "admin", "days": 1} if method == "POST" else None

    response = service.app.test_client().open(path, method=method, headers=header, json=body)

    assert response.status_code == 403
    assert len(service.house.register.tokens()) == 1


@pytest.mark.parametrize("role", ["hr", "alumni_programme"])
def test_a_token_is_no_way_round_to_see_people(service: Service, admin: FlaskClient, role: str) -> None:
    refused, _ = make(admin, role=role, days=1)

    service.house.register.grant(ADMIN, role, granted_by="somebody else")
    allowed, _ = make(admin, role=role, days=1)

    assert (refused, allowed) == (403, 201)


@pytest.mark.parametrize("role", ["own", "account_lead"])
def test_a_token_of_somebody_names_them(service: Service, role: str) -> None:
    mine = service.browser("ana@firm.example", "admin")
    bare, told = make(mine, role=role, days=1)

    status, made = make(mine, role=role, days=1, person="ana@firm.example")

    assert (bare, status) == (422, 201)
    assert "person" in told["detail"]
    assert service.get("/v1/me", made["secret"]).get_json()["person"] == service.key["ana"]


@pytest.mark.parametrize("role", ["own", "account_lead", "oversight"])
def test_nobody_makes_a_token_that_speaks_for_somebody_else(admin: FlaskClient, role: str) -> None:
    status, told = make(admin, role=role, days=1, person="ana@firm.example")

    assert status == 403
    assert "in the name of the person" in told["detail"]


@pytest.mark.parametrize("days", [0, 367])
def test_a_token_lives_a_year_at_most(admin: FlaskClient, days: int) -> None:
    assert make(admin, role="own", days=days, person="ana@firm.example")[0] == 422


def test_another_site_cannot_make_a_token(admin: FlaskClient) -> None:
    body = {"role": "oversight", "days": 1}

    response = admin.post("/v1/tokens", json=body, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403


def test_what_an_administrator_gives_is_in_the_chain(service: Service, admin: FlaskClient) -> None:
    give(admin, user="hr@firm.example", role="hr", reason="New in HR")
    make(admin, role="oversight", days=1)

    actions = {row.action for row in service.audited()}

    assert {"action.grant-role", "token.create"} <= actions
