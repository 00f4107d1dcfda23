"""Who is known to leave on a day: employments with an end, and departures that were announced."""

import numpy as np

from graphsvc.network.standing import Standing
from graphsvc.snapshot import Snapshot
from graphsvc.store.port import OPEN


def last_day(snapshot: Snapshot, status: Standing, person: int) -> int | None:
    """Returns the last working day of an employee, inclusive: the recorded one, else the announced one.

    Args:
        snapshot: what is published.
        status: standing on the day asked.
        person: position of the employee.
    """
    jobs = snapshot.edges("EMPLOYED_BY", status.as_of)
    ends = jobs.valid_to[(jobs.src == person) & np.isin(jobs.dst, status.own)]
    if ends.size and int(ends.max()) != OPEN:
        return int(ends.max()) - 1
    return announced(snapshot, status.as_of).get(person)


def announced(snapshot: Snapshot, as_of: int) -> dict[int, int]:
    """Returns the last working day by position of each person whose departure is announced and open."""
    about = snapshot.edges("ABOUT", as_of)
    rows = np.isin(about.src, snapshot.nodes("Departure"))
    person, departure = about.dst[rows], about.src[rows]
    told, state, last = (
        snapshot.values("Departure", name, departure) for name in ("announced_on", "state", "last_day")
    )
    is_open = (told <= as_of) & (state == snapshot.code("open"))
    found: dict[int, int] = {}
    for one, day in zip(person[is_open].tolist(), last[is_open].tolist(), strict=True):
        found[one] = min(day, found.get(one, day))
    return found
