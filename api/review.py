"""People who look alike: the same name and nothing else in common, for somebody to say what they are.

A load lists them and merges nobody. What was judged since is read live, so that a pair that was decided
does not come back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from api.endpoint import Call
from graphsvc.errors import StoreUnreachableError
from graphsvc.question import date_of
from graphsvc.store.loads import LastLoad
from graphsvc.store.port import OPEN, UNBOUNDED, Entity, Row, View

MOST = 20
"""Pairs that are shown at once."""
_ADDRESS = "@"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two who look alike: key, name, and what is known of them, in words."""

    key: str
    name: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two who look alike."""

    one: Side
    other: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What waits to be judged: the first pairs, and how many there are."""

    pairs: tuple[Pair, ...] = ()
    total: int = 0


def to_review(call: Call) -> Review:
    """Returns the pairs nobody has judged yet; none while the store does not answer."""
    groups = _listed(call)
    if not groups:
        return Review()
    try:
        with call.house.view() as view:
            waiting = list(_undecided(view, groups))
            pairs = tuple(
                Pair(one=_side(view, one), other=_side(view, other)) for one, other in waiting[:MOST]
            )
            return Review(pairs=pairs, total=len(waiting))
    except StoreUnreachableError:
        return Review()


def _listed(call: Call) -> list[list[str]]:
    """Returns the groups that the newest accepted load found."""
    loads: dict[str, LastLoad] = call.house.beside.loads.all()
    accepted = [load for load in loads.values() if not load.is_refused]
    newest = max(accepted, key=lambda load: load.loaded_at, default=None)
    return list(newest.report.get("review", ())) if newest else []


def _undecided(view: View, groups: Iterable[Iterable[str]]) -> Iterator[tuple[Entity, Entity]]:
    for group in groups:
        people = {entity.key: entity for entity in view.get(list(group))}
        for one, other in combinations(people.values(), 2):
            if not _is_judged(view, one.key, other.key):
                yield one, other


def _is_judged(view: View, one: str, other: str) -> bool:
    """Returns whether somebody said that two are different."""
    judged = (row for row in view.history(one) if row.type == "DIFFERENT_FROM" and row.valid_to == OPEN)
    return any({row.src, row.dst} == {one, other} for row in judged)


def _side(view: View, entity: Entity) -> Side:
    jobs = [row for row in view.history(entity.key) if row.type == "EMPLOYED_BY" and row.src == entity.key]
    names = {found.key: str(found.properties.get("name")) for found in view.get([row.dst for row in jobs])}
    addresses = sorted(token[1:] for token in entity.tokens if token.startswith(_ADDRESS))
    known = (*(_job(row, names) for row in jobs), *addresses)
    return Side(key=entity.key, name=str(entity.properties.get("name", entity.key)), facts=known)


def _job(row: Row, names: Mapping[str, str]) -> str:
    title = row.properties.get("title") or "works"
    start = "" if row.valid_from == UNBOUNDED else f" from {date_of(row.valid_from)}"
    end = "" if row.valid_to == OPEN else f" to {date_of(row.valid_to)}"
    return f"{title} at {names.get(row.dst, row.dst)}{start}{end}"
