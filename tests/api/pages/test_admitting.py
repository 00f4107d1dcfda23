"""Access: what an administrator sees and does, by forms alone."""

import re

import pytest
from flask.testing import FlaskClient

from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}
ADMIN = "admin@firm.example"


@pytest.fixture
def admin(service: Service) -> FlaskClient:
    """A browser of an administrator."""
    return service.browser(ADMIN, "admin")


@pytest.mark.parametrize("path", ["/", "/access"])
def test_an_administrator_begins_with_who_may_come_in(admin: FlaskClient, path: str) -> None:
    told = admin.get(path).get_data(as_text=True)

    assert "1 person may come in; 0 of 1 can see people of the whole firm." in told
    assert ADMIN in told
    assert "/do/grant-role" in told


def test_a_role_is_given_by_a_form_and_told_to_those_it_concerns(
    service: Service, admin: FlaskClient
) -> None:
    data = {"user": "hr@firm.example", "role": "hr", "reason": "New in HR"}

    sent = admin.post("/do/grant-role", data=data, headers=SAME)

    assert sent.headers["Location"] == "/access?done=grant-role"
    assert "New in HR" in admin.get("/access").get_data(as_text=True)
    council = service.browser("council@firm.example", "oversight")
    assert "New in HR" in council.get("/").get_data(as_text=True)
    assert "New in HR" in service.browser("hr@firm.example").get("/").get_data(as_text=True)


def test_what_is_wrong_with_a_grant_stands_beside_its_field(admin: FlaskClient) -> None:
    sent = admin.post("/do/grant-role", data={"user": "hr@firm.example", "role": "hr"}, headers=SAME)

    assert sent.status_code == 422
    assert 'id="fault-reason"' in sent.get_data(as_text=True)


def test_addresses_roles_and_clients_are_chosen_from_what_there_is(
    service: Service, admin: FlaskClient
) -> None:
    service.house.register.add_user("lea@firm.example")

    form = admin.get("/do/grant-role").get_data(as_text=True)

    known = form.partition('<datalist id="known-user">')[2].partition("</datalist>")[0]
    clients = form.partition('<select id="accounts"')[2].partition("</select>")[0]
    assert re.findall(r'value="([^"]+)"', known) == [ADMIN, "lea@firm.example"]
    assert '<option value="" selected>Choose a role</option>' in form
    assert "The clients assigned to them" in clients
    assert f'<option value="unit:{service.key["Audit"]}">Clients of Audit</option>' in clients


@pytest.mark.parametrize(
    "fields, field",
    [
        ({"role": "hr", "reason": "New", "accounts": "all"}, "accounts"),
        ({"role": "account_lead", "accounts": "unit:u-0000000000000"}, "accounts"),
        ({"role": "account_lead", "accounts": "some"}, "accounts"),
        ({"role": ""}, "role"),
        ({"role": "own", "user": "nobody"}, "user"),
    ],
)
def test_a_combination_that_is_none_is_refused_beside_its_field(
    admin: FlaskClient, fields: dict[str, str], field: str
) -> None:
    sent = admin.post("/do/grant-role", data={"user": "lea@firm.example", **fields}, headers=SAME)

    assert sent.status_code == 422
    assert f'id="fault-{field}"' in sent.get_data(as_text=True)


def test_an_address_that_is_no_employees_is_said_beside_a_role_that_shows_what_is_theirs(
    admin: FlaskClient,
) -> None:
    for user in ("ana@firm.example", "typo@firm.example"):
        data = {"user": user, "role": "account_lead", "accounts": "assigned"}
        admin.post("/do/grant-role", data=data, headers=SAME)

    rows = re.findall(r"<tr>\s*<td.*?</tr>", admin.get("/access").get_data(as_text=True), re.DOTALL)

    told = {
        user: [user in row and "no employee has this address" in row for row in rows]
        for user in ("ana@", "typo@")
    }
    assert (any(told["ana@"]), any(told["typo@"])) == (False, True)


def test_the_secret_of_a_token_is_shown_this_once(admin: FlaskClient) -> None:
    made = admin.post(
        "/access/tokens", data={"role": "oversight", "days": "3", "name": "council"}, headers=SAME
    )

    secret = re.findall(r"<code>(gs_[\w-]+)</code>", made.get_data(as_text=True))
    again = admin.get("/access").get_data(as_text=True)

    assert len(secret) == 1
    assert made.headers["Cache-Control"] == "no-store"
    assert secret[0] not in again
    assert "End token council" in again


def test_a_token_is_ended_by_its_button(service: Service, admin: FlaskClient) -> None:
    admin.post("/access/tokens", data={"role": "oversight", "days": "3", "name": "a council"}, headers=SAME)

    sent = admin.post("/access/tokens/a%20council/end", headers=SAME)

    assert sent.headers["Location"] == "/access"
    assert [token.revoked_at is None for token in service.house.register.tokens()] == [False]


@pytest.mark.parametrize(
    "data, field", [({"role": "own", "days": "3"}, "person"), ({"role": "own", "days": "x"}, "days")]
)
def test_what_is_wrong_with_a_token_stands_beside_its_field(
    admin: FlaskClient, data: dict[str, str], field: str
) -> None:
    sent = admin.post("/access/tokens", data=data, headers=SAME)

    assert sent.status_code == 422
    assert f'id="fault-{field}"' in sent.get_data(as_text=True)


def test_a_token_that_would_show_people_is_refused_in_words(admin: FlaskClient) -> None:
    sent = admin.post("/access/tokens", data={"role": "hr", "days": "3"}, headers=SAME)

    assert sent.status_code == 403
    assert "A token for HR shows people" in sent.get_data(as_text=True)


def test_a_user_is_ended_from_the_list(service: Service, admin: FlaskClient) -> None:
    service.browser("lea@firm.example", "account_lead")
    link = "/do/deactivate-user?user=lea@firm.example"

    listed = admin.get("/access").get_data(as_text=True)
    admin.post("/do/deactivate-user", data={"user": "lea@firm.example"}, headers=SAME)

    assert link in listed
    assert dict(service.house.register.users())["lea@firm.example"] is False


@pytest.mark.parametrize("role", ["hr", "oversight", "account_lead", "own", "alumni_programme"])
def test_nobody_else_looks_after_access(service: Service, role: str) -> None:
    other = service.browser("other@firm.example", role)

    assert other.get("/access").status_code == 403
    assert other.post("/access/tokens", data={"role": "admin", "days": "1"}, headers=SAME).status_code == 403


@pytest.mark.parametrize("path", ["/access/tokens", "/access/tokens/council/end"])
def test_a_form_of_another_session_changes_nothing(service: Service, admin: FlaskClient, path: str) -> None:
    service.house.register.new_token("council", role="oversight", accounts="", person="", days=1)
    foreign = {"form_token": "made elsewhere", "role": "oversight", "days": "3"}

    sent = admin.post(path, data=foreign, headers=SAME)

    assert sent.status_code == 403
    assert [each.revoked_at for each in service.house.register.tokens()] == [None]
