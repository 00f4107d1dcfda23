"""Every documented operation, called with what its schema allows and with what it forbids."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from api.endpoint import Principal
from api.openapi import document
from api.routes import endpoints
from tests.api.service import Service, build, copied, firm

OPERATIONS = [
    (method, path)
    for path, operations in document(endpoints(), version="0")["paths"].items()
    for method in operations
]
ROLES = ("hr", "account_lead", "admin", "alumni_programme", "oversight", "own")
"""Roles in the order in which one that may call an operation is looked for."""
CALLERS = {
    (each.method.lower(), each.path): next((role for role in ROLES if role in each.roles), ROLES[0])
    for each in endpoints()
}
"""Who calls each operation: somebody who may, so that more than the refusal is tried."""
EXAMPLES = int(os.environ.get("GRAPHSVC_FUZZ_EXAMPLES", "10"))
_ANY_SPEED = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
    ignored_auth,
)
"""`ignored_auth` sends what was answered once more, without a token and with one that is made up."""


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all examples: none of them changes anything."""
    folder: Path = tmp_path_factory.mktemp("fuzz")
    yield from copied(build(folder / "firm"), folder / "copy", key=firm().key)


@pytest.fixture(scope="module")
def token(called: Service) -> str:
    return called.token("hr")


@pytest.fixture(scope="module")
def tokens(called: Service) -> dict[str, str]:
    """A token of each role, of somebody who leads every account."""
    return {role: called.token(role, accounts="all", person="ana") for role in ROLES}


@pytest.fixture(scope="module")
def schema(called: Service) -> OpenApiSchema:
    return schemathesis.openapi.from_wsgi("/v1/openapi.json", called.app)


def headers(token: str) -> dict[str, str]:
    """Returns the headers of a caller who takes nothing compressed, since these tests do not unpack."""
    return {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("method, path", OPERATIONS)
def test_no_call_ends_otherwise_than_documented(
    schema: OpenApiSchema, tokens: dict[str, str], method: str, path: str, mode: GenerationMode
) -> None:
    operation, token = schema[path][method], tokens[CALLERS[method, path]]
    if mode.is_negative and not operation.query and not operation.path_parameters:
        pytest.skip("takes nothing that could be wrong")

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(_ANY_SPEED))
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: "Case[Any]") -> None:
        assume(_is_sent(case))
        case.call_and_validate(headers=headers(token), checks=list(CHECKS))

    call()


def _is_sent(case: "Case[Any]") -> bool:
    """Tells whether each parameter reaches the service: an empty list is sent as nothing at all."""
    return [] not in (case.query or {}).values()


REAL: dict[str, dict[str, Any]] = {
    "coverage": {"client": "acme"},
    "leaver-suggestions": {"person": "ana", "purpose": "planned-retirement"},
    "bridge-people": {"purpose": "internal-move"},
    "portfolio": {},
    "single-points-of-failure": {"purpose": "account-review"},
}
"""What each question is asked with to get rows."""


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("evidence", [True, False])
def test_an_answer_with_rows_has_the_documented_shape(
    schema: OpenApiSchema, token: str, name: str, evidence: bool
) -> None:
    case = schema[f"/v1/questions/{name}"]["get"].Case(query={**REAL[name], "evidence": evidence})

    response = case.call_and_validate(headers=headers(token), checks=list(CHECKS[:4]))

    assert response.status_code == 200
    assert response.json()["data"]


def test_an_operation_that_asks_nobody_who_they_are_is_found(
    schema: OpenApiSchema, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else `ignored_auth` above would prove nothing."""
    monkeypatch.setattr("api.door.recognise", lambda *_: Principal(name="anybody", roles=frozenset({"hr"})))
    case = schema["/v1/questions/portfolio"]["get"].Case(query={"purpose": "internal-move"})

    with pytest.raises(FailureGroup, match=r"(?i)authentication"):
        case.call_and_validate(headers=headers(token), checks=[ignored_auth])
