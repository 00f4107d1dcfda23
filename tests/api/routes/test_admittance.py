"""Who may come in: roles given and taken, tokens made and ended, and what nobody may do for themselves."""

import json

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
@pytest.mark.parametrize("name", ["ana@firm.example", "ANA@firm.example", "Ana@Firm.example"])
def test_nobody_gives_themselves_a_role_that_shows_people(service: Service, role: str, name: str) -> None:
    admin = service.browser("ana@firm.example", "admin")

    status = give(admin, user=name, role=role, reason="I must see")

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
        {"user": "token:lea@firm.example", "role": "own"},  # would be taken for a token of this name
        {"user": "lea@firm.example as hr", "role": "own"},
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
    mine = service.browser("ana@firm.example", "admin", "account_lead", accounts="assigned")
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


def test_what_an_administrator_gives_is_in_the_chain(service: Service) -> None:
    admin = service.browser("ana@firm.example", "admin", "account_lead", accounts="all")
    give(admin, user="hr@firm.example", role="hr", reason="New in HR", hours=3)
    make(admin, role="account_lead", days=1, person="ana", accounts="all")
    admin.post("/v1/actions/end-grant", json={"user": "hr@firm.example", "role": "hr"}, headers=SAME)

    rows = {row.action: (row.subject, json.loads(row.filters)) for row in service.audited()}

    about = service.house.audit.subject
    assert rows["action.grant-role"] == (about("hr@firm.example"), {"role": "hr", "hours": "3"})
    assert rows["token.create"] == (about(service.key["ana"]), {"role": "account_lead", "accounts": "all"})
    assert rows["action.end-grant"] == (about("hr@firm.example"), {"role": "hr"})


def test_who_reads_the_audit_sees_which_role_was_given(admin: FlaskClient) -> None:
    give(admin, user="lea@firm.example", role="account_lead", accounts="all")
    make(admin, role="oversight", days=1)

    rows = admin.get("/v1/audit").get_json()["data"]

    gave = {row["action"]: row["gave"] for row in rows}
    assert (gave["action.grant-role"], gave["token.create"]) == ("account_lead all", "oversight")


BREAK_GLASS = {"user": ADMIN, "role": "account_lead", "accounts": "all"}


@pytest.mark.parametrize(
    "fields, status",
    [
        ({}, 422),
        ({"reason": "Nobody is in"}, 422),
        ({"hours": 2}, 422),
        ({"reason": "Nobody is in", "hours": 73}, 422),
        ({"reason": "Nobody is in", "hours": 2}, 201),
    ],
)
@pytest.mark.parametrize("role", ["account_lead", "oversight", "admin"])
def test_what_one_gives_oneself_has_a_reason_and_an_end(
    service: Service, admin: FlaskClient, role: str, fields: dict[str, object], status: int
) -> None:
    given = {"user": ADMIN, "role": role, **fields}

    assert give(admin, **given) == status

    held = {grant.role: grant.expires_at for grant in service.house.register.grants(ADMIN)}
    ends = service.clock.at + 2 * 60 * MINUTE if status == 201 else None
    assert held.get(role) == ends


def test_what_one_gives_oneself_shows_and_ends(service: Service, admin: FlaskClient) -> None:
    give(admin, **BREAK_GLASS, reason="Nobody is in", hours=2)
    during = admin.get("/v1/questions/portfolio").status_code
    shown = {
        role: "Nobody is in" in service.browser(f"{role}@firm.example", role).get("/").get_data(as_text=True)
        for role in ("oversight", "account_lead", "hr", "own")
    }

    service.clock.at += 2 * 60 * MINUTE

    assert (during, admin.get("/v1/questions/portfolio").status_code) == (200, 403)
    assert shown == {"oversight": True, "account_lead": True, "hr": False, "own": False}


def test_an_employee_is_given_their_own_data_by_themselves_for_good(
    service: Service, admin: FlaskClient
) -> None:
    assert give(admin, user=ADMIN, role="own") == 201

    grants = admin.get("/v1/oversight").get_json()["grants"]
    [told] = [row for row in grants if (row["user"], row["granted_by"]) == (ADMIN, ADMIN)]
    assert (told["role"], told["until"]) == ("own", None)
    assert service.house.register.grants(ADMIN)[1].expires_at is None


