"""Units of people on a day."""

from pathlib import Path

from graphsvc.network.units import UNKNOWN, units
from tests.graphsvc.graph import TODAY, Firm


def test_of_several_units_the_one_entered_last_counts(tmp_path: Path) -> None:
    firm = Firm()
    ana, ben = firm.employee("Ana"), firm.employee("Ben")
    for name, start, end in (("Audit", 10_000, TODAY), ("Tax", 12_000, None), ("Deals", 11_000, None)):
        days = {"start": start} | ({"end": end} if end else {})
        firm.edge("IN_UNIT", ana, firm.node("Unit", name), **days)
    snapshot = firm.snapshot(tmp_path)
    people = snapshot.nodes("Person")

    found = units(snapshot, people, TODAY)

    tax = snapshot.position(firm.node("Unit", "Tax"))
    assert dict(zip(snapshot.keys(people), found.tolist(), strict=True)) == {ana: tax, ben: UNKNOWN}
