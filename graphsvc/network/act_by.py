"""By when something must be done at a client, so that its contract is not over before."""

import numpy as np

from graphsvc.measures.runway import Terms, deadline
from graphsvc.network.value import Contracts, Values
from graphsvc.snapshot import NO_DAY
from graphsvc.store.port import OPEN


def act_by_day(found: Values, client: int, last_day: int) -> int | None:
    """Returns the earliest deadline of the live contracts, else of the one that ended last, else None.

    Args:
        found: values and contracts of clients.
        client: index of the client.
        last_day: last working day that deadlines are counted from.
    """
    days = _deadlines(found.contracts, client, last_day) or _deadlines(found.lapsed, client, last_day)
    return min(days, default=None)


def _deadlines(contracts: Contracts, at: int, last_day: int) -> list[int]:
    return [
        deadline(
            Terms(
                end=None if contracts.end[row] in {OPEN, NO_DAY} else int(contracts.end[row]),
                notice_days=int(np.nan_to_num(contracts.notice_days[row])),
                auto_renews=None if contracts.auto_renews[row] < 0 else bool(contracts.auto_renews[row]),
                term_months=None if np.isnan(contracts.term_months[row]) else int(contracts.term_months[row]),
            ),
            last_day,
        )
        for row in np.flatnonzero(contracts.client == at).tolist()
    ]
