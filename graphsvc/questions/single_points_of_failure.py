"""single-points-of-failure: who is the only link, and to which clients?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

import numpy as np

from graphsvc.evidence import Pair
from graphsvc.fees import fee_band, fee_band_field
from graphsvc.measures.book import Book, Holdings, Ints, holdings
from graphsvc.measures.exposure import (
    Intervals,
    contact_intervals,
    employee_intervals,
    sole_contact,
    sole_employee,
    the_one,
)
from graphsvc.network import Coverage, coverage
from graphsvc.question import (
    MOST_EXPOSED,
    TAU,
    Answer,
    Question,
    as_of_field,
    asked_day,
    basis_of,
    date_of,
    money,
    pairs_of,
    total,
    visible_clients,
)
from graphsvc.scope import Scope, require_purpose
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot

SubjectKind = Literal["employee", "contact"]
_LIKELY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """One client that hangs on the subject alone."""

    client: str = field(label="Client", help="The client.", node="Organisation")
    kind: Literal["hard", "soft"] = field(
        label="Clear or borderline", help="Hard: nobody else has a strong tie. Soft: most likely nobody else."
    )
    above: float | None = field(
        label="Alone above", help="Threshold above which nobody else counts.", unit="share", decimals=6
    )
    up_to: float | None = field(
        label="Alone up to", help="Threshold up to which the subject counts.", unit="share", decimals=6
    )
    probability: float = field(
        label="Alone with", help="How likely the subject is the only one.", unit="share", decimals=6
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person, of us or at a client, on whom clients hang alone."""

    subject: str = field(label="Only link", help="The person.", node="Person")
    subject_kind: SubjectKind = field(label="Side", help="A colleague, or a contact at the client.")
    value: Decimal | None = field(label="Value", help="Known yearly fees of these clients.", fees=True)
    value_band: str | None = fee_band_field()
    currency: str = field(label="Currency", help="Currency of the value.")
    clients: tuple[Hanging, ...] = field(label="Clients", help="Clients that hang on this person alone.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All of them."""

    employees: int = field(label="Colleagues", help="Colleagues on whom a client hangs alone.")
    employees_shown: int = field(label="Shown", help="Most exposed colleagues in this list.")
    contacts: int = field(label="Contacts", help="Contacts on whom a client hangs alone.")
    clients: int = field(label="Clients", help="Clients that hang on one person on either side.")
    value: Decimal | None = field(
        label="Value", help="Known yearly fees of these clients; empty where none is known."
    )
    currency: str = field(label="Currency", help="Currency of the values.")
    tau: float = field(label="Threshold", help="Probability from which a tie counts.", decimals=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One side of the book: who may be alone, and how sure."""

    kind: SubjectKind
    positions: Sequence[int]
    hard: Ints
    intervals: Intervals
    held: Holdings


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns people on whom clients hang alone, most value first, the 20 most exposed colleagues."""
    require_purpose(scope)
    day = asked_day(snapshot, params.as_of)
    found = coverage(snapshot, day)
    visible = set(visible_clients(snapshot, scope, found))
    rows = [
        (subject, _row(snapshot, found, kind, subject, hanging))
        for kind, subject, hanging in _subjects(snapshot, found, visible)
    ]
    rows.sort(key=lambda row: (-(row[1].value or 0), row[1].subject))
    shown = _most_exposed(rows)
    return Answer(
        rows=[row for _, row in shown],
        summary=_summary(snapshot, found, [row for _, row in rows]),
        basis=basis_of(found.pairs.basis.tolist()),
        as_of=date_of(day),
        evidence=[_evidence(snapshot, found, subject, row) for subject, row in shown],
    )


def _subjects(
    snapshot: Snapshot, found: Coverage, visible: set[int]
) -> Iterator[tuple[SubjectKind, int, list[tuple[int, Hanging]]]]:
    for side in (_employees(found), _contacts(found)):
        by_subject: dict[int, list[tuple[int, Hanging]]] = defaultdict(list)
        for subject, client, hanging in _alone(snapshot, found, side):
            if client in visible and side.positions[subject] >= 0:
                by_subject[side.positions[subject]].append((client, hanging))
        for position, hanging_clients in by_subject.items():
            yield side.kind, position, hanging_clients


def _employees(found: Coverage) -> _Side:
    held = holdings(found.book)
    return _Side(
        kind="employee",
        positions=found.employees.tolist(),
        hard=sole_employee(held, TAU),
        intervals=employee_intervals(held),
        held=held,
    )


def _contacts(found: Coverage) -> _Side:
    return _Side(
        kind="contact",
        positions=found.contacts.person.tolist(),
        hard=sole_contact(found.book, TAU),
        intervals=contact_intervals(found.book),
        held=holdings(_turned(found.book)),
    )


def _turned(book: Book) -> Book:
    """Returns the book with the sides exchanged: contacts hold, employees are held."""
    return replace(
        book,
        n_employees=book.n_contacts,
        n_contacts=book.n_clients,
        employee=book.contact,
        contact=book.client,
        contact_client=np.arange(book.n_clients, dtype=np.int32),
        omega=np.ones(book.n_clients),
        unit=np.full(book.n_contacts, -1, dtype=np.int32),
        placeholder=np.zeros(book.n_clients, dtype=np.bool_),
    )


def _alone(snapshot: Snapshot, found: Coverage, side: _Side) -> Iterator[tuple[int, int, Hanging]]:
    """Yields subject, client and how the client hangs on the subject alone."""
    held, chance = side.held, the_one(side.held)
    hard = side.hard[held.client] == held.employee
    rows = np.flatnonzero(hard | (chance >= _LIKELY))
    columns = (held.client[rows], held.employee[rows], hard[rows], chance[rows])
    for client, subject, is_hard, probability in zip(*(each.tolist() for each in columns), strict=True):
        is_best = int(side.intervals.holder[client]) == subject
        yield (
            subject,
            client,
            Hanging(
                client=snapshot.key(int(found.clients[client])),
                kind="hard" if is_hard else "soft",
                above=float(side.intervals.above[client]) if is_best else None,
                up_to=float(side.intervals.up_to[client]) if is_best else None,
                probability=probability,
            ),
        )


def _row(
    snapshot: Snapshot, found: Coverage, kind: SubjectKind, subject: int, hanging: list[tuple[int, Hanging]]
) -> Row:
    ordered = sorted(hanging, key=lambda each: (-np.nan_to_num(found.values.amount[each[0]]), each[1].client))
    amounts = found.values.amount[[client for client, _ in ordered]]
    known = amounts[~np.isnan(amounts)]
    worth = money(float(known.sum())) if known.size else None
    return Row(
        subject=snapshot.key(subject),
        subject_kind=kind,
        value=worth,
        value_band=fee_band(worth),
        currency=found.values.currency,
        clients=tuple(each for _, each in ordered),
    )


def _most_exposed(rows: list[tuple[int, Row]]) -> list[tuple[int, Row]]:
    employees = [each for each in rows if each[1].subject_kind == "employee"]
    hidden = {id(each) for each in employees[MOST_EXPOSED:]}
    return [each for each in rows if id(each) not in hidden]


def _evidence(snapshot: Snapshot, found: Coverage, subject: int, row: Row) -> list[Pair]:
    clients = _indices(snapshot, found, [row])
    ends = found.employees[found.pairs.employee] if row.subject_kind == "employee" else None
    of = ends if ends is not None else found.contacts.person[found.pairs.contact]
    return pairs_of(found, np.flatnonzero(np.isin(found.pairs.client, clients) & (of == subject)).tolist())


def _indices(snapshot: Snapshot, found: Coverage, rows: Sequence[Row]) -> list[int]:
    """Returns the indices of the clients that some rows name, each once."""
    keys = dict.fromkeys(each.client for row in rows for each in row.clients)
    at = (found.client_at(snapshot.position(key) or 0) for key in keys)
    return [client for client in at if client is not None]


def _summary(snapshot: Snapshot, found: Coverage, rows: Sequence[Row]) -> Summary:
    clients = _indices(snapshot, found, rows)
    employees = sum(row.subject_kind == "employee" for row in rows)
    return Summary(
        employees=employees,
        employees_shown=min(employees, MOST_EXPOSED),
        contacts=sum(row.subject_kind == "contact" for row in rows),
        clients=len(clients),
        value=total(found.values.amount[clients]),
        currency=found.values.currency,
        tau=TAU,
    )


SINGLE_POINTS_OF_FAILURE = Question(
    name="single-points-of-failure",
    title="Who is the only link, and to which clients?",
    roles=frozenset({"account_lead", "hr"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
)
