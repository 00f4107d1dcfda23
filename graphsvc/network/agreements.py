"""Which purposes a person was ever asked about and answered, as far as the publication knows."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from graphsvc.network.join import place
from graphsvc.snapshot import Snapshot


def agreements(snapshot: Snapshot, day: int) -> Mapping[int, frozenset[str]]:
    """Returns the purposes somebody ever agreed to up to a day, by position; gone or not is not told.

    Whether one holds today is read live, never here.
    """
    consents, about = snapshot.nodes("Consent"), snapshot.edges("ABOUT")
    at = place(about.src, consents)
    rows = np.flatnonzero(at >= 0)
    given = snapshot.column("Consent", "given_on")[at[rows]] <= day
    purpose = snapshot.column("Consent", "purpose")[at[rows]]
    found: dict[int, set[str]] = defaultdict(set)
    for person, code in zip(about.dst[rows][given].tolist(), purpose[given].tolist(), strict=True):
        found[person].add(snapshot.text(code) or "")
    return {person: frozenset(purposes) for person, purposes in found.items()}
