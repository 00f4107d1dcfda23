"""The operations of imports and jobs, called as the administrator who may use them."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.api.bureau import Bureau, opened
from tests.api.test_fuzz import _ANY_SPEED, CHECKS, EXAMPLES, OPERATIONS, headers

MINE = [each for each in OPERATIONS if each[1].startswith(("/v1/imports", "/v1/jobs"))]


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    yield from opened(tmp_path_factory.mktemp("fuzz") / "office")


@pytest.fixture(scope="module")
def admin(bureau: Bureau) -> str:
    return bureau.token("admin")


@pytest.fixture(scope="module")
def schema(bureau: Bureau) -> OpenApiSchema:
    return schemathesis.openapi.from_wsgi("/v1/openapi.json", bureau.app)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("method, path", MINE)
def test_no_call_ends_otherwise_than_documented(
    schema: OpenApiSchema, admin: str, method: str, path: str, mode: GenerationMode
) -> None:
    operation = schema[path][method]
    if mode.is_negative and not (operation.query or operation.path_parameters or operation.body):
        pytest.skip("takes nothing that could be wrong")

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(_ANY_SPEED))
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: "Case[Any]") -> None:
        case.call_and_validate(headers=headers(admin), checks=list(CHECKS))

    call()


@pytest.mark.parametrize("path", ["/v1/jobs/{id}", "/v1/imports"])
def test_what_was_loaded_has_the_documented_shape(
    schema: OpenApiSchema, bureau: Bureau, admin: str, path: str
) -> None:
    job = bureau.order(admin).get_json()["id"]
    bureau.work()
    case = schema[path]["get"].Case(path_parameters={"id": job} if "{id}" in path else {})

    response = case.call_and_validate(headers=headers(admin), checks=list(CHECKS[:4]))

    assert response.status_code == 200


def test_a_file_that_is_sent_has_the_documented_answer(
    schema: OpenApiSchema, bureau: Bureau, admin: str
) -> None:
    content = (bureau.office.root / "exports" / "employees.csv").read_bytes()
    told = bureau.upload(admin, "employees", content).get_json()

    assert set(told) == set(schema.raw_schema["components"]["schemas"]["ImportsFileCheck"]["properties"])
