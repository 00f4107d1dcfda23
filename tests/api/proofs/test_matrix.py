"""The role by endpoint matrix of the registry, every cell called for real: an answer, 403, 404, or 401."""

from collections import defaultdict

import pytest

from api.endpoint import ANYONE, Endpoint
from tests.api.proofs.conftest import ROLES, tokens_of
from tests.api.service import Service
from tests.api.sweep import Asks, Seen, addresses

NOTHING = Asks(people=["p-0000000000000"], organisations=["o-0000000000000"])
REFUSED_INPUT = {400, 404, 409, 413, 415, 422}
MADE = REFUSED_INPUT | {200, 201, 202, 204, 303}
"""How a change without content ends for somebody who may make it."""


def changes(here: Service) -> list[Endpoint]:
    """Returns the endpoints that are no GET and ask for a sign-in."""
    every: list[Endpoint] = list(here.app.extensions["endpoints"])
    return [each for each in every if each.method != "GET" and ANYONE not in each.roles]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", ROLES)
def test_a_read_answers_who_may_and_nobody_else(answers: list[Seen], role: str) -> None:
    statuses: dict[str, set[int]] = defaultdict(set)
    declared: dict[str, Endpoint] = {}
    for seen in answers:
        if seen.role == role:
            statuses[seen.endpoint.name].add(seen.status)
            declared[seen.endpoint.name] = seen.endpoint

    wrong = []
    for name, found in statuses.items():
        each = declared[name]
        is_allowed = bool({role, ANYONE} & each.roles) and not each.needs_session
        if not is_allowed and found != {403}:
            wrong.append((each.path, "should be 403", found))
        if is_allowed and (not found & {200, 204, 303, 404} or any(status >= 500 for status in found)):
            wrong.append((each.path, "should answer", found))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_a_change_is_refused_for_its_content_to_who_may_and_for_the_role_to_others(
    here: Service, role: str
) -> None:
    header = {"Authorization": f"Bearer {tokens_of(here)[role]}"}

    wrong = []
    for each in changes(here):
        is_allowed = role in each.roles and not each.needs_session
        for path in addresses(each, NOTHING):
            status = here.app.test_client().open(path, method=each.method, headers=header).status_code
            is_as_declared = (
                status in REFUSED_INPUT | {200, 201, 202, 204, 303} if is_allowed else status == 403
            )
            if not is_as_declared and not (is_allowed and status == 403 and _is_rule(each)):
                wrong.append((each.method, each.path, status))
    assert wrong == []


def _is_rule(each: Endpoint) -> bool:
    """Returns whether a change is refused to tokens by its own rule, such as giving roles."""
    return any(word in each.path for word in ("user", "grant", "role"))


def test_nobody_changes_anything_without_a_sign_in(here: Service) -> None:
    statuses = {
        here.app.test_client().open(path, method=each.method).status_code
        for each in changes(here)
        for path in addresses(each, NOTHING)
    }

    assert statuses == {401}
