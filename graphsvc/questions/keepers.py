"""keepers: which colleagues keep in touch with former ones, and where is only one left?

Keepers are employees with a warm tie. Together they hold the tie as colleagues hold a client: close, cooling
or quiet. That a tie is strained is said by people and never inferred.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from graphsvc.errors import NotFoundError
from graphsvc.evidence import Pair
from graphsvc.network import PersonTies, ties
from graphsvc.network.acquaintance import Acquaintances, acquaintances
from graphsvc.network.leaving import announced
from graphsvc.question import WARM, Answer, Question, as_of_field, asked_day, band_of, date_of, position_of
from graphsvc.scope import Scope, require_names
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot

_CONSENT = "stay_in_touch"
_CLOSE = 0.60
_TWO = 2
State = Literal["close", "cooling", "quiet"]
Alarm = Literal["", "no_keeper", "one_keeper_left", "a_keeper_leaves"]
_URGENCY: tuple[Alarm, ...] = ("one_keeper_left", "a_keeper_leaves", "no_keeper", "")
"""Alarms by how much can still be saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Whose keepers."""

    person: str | None = field(
        label="Alumnus",
        help="Only of this former colleague: name, address or key.",
        node="Person",
        default=None,
    )
    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One keeper of a former colleague, or that there is none."""

    person: str = field(label="Alumnus", help="Who agrees to stay in touch.", node="Person")
    state: State = field(label="The tie is", help="Close from 60 %, cooling from 25 %, else quiet.")
    warning: Alarm = field(label="Warning", help="Fewer than two keepers, or one of them leaves.")
    keeper: str | None = field(label="Keeper", help="Colleague with a warm tie.", node="Person")
    band: str | None = field(label="Tie", help="Band of the keeper's tie.")
    leaves_on: date | None = field(label="Leaves on", help="Last working day of an announced departure.")
    without: State | None = field(label="Without them", help="What the tie would be without this keeper.")
    coverage_without: float | None = field(
        label="Coverage without", help="Probability that the tie holds without this keeper.", decimals=4
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everybody who agrees to stay in touch, or the one who was asked about."""

    person: str | None = field(label="Alumnus", help="Who was asked about.", node="Person")
    agrees: int = field(label="Agree", help="Former colleagues in the answer; who does not agree is not.")
    none_left: int = field(label="No keeper", help="How many of them nobody who stays keeps in touch with.")
    one_left: int = field(label="One keeper left", help="How many of them one colleague keeps in touch with.")
    coverage: float | None = field(
        label="Coverage", help="Probability that the tie holds, of who was asked about.", decimals=4
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """One former colleague and the keepers: position and probability, the strongest first."""

    person: int
    keepers: Sequence[tuple[int, float]]
    staying: int


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns the colleagues who keep in touch with former ones, who has one keeper left first.

    Raises:
        NotFoundError: the person asked about did not work here before, or still does.
    """
    require_names(scope)
    day = asked_day(snapshot, params.as_of)
    found = ties(snapshot, day)
    known, leaves = acquaintances(snapshot, found), announced(snapshot, day)
    asked = _asked(snapshot, params, found)
    held = [
        _held(found, known, leaves, int(person))
        for person in asked
        if scope.allows(int(snapshot.id[person]), _CONSENT)
    ]
    held.sort(key=lambda one: (_URGENCY.index(_warning(one)), one.person))
    rows = [(row, pairs) for one in held for row, pairs in _rows(snapshot, one, leaves)]
    return Answer(
        rows=[row for row, _ in rows],
        summary=_summary(snapshot, params, held),
        basis="measured" if any(pairs for _, pairs in rows) else "none",
        as_of=date_of(day),
        evidence=[pairs for _, pairs in rows],
    )


def _asked(snapshot: Snapshot, params: Params, found: PersonTies) -> Sequence[int]:
    """Returns the position of who was asked about, else of every former colleague."""
    if params.person is None:
        everybody: list[int] = found.standing.alumni.tolist()
        return everybody
    person = position_of(snapshot, params.person, "Person")
    if person not in found.standing.alumni:
        raise NotFoundError("this is no former colleague: look for the person in the register of alumni.")
    return [person]


def _held(found: PersonTies, known: Acquaintances, leaves: Mapping[int, int], person: int) -> _Held:
    rows = [
        row for row in known.rows(person, least=WARM) if found.standing.is_employee(known.other[[row]])[0]
    ]
    keepers = sorted(
        ((int(known.other[row]), float(known.p[row])) for row in rows), key=lambda pair: (-pair[1], pair[0])
    )
    staying = sum(keeper not in leaves for keeper, _ in keepers)
    return _Held(person=person, keepers=keepers, staying=staying)


def _rows(snapshot: Snapshot, one: _Held, leaves: Mapping[int, int]) -> Iterator[tuple[Row, Sequence[Pair]]]:
    """Yields a row for each keeper with the tie behind it, or one that says there is none."""
    if not one.keepers:
        yield _row(snapshot, one), ()
    for at, (keeper, p) in enumerate(one.keepers):
        left = _coverage([other for _, other in (*one.keepers[:at], *one.keepers[at + 1 :])])
        row = replace(
            _row(snapshot, one),
            keeper=snapshot.key(keeper),
            band=band_of(100 * p),
            leaves_on=date_of(leaves[keeper]) if keeper in leaves else None,
            without=_state(left),
            coverage_without=left,
        )
        yield row, [Pair(first=one.person, second=keeper)]


def _row(snapshot: Snapshot, one: _Held) -> Row:
    return Row(
        person=snapshot.key(one.person),
        state=_state(_coverage([p for _, p in one.keepers])),
        warning=_warning(one),
        keeper=None,
        band=None,
        leaves_on=None,
        without=None,
        coverage_without=None,
    )


def _summary(snapshot: Snapshot, params: Params, held: Sequence[_Held]) -> Summary:
    is_one = params.person is not None and bool(held)
    asked = None if params.person is None else position_of(snapshot, params.person, "Person")
    return Summary(
        person=None if asked is None else snapshot.key(asked),
        agrees=len(held),
        none_left=sum(one.staying == 0 for one in held),
        one_left=sum(one.staying == 1 for one in held),
        coverage=_coverage([p for _, p in held[0].keepers]) if is_one else None,
    )


def _coverage(shares: Sequence[float]) -> float:
    return 1 - math.prod(1 - p for p in shares)


def _state(coverage: float) -> State:
    if coverage >= _CLOSE:
        return "close"
    return "cooling" if coverage >= WARM else "quiet"


def _warning(one: _Held) -> Alarm:
    if one.staying == 0:
        return "no_keeper"
    if one.staying < _TWO:
        return "one_keeper_left"
    return "a_keeper_leaves" if one.staying < len(one.keepers) else ""


KEEPERS = Question(
    name="keepers",
    title="Who keeps in touch with former colleagues, and where is only one left?",
    roles=frozenset({"alumni_programme", "hr"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
    preset="alumni programme",
)
"""The keepers of former colleagues."""
