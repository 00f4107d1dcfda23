"""The document is made of the declarations, and the committed copy is fresh."""

import dataclasses
import json
from pathlib import Path
from typing import Any, cast

import pytest

from api.openapi import Schemas, document
from api.problem import TYPES
from api.routes import endpoints
from api.routes.questions import takes
from graphsvc.errors import ConfigurationError
from graphsvc.questions import QUESTIONS
from graphsvc.questions.portfolio import Row
from graphsvc.shape import field, words_of

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return document(endpoints(), version="0.1.0")


def test_the_committed_document_is_fresh(found: dict[str, Any]) -> None:
    committed = json.loads(COMMITTED.read_text(encoding="utf-8"))

    assert committed["paths"] == found["paths"], "run .venv/bin/python docs/generate.py"
    assert committed["components"] == found["components"]


def test_every_question_is_an_operation_with_its_words(found: dict[str, Any]) -> None:
    for name, question in QUESTIONS.items():
        operation = found["paths"][f"/v1/questions/{name}"]["get"]
        assert operation["summary"] == question.title
        told = {parameter["name"] for parameter in operation["parameters"]}
        assert told == {*words_of(cast("Any", takes(question))), "limit", "cursor", "purpose", "evidence"}


def test_every_parameter_and_property_is_described(found: dict[str, Any]) -> None:
    operations = [each for path in found["paths"].values() for each in path.values()]
    bare = [
        (each["operationId"], parameter["name"])
        for each in operations
        for parameter in each["parameters"]
        if parameter["in"] == "query" and not parameter["description"]
    ]

    assert bare == []
    assert len({each["operationId"] for each in operations}) == len(operations)


def test_a_purpose_is_needed_where_people_are_named(found: dict[str, Any]) -> None:
    needed = {
        path.rpartition("/")[2]
        for path, operations in found["paths"].items()
        for parameter in operations.get("get", {}).get("parameters", ())
        if path.startswith("/v1/questions/") and parameter["name"] == "purpose" and parameter["required"]
    }

    named = {name for name, each in QUESTIONS.items() if each.preset is None and not each.is_case}
    assert needed == named


def test_what_programs_do_not_call_is_left_out(found: dict[str, Any]) -> None:
    assert not [path for path in found["paths"] if path.startswith(("/login", "/ask", "/assets"))]


def test_every_documented_problem_is_a_problem(found: dict[str, Any]) -> None:
    statuses = {str(status) for status, _ in TYPES.values()}
    operations = [each for path in found["paths"].values() for each in path.values()]

    for operation in operations:
        wrong = {code for code in operation["responses"] if code >= "400"}
        assert wrong <= statuses
        assert all("application/problem+json" in operation["responses"][code]["content"] for code in wrong)


def test_a_value_that_may_be_missing_says_so() -> None:
    schemas = Schemas()

    schemas.of(Row)

    properties = schemas.found["PortfolioRow"]["properties"]
    assert properties["value"]["type"] == ["string", "null"]
    assert properties["worst_departure"]["anyOf"][1] == {"type": "null"}
    assert properties["client_name"]["type"] == "string"


def test_two_records_cannot_share_a_name() -> None:
    schemas = Schemas()
    twins = [_twin(), _twin()]
    schemas.of(twins[0])

    with pytest.raises(ConfigurationError, match="two records"):
        schemas.of(twins[1])


def _twin() -> Any:
    @dataclasses.dataclass(frozen=True, kw_only=True)
    class Twin:
        value: str = field(label="Value", help="Any.")

    return Twin
