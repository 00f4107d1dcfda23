"""keepers: which colleagues keep in touch with a former one, and what if one of them leaves?

Keepers are employees with a warm tie. Together they hold the tie as colleagues hold a client: close, cooling
or quiet. That a tie is strained is said by people and never inferred.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from graphsvc.errors import NotFoundError
from graphsvc.evidence import Pair
from graphsvc.network import ties
from graphsvc.network.acquaintance import acquaintances
from graphsvc.network.leaving import announced
from graphsvc.network.standing import works_here
from graphsvc.question import WARM, Answer, Question, as_of_field, asked_day, band_of, date_of, position_of
from graphsvc.scope import Scope, require_names
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot

_CONSENT = "stay_in_touch"
_CLOSE = 0.60
_TWO = 2
State = Literal["close", "cooling", "quiet"]
Alarm = Literal["", "no_keeper", "one_keeper_left", "a_keeper_leaves"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Whose keepers."""

    person: str = field(label="Alumnus", help="Former colleague: name, address or key.", node="Person")
    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One keeper."""

    person: str = field(label="Keeper", help="Colleague with a warm tie.", node="Person")
    band: str = field(label="Tie", help="Band of the tie.")
    leaves_on: date | None = field(label="Leaves on", help="Last working day of an announced departure.")
    without: State = field(label="Without them", help="How close the tie would be without this keeper.")
    coverage_without: float = field(
        label="Coverage without", help="Probability that the tie holds without this keeper.", decimals=4
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All keepers together."""

    person: str = field(label="Alumnus", help="Former colleague.", node="Person")
    agrees: bool = field(label="Agrees", help="Agrees to stay in touch; without that nothing is shown.")
    state: State | None = field(label="The tie is", help="Close from 60 %, cooling from 25 %, else quiet.")
    coverage: float | None = field(
        label="Coverage", help="Probability that the tie holds by some keeper.", decimals=4
    )
    warning: Alarm = field(label="Warning", help="Fewer than two keepers, or one of them leaves.")


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns the colleagues who keep in touch with a former one, the strongest tie first.

    Raises:
        NotFoundError: the person did not work here before, or still does.
    """
    require_names(scope)
    day = asked_day(snapshot, params.as_of)
    person = position_of(snapshot, params.person, "Person")
    if works_here(snapshot, person, day) is not False:
        raise NotFoundError("this is no former colleague: look for the person in the register of alumni.")
    agrees = scope.allows(int(snapshot.id[person]), _CONSENT)
    held = _keepers(snapshot, person, day) if agrees else []
    rows = [_row(snapshot, held, at, leaves=announced(snapshot, day)) for at in range(len(held))]
    coverage = _coverage([p for _, p in held])
    return Answer(
        rows=rows,
        summary=Summary(
            person=snapshot.key(person),
            agrees=agrees,
            state=_state(coverage) if agrees else None,
            coverage=coverage if agrees else None,
            warning=_warning(rows) if agrees else "",
        ),
        basis="measured" if rows else "none",
        as_of=date_of(day),
        evidence=[[Pair(first=person, second=keeper)] for keeper, _ in held],
    )


def _keepers(snapshot: Snapshot, person: int, day: int) -> list[tuple[int, float]]:
    """Returns position and probability of each keeper, the strongest first."""
    found = ties(snapshot, day)
    known = acquaintances(snapshot, found)
    rows = [
        row for row in known.rows(person, least=WARM) if found.standing.is_employee(known.other[[row]])[0]
    ]
    pairs = [(int(known.other[row]), float(known.p[row])) for row in rows]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _row(snapshot: Snapshot, held: Sequence[tuple[int, float]], at: int, *, leaves: dict[int, int]) -> Row:
    keeper, p = held[at]
    left = _coverage([other for _, other in (*held[:at], *held[at + 1 :])])
    last_day = leaves.get(keeper)
    return Row(
        person=snapshot.key(keeper),
        band=band_of(100 * p),
        leaves_on=None if last_day is None else date_of(last_day),
        without=_state(left),
        coverage_without=left,
    )


def _coverage(shares: Sequence[float]) -> float:
    return 1 - math.prod(1 - p for p in shares)


def _state(coverage: float) -> State:
    if coverage >= _CLOSE:
        return "close"
    return "cooling" if coverage >= WARM else "quiet"


def _warning(rows: Sequence[Row]) -> Alarm:
    staying = sum(row.leaves_on is None for row in rows)
    if staying == 0:
        return "no_keeper"
    if staying < _TWO:
        return "one_keeper_left"
    return "a_keeper_leaves" if staying < len(rows) else ""


KEEPERS = Question(
    name="keepers",
    title="Who keeps in touch with a former colleague?",
    roles=frozenset({"alumni_programme", "hr"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
    preset="alumni programme",
)
"""The keepers of one former colleague."""
