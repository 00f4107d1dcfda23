"""What is at stake at every client, and the order in which lists of clients begin."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graphsvc.measures.book import Floats, Holdings, Ints
from graphsvc.measures.coverage import coverage_index, departure_impacts
from graphsvc.measures.exposure import NOBODY
from graphsvc.network.coverage import Coverage


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stake:
    """What the biggest single departure would leave, one entry per client.

    Attributes:
        index: coverage of the client.
        leaver: who, by leaving, costs most; `NOBODY` where nobody does.
        share: share of the coverage that goes with them.
        fees: value times what is not covered afterwards, hundredths; NaN where no value is known.
    """

    index: Floats
    leaver: Ints
    share: Floats
    fees: Floats


def stake(found: Coverage, held: Holdings) -> Stake:
    """Returns what is at stake at every client; of equal departures the first key's counts."""
    impact = departure_impacts(found.book, held)
    size = found.book.n_clients
    who, share = np.full(size, NOBODY, dtype=np.int32), np.zeros(size)
    order = np.lexsort((-held.employee, impact, held.client))
    who[held.client[order]] = held.employee[order]  # the largest is written last
    share[held.client[order]] = impact[order]
    index = coverage_index(found.book)
    return Stake(
        index=index,
        leaver=np.where(share > 0, who, NOBODY).astype(np.int32),
        share=share,
        fees=found.values.amount * (1 - index * (1 - share)),
    )


def most_at_stake_first(at: Stake, clients: Iterable[int]) -> list[int]:
    """Returns clients by fees at stake, most first; those without a value after, least covered first."""

    def place(client: int) -> tuple[bool, float, int]:
        """Returns what a client is sorted by."""
        fees = float(at.fees[client])
        return (True, float(at.index[client]), client) if np.isnan(fees) else (False, -round(fees), client)

    return sorted(clients, key=place)
