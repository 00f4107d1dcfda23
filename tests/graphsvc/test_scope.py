"""Scopes: no rule, no rows."""

from dataclasses import replace
from typing import Any

import pytest

from graphsvc.errors import NotAllowedError
from graphsvc.scope import NOBODY, Role, Scope, require_purpose, require_role


def test_nobody_sees_no_client_and_holds_no_consent() -> None:
    assert not NOBODY.sees_client(1)
    assert not NOBODY.allows(1, "vouch")
    assert NOBODY.people == "off"


def test_every_client_is_in_reach_only_where_it_is_said() -> None:
    assert Scope(principal="local", clients=None).sees_client(7)
    assert Scope(principal="lead", clients=frozenset({7})).sees_client(7)
    assert not Scope(principal="lead", clients=frozenset({7})).sees_client(8)


def test_consent_is_by_purpose() -> None:
    scope = Scope(principal="local", consents={"vouch": frozenset({1})})

    assert scope.allows(1, "vouch")
    assert not scope.allows(2, "vouch")
    assert not scope.allows(1, "events")


def test_one_of_several_roles_is_enough() -> None:
    require_role(Scope(principal="a", roles=frozenset({"hr"})), frozenset({"hr", "own"}))


def test_a_missing_role_is_refused_with_what_is_needed() -> None:
    with pytest.raises(NotAllowedError, match="one of the roles account_lead, hr") as caught:
        require_role(NOBODY, frozenset({"hr", "account_lead"}))

    assert (caught.value.exit_code, caught.value.problem) == (5, "forbidden")


@pytest.mark.parametrize("purpose", [None, "", "  "])
def test_a_question_that_names_people_needs_a_purpose(purpose: str | None) -> None:
    with pytest.raises(NotAllowedError, match="say why with --purpose") as caught:
        require_purpose(Scope(principal="local", people="on", purpose=purpose))

    assert caught.value.problem == "purpose-required"


def test_a_workspace_that_shows_no_people_refuses_even_with_a_purpose() -> None:
    with pytest.raises(NotAllowedError) as caught:
        require_purpose(Scope(principal="local", people="off", purpose="Account review"))

    assert caught.value.problem == "person-views-off"


def test_a_purpose_opens_the_question() -> None:
    require_purpose(Scope(principal="local", people="on", purpose="Account review"))


def test_two_scopes_that_see_the_same_have_one_sight_whoever_asks() -> None:
    one = Scope(principal="a", clients=frozenset({1, 2}), consents={"x": frozenset({3}), "w": frozenset({4})})
    other = Scope(
        principal="b", clients=frozenset({2, 1}), consents={"w": frozenset({4}), "x": frozenset({3})}
    )

    assert one.sight() == other.sight()
    assert repr(one.sight()) == repr(other.sight())
    assert hash(one.sight()) == hash(other.sight())


def test_sights_of_thousands_of_people_are_equal_where_the_people_are() -> None:
    many = Scope(principal="a", answered=frozenset(range(5_000)))
    same = Scope(principal="b", answered=frozenset(reversed(range(5_000))))
    other = Scope(principal="a", answered=frozenset(range(1, 5_001)))

    assert many.sight() == same.sight() != other.sight()
    assert repr(many.sight()) == repr(same.sight())


@pytest.mark.parametrize(
    "change",
    [{"clients": None}, {"clients": frozenset({1})}, {"consents": {"x": frozenset({9})}}, {"person": "p-1"}],
)
def test_two_scopes_that_see_different_things_have_two_sights(change: dict[str, Any]) -> None:
    scope = Scope(principal="a")

    assert replace(scope, **change).sight() != scope.sight()


@pytest.mark.parametrize(
    "roles, clients, led, own",
    [
        ({"account_lead"}, {1, 2}, None, {1, 2}),
        ({"account_lead"}, None, None, {1, 2, 3}),
        ({"account_lead", "hr"}, None, {2}, {2}),
        ({"hr"}, None, None, set()),
        ({"account_lead"}, set(), None, set()),
    ],
)
def test_a_lead_leads_what_is_theirs_whatever_another_role_opens(
    roles: set[Role], clients: set[int] | None, led: set[int] | None, own: set[int]
) -> None:
    scope = Scope(
        principal="x",
        roles=frozenset(roles),
        clients=None if clients is None else frozenset(clients),
        led=None if led is None else frozenset(led),
    )

    assert {client for client in (1, 2, 3) if scope.leads_client(client)} == own
