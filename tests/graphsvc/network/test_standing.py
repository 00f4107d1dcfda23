"""What people are to the firm on a day."""

from pathlib import Path

import pytest

from graphsvc.network import standing
from tests.graphsvc.graph import TODAY, Firm


@pytest.mark.parametrize(
    "start, end, rank",
    [
        (TODAY, TODAY + 1, 2),
        (TODAY - 9, TODAY + 9, 2),
        (TODAY - 9, TODAY, 1),
        (TODAY + 1, TODAY + 9, 0),
    ],
)
def test_employment_counts_from_the_first_day_to_the_day_before_the_end(
    tmp_path: Path, start: int, end: int, rank: int
) -> None:
    firm = Firm()
    ana = firm.employee("Ana", start=start, end=end)
    snapshot = firm.snapshot(tmp_path)

    found = standing(snapshot, TODAY)

    at = snapshot.position(ana)
    assert found.rank[at] == rank
    assert (at in found.employees, at in found.alumni) == (rank == 2, rank == 1)


def test_a_boomerang_is_an_employee(tmp_path: Path) -> None:
    firm = Firm()
    ana = firm.employee("Ana", end=15_000)
    firm.edge("EMPLOYED_BY", ana, firm.own, start=16_000, qual="again")
    snapshot = firm.snapshot(tmp_path)

    found = standing(snapshot, TODAY)

    assert snapshot.keys(found.employees) == [ana]
    assert found.alumni.size == 0


def test_somebody_employed_elsewhere_is_nothing_to_the_firm(tmp_path: Path) -> None:
    firm = Firm()
    firm.contact("Cho", firm.client("Acme"))
    snapshot = firm.snapshot(tmp_path)

    found = standing(snapshot, TODAY)

    assert not found.rank.any()
    assert snapshot.keys(found.own) == [firm.own]


def test_sync_is_the_covered_share_of_employed_days_of_a_year(tmp_path: Path) -> None:
    """73 of 365 days: .2."""
    firm = Firm()
    ana = firm.employee("Ana", feed=None)
    firm.edge("OBSERVED", ana, firm.own, qual="mail", start=TODAY - 72)
    snapshot = firm.snapshot(tmp_path)

    found = standing(snapshot, TODAY)

    assert found.sync[snapshot.position(ana)] == pytest.approx(0.2)


def test_before_the_first_known_day_nobody_is_employed(tmp_path: Path) -> None:
    firm = Firm()
    firm.employee("Ana")

    found = standing(firm.snapshot(tmp_path), 9_999)

    assert found.employees.size == 0
