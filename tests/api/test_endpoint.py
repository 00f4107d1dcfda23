"""The endpoint declaration refuses what is incomplete."""

from typing import Any

import pytest

from api.access import nobody
from api.endpoint import Call, Endpoint, Reply, endpoint
from graphsvc.errors import ConfigurationError


def _view(call: Call) -> Reply:  # noqa: ARG001 - never called
    """Says something.

    And more.
    """
    return Reply(content={})


def test_the_decorator_takes_name_and_summary_from_the_function() -> None:
    declared = endpoint("GET", "/v1/x", roles={"hr"}, scope=nobody, audit="x")(_view)

    assert isinstance(declared, Endpoint)
    assert (declared.name, declared.summary) == ("_view", "Says something.")
    assert declared.roles == frozenset({"hr"})


def test_a_function_without_words_has_no_summary() -> None:
    declared = endpoint("GET", "/v1/x", roles={"hr"}, scope=nobody, audit="x")(lambda _: Reply(content=1))

    assert not declared.summary


@pytest.mark.parametrize(
    "changes, told",
    [
        ({"roles": frozenset()}, "no role"),
        ({"audit": None}, "audit action"),
        ({"problems": frozenset({"no-such"})}, "unknown problems no-such"),
        ({"needs_graph": False}, "nothing has a tag"),
    ],
)
def test_an_incomplete_declaration_is_refused(changes: dict[str, Any], told: str) -> None:
    declared: dict[str, Any] = {"roles": {"hr"}, "scope": nobody, "audit": "x"}

    with pytest.raises(ConfigurationError, match=told):
        endpoint("GET", "/v1/x", **(declared | changes))(_view)


def test_only_health_and_styles_go_unlogged() -> None:
    declared = endpoint("GET", "/healthz", roles={"anyone"}, scope=nobody, audit=None)(_view)

    assert declared.audit is None
