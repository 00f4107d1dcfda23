"""The people network as NetworkX takes it."""

from pathlib import Path

import networkx as nx
import pytest

from graphsvc.network import people
from tests.graphsvc.graph import TODAY, Firm, monthly


def test_employees_are_tied_by_internal_ties_of_a_strength(tmp_path: Path) -> None:
    firm = Firm()
    ana, ben, cho = (firm.employee(name) for name in ("Ana", "Ben", "Cho"))
    audit = firm.node("Unit", "Audit")
    firm.edge("IN_UNIT", ana, audit)
    firm.knows(ana, ben, monthly())
    firm.knows(ben, cho, {TODAY: (1, 1)})  # case 2: S 20.7516
    firm.knows(ana, firm.contact("Dov", firm.client("Acme")), monthly())
    snapshot = firm.snapshot(tmp_path)
    persons = snapshot.nodes("Person")
    at = dict(zip(snapshot.keys(persons), persons.tolist(), strict=True))

    strong, weak = people(snapshot, TODAY), people(snapshot, TODAY, min_strength=5)

    assert set(strong) == {at[ana], at[ben], at[cho]}
    assert {frozenset(edge) for edge in strong.edges} == {frozenset((at[ana], at[ben]))}
    assert strong.edges[at[ana], at[ben]]["strength"] == pytest.approx(74.4505, abs=1e-4)
    assert {node: strong.nodes[node]["unit"] for node in strong} == {
        at[ana]: snapshot.position(audit),
        at[ben]: -1,
        at[cho]: -1,
    }
    assert list(nx.articulation_points(weak)) == [at[ben]]


def test_a_leaver_is_not_in_the_network(tmp_path: Path) -> None:
    firm = Firm()
    firm.knows(firm.employee("Ana"), firm.employee("Ben", end=TODAY), monthly())

    found = people(firm.snapshot(tmp_path), TODAY)

    assert (found.number_of_nodes(), found.number_of_edges()) == (1, 0)
