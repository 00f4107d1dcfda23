"""bridge-ties: risk-measures 5 and the small firm, over a real store."""

from typing import Any

import pytest

from graphsvc.errors import NotAllowedError
from graphsvc.key import id_of
from graphsvc.scope import NOBODY
from tests.graphsvc.firm import Firm, Published

NAME = "bridge-ties"


def barbell() -> Firm:
    """Returns three of Audit and three of Tax, joined by one tie, and somebody who hangs on one."""
    firm = Firm()
    for name, unit in (
        ("ann", "audit"),
        ("bob", "audit"),
        ("cho", "audit"),
        ("dee", "tax"),
        ("eve", "tax"),
        ("fay", "tax"),
        ("gil", ""),
    ):
        firm.employee(name, unit)
    for pair in ("ann bob", "bob cho", "cho ann", "dee eve", "eve fay", "fay dee", "cho dee", "fay gil"):
        one, other = pair.split()
        firm.tie(one, other, 0.5)
    return firm


def ends(row: dict[str, Any]) -> set[tuple[str, str | None, int]]:
    """Returns colleague, unit and size of both sides."""
    return {(row[end], row[f"{end}_unit"], row[f"{end}_side"]) for end in ("one", "other")}


def test_a_tie_that_alone_connects_two_units_is_named_with_both_sides() -> None:
    with barbell().published() as asked:
        [row] = asked.rows(NAME)

    assert ends(row) == {("cho", "audit", 3), ("dee", "tax", 4)}
    assert (row["pairs"], row["band"]) == (12, "warm")


def test_a_tie_that_holds_one_colleague_alone_is_counted_and_not_listed() -> None:
    with barbell().published() as asked:
        told = asked.json(NAME)
        summary = asked.summary(NAME)

    assert asked.firm.key["gil"].encode() not in told
    assert summary == {
        "people": 7,
        "ties": 8,
        "bridges": 1,
        "across_units": 1,
        "shown": 1,
        "single": 1,
    }


def test_the_small_firm_hangs_together_by_one_tie(firm: Published, expected: dict[str, Any]) -> None:
    rows, summary = firm.rows(NAME), firm.summary(NAME)

    wanted = {frozenset(pair) for pair in expected["colleague_bridges"]}
    assert {frozenset((row["one"], row["other"])) for row in rows} <= wanted
    assert summary["bridges"] + summary["single"] == len(wanted)
    assert [ends(row) for row in rows] == [{("hal", "Tax", 8), ("jon", "Deals", 4)}]
    assert rows[0]["pairs"] == 32


def test_a_second_tie_between_the_groups_makes_it_no_bridge() -> None:
    firm = barbell()
    firm.tie("ann", "eve", 0.3)

    with firm.published() as asked:
        assert asked.rows(NAME) == []


def test_the_evidence_is_the_tie() -> None:
    with barbell().published() as asked:
        [[pair]] = asked.ask(NAME).evidence

        assert {pair.first, pair.second} == {asked.at("cho"), asked.at("dee")}


def test_an_account_lead_sees_the_ties_among_the_people_on_their_accounts() -> None:
    firm = barbell()
    firm.organisation("acme")
    firm.contact("vi", "acme")
    for name in ("ann", "bob", "dee"):
        firm.tie(name, "vi", 0.5)
    firm.edge("ASSIGNED_TO", "cho", "acme", qual="lead")
    firm.edge("ASSIGNED_TO", "eve", "acme", qual="member")
    scope = firm.scope(roles=frozenset({"account_lead"}), clients=frozenset({id_of(firm.key["acme"])}))

    with firm.published() as asked:
        answer = asked.ask(NAME, scope=scope)
        [row] = [asked.named(each) for each in answer.rows]

    assert ends(row) == {("cho", "audit", 3), ("dee", "tax", 2)}
    assert (answer.summary.people, answer.summary.single) == (5, 1)


def test_who_has_no_account_sees_no_network() -> None:
    firm = barbell()

    with firm.published() as asked:
        answer = asked.ask(NAME, scope=firm.scope(clients=frozenset()))

    assert (answer.rows, answer.summary.people) == ([], 0)


@pytest.mark.parametrize("scope", [{"purpose": None}, {"people": "off"}])
def test_it_is_not_asked_without_a_purpose_or_where_nobody_is_named(scope: dict[str, str | None]) -> None:
    firm = barbell()

    with firm.published() as asked, pytest.raises(NotAllowedError):
        asked.ask(NAME, scope=firm.scope(**scope))


def test_nobody_may_ask() -> None:
    with barbell().published() as asked, pytest.raises(NotAllowedError):
        asked.ask(NAME, scope=NOBODY)
