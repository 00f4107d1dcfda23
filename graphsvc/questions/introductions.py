"""introductions: who can open a door to somebody, over at most three people?

Whoever sees all clients sees every name. Others see those on their own accounts; somebody between who is not
on them is a colleague of a unit, to be asked through the service, and of that way only its length and its
weakest band are told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np

from graphsvc.errors import NotFoundError
from graphsvc.evidence import Pair
from graphsvc.measures.paths import Path, introduction_paths
from graphsvc.network import PersonTies, past, ties
from graphsvc.network.acquaintance import LIVE, Acquaintances, acquaintances
from graphsvc.network.coverage import coverage
from graphsvc.network.teams import on_accounts
from graphsvc.network.units import SMALLEST_UNIT, UNKNOWN, units
from graphsvc.question import (
    WARM,
    Answer,
    Question,
    as_of_field,
    asked_day,
    band_of,
    basis_of,
    date_of,
    position_of,
    visible_clients,
)
from graphsvc.scope import Scope, require_names
from graphsvc.shape import UNTOLD, field
from graphsvc.snapshot import Snapshot
from graphsvc.snapshot.reader import Positions
from graphsvc.tie import NEVER

_FORMER, _EMPLOYED = 1, 2
_MEETS, _INTRODUCES, _IN_TOUCH = "introductions_in", "introductions_out", "stay_in_touch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    start: str = field(label="From", help="Who looks for a way: key, e-mail address or name.", node="Person")
    target: str = field(
        label="To", help="Whom they want to meet: key, e-mail address or name.", node="Person"
    )
    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """Somebody on a way, and the tie to the next one."""

    person: str | None = field(
        label="Person", help="Who it is; empty for a colleague outside your accounts.", node="Person"
    )
    unit: str | None = field(
        label="Unit", help="Where such a colleague works, if five or more do.", node="Unit"
    )
    band: str | None = field(label="Tie", help="Band of the tie to the next one; empty for the last.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way to the person."""

    introducer: str | None = field(
        label="Ask",
        help="Whom to ask; empty where the two know each other, or for a colleague outside your accounts.",
        node="Person",
    )
    ask_unit: str | None = field(
        label="Ask in", help="Unit of a colleague outside your accounts: ask through its owner.", node="Unit"
    )
    path: tuple[Hop, ...] = field(label="Way", help="Everybody on the way, both ends included.")
    hops: int = field(label="Ties", help="Ties on the way.")
    band: str = field(label="Weakest band", help="Band of the weakest tie.")
    product: float | None = field(
        label="Strength of the way", help="Product of its ties.", unit="share", decimals=6
    )
    weakest_from: str | None = field(
        label="Weakest tie from", help="One end of the weakest tie.", node="Person"
    )
    weakest_to: str | None = field(
        label="Weakest tie to", help="The other end of the weakest tie.", node="Person"
    )
    weakest: float | None = field(
        label="Weakest tie", help="How sure the weakest tie is.", unit="share", decimals=6
    )
    last_contact: date | None = field(
        label="Last contact", help="Oldest of the last days of contact on the way."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The search as a whole."""

    target: str = field(label="To", help="Whom they want to meet.", node="Person")
    title: str | None = field(
        label="Title",
        help="Their job title; empty for an alumnus who did not agree.",
        title_of="target",
        default=None,
    )
    organisation: str | None = field(
        label="At", help="Where they work; empty for an alumnus who did not agree.", node="Organisation"
    )
    ways: int = field(label="Ways", help="Ways found, each with another introducer, three at most.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Case:
    """What is known of ties, and who may be named; `named` is None where everybody may.

    `unit` is the position of the unit per employee.
    """

    snapshot: Snapshot
    scope: Scope
    found: PersonTies
    known: Acquaintances
    named: frozenset[int] | None
    unit: Positions

    def rank(self, person: int) -> int:
        """Returns what somebody is to the firm: 2 works here, 1 did, 0 neither."""
        return int(self.found.standing.rank[person])

    def allows(self, person: int, purpose: str) -> bool:
        """Returns whether somebody consents to a purpose today."""
        return self.scope.allows(int(self.snapshot.id[person]), purpose)

    def is_named(self, person: int) -> bool:
        """Returns whether the answer may name somebody."""
        return self.named is None or person in self.named


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns the strongest way and two alternatives with other introducers, within three ties."""
    require_names(scope)
    day = asked_day(snapshot, params.as_of)
    start = position_of(snapshot, params.start, "Person")
    target = position_of(snapshot, params.target, "Person")
    found = ties(snapshot, day)
    known = snapshot.once(("acquaintances", day), lambda: acquaintances(snapshot, found))
    work = past.employers(snapshot, found.standing).get(target, [])
    at = [each for each in work if each in set(past.accounts(snapshot, "client", "prospect").tolist())]
    case = _Case(
        snapshot=snapshot,
        scope=scope,
        found=found,
        known=known,
        named=_named(snapshot, scope, found, known, ends=(start, target)),
        unit=units(snapshot, found.standing.employees, day),
    )
    _check(case, params, ends=(start, target), is_contact=bool(at))
    paths = _paths(case, start, target)
    return Answer(
        rows=[_row(case, path) for path in paths],
        summary=_summary(case, target, at=at or work, is_contact=bool(at), ways=len(paths)),
        basis=basis_of(_basis(known, *pair) for path in paths for pair in _pairs(path)),
        as_of=date_of(day),
        evidence=[_evidence(case, path) for path in paths],
    )


def _named(
    snapshot: Snapshot, scope: Scope, found: PersonTies, known: Acquaintances, *, ends: tuple[int, int]
) -> frozenset[int] | None:
    """Returns who may be named to a scope that does not see all clients, None for one that does.

    Whoever asks, the colleagues on their accounts, and alumni who agree to introduce; the alumni programme
    knows all alumni, and who keeps in touch with one who agrees to stay in touch.
    """
    if scope.clients is None:
        return None
    network = coverage(snapshot, found.standing.as_of)
    mine = set(on_accounts(network, visible_clients(snapshot, scope, network)).tolist())
    asker = snapshot.position(scope.person) if scope.person else None
    mine |= {asker} if asker is not None else set()
    alumni = set(found.standing.alumni.tolist())
    if "alumni_programme" not in scope.roles:
        return frozenset(mine | {one for one in alumni if scope.allows(int(snapshot.id[one]), _INTRODUCES)})
    kept = [end for end in ends if end in alumni and scope.allows(int(snapshot.id[end]), _IN_TOUCH)]
    keepers = {int(known.other[row]) for end in kept for row in known.rows(end, least=WARM)}
    colleagues = {end for end in ends if found.standing.rank[end] == _EMPLOYED}
    staff = set(found.standing.employees.tolist())
    return frozenset(mine | alumni | (keepers & staff) | colleagues)


def _summary(case: _Case, target: int, *, at: Sequence[int], is_contact: bool, ways: int) -> Summary:
    """Returns the search as a whole; where a former colleague works now is told if they agreed.

    An account lead knows them as a contact there all the same.
    """
    agrees = any(case.allows(target, each) for each in (_MEETS, _IN_TOUCH))
    is_told = case.rank(target) != _FORMER or agrees or (is_contact and "account_lead" in case.scope.roles)
    return Summary(
        target=case.snapshot.key(target),
        title=None if is_told else UNTOLD,
        organisation=case.snapshot.key(at[0]) if at and is_told else None,
        ways=ways,
    )


def _check(case: _Case, params: Params, *, ends: tuple[int, int], is_contact: bool) -> None:
    """Returns if the scope may ask about both ends.

    Raises:
        NotFoundError: one of them is nobody that the scope knows of.
    """
    start, target = ends
    is_known = case.is_named(target) and case.rank(target) > 0
    may_meet = is_contact or is_known or _agrees_to_meet(case, target)
    for is_seen, key in ((case.is_named(start), params.start), (may_meet, params.target)):
        if not is_seen:
            raise NotFoundError(f"no person has the key '{key}' in snapshot {case.snapshot.seq}")


def _agrees_to_meet(case: _Case, target: int) -> bool:
    return case.rank(target) == _FORMER and case.allows(target, _MEETS)


def _paths(case: _Case, start: int, target: int) -> tuple[Path, ...]:
    """Returns the ways; a target among the alumni must have agreed to be introduced.

    Nobody is asked who does not want to be.
    """
    if case.rank(target) == _FORMER and not case.allows(target, _MEETS):
        return ()

    def may_introduce(person: int) -> bool:
        """Tells whether a person may stand between two others."""
        if int(case.snapshot.id[person]) in case.scope.reserved:
            return False
        if case.rank(person) == _EMPLOYED:
            return True
        return case.rank(person) == _FORMER and case.allows(person, _INTRODUCES)

    def neighbours(person: int) -> Iterable[tuple[int, float]]:
        """Returns whom a person knows, each with the strength of the tie."""
        rows = case.known.rows(person, least=LIVE)
        return zip(case.known.other[rows].tolist(), case.known.p[rows].tolist(), strict=True)

    return introduction_paths(start, target, neighbours=neighbours, may_introduce=may_introduce)


def _row(case: _Case, path: Path) -> Row:
    between = path.people[1:-1]
    is_open = all(case.is_named(person) for person in between)
    first = between[0] if between else None
    row = Row(
        introducer=case.snapshot.key(first) if first is not None and case.is_named(first) else None,
        ask_unit=_unit(case, first) if first is not None and not case.is_named(first) else None,
        path=tuple(_hop(case, path, at) for at in range(len(path.people))),
        hops=len(path.p),
        band=band_of(100 * path.p[path.weakest]),
        product=None,
        weakest_from=None,
        weakest_to=None,
        weakest=None,
        last_contact=None,
    )
    return _told(case, path, row) if is_open else row


def _told(case: _Case, path: Path, row: Row) -> Row:
    """Returns a row with the figures of its ties, for a way on which everybody is named."""
    pairs = _pairs(path)
    one, other = case.snapshot.keys(pairs[path.weakest])
    days = [int(case.known.last_day[at]) for pair in pairs if (at := case.known.row(*pair)) is not None]
    oldest = min(days, default=NEVER)
    return replace(
        row,
        product=path.product,
        weakest_from=one,
        weakest_to=other,
        weakest=path.p[path.weakest],
        last_contact=None if oldest == NEVER else date_of(oldest),
    )


def _hop(case: _Case, path: Path, at: int) -> Hop:
    """Returns one on the way; the last is the target, whom the caller named."""
    person, is_last = path.people[at], at == len(path.p)
    is_named = is_last or case.is_named(person)
    return Hop(
        person=case.snapshot.key(person) if is_named else None,
        unit=None if is_named else _unit(case, person),
        band=None if is_last else band_of(100 * path.p[at]),
    )


def _unit(case: _Case, person: int) -> str | None:
    """Returns the unit of a colleague who is not named; none that would name them by being small."""
    where = int(case.unit[np.searchsorted(case.found.standing.employees, person)])
    is_large = where != UNKNOWN and int((case.unit == where).sum()) >= SMALLEST_UNIT
    return case.snapshot.key(where) if is_large else None


def _pairs(path: Path) -> list[tuple[int, int]]:
    return list(pairwise(path.people))


def _evidence(case: _Case, path: Path) -> list[Pair]:
    """Returns the ties of a way both of whose ends are named."""
    seen = [case.is_named(person) for person in path.people[:-1]] + [True]
    return [
        Pair(first=one, second=other)
        for at, (one, other) in enumerate(_pairs(path))
        if seen[at] and seen[at + 1]
    ]


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
