"""`graphsvc user`: who may come in, and as what."""

import json
from functools import partial

import pytest

from tests.api.cli.called import Printed, called
from tests.api.service import Service

USER = "ana@firm.example"


class _Called:
    def __init__(self, service: Service, call: partial[Printed]) -> None:
        self.service, self.call = service, call

    def __call__(self, *words: str) -> Printed:
        return self.call(self.service, list(words))


@pytest.fixture
def graphsvc(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> _Called:
    """Calls the program in the folder of the service."""
    return _Called(service, partial(called, monkeypatch=monkeypatch, capsys=capsys))


def test_a_user_is_added_listed_and_ended(graphsvc: _Called) -> None:
    added = graphsvc("user", "add", USER, "--role", "account_lead")
    listed = graphsvc("user", "list")
    ended = graphsvc("user", "deactivate", USER)
    after = graphsvc("user", "list")

    assert added.out == f"{USER} may come in as account lead, for the clients assigned to them.\n"
    assert listed.out == f"{USER}: account lead\n"
    assert ended.out == f"{USER} can no longer come in.\n"
    assert after.out == f"{USER}: no role (deactivated)\n"


@pytest.mark.parametrize(
    "words, is_warned",
    [
        (("nobody@firm.example", "--role", "account_lead"), True),
        (("nobody@firm.example", "--role", "account_lead", "--accounts", "assigned"), True),
        (("nobody@firm.example", "--role", "own"), True),
        (("nobody@firm.example", "--role", "account_lead", "--accounts", "all"), False),
        (("nobody@firm.example", "--role", "hr"), False),
        ((USER.upper(), "--role", "account_lead"), False),
    ],
)
def test_a_user_of_whom_nothing_is_known_is_added_with_a_warning(
    graphsvc: _Called, words: tuple[str, ...], is_warned: bool
) -> None:
    added = graphsvc("user", "add", *words)

    assert added.code == 0
    assert ("No employee has the address nobody@firm.example" in added.err) is is_warned


def test_a_user_is_added_before_the_first_load_too(graphsvc: _Called, service: Service) -> None:
    service.house.close()
    (service.workspace.root / "graph.db").unlink()

    added = graphsvc("user", "add", USER, "--role", "account_lead")

    assert (added.code, added.err) == (0, "")


def test_every_change_of_rights_is_written_down(graphsvc: _Called, service: Service) -> None:
    graphsvc("user", "add", USER, "--role", "account_lead", "--accounts", "all")
    graphsvc("login", USER)
    graphsvc("user", "deactivate", USER)

    rows = service.audited()
    assert [row.action for row in rows] == ["user.grant", "login.link", "user.deactivate"]
    assert {row.subject for row in rows} == {service.house.audit.subject(USER)}
    assert json.loads(rows[0].filters) == {"role": "account_lead", "accounts": "all"}


def test_a_token_ends_with_the_access_of_whom_it_stands_for(graphsvc: _Called, service: Service) -> None:
    graphsvc("user", "add", USER, "--role", "account_lead")
    tokens = [service.lead("ana"), service.lead("eli")]

    graphsvc("user", "deactivate", USER)

    assert [service.get("/v1/me", token).status_code for token in tokens] == [401, 200]


def test_access_ends_without_a_store_too(graphsvc: _Called, service: Service) -> None:
    graphsvc("user", "add", USER, "--role", "account_lead")
    service.house.close()
    (service.workspace.root / "graph.db").unlink()

    ended = graphsvc("user", "deactivate", USER)

    assert (ended.code, "graphsvc token revoke" in ended.err) == (0, True)


@pytest.mark.parametrize(
    "words, told",
    [
        (("user", "add", USER, "--role", "hr", "--accounts", "all"), "for an account lead alone, not for HR"),
        (("user", "add", USER, "--role", "account_lead", "--accounts", "some"), "not 'some'"),
        (("user", "add", USER, "--role", "root"), "root"),
        (("user", "deactivate", "eve@firm.example"), "no user 'eve@firm.example'"),
        (("login", "eve@firm.example"), "graphsvc user add eve@firm.example"),
        (("token", "create", "--role", "own", "--days", "3"), "needs --person"),
        (("token", "create", "--role", "hr", "--days", "0"), "--days"),
        (("token", "create", "--role", "own", "--days", "3", "--person", "nobody-here"), "nobody-here"),
        (("token", "revoke", "gone"), "no live token is called 'gone'"),
    ],
)
def test_what_is_not_understood_says_what_to_write(
    graphsvc: _Called, words: tuple[str, ...], told: str
) -> None:
    printed = graphsvc(*words)

    assert printed.code == 2
    assert told in printed.err


def test_a_link_signs_in_once(graphsvc: _Called, service: Service) -> None:
    graphsvc("user", "add", USER, "--role", "hr")
    printed = graphsvc("login", USER, "--address", "http://127.0.0.1:9/")
    address, _, code = printed.out.strip().partition("?code=")
    client = service.app.test_client()

    seen = [client.post("/login", data={"code": code}).status_code for _ in range(2)]

    assert address == "http://127.0.0.1:9/login"
    assert seen == [303, 401]


def test_a_link_begins_with_the_address_that_the_workspace_says(graphsvc: _Called, service: Service) -> None:
    graphsvc("user", "add", USER, "--role", "hr")
    plain = graphsvc("login", USER).out
    settings = service.house.workspace.root / "graphsvc.toml"
    settings.write_text(f'{settings.read_text()}\n[serve]\naddress = "https://graph.firm.example"\n')

    told = graphsvc("login", USER).out

    assert plain.startswith("http://127.0.0.1:8080/login?code=")
    assert told.startswith("https://graph.firm.example/login?code=")


def test_a_token_is_shown_once_and_works_until_it_is_revoked(graphsvc: _Called, service: Service) -> None:
    created = graphsvc("token", "create", "--role", "hr", "--days", "3", "--name", "sync")
    secret = created.out.splitlines()[-1]
    before = service.get("/v1/questions/portfolio", secret).status_code
    listed = graphsvc("token", "list")

    revoked = graphsvc("token", "revoke", "sync")

    assert secret.startswith("gs_")
    assert secret not in listed.out
    assert listed.out.startswith("sync: HR, until 20")
    assert revoked.out == "Token 'sync' no longer works.\n"
    assert (before, service.get("/v1/questions/portfolio", secret).status_code) == (200, 401)
    assert graphsvc("token", "list").out == "sync: HR, revoked\n"


def test_a_token_stands_for_a_person_named(graphsvc: _Called, service: Service) -> None:
    created = graphsvc(
        "token", "create", "--role", "account_lead", "--days", "3", "--person", "ana@firm.example"
    )

    assert service.clients(created.out.splitlines()[-1]) == ["acme"]
    assert created.out.startswith("Token 'account_lead-")
