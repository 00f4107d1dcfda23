"""Who counts as a contact of a client."""

from pathlib import Path

import numpy as np
import pytest

from graphsvc.network import NOBODY, Contacts, coverage
from graphsvc.network.contacts import family
from graphsvc.snapshot import Snapshot
from tests.graphsvc.graph import TODAY, Firm, monthly


@pytest.fixture
def firm() -> Firm:
    return Firm()


def _people(snapshot: Snapshot, firm: str) -> dict[str | None, float]:
    """Returns the weight of each contact of a client by key, None for the placeholder."""
    found = coverage(snapshot, TODAY)
    client = found.client_at(snapshot.position(firm) or 0)
    return {
        None if person == NOBODY else snapshot.key(person): omega
        for at, person, omega in _rows(found.contacts)
        if at == client
    }


def _rows(found: Contacts) -> list[tuple[int, int, float]]:
    return list(zip(found.client.tolist(), found.person.tolist(), found.omega.tolist(), strict=True))


@pytest.mark.parametrize(
    "role, omega",
    [
        ("executive_sponsor", 3),
        ("decision_maker", 3),
        ("champion", 2),
        ("influencer", 1.5),
        ("evaluator", 1.5),
        ("procurement", 1),
        ("other", 1),
    ],
)
def test_a_role_has_the_weight_of_the_reference(tmp_path: Path, firm: Firm, role: str, omega: float) -> None:
    """ties-and-coverage 8."""
    acme = firm.client("Acme")
    cho = firm.contact("Cho", acme, role=role)

    assert _people(firm.snapshot(tmp_path), acme) == {cho: omega}


def test_of_several_roles_the_one_with_the_largest_weight_counts(tmp_path: Path, firm: Firm) -> None:
    acme = firm.client("Acme")
    cho = firm.contact("Cho", acme, role="champion")
    firm.edge("EMPLOYED_BY", cho, firm.client("Acme East", parent=acme), role="decision_maker")

    snapshot = firm.snapshot(tmp_path)

    assert _people(snapshot, acme) == {cho: 3}
    roles = {snapshot.text(int(code)) for code in coverage(snapshot, TODAY).contacts.role}
    assert roles == {"decision_maker"}


def test_a_parent_has_the_contacts_of_all_below_it_and_they_keep_their_own(
    tmp_path: Path, firm: Firm
) -> None:
    acme = firm.client("Acme")
    east = firm.client("Acme East", parent=acme)
    cho = firm.contact("Cho", firm.client("Acme East Coast", parent=east))
    dov = firm.contact("Dov", east)

    snapshot = firm.snapshot(tmp_path)

    assert set(_people(snapshot, acme)) == {cho, dov}
    assert set(_people(snapshot, east)) == {cho, dov}


def test_a_ring_of_owners_ends_itself(tmp_path: Path, firm: Firm) -> None:
    acme = firm.client("Acme")
    east = firm.client("Acme East", parent=acme)
    firm.edge("PART_OF", acme, east)

    found = family(firm.snapshot(tmp_path), TODAY)

    assert found.above.size == 5  # both with both, and the own firm with itself


def test_our_own_people_and_former_contacts_are_no_contacts(tmp_path: Path, firm: Firm) -> None:
    acme = firm.client("Acme")
    firm.edge("EMPLOYED_BY", firm.employee("Ana"), acme)
    firm.edge("EMPLOYED_BY", firm.node("Person", "Cho"), acme, start=10_000, end=TODAY)

    assert _people(firm.snapshot(tmp_path), acme) == {}


def test_an_alumnus_at_a_client_is_a_contact(tmp_path: Path, firm: Firm) -> None:
    acme, ana = firm.client("Acme"), firm.employee("Ana", end=15_000)
    firm.edge("EMPLOYED_BY", ana, acme, start=15_000)

    assert set(_people(firm.snapshot(tmp_path), acme)) == {ana}


def test_a_tie_to_the_organisation_hangs_on_one_placeholder(tmp_path: Path, firm: Firm) -> None:
    acme = firm.client("Acme")
    cho = firm.contact("Cho", acme)
    for name in ("Ana", "Ben"):
        firm.knows(firm.employee(name), acme, monthly())

    snapshot = firm.snapshot(tmp_path)

    assert _people(snapshot, acme) == {cho: 1, None: 1}
    found = coverage(snapshot, TODAY)
    assert found.contacts.placeholder.tolist() == [False, True]
    assert found.book.p == pytest.approx([0.744505] * 2, abs=1e-6)
    assert np.unique(found.book.contact).tolist() == [1]
