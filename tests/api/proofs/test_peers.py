"""OWASP API 2023 row 1: two account leads as peers, by schemathesis' `object_level_authorization`.

The check reads a list as one peer, opens what it holds, and opens the same as the other, whose own list does
not hold it. It follows links, so those from the portfolio to its clients are added to the document here. Who
reads what nobody lists is the matter of `test_owasp.py` and of the canaries.
"""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import ScenarioFinished
from schemathesis.transport.wsgi import WSGITransport

from graphsvc.sheets.organisation import organisation_for
from tests.api.service import Service

PORTFOLIO = "/v1/questions/portfolio"
OPENED = ("/v1/organisations/{key}", "/v1/organisations/{key}/history")
PEERS = ("ana", "eli")
OF_SOCKETS = ("max_redirects", "verify", "cert", "proxies")


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a probe of schemathesis 4.32 through to WSGI: it brings settings of sockets along."""
    send = WSGITransport.send

    def without_sockets(self: WSGITransport, case: Any, *, session: Any = None, **given: Any) -> Any:
        kept = {name: value for name, value in given.items() if name not in OF_SOCKETS}
        return send(self, case, session=session, **kept)

    monkeypatch.setattr(WSGITransport, "send", without_sockets)


def linked(service: Service) -> dict[str, Any]:
    """Returns the document with links from a client of the portfolio to what is opened by its key."""
    found: dict[str, Any] = service.get("/v1/openapi.json").get_json()
    paths = found["paths"]
    to_key = {"path.key": "$response.body#/data/0/client"}
    names = [paths[path]["get"]["operationId"] for path in OPENED]
    links = {name: {"operationId": name, "parameters": to_key} for name in names}
    paths[PORTFOLIO]["get"]["responses"]["200"]["links"] = links
    return found


def settings(service: Service, folder: Path) -> SchemathesisConfig:
    """Returns the settings of a run of the one check, for two leads who share no client."""
    tokens = {name: f"Bearer {service.lead(name)}" for name in PEERS}
    told = {
        name: [{"name": "Authorization", "value": token}, {"name": "Accept-Encoding", "value": "identity"}]
        for name, token in tokens.items()
    }
    path = folder / "peers.json"
    users = [{"name": name, "fixedHeaders": headers} for name, headers in told.items()]
    path.write_text(json.dumps({"auth": users}), encoding="utf-8")
    off = {"enabled": False}
    return SchemathesisConfig.from_dict(
        {
            "auth": {"wfc": {"path": str(path), "peers": list(PEERS)}},
            "checks": {"enabled": False, "object_level_authorization": {"enabled": True}},
            "phases": {"examples": off, "coverage": off, "fuzzing": off},
            "generation": {"max-examples": 10},
            "seed": 1,
        }
    )


def checked(service: Service, folder: Path) -> Iterator[tuple[str, str]]:
    """Yields how each check ended, and what it found."""
    schema = schemathesis.openapi.from_dict(linked(service), config=settings(service, folder))
    schema.app = service.app
    paths = [*OPENED, PORTFOLIO]
    for event in from_schema(schema.include(method="GET", path=paths)).execute():
        if isinstance(event, ScenarioFinished):
            for done in event.recorder.checks.values():
                yield from ((str(one.status.value), str(one.failure_info)) for one in done)


def test_no_peer_opens_what_only_the_other_lists(service: Service, tmp_path: Path) -> None:
    found = list(checked(service, tmp_path))

    assert len(found) > 5
    assert {status for status, _ in found} == {"success"}


def test_the_check_finds_an_object_that_is_open_to_any_lead(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def for_anybody(view: Any, scope: Any, key: str) -> Any:
        return organisation_for(view, dataclasses.replace(scope, clients=None), key)

    monkeypatch.setattr("api.routes.sheets.organisation_for", for_anybody)

    found = [told for status, told in checked(service, tmp_path) if status == "failure"]

    assert found
    assert "`eli` received the `key` that `ana` owns" in found[0]
