"""A token is no second person: whoever made it answers for it, and nobody says of themselves who they are."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from graphsvc.workspace import open_workspace
from tests.api.service import Service

SAME = {"Sec-Fetch-Site": "same-origin"}
ANA = "ana@firm.example"


@pytest.fixture
def ana(service: Service) -> FlaskClient:
    """A browser of Ana, who works in HR and looks after the service."""
    return service.browser(ANA, "hr", "admin")


def token_of(browser: FlaskClient, role: str, name: str = "mine") -> str:
    """Makes a token on the page and returns its secret."""
    body = {"role": role, "days": 1, "name": name}
    found: dict[str, str] = browser.post("/v1/tokens", json=body, headers=SAME).get_json()
    return found["secret"]


def approve(colleague: str) -> dict[str, str]:
    return {"colleague": colleague, "reason": "Two teams leave"}


def test_nobody_approves_themselves_by_a_token(service: Service, ana: FlaskClient) -> None:
    path = "/v1/actions/approve-what-ifs"

    mine = service.post(path, token_of(ana, "hr"), approve(ANA))
    standing_for = service.post(path, service.token("hr", person="ana"), approve(ANA))
    other = service.post(path, service.token("hr"), approve(ANA))

    assert [each.status_code for each in (mine, standing_for, other)] == [403, 403, 201]
    assert mine.get_json()["type"].endswith("second-approval-required")


def test_nobody_approves_themselves_under_another_address(service: Service, ana: FlaskClient) -> None:
    service.browser("Ana+x@firm.example", "hr")

    sent = ana.post("/v1/actions/approve-what-ifs", json=approve("Ana+x@firm.example"), headers=SAME)

    assert sent.status_code == 403


def test_a_token_has_no_budget_of_its_own(service: Service, ana: FlaskClient) -> None:
    path = service.workspace.root / "graphsvc.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}what_ifs = 1\n", encoding="utf-8")
    strict = Service(workspace=open_workspace(service.workspace.root), key=service.key, clock=service.clock)
    mine = [token_of(ana, "hr", name) for name in ("one", "two")]

    statuses = [
        strict.post("/v1/actions/open-case", token, {"person": [who], "purpose": "internal-move"}).status_code
        for token, who in zip((*mine, mine[0], strict.token("hr")), ("ana", "ben", "ana", "ben"), strict=True)
    ]
    strict.house.close()

    assert statuses == [201, 403, 201, 201]


@pytest.mark.parametrize("action", ["same-person", "different-person"])
def test_nobody_judges_of_themselves(service: Service, ana: FlaskClient, action: str) -> None:
    """Else an administrator would read as their own what is somebody else's."""
    key, path = service.key, f"/v1/actions/{action}"
    about_me: dict[str, Any] = {"one": key["ana"], "other": key["ben"]}

    mine = ana.post(path, json=about_me, headers=SAME)
    by_token = service.post(path, token_of(ana, "admin"), about_me)
    turned = ana.post(path, json={"one": key["ben"], "other": key["ana"]}, headers=SAME)

    assert [each.status_code for each in (mine, by_token, turned)] == [403, 403, 403]
    assert ana.post(path, json={"one": key["eli"], "other": key["ben"]}, headers=SAME).status_code == 201
