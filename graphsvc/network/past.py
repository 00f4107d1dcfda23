"""What the records say of working together: shared units and client teams, clients served, moves."""

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from graphsvc.network.acquaintance import LIVE, Acquaintances
from graphsvc.network.contacts import family
from graphsvc.network.join import join
from graphsvc.network.standing import Standing
from graphsvc.network.units import UNKNOWN, units
from graphsvc.snapshot import Edges, Snapshot
from graphsvc.snapshot.reader import Positions
from graphsvc.store.port import UNBOUNDED

_ACCOUNTS = ("client", "prospect", "former")


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Days two people shared a unit or a client team, the last of them, and whether a client was shared."""

    days: int
    last_day: int
    same_client: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Stays:
    """Periods of people in units and client teams, clipped to their employment here."""

    person: Positions
    place: Positions
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    is_client: NDArray[np.bool_]


def together(snapshot: Snapshot, status: Standing, person: int) -> dict[int, Together]:
    """Returns everybody who shared a unit or a client team with a person, up to the day, by position.

    Periods whose start nobody knows are left out; overlapping ones count once.
    """
    stays = _stays(snapshot, status)
    mine = np.flatnonzero(stays.person == person)
    left, right = join(stays.place[mine], stays.place)
    start = np.maximum(stays.start[mine[left]], stays.start[right])
    end = np.minimum(stays.end[mine[left]], stays.end[right])
    keep = (start < end) & (stays.person[right] != person)
    columns = (stays.person[right], start, end, stays.is_client[right])
    shared = sorted(zip(*(column[keep].tolist() for column in columns), strict=True))
    return {
        other: _merged([row[1:] for row in rows]) for other, rows in groupby(shared, key=lambda row: row[0])
    }


def _merged(periods: list[tuple[int, int, bool]]) -> Together:
    """Returns the union of periods, which ascend by start."""
    days, until = 0, UNBOUNDED
    for start, end, _ in periods:
        days += max(0, end - max(start, until))
        until = max(until, end)
    return Together(days=days, last_day=until - 1, same_client=any(client for *_, client in periods))


def _stays(snapshot: Snapshot, status: Standing) -> _Stays:
    unit, team = snapshot.edges("IN_UNIT"), snapshot.edges("ASSIGNED_TO")
    jobs = _own(snapshot, status)
    person, place = np.append(unit.src, team.src), np.append(unit.dst, team.dst)
    left, right = join(person, jobs.src)
    start = np.append(unit.valid_from, team.valid_from)[left]
    end = np.append(unit.valid_to, team.valid_to)[left]
    start, end = np.maximum(start, jobs.valid_from[right]), np.minimum(end, jobs.valid_to[right])
    end = np.minimum(end, status.as_of + 1)
    keep = (start < end) & (start > UNBOUNDED)
    return _Stays(
        person=person[left][keep],
        place=place[left][keep],
        start=start[keep],
        end=end[keep],
        is_client=(left >= unit.src.size)[keep],
    )


def _own(snapshot: Snapshot, status: Standing) -> Edges:
    jobs = snapshot.edges("EMPLOYED_BY")
    return jobs.where(np.isin(jobs.dst, status.own))


def last_worked(snapshot: Snapshot, status: Standing, person: int) -> int:
    """Returns the last day a person worked here up to the day, the day itself for an employee."""
    jobs = _own(snapshot, status)
    ends = jobs.valid_to[(jobs.src == person) & (jobs.valid_from <= status.as_of)]
    return int(min(ends.max(initial=UNBOUNDED + 1) - 1, status.as_of))


def served(snapshot: Snapshot, known: Acquaintances, person: int, *, as_of: int) -> Positions:
    """Returns the accounts a person was ever assigned to or has a live tie to, with all above and below."""
    team = snapshot.edges("ASSIGNED_TO")
    others = known.other[known.rows(person, least=LIVE)]
    jobs = snapshot.edges("EMPLOYED_BY", as_of)
    met = np.append(others, jobs.dst[np.isin(jobs.src, others)])
    found = np.append(team.dst[team.src == person], met[np.isin(met, accounts(snapshot, *_ACCOUNTS))])
    kin = family(snapshot, as_of)
    return np.unique(np.append(kin.above[np.isin(kin.below, found)], kin.below[np.isin(kin.above, found)]))


def accounts(snapshot: Snapshot, *kinds: str) -> Positions:
    """Returns the positions of organisations of some types, ascending."""
    codes = [snapshot.code(kind) for kind in kinds]
    return snapshot.nodes("Organisation")[np.isin(snapshot.column("Organisation", "type"), codes)]


def moves(snapshot: Snapshot, status: Standing, unit: int) -> dict[int, list[int]]:
    """Returns days since each departure from a unit to another employer, by employer."""
    member = snapshot.edges("IN_UNIT")
    member = member.where(np.lexsort((member.valid_from, member.valid_to, member.src)))
    last = np.flatnonzero(np.diff(member.src, append=-1) != 0)
    people = np.intersect1d(member.src[last][member.dst[last] == unit], status.alumni)
    ours = _own(snapshot, status)
    left = np.full(snapshot.size, UNBOUNDED, dtype=np.int32)
    np.maximum.at(left, ours.src, ours.valid_to)
    jobs = snapshot.edges("EMPLOYED_BY")
    jobs = jobs.where(np.isin(jobs.src, people) & ~np.isin(jobs.dst, status.own))
    later = jobs.where((jobs.valid_to > left[jobs.src]) & (jobs.valid_from <= status.as_of))
    pairs = np.unique(np.stack((later.dst, later.src)), axis=1)
    found: dict[int, list[int]] = {}
    for employer, who in pairs.T.tolist():
        found.setdefault(employer, []).append(status.as_of - int(left[who]))
    return found


def employers(snapshot: Snapshot, status: Standing) -> dict[int, list[int]]:
    """Returns where people work now other than here, positions by person, ascending."""
    jobs = snapshot.edges("EMPLOYED_BY", status.as_of)
    jobs = jobs.where(~np.isin(jobs.dst, status.own))
    found: dict[int, list[int]] = {}
    for person, employer in zip(jobs.src.tolist(), jobs.dst.tolist(), strict=True):
        found.setdefault(person, []).append(employer)
    return {person: sorted(set(places)) for person, places in found.items()}


def colleague_kinds(snapshot: Snapshot, status: Standing, person: int, day: int) -> dict[int, str]:
    """Returns what each employee is, or was on a day, to a person who worked here then.

    manager, sponsor (above the manager), junior (below the person), else peer (same unit now) or
    other_unit; who is in no unit we know, or whose unit cannot be compared, is left out.
    """
    staff = status.employees
    unit = dict(zip(staff.tolist(), units(snapshot, staff, status.as_of).tolist(), strict=True))
    own = unit_of(snapshot, person, day)
    kinds = {
        other: "peer" if place == own else "other_unit"
        for other, place in unit.items()
        if UNKNOWN not in {place, own}
    }
    reports = snapshot.edges("REPORTS_TO", day)
    managers = set(reports.dst[reports.src == person].tolist())
    below = _reach({person}, reports.dst, reports.src)
    above = _reach(managers, reports.src, reports.dst)
    line = (
        dict.fromkeys(below, "junior") | dict.fromkeys(above, "sponsor") | dict.fromkeys(managers, "manager")
    )
    return {other: kind for other, kind in (kinds | line).items() if other in unit and other != person}


def unit_of(snapshot: Snapshot, person: int, day: int) -> int:
    """Returns the position of a person's unit on a day, `UNKNOWN` if in none."""
    return int(units(snapshot, np.array([person], dtype=np.int32), day)[0])


def _reach(people: set[int], start: Positions, end: Positions) -> set[int]:
    """Returns everybody that steps from some people lead to, and these; a ring ends itself."""
    found, edge = set(people), set(people)
    while edge:
        edge = set(end[np.isin(start, list(edge))].tolist()) - found
        found |= edge
    return found
