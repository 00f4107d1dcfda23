"""Ways over one person from somebody to alumni they are not in touch with."""

from collections import defaultdict
from dataclasses import dataclass

from graphsvc.network.acquaintance import LIVE, Acquaintances
from graphsvc.network.standing import Standing

_FORMER = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to somebody.

    Attributes:
        by: position of who stands between, employed here now or formerly.
        near: p of the tie to who stands between.
        far: p of the tie from there.
        newest: day of the last evidence of either tie, `tie.NEVER` without any.
    """

    by: int
    near: float
    far: float
    newest: int


def ways(known: Acquaintances, status: Standing, person: int) -> dict[int, list[Way]]:
    """Returns the ways over live ties to each alumnus without a live tie to the person, by position."""
    found: dict[int, list[Way]] = defaultdict(list)
    near = known.rows(person, least=LIVE)
    own = {int(known.other[row]) for row in near} | {person}
    for row in near:
        between = int(known.other[row])
        if not status.rank[between]:
            continue
        for far in known.rows(between, least=LIVE):
            other = int(known.other[far])
            if status.rank[other] == _FORMER and other not in own:
                found[other].append(_way(known, row, far))
    return dict(found)


def _way(known: Acquaintances, near: int, far: int) -> Way:
    return Way(
        by=int(known.other[near]),
        near=float(known.p[near]),
        far=float(known.p[far]),
        newest=int(max(known.last_day[near], known.last_day[far])),
    )
