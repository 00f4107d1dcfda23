"""Units that one person alone joins, on graphs drawn by hand."""

from collections.abc import Iterable

from graphsvc.network import ties
from graphsvc.network.joined import joined_alone
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY

STAFF = {"you": "audit", "ann": "audit", "bob": "tax", "cho": "tax", "dee": "legal", "eve": ""}


def joined(tied: Iterable[tuple[str, str, float]]) -> set[frozenset[str]]:
    """Returns the pairs of units that only you join, by name."""
    firm = Firm()
    for name, unit in STAFF.items():
        firm.employee(name, unit)
    for one, other, p in tied:
        firm.tie(one, other, p)
    with firm.published() as asked:
        pairs = joined_alone(asked.snapshot, ties(asked.snapshot, TODAY), asked.at("you"))
        return {frozenset(firm.name[key] for key in asked.snapshot.keys(pair)) for pair in pairs}


def test_a_single_tie_between_two_units_joins_them_alone() -> None:
    assert joined([("you", "bob", 0.5)]) == {frozenset(("audit", "tax"))}


def test_a_second_tie_between_the_units_leaves_nothing_to_join_alone() -> None:
    assert joined([("you", "bob", 0.5), ("ann", "cho", 0.5)]) == set()


def test_two_units_that_meet_only_in_one_person_are_joined_by_that_person() -> None:
    found = joined([("you", "bob", 0.5), ("you", "dee", 0.5), ("ann", "bob", 0.5), ("ann", "dee", 0.2)])

    assert found == {frozenset(("audit", "legal")), frozenset(("tax", "legal"))}


def test_a_third_person_between_two_units_joins_them_too() -> None:
    assert joined([("you", "bob", 0.5), ("eve", "ann", 0.5), ("eve", "cho", 0.5)]) == set()


def test_a_weak_tie_and_a_colleague_without_a_unit_join_nothing() -> None:
    assert joined([("you", "bob", 0.2), ("you", "eve", 0.9)]) == set()


def test_somebody_without_ties_joins_nothing() -> None:
    assert joined([("ann", "bob", 0.9)]) == set()
