"""A small published workspace, and ways to call its service as somebody."""

import dataclasses
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.app import create_app
from api.door import FORM_TOKEN
from api.endpoint import Principal, Rate
from api.house import House
from api.identity import COOKIE
from api.windows import Limit
from graphsvc.publish import Terms, publish
from graphsvc.store.audit import AuditRow
from graphsvc.store.open import open_store
from graphsvc.workspace import Workspace, open_workspace
from ingest.identity import address_token
from tests.graphsvc.firm import Firm, small_firm
from tests.graphsvc.graph import TODAY
from tests.graphsvc.hand import Hand

FORMULA = '=HYPERLINK("http://bad.example")'
"""Name of a client that a spreadsheet would run."""
TEAMS = {"ana": "acme", "eli": "borealis"}
"""Who leads which client."""
PLENTY = Limit(100_000, 60)
SETTINGS = """
[firm]
name = "Firm"
as_of = 2024-10-04
[privacy]
people = "on"
"""


def firm(teams: dict[str, str] = TEAMS) -> Firm:
    """Returns the small firm with account leads, addresses and a client that would be a formula."""
    found = small_firm()
    found.organisation(FORMULA)
    found.fees(FORMULA, 10)
    for employee, client in teams.items():
        found.edge("ASSIGNED_TO", employee, client, qual="lead")
    named = {found.key[name]: name for name in found.key}
    found.graph.nodes = [
        dataclasses.replace(node, tokens=(address_token(f"{named[node.key]}@firm.example"),))
        if node.kind == "Person"
        else node
        for node in found.graph.nodes
    ]
    return found


def build(folder: Path, *, written: Firm | None = None, settings: str = SETTINGS) -> Path:
    """Writes and publishes a workspace in a folder and returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "graphsvc.toml").write_text(settings, encoding="utf-8")
    workspace = open_workspace(folder)
    with closing(open_store(workspace.store_url, secret=workspace.secret())) as store:
        store.migrate()
        (written or firm()).graph.write(store)
        publish(store, workspace.snapshots, Terms(today=TODAY))
    return folder


class Browser(FlaskClient):
    """A browser that sends back the token of the forms it was shown."""

    form_token = ""

    def post(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Sends a form."""
        data = kwargs.get("data")
        if self.form_token and (data is None or isinstance(data, dict)) and "json" not in kwargs:
            kwargs["data"] = {FORM_TOKEN: self.form_token, **(data or {})}
        return super().post(*args, **kwargs)


@dataclass(kw_only=True)
class Service:
    """A running service of a workspace, with a clock of its own.

    Attributes:
        key: keys of the firm by name.
    """

    workspace: Workspace
    key: dict[str, str]
    rates: dict[Rate, Limit] = field(
        default_factory=lambda: {"read": PLENTY, "what-if": PLENTY, "export": PLENTY, "login": PLENTY}
    )
    clock: Hand = field(default_factory=Hand)

    def __post_init__(self) -> None:
        """Starts the application."""
        self.house = House(self.workspace, clock=self.clock, rates=self.rates)
        self.app: Flask = create_app(self.workspace, house=self.house)

    def token(self, role: str, *, accounts: str = "", person: str = "") -> str:
        """Returns a token of a role, for a person named."""
        name = f"t{len(self.house.register.tokens())}"
        key = self.key[person] if person else ""
        return self.house.register.new_token(name, role=role, accounts=accounts, person=key, days=1)

    def lead(self, person: str) -> str:
        """Returns a token of somebody who sees the clients assigned to them."""
        return self.token("account_lead", accounts="assigned", person=person)

    def get(self, path: str, token: str = "", /, **headers: str) -> TestResponse:
        """Returns the response to a GET, with a token if one is given; `if_none_match` and the like."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            named["Authorization"] = f"Bearer {token}"
        return self.app.test_client().get(path, headers=named)

    def post(self, path: str, token: str, body: Any, /, **headers: str) -> TestResponse:
        """Returns the response to a POST of JSON."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Authorization"] = f"Bearer {token}"
        return self.app.test_client().post(path, json=body, headers=named)

    def do(self, action: str, token: str, /, **fields: Any) -> str:
        """Does an action and returns the key of what was recorded."""
        response = self.post(f"/v1/actions/{action}", token, fields)
        assert response.status_code == 201, response.get_json()
        return str(response.get_json()["key"])

    def case(self, token: str, /, *people: str, purpose: str = "resignation-received") -> str:
        """Opens a case and returns its id."""
        return self.do("open-case", token, person=list(people), purpose=purpose)

    def publish(self) -> None:
        """Publishes what was recorded, as the worker would."""
        with self.house.writing() as store:
            publish(store, self.workspace.snapshots, Terms(today=TODAY))

    def clients(self, token: str, **params: Any) -> list[str]:
        """Returns the names of the clients in the portfolio of a token."""
        asked = self.get("/v1/questions/portfolio", token, **params)
        return sorted(row["client_name"] for row in asked.get_json()["data"])

    def browser(self, user: str, *roles: str, accounts: str = "") -> FlaskClient:
        """Returns a browser in which a user of these roles signed in by a link; its forms are its own."""
        self.house.register.add_user(user)
        for role in roles:
            self.house.register.grant(user, role, accounts=accounts, granted_by="test")
        self.app.test_client_class = Browser
        client = self.app.test_client()
        client.post("/login", data={"code": self.house.register.new_code(user)})
        cookie = client.get_cookie(COOKIE)
        session = self.house.register.session(cookie.value) if cookie else None
        assert isinstance(client, Browser)
        assert session is not None
        client.form_token = self.house.form_token(Principal(name=user, session=session.hash))
        self.app.test_client_class = FlaskClient
        return client

    def audited(self, action: str = "") -> list[AuditRow]:
        """Returns the rows of the audit, of one action if it is given."""
        return [row for row in self.house.audit.rows() if not action or row.action == action]


def copied(
    template: Path, folder: Path, *, key: dict[str, str], extra: str = "", **changes: Any
) -> Iterator[Service]:
    """Yields a service of a copy of a workspace, with further settings."""
    shutil.copytree(template, folder)
    with (folder / "graphsvc.toml").open("a", encoding="utf-8") as settings:
        settings.write(extra)
    service = Service(workspace=open_workspace(folder), key=key, **changes)
    yield service
    service.house.close()
