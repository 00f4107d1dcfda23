"""The coverage network; expected figures are those of ties-and-coverage 5 and 9."""

from dataclasses import fields
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from graphsvc.measures.coverage import coverage_index
from graphsvc.measures.model import FIRM
from graphsvc.network import NO_TIE, Coverage, coverage
from graphsvc.snapshot import Snapshot
from graphsvc.tie import BASES
from tests.graphsvc.graph import TODAY, Firm, monthly


@pytest.fixture
def firm() -> Firm:
    return Firm()


Named = dict[tuple[str, str], tuple[float, str]]


def _named(snapshot: Snapshot, found: Coverage) -> Named:
    """Returns p and basis by keys of employee and contact; '' stands for nobody in particular."""
    pairs = found.pairs
    people = [snapshot.key(person) if person >= 0 else "" for person in found.contacts.person.tolist()]
    return {
        (snapshot.key(int(found.employees[one])), people[other]): (round(p, 6), BASES[basis])
        for one, other, p, basis in zip(
            pairs.employee.tolist(),
            pairs.contact.tolist(),
            pairs.p.tolist(),
            pairs.basis.tolist(),
            strict=True,
        )
    }


def test_a_measured_tie_has_the_strength_of_its_evidence(tmp_path: Path, firm: Firm) -> None:
    ana, cho = firm.employee("Ana"), firm.contact("Cho", firm.client("Acme"))
    firm.knows(ana, cho, monthly())
    snapshot = firm.snapshot(tmp_path)

    found = coverage(snapshot, TODAY)

    assert _named(snapshot, found) == {(ana, cho): (0.744505, "measured")}
    assert found.pairs.measured_row.tolist() == [0]
    assert found.pairs.declared_row.tolist() == [NO_TIE]
    assert found.is_measured


def test_paper_counts_for_every_contact_where_no_feed_covers_the_employee(tmp_path: Path, firm: Firm) -> None:
    """Worked fixture (b): X omega 3, Y omega 1, Dee and Eli assigned: C .84, measured C 0."""
    acme = firm.client("Acme")
    x, y = firm.contact("X", acme, role="decision_maker"), firm.contact("Y", acme)
    dee, eli = firm.employee("Dee", feed=None), firm.employee("Eli", feed=None)
    for person in (dee, eli):
        firm.edge("ASSIGNED_TO", person, acme, qual="lead")
    snapshot = firm.snapshot(tmp_path)

    found = coverage(snapshot, TODAY)

    assert _named(snapshot, found) == {(e, k): (0.6, "assigned") for e in (dee, eli) for k in (x, y)}
    assert coverage_index(found.book) == pytest.approx([0.84])
    assert coverage_index(found.measured_book).tolist() == [0]
    assert found.book.assigned.all()
    assert found.team.employee.tolist() == [0, 1]
    assert [snapshot.quals("ASSIGNED_TO")[code] for code in found.team.role] == ["lead", "lead"]
    assert not found.is_measured


@pytest.mark.parametrize("days, counts", [(182, True), (183, False)])
def test_paper_counts_up_to_half_a_year_of_feed(tmp_path: Path, firm: Firm, days: int, counts: bool) -> None:
    """sync < 0.5: 182 of 365 days are .4986, 183 are .5014."""
    acme = firm.client("Acme")
    firm.contact("Cho", acme)
    ana = firm.employee("Ana", feed=None)
    firm.edge("OBSERVED", ana, firm.own, qual="mail", start=TODAY + 1 - days)
    firm.edge("ASSIGNED_TO", ana, acme, qual="lead")

    found = coverage(firm.snapshot(tmp_path), TODAY)

    assert found.pairs.assigned.tolist() == [True] * counts
    assert found.team.client.tolist() == [0]


def test_an_account_without_contacts_has_one_placeholder_on_paper(tmp_path: Path, firm: Firm) -> None:
    acme = firm.client("Acme")
    firm.client("Bolt")
    ana = firm.employee("Ana", feed=None)
    firm.edge("ASSIGNED_TO", ana, acme, qual="lead")
    snapshot = firm.snapshot(tmp_path)

    found = coverage(snapshot, TODAY)

    assert _named(snapshot, found) == {(ana, ""): (0.6, "assigned")}
    assert found.book.placeholder.tolist() == [True]
    assert snapshot.keys(found.clients[found.contacts.client]) == [acme]


def test_paper_of_a_child_counts_for_the_childs_contacts_at_the_parent(tmp_path: Path, firm: Firm) -> None:
    acme = firm.client("Acme")
    east = firm.client("Acme East", parent=acme)
    firm.contact("Cho", acme)
    dov = firm.contact("Dov", east)
    ana = firm.employee("Ana", feed=None)
    firm.edge("ASSIGNED_TO", ana, east, qual="lead")
    snapshot = firm.snapshot(tmp_path)

    found = coverage(snapshot, TODAY)

    assert set(_named(snapshot, found)) == {(ana, dov)}
    assert sorted(snapshot.keys(found.clients[found.pairs.client])) == sorted([acme, east])


