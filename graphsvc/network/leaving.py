"""Who is known to leave on a day: employments with an end, and departures that were announced."""

from collections.abc import Sequence

import numpy as np

from graphsvc.network.standing import Standing, organisations
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


def last_day_of_all(snapshot: Snapshot, people: Sequence[int]) -> int | None:
    """Returns the last day on which all of some people worked here, None where all still do.

    Args:
        snapshot: what is published.
        people: positions of people who work or worked here.
    """
    jobs = snapshot.edges("EMPLOYED_BY")
    ours = np.isin(jobs.dst, organisations(snapshot, "own"))
    ends = [int(jobs.valid_to[ours & (jobs.src == person)].max(initial=0)) for person in people]
    last = min(ends, default=OPEN) - 1
    return last if last < snapshot.today else None


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
