"""Ways over one person to alumni."""

import pytest

from graphsvc.network import ties
from graphsvc.network.acquaintance import acquaintances
from graphsvc.network.ways import Way, ways
from tests.graphsvc.firm import Firm, Published
from tests.graphsvc.graph import TODAY


def found(asked: Published, person: str) -> dict[int, list[Way]]:
    known = ties(asked.snapshot, TODAY)
    return ways(acquaintances(asked.snapshot, known), known.standing, asked.at(person))


def firm_with_alumni() -> Firm:
    firm = Firm()
    for name in ("ann", "bob", "cy"):
        firm.employee(name)
    for name in ("val", "zoe"):
        firm.employee(name, end=TODAY - 100)
    firm.tie("ann", "bob", 0.8)
    firm.tie("ann", "cy", 0.04)
    firm.tie("cy", "val", 0.9)
    firm.tie("bob", "val", 0.5)
    return firm


def test_a_way_needs_live_ties_on_both_sides() -> None:
    with firm_with_alumni().published() as asked:
        (way,) = found(asked, "ann")[asked.at("val")]

        # cy is no way: .04 is below a live tie
        assert (way.by, way.newest) == (asked.at("bob"), TODAY)
        assert [way.near, way.far] == pytest.approx([0.8, 0.5])


def test_alumni_are_ways_and_who_is_known_is_no_goal() -> None:
    firm = firm_with_alumni()
    firm.tie("ann", "val", 0.3)
    firm.tie("val", "zoe", 0.6)

    with firm.published() as asked:
        goals = found(asked, "ann")

        assert {person: [way.by for way in over] for person, over in goals.items()} == {
            asked.at("zoe"): [asked.at("val")]
        }


def test_an_outside_contact_is_no_way() -> None:
    firm = Firm()
    firm.employee("ann")
    firm.employee("val", end=TODAY - 100)
    firm.organisation("client")
    firm.contact("cfo", "client")
    firm.tie("ann", "cfo", 0.8)
    firm.tie("cfo", "val", 0.8)

    with firm.published() as asked:
        assert found(asked, "ann") == {}
