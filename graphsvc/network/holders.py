"""What each colleague takes along who is tied to one client: its coverage with and without them."""

from dataclasses import dataclass

import numpy as np

from graphsvc.measures.book import holdings, select
from graphsvc.measures.coverage import coverage_index, departure_impacts
from graphsvc.network.coverage import Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One colleague at a client.

    Attributes:
        employee: index of the colleague.
        strong: contacts there whose tie reaches tau.
        share: share of the coverage that goes with them.
        without: coverage of the client if they left.
    """

    employee: int
    strong: int
    share: float
    without: float


def holders(found: Coverage, at: int, tau: float) -> list[Held]:
    """Returns who is tied to a client, most coverage lost first, equal ones by index.

    Args:
        found: coverage on the day.
        at: index of the client.
        tau: probability from which a tie is strong.
    """
    book = select(found.book, found.book.client == at)
    held = holdings(book)
    lost, covered = departure_impacts(book, held), float(coverage_index(book)[at])
    strong = np.bincount(book.employee[book.p >= tau], minlength=book.n_employees)
    told = [
        Held(employee=employee, strong=int(strong[employee]), share=share, without=covered * (1.0 - share))
        for employee, share in zip(held.employee.tolist(), lost.tolist(), strict=True)
    ]
    return sorted(told, key=lambda each: (-each.share, each.employee))
