"""Who knows whom: measured and declared ties in both directions."""

import pytest

from graphsvc import tie
from graphsvc.network import ties
from graphsvc.network.acquaintance import LIVE, Acquaintances, acquaintances
from graphsvc.question import date_of
from tests.graphsvc.firm import Firm, Published
from tests.graphsvc.graph import TODAY


def known(asked: Published) -> Acquaintances:
    return acquaintances(asked.snapshot, ties(asked.snapshot, TODAY))


def firm_of(*names: str) -> Firm:
    firm = Firm()
    for name in names:
        firm.employee(name)
    return firm


def declare(firm: Firm, one: str, other: str, band: str) -> None:
    said = {"band": band, "declared_on": str(date_of(TODAY))}
    firm.edge("DECLARED", one, other, qual=one, start=TODAY, **said)


def test_a_tie_is_found_from_both_ends() -> None:
    firm = firm_of("ann", "bob", "cy")
    firm.tie("ann", "bob", 0.7)
    firm.tie("cy", "bob", 0.04)

    with firm.published() as asked:
        found = known(asked)
        ann, bob, cy = (asked.at(name) for name in ("ann", "bob", "cy"))

        assert found.strength(ann, bob) == found.strength(bob, ann) == pytest.approx(0.7)
        assert (found.strength(ann, cy), found.row(ann, cy)) == (0.0, None)
        assert len(found.rows(bob)) == 2
        assert found.other[found.rows(bob, least=LIVE)].tolist() == [ann]
        assert found.total[bob] == pytest.approx(0.74)


def test_the_larger_of_measured_and_declared_counts_and_keeps_the_last_day() -> None:
    firm = firm_of("ann", "bob", "cy")
    firm.tie("ann", "bob", 0.3)
    firm.tie("ann", "cy", 0.8)
    declare(firm, "bob", "ann", "strong")
    declare(firm, "ann", "cy", "warm")

    with firm.published() as asked:
        found = known(asked)
        rows = [found.row(asked.at("ann"), asked.at(name)) for name in ("bob", "cy")]

    # ties-and-coverage 5: strong is 59, warm 42
    assert [tie.BASES[found.basis[row]] for row in rows if row is not None] == ["declared", "measured"]
    assert [float(found.p[row]) for row in rows if row is not None] == pytest.approx([0.59, 0.8])
    assert [int(found.last_day[row]) for row in rows if row is not None] == [TODAY, TODAY]


def test_a_declared_tie_alone_has_no_last_day() -> None:
    firm = firm_of("ann", "bob")
    declare(firm, "ann", "bob", "weak")

    with firm.published() as asked:
        found = known(asked)

    assert set(found.last_day.tolist()) == {tie.NEVER}


def test_nobody_knows_anybody_in_a_firm_without_ties() -> None:
    with firm_of("ann").published() as asked:
        found = known(asked)

        assert (found.one.size, found.rows(asked.at("ann"))) == (0, [])
