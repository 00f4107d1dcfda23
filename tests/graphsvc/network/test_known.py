"""Whom somebody may name: colleagues, contacts of accounts, and whoever they know."""

import pytest

from graphsvc.network.known import nameable
from tests.graphsvc.firm import Firm, Published
from tests.graphsvc.graph import TODAY


@pytest.fixture
def firm() -> Firm:
    found = Firm()
    found.organisation("Acme")
    found.organisation("Later", type="prospect")
    found.organisation("Elsewhere", type="employer")
    for name in ("ann", "bob"):
        found.employee(name)
    for name in ("met", "unmet"):
        found.employee(name, end=TODAY - 100)
        found.contact(name, "Elsewhere")
    found.contact("cy", "Acme")
    found.contact("dan", "Later")
    found.tie("ann", "met", 0.4)
    return found


def names(asked: Published, person: str | None) -> set[str]:
    key = None if person is None else asked.firm.key[person]
    return {asked.firm.name[key] for key in asked.snapshot.keys(nameable(asked.snapshot, key))}


def test_colleagues_and_contacts_of_accounts_can_be_named_by_anybody(firm: Firm) -> None:
    with firm.published() as asked:
        assert names(asked, None) == names(asked, "bob") == {"ann", "bob", "cy", "dan"}


def test_an_alumnus_can_be_named_by_who_has_or_had_a_tie_alone(firm: Firm) -> None:
    firm.edge("HIDDEN", "bob", "unmet", end=TODAY - 1)

    with firm.published() as asked:
        assert names(asked, "ann") - names(asked, None) == {"met"}
        assert names(asked, "bob") - names(asked, None) == {"unmet"}


def test_somebody_the_publication_does_not_hold_yet_names_what_all_may(firm: Firm) -> None:
    with firm.published() as asked:
        found = nameable(asked.snapshot, "p-0000000000000")

    assert found.size == 4
