"""Supporters and dependents, by the numbers of people-and-alumni 13."""

import pytest

from graphsvc.network import ties
from graphsvc.network.acquaintance import acquaintances
from graphsvc.network.support import Support, dependents, support
from tests.graphsvc.firm import Firm, Published
from tests.graphsvc.graph import TODAY


def of(asked: Published, name: str) -> Support:
    """Returns who stands by somebody."""
    found = ties(asked.snapshot, TODAY)
    return support(asked.snapshot, found.standing, acquaintances(asked.snapshot, found), asked.at(name))


def test_colleagues_but_the_manager_support_and_contacts_do_not() -> None:
    firm = Firm()
    firm.organisation("acme")
    for name in ("ann", "ben", "cho", "boss"):
        firm.employee(name)
    firm.contact("vi", "acme")
    for name, p in (("ben", 0.5), ("cho", 0.3), ("boss", 0.8), ("vi", 0.9)):
        firm.tie("ann", name, p)
    firm.edge("REPORTS_TO", "ann", "boss")

    with firm.published() as asked:
        found = of(asked, "ann")

        assert found.supporters == tuple(sorted((asked.at("ben"), asked.at("cho"))))
    assert found.coverage == pytest.approx(0.65)


def test_a_tie_that_is_not_warm_counts_in_coverage_alone() -> None:
    firm = Firm()
    for name in ("dee", "eve", "fay"):
        firm.employee(name)
    firm.tie("dee", "eve", 0.4)
    firm.tie("dee", "fay", 0.2)

    with firm.published() as asked:
        found = of(asked, "dee")

        assert found.supporters == (asked.at("eve"),)
    assert found.coverage == pytest.approx(0.52)


def test_a_report_who_is_mentored_too_is_told_once_and_a_former_manager_leads_nobody() -> None:
    firm = Firm()
    for name in ("you", "dee", "eve"):
        firm.employee(name)
    firm.edge("REPORTS_TO", "dee", "you")
    firm.edge("REPORTS_TO", "eve", "you", start=TODAY - 90, end=TODAY - 9)
    firm.edge("DECLARED", "you", "dee", qual="hr", relation="coaches", band="warm")

    with firm.published() as asked:
        found = dependents(asked.snapshot, ties(asked.snapshot, TODAY).standing, asked.at("you"))

        assert found == {asked.at("dee"): "leads"}
