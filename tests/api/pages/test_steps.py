"""What can be done next: only what is registered, and only for who may."""

import dataclasses
from typing import Any

import pytest

from api.endpoint import Call, Principal
from api.pages.steps import steps_to


@pytest.fixture
def call() -> Call:
    """A request of an account lead."""
    told: dict[str, Any] = dict.fromkeys(each.name for each in dataclasses.fields(Call))
    told["principal"] = Principal(name="lead@firm.example", roles=frozenset({"account_lead"}))
    return Call(**told)


def test_a_step_leads_to_its_form_with_what_is_known(call: Call) -> None:
    [step] = steps_to(call, "open-case", "What if Ana leaves", person="p-1")

    assert (step.title, step.path) == ("What if Ana leaves", "/do/open-case?person=p-1")


def test_what_a_form_does_not_ask_for_is_left_out(call: Call) -> None:
    [step] = steps_to(call, "open-case", "What if", colour="red")

    assert step.path == "/do/open-case"


@pytest.mark.parametrize("action", ["no-such-action", "grant-role"])
def test_what_is_not_to_be_had_is_not_offered(call: Call, action: str) -> None:
    assert steps_to(call, action, "Do it") == []
