"""cooling-ties: which strong ties to clients have gone quiet, and between whom?

It speaks of a tie, never of a person's intent: silence in mail says nothing about who wants to leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from graphsvc.measures.book import holdings
from graphsvc.network import NO_TIE, NOBODY, Coverage, coverage
from graphsvc.network.cooling import Cooling, connected_since, cooling
from graphsvc.network.stake import most_at_stake_first, stake
from graphsvc.question import (
    Answer,
    Question,
    as_of_field,
    asked_day,
    band_of,
    date_of,
    pairs_of,
    visible_clients,
)
from graphsvc.scope import Scope, require_purpose
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot

LONG = 60
"""Days of silence that the summary counts apart."""
Sign = Literal["fades", "overdue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    days: int = field(
        label="Quiet for", help="Only ties without contact for at least so many days.", default=0
    )
    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One tie that cools."""

    client: str = field(label="Client", help="The client.", node="Organisation")
    contact: str | None = field(
        label="Contact", help="Whom at the client; empty where the contact is not known.", node="Person"
    )
    role: str | None = field(label="Role", help="Part the contact plays at the client.")
    employee: str = field(label="Colleague", help="Who of us could write.", node="Person")
    last_day: date = field(label="Last contact", help="Day of the last mail, call or meeting.")
    silence: int = field(label="Quiet for", help="Days since then.", unit="days")
    usual_gap: float = field(
        label="Usual gap", help="Mean days between contacts before.", unit="days", decimals=1
    )
    band_then: str = field(label="Tie then", help="Band of the tie at the last contact.")
    band: str = field(label="Tie now", help="Band of the tie on the day.")
    strength_then: float = field(
        label="Strength then", help="Strength 0 to 100 at the last contact.", decimals=4
    )
    strength: float = field(label="Strength", help="Strength 0 to 100 on the day.", decimals=4)
    signs: tuple[Sign, ...] = field(
        label="Why", help="It fades to 70 % of what it was, or is quiet for over eight usual gaps."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All of them."""

    ties: int = field(label="Ties that cool", help="Ties in this list.")
    clients: int = field(label="Clients", help="Clients with a tie that cools.")
    quiet: int = field(label="Quiet for 60 days", help="Ties without contact for 60 days or more.")
    not_measured: int = field(
        label="Not measured",
        help="Ties that look quiet only because no mailbox has covered the colleague since.",
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Case:
    """The ties to clients, and what became of them; `rows` are those of `found.pairs` that cool."""

    snapshot: Snapshot
    found: Coverage
    change: Cooling
    rows: Sequence[int]


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns ties to clients in reach that were strong and cool, most fees at stake first."""
    require_purpose(scope)
    day = asked_day(snapshot, params.as_of)
    found = coverage(snapshot, day)
    change = cooling(found.ties.scores, day, found.ties.params)
    clients = most_at_stake_first(stake(found, holdings(found.book)), visible_clients(snapshot, scope, found))
    quiet = _quiet(found, change, clients, least=params.days)
    heard = _is_connected(snapshot, found, quiet)
    case = _Case(
        snapshot=snapshot, found=found, change=change, rows=_ordered(found, change, quiet[heard], clients)
    )
    rows = [_row(case, row) for row in case.rows]
    return Answer(
        rows=rows,
        summary=Summary(
            ties=len(rows),
            clients=len({row.client for row in rows}),
            quiet=sum(row.silence >= LONG for row in rows),
            not_measured=int((~heard).sum()),
        ),
        basis="measured" if rows else "none",
        as_of=date_of(day),
        evidence=[pairs_of(found, [row]) for row in case.rows],
    )


def _quiet(found: Coverage, change: Cooling, clients: Sequence[int], *, least: int) -> NDArray[np.int64]:
    """Returns the rows of `found.pairs` at some clients that cool by their evidence."""
    pairs = found.pairs
    rows = np.flatnonzero((pairs.measured_row != NO_TIE) & np.isin(pairs.client, clients))
    tie = pairs.measured_row[rows]
    cools = (change.fades | change.overdue)[tie] & (change.silence[tie] >= least)
    return rows[cools]


def _is_connected(snapshot: Snapshot, found: Coverage, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Returns whether a feed has covered the colleague ever since the last contact."""
    since = connected_since(snapshot, found.standing)[found.employees[found.pairs.employee[rows]]]
    last = found.ties.scores.last_day[found.pairs.measured_row[rows]]
    return np.asarray(since <= last + 1)


def _ordered(found: Coverage, change: Cooling, rows: NDArray[np.int64], clients: Sequence[int]) -> list[int]:
    """Returns rows by client as asked, weightiest contact first, then longest quiet."""
    place = {client: at for at, client in enumerate(clients)}
    pairs = found.pairs
    return sorted(
        rows.tolist(),
        key=lambda row: (
            place[int(pairs.client[row])],
            -found.contacts.omega[pairs.contact[row]],
            -change.silence[pairs.measured_row[row]],
            pairs.contact[row],
            pairs.employee[row],
        ),
    )


def _row(case: _Case, row: int) -> Row:
    snapshot, found, change = case.snapshot, case.found, case.change
    pairs = found.pairs
    tie, contact = int(pairs.measured_row[row]), int(pairs.contact[row])
    person = int(found.contacts.person[contact])
    scores = found.ties.scores
    signs: list[Sign] = []
    if change.fades[tie]:
        signs.append("fades")
    if change.overdue[tie]:
        signs.append("overdue")
    return Row(
        client=snapshot.key(int(found.clients[pairs.client[row]])),
        contact=None if person == NOBODY else snapshot.key(person),
        role=snapshot.text(int(found.contacts.role[contact])),
        employee=snapshot.key(int(found.employees[pairs.employee[row]])),
        last_day=date_of(int(scores.last_day[tie])),
        silence=int(change.silence[tie]),
        usual_gap=float(change.usual_gap[tie]),
        band_then=band_of(float(change.then[tie])),
        band=band_of(float(scores.strength[tie])),
        strength_then=float(change.then[tie]),
        strength=float(scores.strength[tie]),
        signs=tuple(signs),
    )


COOLING_TIES = Question(
    name="cooling-ties",
    title="Which strong ties to clients have gone quiet?",
    roles=frozenset({"account_lead", "hr"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
)
