"""alumni-at-clients: which former colleagues work at our clients now, and who keeps in touch with them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from graphsvc.evidence import Pair
from graphsvc.measures.suggestion import not_shown
from graphsvc.network import PersonTies, ties
from graphsvc.question import WARM, Answer, Question, as_of_field, asked_day, date_of
from graphsvc.scope import Scope, require_purpose
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot
from graphsvc.store.port import UNBOUNDED

_TYPES = ("client", "prospect")
_CONSENT = "stay_in_touch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One former colleague at a client or prospect."""

    person: str = field(label="Alumnus", help="Who worked here before.", node="Person")
    client: str = field(label="Works at", help="Client or prospect.", node="Organisation")
    since: date | None = field(label="Since", help="First day there, where it is known.")
    keepers: tuple[str, ...] = field(
        label="Who keeps in touch", help="Colleagues with a warm tie, the strongest first.", node="Person"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All of them."""

    shown: int = field(
        label="Alumni shown", help="Alumni at clients or prospects who agree to stay in touch."
    )
    not_shown: str = field(label="Not shown", help="Alumni at clients without that consent.")
    clients: int = field(label="Clients", help="Clients and prospects where one of them works.")


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns alumni at clients and prospects in reach who consent to stay in touch, by client, then key."""
    require_purpose(scope)
    day = asked_day(snapshot, params.as_of)
    found = ties(snapshot, day)
    jobs = _jobs(snapshot, scope, found, day)
    shown = [job for job in jobs if scope.allows(int(snapshot.id[job[0]]), _CONSENT)]
    rows = [_row(snapshot, found, *job) for job in shown]
    return Answer(
        rows=[row for row, _ in rows],
        summary=Summary(
            shown=len(rows),
            not_shown=not_shown([("without consent", len(jobs) - len(rows))]),
            clients=len({row.client for row, _ in rows}),
        ),
        basis="measured" if any(row.keepers for row, _ in rows) else "none",
        as_of=date_of(day),
        evidence=[pairs for _, pairs in rows],
    )


def _jobs(snapshot: Snapshot, scope: Scope, found: PersonTies, day: int) -> list[tuple[int, int, int]]:
    """Returns person, organisation and first day of every alumnus's job at a client or prospect in reach.

    The alumni programme reaches alumni wherever they work; whom it may name, consent tells.
    """
    sees_all = "alumni_programme" in scope.roles
    work = snapshot.edges("EMPLOYED_BY", day)
    codes = [snapshot.code(kind) for kind in _TYPES]
    firms = snapshot.nodes("Organisation")[np.isin(snapshot.column("Organisation", "type"), codes)]
    rows = np.flatnonzero(np.isin(work.src, found.standing.alumni) & np.isin(work.dst, firms))
    jobs = zip(work.src[rows].tolist(), work.dst[rows].tolist(), work.valid_from[rows].tolist(), strict=True)
    return sorted(
        (job for job in jobs if sees_all or scope.sees_client(int(snapshot.id[job[1]]))),
        key=lambda job: (job[1], job[0]),
    )


def _row(snapshot: Snapshot, found: PersonTies, person: int, firm: int, start: int) -> tuple[Row, list[Pair]]:
    others, rows = found.of(person)
    strength = found.scores.strength[rows]
    is_keeper = found.standing.is_employee(others) & (strength >= WARM * 100)
    order = np.lexsort((others[is_keeper], -strength[is_keeper]))
    keepers: Sequence[int] = others[is_keeper][order].tolist()
    row = Row(
        person=snapshot.key(person),
        client=snapshot.key(firm),
        since=None if start == UNBOUNDED else date_of(start),
        keepers=tuple(snapshot.keys(keepers)),
    )
    return row, [Pair(first=person, second=keeper) for keeper in keepers]


ALUMNI_AT_CLIENTS = Question(
    name="alumni-at-clients",
    title="Which former colleagues work at our clients now?",
    roles=frozenset({"alumni_programme", "account_lead"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
    preset="alumni programme",
)
