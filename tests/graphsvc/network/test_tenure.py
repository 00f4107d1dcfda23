"""Time worked here, on a firm written down by hand."""

from graphsvc.network import standing
from graphsvc.network.tenure import Tenure, tenures
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY


def of(firm: Firm) -> dict[str, Tenure]:
    """Returns the time of every former colleague by name."""
    with firm.published() as asked:
        found = tenures(asked.snapshot, standing(asked.snapshot, TODAY))
        return {firm.name[asked.snapshot.key(one.person)]: one for one in found}


def test_two_employments_add_up_and_the_gap_between_them_does_not() -> None:
    firm = Firm()
    firm.employee("ida", start=TODAY - 900, end=TODAY - 800)
    firm.employee("ida", start=TODAY - 700, end=TODAY - 500)

    ida = of(firm)["ida"]

    assert (ida.days, ida.last_day) == (300, TODAY - 501)


def test_the_last_unit_is_the_one_left_last() -> None:
    firm = Firm()
    firm.employee("ida", "tax", start=TODAY - 900, end=TODAY - 800)
    firm.employee("ida", "audit", start=TODAY - 800, end=TODAY - 500)

    with firm.published() as asked:
        [one] = tenures(asked.snapshot, standing(asked.snapshot, TODAY))

        assert one.unit == asked.at("audit")


def test_who_still_works_here_or_never_did_has_no_row() -> None:
    firm = Firm()
    firm.organisation("acme")
    firm.employee("here")
    firm.contact("vi", "acme")
    firm.employee("back", start=TODAY - 900, end=TODAY - 800)
    firm.employee("back", start=TODAY - 5)

    assert of(firm) == {}
