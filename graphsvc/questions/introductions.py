"""introductions: who can open a door to somebody, over at most three people?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from graphsvc.evidence import Pair
from graphsvc.measures.paths import Path, introduction_paths
from graphsvc.network import PersonTies, ties
from graphsvc.network.acquaintance import LIVE, Acquaintances, acquaintances
from graphsvc.question import Answer, Question, as_of_field, asked_day, basis_of, date_of, position_of
from graphsvc.scope import Scope, require_names
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot
from graphsvc.tie import NEVER

_FORMER, _EMPLOYED = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    start: str = field(label="From", help="Who looks for a way: key, e-mail address or name.", node="Person")
    target: str = field(
        label="To", help="Whom they want to meet: key, e-mail address or name.", node="Person"
    )
    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way to the person."""

    introducer: str | None = field(
        label="Ask",
        help="Whom to ask for the introduction; empty where the two know each other.",
        node="Person",
    )
    path: tuple[str, ...] = field(
        label="Way", help="Everybody on the way, both ends included.", node="Person"
    )
    product: float = field(label="Strength of the way", help="Product of its ties.", unit="share", decimals=6)
    weakest_from: str = field(label="Weakest tie from", help="One end of the weakest tie.", node="Person")
    weakest_to: str = field(label="Weakest tie to", help="The other end of the weakest tie.", node="Person")
    weakest: float = field(label="Weakest tie", help="How sure the weakest tie is.", unit="share", decimals=6)
    last_contact: date | None = field(
        label="Last contact", help="Oldest of the last days of contact on the way."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The search as a whole."""

    target: str = field(label="To", help="Whom they want to meet.", node="Person")
    ways: int = field(label="Ways", help="Ways found, each with another introducer, three at most.")


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns the strongest way and two alternatives with other introducers, within three ties."""
    require_names(scope)
    day = asked_day(snapshot, params.as_of)
    start = position_of(snapshot, params.start, "Person")
    target = position_of(snapshot, params.target, "Person")
    found = ties(snapshot, day)
    known = acquaintances(snapshot, found)
    paths = _paths(snapshot, scope, found, known, ends=(start, target))
    rows = [_row(snapshot, known, path) for path in paths]
    bases = [_basis(known, *pair) for path in paths for pair in _pairs(path)]
    return Answer(
        rows=rows,
        summary=Summary(target=snapshot.key(target), ways=len(rows)),
        basis=basis_of(bases),
        as_of=date_of(day),
        evidence=[[Pair(first=one, second=other) for one, other in _pairs(path)] for path in paths],
    )


def _paths(
    snapshot: Snapshot, scope: Scope, found: PersonTies, known: Acquaintances, *, ends: tuple[int, int]
) -> tuple[Path, ...]:
    """Returns the ways; a target among the alumni must have agreed to be introduced."""
    start, target = ends
    rank = found.standing.rank
    if rank[target] == _FORMER and not scope.allows(int(snapshot.id[target]), "introductions_in"):
        return ()

    def may_introduce(person: int) -> bool:
        if rank[person] == _EMPLOYED:
            return True
        return bool(rank[person] == _FORMER) and scope.allows(int(snapshot.id[person]), "introductions_out")

    def neighbours(person: int) -> Iterable[tuple[int, float]]:
        rows = known.rows(person, least=LIVE)
        return zip(known.other[rows].tolist(), known.p[rows].tolist(), strict=True)

    return introduction_paths(start, target, neighbours=neighbours, may_introduce=may_introduce)


def _row(snapshot: Snapshot, known: Acquaintances, path: Path) -> Row:
    pairs = _pairs(path)
    one, other = pairs[path.weakest]
    days = [int(known.last_day[row]) for pair in pairs if (row := known.row(*pair)) is not None]
    oldest = min(days, default=NEVER)
    return Row(
        introducer=snapshot.key(path.people[1]) if len(path.people) > len(("start", "target")) else None,
        path=tuple(snapshot.keys(path.people)),
        product=path.product,
        weakest_from=snapshot.key(one),
        weakest_to=snapshot.key(other),
        weakest=path.p[path.weakest],
        last_contact=None if oldest == NEVER else date_of(oldest),
    )


def _pairs(path: Path) -> list[tuple[int, int]]:
    return list(pairwise(path.people))


def _basis(known: Acquaintances, one: int, other: int) -> int:
    row = known.row(one, other)
    return 0 if row is None else int(np.asarray(known.basis)[row])


INTRODUCTIONS = Question(
    name="introductions",
    title="Who can introduce one person to another?",
    roles=frozenset({"account_lead", "hr", "alumni_programme"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
    preset="account review",
)
