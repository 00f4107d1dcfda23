"""The time line of a former colleague: time here always, elsewhere by consent alone."""

import pytest

from graphsvc.sheets.alumnus import OPENS, Spell, spells
from tests.graphsvc.firm import HIRED, Firm
from tests.graphsvc.graph import TODAY

LEFT = TODAY - 400


def told(firm: Firm) -> list[Spell]:
    with firm.published() as asked, asked.store.view() as view:
        return spells(view, firm.scope(), firm.key["ida"], own=[firm.key["firm"]])


def moved(*consents: str) -> Firm:
    """Returns a firm that ida left for acme."""
    firm = Firm()
    firm.organisation("acme")
    firm.employee("ida", "Audit", end=LEFT)
    firm.edge("EMPLOYED_BY", "ida", "acme", start=LEFT, title="Buyer")
    firm.consent("ida", *consents)
    return firm


@pytest.mark.parametrize("purpose", OPENS)
def test_with_a_consent_the_employer_and_the_title_are_told(purpose: str) -> None:
    here, there = told(moved(purpose))

    assert (here.is_here, there.is_here) == (True, False)
    assert (there.name, there.title, there.until) == ("acme", "Buyer", None)


@pytest.mark.parametrize("purpose", ["vouch", "events"])
def test_any_other_consent_tells_of_the_time_here_alone(purpose: str) -> None:
    [here] = told(moved(purpose))

    assert here.is_here
    assert here.title == ""


def test_the_first_comes_first_and_an_unknown_start_before_it() -> None:
    firm = moved("stay_in_touch")
    firm.organisation("before", type="other")
    firm.edge("EMPLOYED_BY", "ida", "before", end=HIRED)

    assert [each.name for each in told(firm)] == ["before", "firm", "acme"]