@pytest.mark.parametrize("name", ["ANA@firm.example", "ana+x@firm.example", "Ana+Y@Firm.example"])
@pytest.mark.parametrize("role", ["hr", "account_lead"])
def test_another_address_of_ones_own_is_no_way_round(service: Service, role: str, name: str) -> None:
    admin = service.browser("ana@firm.example", "admin")

    assert give(admin, user=name, role=role, reason="I must see", hours=2) == 403
    assert [user for user, _ in service.house.register.users()] == ["ana@firm.example"]


def test_a_token_is_no_way_round_the_end_of_an_emergency(service: Service) -> None:
    mine = service.browser("ana@firm.example", "admin")
    wanted = {"role": "account_lead", "days": 366, "person": "ana", "accounts": "all"}
    none, _ = make(mine, **wanted)

    give(mine, user="ana@firm.example", role="account_lead", accounts="all", reason="Nobody is in", hours=2)

    assert (none, make(mine, **wanted)[0]) == (403, 403)


def test_a_token_shows_no_more_accounts_than_its_maker_sees(service: Service) -> None:
    mine = service.browser("ana@firm.example", "admin", "account_lead", accounts="assigned")

    statuses = [
        make(mine, role="account_lead", days=1, person="ana", accounts=rule)[0]
        for rule in ("all", "assigned")
    ]

    assert statuses == [403, 201]


@pytest.mark.parametrize("ending", ["end-grant", "deactivate-user"])
@pytest.mark.parametrize("role", ["hr", "account_lead"])
def test_a_token_ends_with_what_its_maker_may_do(service: Service, role: str, ending: str) -> None:
    mine = service.browser("ana@firm.example", "admin", role, accounts="assigned" if "lead" in role else "")
    other = service.browser("other@firm.example", "admin")
    person = {"person": "ana"} if role == "account_lead" else {}
    secret = make(mine, role=role, days=9, **person)[1]["secret"]
    before = service.get("/v1/me", secret).status_code

    body = {"user": "ana@firm.example"} | ({"role": role} if ending == "end-grant" else {})
    other.post(f"/v1/actions/{ending}", json=body, headers=SAME)

    assert (before, service.get("/v1/me", secret).status_code) == (200, 401)
    assert other.get("/v1/tokens").get_json()["data"][0]["state"] == "revoked"
    service.browser("ana@firm.example", "admin", role, accounts="assigned" if "lead" in role else "")
    assert service.get("/v1/me", secret).status_code == 401  # what ended does not come back with the role


def test_a_token_stops_with_a_role_that_ends_by_itself(service: Service) -> None:
    mine = service.browser("ana@firm.example", "admin", "hr")
    secret = make(mine, role="hr", days=9)[1]["secret"]
    until = service.clock.at + 60 * MINUTE
    service.house.register.grant("ana@firm.example", "hr", granted_by="other", reason="x", until=until)

    service.clock.at = until

    assert service.get("/v1/me", secret).status_code == 401
    states = {row["state"] for row in mine.get("/v1/tokens").get_json()["data"]}
    assert states == {"ended"}


@pytest.mark.parametrize("ending", ["end-grant", "deactivate-user"])
def test_a_token_of_the_command_line_ends_with_whom_it_stands_for(
    service: Service, admin: FlaskClient, ending: str
) -> None:
    service.browser("ana@firm.example", "account_lead", accounts="assigned")
    tokens = {"ana": service.lead("ana"), "eli": service.lead("eli")}

    body = {"user": "ana@firm.example"} | ({"role": "account_lead"} if ending == "end-grant" else {})
    admin.post(f"/v1/actions/{ending}", json=body, headers=SAME)

    found = {who: service.get("/v1/me", token).status_code for who, token in tokens.items()}
    assert found == {"ana": 401, "eli": 200}
