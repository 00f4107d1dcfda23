"""What people ever agreed to, as published."""

from graphsvc.network.agreements import agreements
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY


def test_a_purpose_once_agreed_to_stays_known_when_it_is_withdrawn_or_runs_out() -> None:
    firm = Firm()
    firm.employee("ida", end=TODAY - 500)
    firm.agree("ida", "vouch", given=TODAY - 90, withdrawn_on=TODAY - 10)
    firm.agree("ida", "events", given=TODAY - 900, expires_on=TODAY - 170)

    with firm.published() as asked:
        found = agreements(asked.snapshot, TODAY)

        assert found == {asked.at("ida"): frozenset({"vouch", "events"})}


def test_what_is_given_later_and_who_never_answered_are_not_told() -> None:
    firm = Firm()
    for name in ("ida", "jon"):
        firm.employee(name, end=TODAY - 500)
    firm.agree("ida", "vouch", given=TODAY + 1)

    with firm.published() as asked:
        assert agreements(asked.snapshot, TODAY) == {}