def test_a_declared_tie_fades_and_shows_as_override_above_a_measured_one(tmp_path: Path, firm: Firm) -> None:
    """Strong declared 180 days ago: 41.9178; one mail each way on the day: 20.7516 (case 2)."""
    ana, cho = firm.employee("Ana"), firm.contact("Cho", firm.client("Acme"))
    firm.knows(ana, cho, {TODAY: (1, 1)})
    firm.edge(
        "DECLARED", ana, cho, qual="ana", band="strong", declared_on="2024-04-07", expires_on="2025-04-07"
    )
    snapshot = firm.snapshot(tmp_path)

    found = coverage(snapshot, TODAY)

    assert found.pairs.declared == pytest.approx([41.9178], abs=1e-4)
    assert found.pairs.strength == pytest.approx([20.7516], abs=1e-4)
    assert _named(snapshot, found)[ana, cho][1] == "declared"
    assert found.pairs.override.tolist() == [True]
    assert found.measured_book.p == pytest.approx([0.207516], abs=1e-6)


@pytest.mark.parametrize(
    "properties, strength",
    [
        ({"band": "strong", "declared_on": "2024-10-04"}, 59),
        ({"band": "warm", "declared_on": "2023-10-06"}, 21),  # age 364
        ({"band": "warm", "declared_on": "2023-10-05"}, None),  # expires on day 365
        ({"band": "strong", "start": TODAY - 180}, 41.9178),
        ({"band": "weak"}, 15),
        ({"relation": "connection"}, None),
    ],
)
def test_what_a_declaration_leaves_open_is_taken_from_its_interval(
    tmp_path: Path, firm: Firm, properties: dict[str, object], strength: float | None
) -> None:
    ana, cho = firm.employee("Ana"), firm.contact("Cho", firm.client("Acme"))
    firm.edge("DECLARED", cho, ana, qual="ana", **properties)

    found = coverage(firm.snapshot(tmp_path), TODAY)

    assert found.pairs.declared == pytest.approx([] if strength is None else [strength], abs=1e-1)


def test_of_several_declarations_the_strongest_counts(tmp_path: Path, firm: Firm) -> None:
    ana, acme = firm.employee("Ana"), firm.client("Acme")
    for author, band in (("a", "weak"), ("b", "strong"), ("c", "warm")):
        firm.edge("DECLARED", ana, acme, qual=author, band=band)

    found = coverage(firm.snapshot(tmp_path), TODAY)

    assert found.pairs.declared.tolist() == [59]


def test_colleagues_prospects_and_leavers_are_no_coverage(tmp_path: Path, firm: Firm) -> None:
    ana, prospect = firm.employee("Ana"), firm.node("Organisation", "Bolt", type="prospect")
    firm.knows(ana, firm.employee("Ben"), monthly())
    firm.knows(ana, firm.contact("Cho", prospect), monthly())
    firm.knows(firm.employee("Dee", end=TODAY), firm.contact("Dov", firm.client("Acme")), monthly())

    found = coverage(firm.snapshot(tmp_path), TODAY)

    assert found.pairs.p.size == 0
    assert found.book.n_contacts == 1


def test_before_the_first_known_day_the_network_is_empty(tmp_path: Path, firm: Firm) -> None:
    firm.knows(firm.employee("Ana"), firm.contact("Cho", firm.client("Acme"), start=15_000), monthly())

    found = coverage(firm.snapshot(tmp_path), 9_000)

    assert (found.book.n_employees, found.book.n_contacts) == (0, 0)
    assert coverage_index(found.book).tolist() == [0]


def test_indices_and_positions_translate_into_each_other(tmp_path: Path, firm: Firm) -> None:
    firm.employee("Ana")
    firm.client("Acme")
    snapshot = firm.snapshot(tmp_path)

    found = coverage(snapshot, TODAY)

    assert [found.employee_at(at) for at in found.employees.tolist()] == [0]
    assert [found.client_at(at) for at in found.clients.tolist()] == [0]
    assert found.employee_at(int(found.clients[0])) is None


def test_the_network_is_a_graph_from_the_firm_to_its_clients(tmp_path: Path, firm: Firm) -> None:
    """T1 of risk-measures 2: a sole owner dominates the client from FIRM."""
    firm.knows(firm.employee("Ana"), firm.contact("Cho", firm.client("Acme")), monthly())

    graph = coverage(firm.snapshot(tmp_path), TODAY).to_networkx(0.6)

    assert nx.shortest_path(graph, FIRM, ("client", 0)) == [
        FIRM,
        ("employee", 0),
        ("contact", 0),
        ("client", 0),
    ]
    assert nx.immediate_dominators(graph, FIRM)["client", 0] == ("contact", 0)


def test_the_order_of_the_source_changes_nothing(tmp_path: Path, firm: Firm) -> None:
    acme = firm.client("Acme")
    for name in ("Ana", "Ben", "Cho"):
        person = firm.employee(name, feed=None)
        firm.edge("ASSIGNED_TO", person, acme, qual="member")
        firm.knows(person, firm.contact(f"{name}'s contact", acme), monthly())
    one = coverage(firm.snapshot(tmp_path / "one"), TODAY)
    firm.facts.reverse()
    firm.evidence.reverse()

    other = coverage(firm.snapshot(tmp_path / "other"), TODAY)

    for column in fields(one.pairs):
        assert np.array_equal(getattr(one.pairs, column.name), getattr(other.pairs, column.name))
