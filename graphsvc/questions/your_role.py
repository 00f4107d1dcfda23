"""your-role: which clients and colleagues rely on whoever asks, and who backs them up?

Only about oneself. It holds no rank and compares nobody, so there is nothing to be measured by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from graphsvc.errors import NotFoundError
from graphsvc.measures.book import Holdings, holdings, without
from graphsvc.measures.coverage import coverage_index
from graphsvc.network import NOBODY, Coverage, coverage
from graphsvc.network.acquaintance import Acquaintances, acquaintances
from graphsvc.network.joined import joined_alone
from graphsvc.network.support import Relation, dependents, support
from graphsvc.network.units import UNKNOWN
from graphsvc.question import (
    WARM,
    Answer,
    Basis,
    Question,
    as_of_field,
    asked_day,
    band_of,
    basis_of,
    date_of,
    pairs_of,
    position_of,
)
from graphsvc.scope import Scope, require_names
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot
from graphsvc.tie import BASES

_TARGET = 2
"""Supporters that everybody should have, and units they should come from."""
_PAPER = BASES.index("assigned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    person: str | None = field(
        label="You",
        help="Key, e-mail address or name; who is signed in is always themself.",
        node="Person",
        default=None,
    )
    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One client you have a warm tie to."""

    client: str = field(label="Client", help="The client.", node="Organisation")
    with_you: float = field(
        label="With you",
        help="How sure it is that somebody here holds the contacts.",
        unit="share",
        decimals=6,
    )
    without_you: float = field(
        label="Without you", help="The same if you were not here.", unit="share", decimals=6
    )
    band: str | None = field(label="Your tie", help="Your strongest tie there; empty on paper.")
    basis: Basis = field(label="Basis", help="Measured, assigned (on paper) or declared.")
    backup: str | None = field(
        label="Your backup",
        help="Who has the next best warm tie; empty where you alone hold the client.",
        node="Person",
    )
    backup_band: str | None = field(label="Their tie", help="Strongest tie of your backup; empty on paper.")
    only_you: tuple[str, ...] = field(
        label="Know only you", help="Contacts who have a warm tie to nobody else here.", node="Person"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Two units that only you join."""

    one: str = field(label="One", help="One unit.", node="Unit")
    other: str = field(label="Other", help="The other unit.", node="Unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependent:
    """A colleague who relies on you, as recorded."""

    person: str = field(label="Colleague", help="Who relies on you.", node="Person")
    relation: Relation = field(label="You", help="What the records say you do for them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporter:
    """A colleague who stands by you."""

    person: str = field(label="Colleague", help="Who stands by you.", node="Person")
    unit: str | None = field(label="Unit", help="Where they work.", node="Unit")
    band: str = field(label="Tie", help="Band of your tie.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """You as a whole."""

    person: str | None = field(label="You", help="Whom the answer is about.", node="Person")
    is_employee: bool = field(label="Works here", help="Whether you work here on the day.")
    is_measured: bool = field(label="Mail or calendar connected", help="Whether any feed covers you.")
    clients: int = field(label="Clients", help="Clients you have a warm tie to.")
    alone: tuple[str, ...] = field(
        label="You alone hold", help="Clients where nobody else has a warm tie.", node="Organisation"
    )
    joins: tuple[Joined, ...] = field(
        label="Only you join", help="Units between which nobody else has a warm tie."
    )
    rely_on_you: tuple[Dependent, ...] = field(
        label="Rely on you", help="Colleagues who report to you, or whom you mentor or coach."
    )
    lean_on: tuple[Supporter, ...] = field(
        label="You lean on",
        help="Colleagues other than your manager with a warm tie to you, the closest first.",
    )
    lean_on_units: int = field(label="From units", help="Units these colleagues are in.")
    lean_on_target: int = field(label="Target", help="Supporters, and units, that everybody should have.")
    support: float = field(
        label="Support", help="How sure it is that one of them stands by you.", unit="share", decimals=6
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Case:
    """What is known of the one who asks."""

    snapshot: Snapshot
    found: Coverage
    held: Holdings
    at: int


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns the clients you have a warm tie to, those you alone hold first, then the thinnest.

    Clients are not cut by the scope: a tie of one's own is one's own to see.
    """
    require_names(scope)
    day = asked_day(snapshot, params.as_of)
    key = _who(scope, params)
    if key is None:
        return _nothing(snapshot, None, day)
    person = position_of(snapshot, key, "Person")
    found = coverage(snapshot, day)
    at = found.employee_at(person)
    if at is None:
        return _nothing(snapshot, person, day)
    case = _Case(snapshot=snapshot, found=found, held=holdings(found.book), at=at)
    rows = _rows(case)
    return Answer(
        rows=[row for _, row in rows],
        summary=_summary(case, [row for _, row in rows]),
        basis=basis_of(found.pairs.basis[found.pairs.employee == at].tolist()),
        as_of=date_of(day),
        evidence=[pairs_of(found, _mine(case, client)) for client, _ in rows],
    )


def _who(scope: Scope, params: Params) -> str | None:
    """Returns the key of whom the answer is about; whoever is somebody of the firm asks about themself."""
    if scope.person and params.person not in {None, scope.person}:
        message = f"'{params.person}' is not you: your-role answers about yourself alone"
        raise NotFoundError(message)
    return params.person or scope.person


def _nothing(snapshot: Snapshot, person: int | None, day: int) -> Answer:
    """Returns the answer to somebody who does not work here, or is nobody of the firm."""
    summary = Summary(
        person=None if person is None else snapshot.key(person),
        is_employee=False,
        is_measured=False,
        clients=0,
        alone=(),
        joins=(),
        rely_on_you=(),
        lean_on=(),
        lean_on_units=0,
        lean_on_target=_TARGET,
        support=0.0,
    )
    return Answer(rows=[], summary=summary, basis="none", as_of=date_of(day), evidence=[])


def _mine(case: _Case, client: int) -> list[int]:
    """Returns the rows of your ties at a client."""
    pairs = case.found.pairs
    rows: list[int] = np.flatnonzero((pairs.client == client) & (pairs.employee == case.at)).tolist()
    return rows


def _rows(case: _Case) -> list[tuple[int, Row]]:
    held, book = case.held, case.found.book
    before, after = coverage_index(book), coverage_index(without(book, [case.at]))
    clients = held.client[(held.employee == case.at) & (held.best >= WARM)]
    rows = [
        (client, _row(case, client, before=float(before[client]), after=float(after[client])))
        for client in clients.tolist()
    ]
    rows.sort(key=lambda row: (row[1].backup is not None, row[1].without_you, row[1].client))
    return rows


def _row(case: _Case, client: int, *, before: float, after: float) -> Row:
    found = case.found
    backup = _backup(case, client)
    mine = _strongest(case, client, case.at)
    theirs = None if backup is None else _strongest(case, client, backup)
    return Row(
        client=case.snapshot.key(int(found.clients[client])),
        with_you=before,
        without_you=after,
        band=_band(found, mine),
        basis=basis_of([int(found.pairs.basis[mine])]),
        backup=None if backup is None else case.snapshot.key(int(found.employees[backup])),
        backup_band=None if theirs is None else _band(found, theirs),
        only_you=_only_you(case, client),
    )


def _backup(case: _Case, client: int) -> int | None:
    """Returns who else has the best warm tie at a client, the first of equals, None for nobody."""
    held = case.held
    rows = np.flatnonzero((held.client == client) & (held.employee != case.at) & (held.best >= WARM))
    return int(held.employee[rows[held.best[rows].argmax()]]) if rows.size else None


def _strongest(case: _Case, client: int, employee: int) -> int:
    """Returns the row of somebody's strongest tie at a client."""
    pairs = case.found.pairs
    rows = np.flatnonzero((pairs.client == client) & (pairs.employee == employee))
    return int(rows[pairs.p[rows].argmax()])


def _band(found: Coverage, row: int) -> str | None:
    return None if found.pairs.basis[row] == _PAPER else band_of(100 * float(found.pairs.p[row]))


def _only_you(case: _Case, client: int) -> tuple[str, ...]:
    pairs, people = case.found.pairs, case.found.contacts.person
    warm = (pairs.client == client) & (pairs.p >= WARM)
    mine = pairs.contact[warm & (pairs.employee == case.at)]
    others = pairs.contact[warm & (pairs.employee != case.at)]
    alone = people[np.setdiff1d(mine, others)]
    return tuple(case.snapshot.keys(alone[alone != NOBODY]))


def _summary(case: _Case, rows: list[Row]) -> Summary:
    snapshot, found = case.snapshot, case.found
    status, person = found.standing, int(found.employees[case.at])
    known = acquaintances(snapshot, found.ties)
    behind = support(snapshot, status, known, person)
    lean_on = _supporters(case, known, person, behind.supporters)
    return Summary(
        person=snapshot.key(person),
        is_employee=True,
        is_measured=bool(found.sync[case.at] > 0),
        clients=len(rows),
        alone=tuple(row.client for row in rows if row.backup is None),
        joins=tuple(
            Joined(one=snapshot.key(one), other=snapshot.key(other))
            for one, other in joined_alone(snapshot, found.ties, person)
        ),
        rely_on_you=tuple(
            Dependent(person=snapshot.key(other), relation=why)
            for other, why in dependents(snapshot, status, person).items()
        ),
        lean_on=lean_on,
        lean_on_units=len({one.unit for one in lean_on} - {None}),
        lean_on_target=_TARGET,
        support=behind.coverage,
    )


def _supporters(
    case: _Case, known: Acquaintances, person: int, people: Sequence[int]
) -> tuple[Supporter, ...]:
    """Returns your supporters, your closest tie first."""
    found, snapshot = case.found, case.snapshot
    unit = dict(zip(found.employees.tolist(), found.unit.tolist(), strict=True))
    return tuple(
        Supporter(
            person=snapshot.key(other),
            unit=None if unit[other] == UNKNOWN else snapshot.key(unit[other]),
            band=band_of(100 * known.strength(person, other)),
        )
        for other in sorted(people, key=lambda other: (-known.strength(person, other), other))
    )


YOUR_ROLE = Question(
    name="your-role",
    title="Who relies on you, and who backs you up?",
    roles=frozenset({"own"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
    preset="own role",
)
