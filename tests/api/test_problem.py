"""Errors as problem documents."""

from pathlib import Path

import pytest

from api.problem import NOT_OFFERED, TYPES, Fault, Problem, ProblemError, problem_of
from graphsvc.errors import (
    ConfigurationError,
    ConflictError,
    GraphsvcError,
    InputRefusedError,
    NotAllowedError,
    NotFoundError,
    NotReadyError,
    StoreUnreachableError,
    UsageError,
)


@pytest.mark.parametrize(
    "error, slug",
    [
        (UsageError("x"), "validation"),
        (NotFoundError("x"), "not-found"),
        (InputRefusedError("x"), "validation"),
        (ConflictError("x"), "conflict"),
        (StoreUnreachableError("x"), "store-unreachable"),
        (NotReadyError("x"), "not-ready"),
        (NotAllowedError("x", slug="purpose-required"), "purpose-required"),
        (NotAllowedError("x", slug="no-such-rule"), "internal"),
        (ConfigurationError("secret path"), "internal"),
        (GraphsvcError("secret path"), "internal"),
    ],
)
def test_every_deliberate_error_has_its_problem(error: GraphsvcError, slug: str) -> None:
    assert problem_of(error).slug == slug


def test_an_internal_problem_tells_nothing_of_its_cause() -> None:
    document = problem_of(ConfigurationError("/home/ana/graphsvc.toml")).document(request_id="r")

    assert document["detail"] == "Something went wrong here"


def test_a_problem_names_each_wrong_input() -> None:
    fault = Fault(where="query", pointer="/limit", detail="Not a valid integer")

    document = Problem(slug="validation", detail="limit: no", faults=(fault,)).document(request_id="r1")

    assert document == {
        "type": "/problems/validation",
        "title": "Some input is wrong",
        "status": 422,
        "detail": "limit: no",
        "errors": [{"in": "query", "pointer": "/limit", "detail": "Not a valid integer"}],
        "request_id": "r1",
    }


def test_an_error_reads_as_its_detail_or_its_title() -> None:
    assert str(ProblemError("conflict", "taken")) == "taken"
    assert str(ProblemError("conflict")) == TYPES["conflict"][1]


def test_every_type_is_an_error_with_a_title() -> None:
    assert all(400 <= status < 600 and title for status, title in TYPES.values())


def test_a_type_is_offered_or_said_not_to_be() -> None:
    code = Path(__file__).parents[2]
    told = "".join(
        path.read_text(encoding="utf-8")
        for room in ("graphsvc", "api")
        for path in (code / room).rglob("*.py")
        if path.name != "problem.py"
    )
    named = {slug for slug in TYPES if f'"{slug}"' in told}

    assert set(NOT_OFFERED) <= set(TYPES)
    assert set(TYPES) - named == set(NOT_OFFERED)
