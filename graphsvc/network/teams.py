"""Colleagues on accounts: who is on the team on paper, or has a tie to a contact there."""

from collections.abc import Sequence

import numpy as np

from graphsvc.network.coverage import Coverage
from graphsvc.snapshot.reader import Positions


def on_accounts(found: Coverage, clients: Sequence[int]) -> Positions:
    """Returns the positions of the colleagues on some clients, by index, ascending."""
    tied = found.pairs.employee[np.isin(found.pairs.client, clients) & (found.pairs.p > 0)]
    paper = found.team.employee[np.isin(found.team.client, clients)]
    return found.employees[np.union1d(tied, paper)]
