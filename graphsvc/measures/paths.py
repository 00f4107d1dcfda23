"""Introduction paths: the strongest way from one person to another over at most three ties."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Neighbours = Callable[[int], Iterable[tuple[int, float]]]
"""Gives the ties of a person as (other, p)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One way: the people on it, both ends included, the p of each tie, and their product."""

    people: tuple[int, ...]
    p: tuple[float, ...]
    product: float

    @property
    def weakest(self) -> int:
        """Position of the weakest tie, the first of equals."""
        return self.p.index(min(self.p))


def introduction_paths(
    start: int, target: int, *, neighbours: Neighbours, may_introduce: Callable[[int], bool], limit: int = 3
) -> tuple[Path, ...]:
    """Return the strongest ways of at most three ties, one for each first step, strongest first.

    The own tie to the target counts as a way without an introducer.

    Args:
        start: who looks for a way.
        target: whom they want to meet.
        neighbours: ties of a person.
        may_introduce: whether somebody may stand between.
        limit: ways at most.

    Method: for each introducer the largest product over one or two further ties.

    Reference: people-and-alumni 5; three relaxations on -log p.
    """
    found = [
        _best(start, introducer, near=p, target=target, neighbours=neighbours, may_introduce=may_introduce)
        for introducer, p in neighbours(start)
        if introducer == target or may_introduce(introducer)
    ]
    ways = [path for path in found if path is not None]
    return tuple(sorted(ways, key=lambda path: (-path.product, path.people))[:limit])


def _best(  # noqa: PLR0913 - one step of the search, all by name
    start: int,
    introducer: int,
    *,
    near: float,
    target: int,
    neighbours: Neighbours,
    may_introduce: Callable[[int], bool],
) -> Path | None:
    if introducer == target:
        return Path(people=(start, target), p=(near,), product=near)
    ways: list[Path] = []
    for second, far in neighbours(introducer):
        if second == target:
            ways.append(Path(people=(start, introducer, target), p=(near, far), product=near * far))
        elif second != start and may_introduce(second):
            last = dict(neighbours(second)).get(target, 0.0)
            people = (start, introducer, second, target)
            ways.append(Path(people=people, p=(near, far, last), product=near * far * last))
    best = min(ways, key=lambda path: (-path.product, path.people), default=None)
    return best if best and best.product > 0 else None
