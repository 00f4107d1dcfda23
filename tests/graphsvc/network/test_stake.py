"""Fees at stake and the order they give, on two clients and one without a value."""

import numpy as np
import pytest

from graphsvc.measures.book import holdings
from graphsvc.measures.exposure import NOBODY
from graphsvc.network import coverage
from graphsvc.network.stake import most_at_stake_first, stake
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY


def firm() -> Firm:
    """Returns one client held by two, one held by nobody, and one whose value is not known."""
    found = Firm()
    for client, fees in (("two", 1000), ("bare", 400), ("unknown", 0)):
        found.organisation(client)
        found.contact(f"{client}-contact", client)
        if fees:
            found.fees(client, fees)
    for name, p in (("ana", 0.8), ("ben", 0.5)):
        found.employee(name)
        found.tie(name, "two-contact", p)
    return found


def test_what_is_at_stake_is_the_value_not_covered_after_the_biggest_departure() -> None:
    with firm().published() as asked:
        found = coverage(asked.snapshot, TODAY)
        at = {name: found.client_at(asked.at(name)) or 0 for name in ("two", "bare", "unknown")}

        told = stake(found, holdings(found.book))

        # C = .9, without Ana .5: half of the value is at stake
        assert told.fees[at["two"]] == pytest.approx(1000 * 100 * 0.5, abs=1)
        assert int(found.employees[told.leaver[at["two"]]]) == asked.at("ana")
        assert told.fees[at["bare"]] == pytest.approx(400 * 100)
        assert told.leaver[at["bare"]] == NOBODY
        assert np.isnan(told.fees[at["unknown"]])
        assert most_at_stake_first(told, at.values()) == [at["two"], at["bare"], at["unknown"]]


def test_clients_without_a_value_stand_last_the_least_covered_first() -> None:
    found = firm()
    found.organisation("held")
    found.contact("held-contact", "held")
    found.tie("ana", "held-contact", 0.9)

    with found.published() as asked:
        network = coverage(asked.snapshot, TODAY)
        at = {name: network.client_at(asked.at(name)) or 0 for name in ("held", "unknown", "bare")}

        assert most_at_stake_first(stake(network, holdings(network.book)), at.values()) == [
            at["bare"],
            at["unknown"],
            at["held"],
        ]
