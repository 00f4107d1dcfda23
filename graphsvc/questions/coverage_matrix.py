"""coverage-matrix: which colleague holds which client?

Rows are clients, most fees at stake first; columns are colleagues. A cell is the strongest tie of one to
somebody at the other, named with what it rests on. No figure adds up the people of a unit, so that a
filter on one has nothing to give away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from graphsvc.evidence import Pair
from graphsvc.measures.book import Floats, Ints, holdings
from graphsvc.measures.exposure import bus_factor
from graphsvc.network import Coverage, coverage
from graphsvc.network.acquaintance import LIVE
from graphsvc.network.stake import most_at_stake_first, stake
from graphsvc.question import (
    TAU,
    Answer,
    Basis,
    Behind,
    Question,
    as_of_field,
    asked_day,
    band_of,
    basis_of,
    date_of,
    pairs_of,
    position_of,
    visible_clients,
)
from graphsvc.scope import Scope, require_names
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot
from graphsvc.tie import BASES

MOST_COLUMNS = 60
"""Colleagues who get a column of their own."""
_PAPER = BASES.index("assigned")
_BASIS = {"seen": "measured", "on_paper": "assigned", "declared": "declared"}
_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    unit: str | None = field(
        label="Unit", help="Only colleagues of this unit: key or name.", node="Unit", default=None
    )
    rests_on: Literal["seen", "on_paper", "declared"] | None = field(
        label="Rests on",
        help="Only ties that are seen in mail or calendar, on_paper alone, or declared.",
        default=None,
    )
    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one colleague holds at one client."""

    person: str = field(label="Colleague", help="Who of us.", node="Person")
    p: float = field(
        label="Holds", help="How sure their strongest tie there is.", unit="share", decimals=_DIGITS
    )
    band: str | None = field(label="Tie", help="Band of that tie; empty on paper.")
    basis: Basis = field(label="Basis", help="Measured, assigned (on paper) or declared.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One client."""

    client: str = field(label="Client", help="The client.", node="Organisation")
    coverage: float = field(
        label="Coverage",
        help="How sure it is that somebody holds the contacts, over all colleagues and ties.",
        unit="share",
        decimals=_DIGITS,
    )
    holders: int = field(label="Colleagues who hold it", help="Colleagues with a strong tie, over all.")
    is_empty: bool = field(label="Held by nobody", help="Whether no colleague asked for has a live tie.")
    cells: tuple[Cell, ...] = field(
        label="Colleagues", help="Who has a live tie there, in the order of the columns."
    )
    more: int = field(label="More colleagues", help="Colleagues with a live tie but without a column.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One colleague."""

    person: str = field(label="Colleague", help="Who of us.", node="Person")
    clients: int = field(label="Clients they hold", help="Clients in this list with a strong tie to them.")
    total: float = field(label="Total", help="Sum of the column.", decimals=_DIGITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The matrix as a whole."""

    clients: int = field(label="Clients", help="Clients in this list.")
    empty: int = field(label="Held by nobody", help="Clients where no colleague asked for has a live tie.")
    people: tuple[Column, ...] = field(
        label="Columns", help="Colleagues in the order of the columns, largest total first."
    )
    more: int = field(label="More colleagues", help="Colleagues with a live tie but without a column.")
    is_measured: bool = field(label="Mail or calendar connected", help="Whether any feed measures ties.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Held:
    """The strongest tie of each colleague to each client that was asked for, by client, then colleague."""

    row: NDArray[np.int64]
    client: Ints
    employee: Ints
    p: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Matrix:
    """What the rows are made of; `place` is the column of a colleague who has one."""

    snapshot: Snapshot
    found: Coverage
    held: _Held
    index: Floats
    holders: Ints
    place: Mapping[int, int]


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns all clients in reach, most fees at stake first, each with who holds it."""
    if params.unit:
        require_names(scope)
    day = asked_day(snapshot, params.as_of)
    found = coverage(snapshot, day)
    all_held = holdings(found.book)
    risk = stake(found, all_held)
    clients = most_at_stake_first(risk, visible_clients(snapshot, scope, found))
    held = _held(found, clients, _asked_for(snapshot, found, params))
    columns = _columns(found, held)
    matrix = _Matrix(
        snapshot=snapshot,
        found=found,
        held=held,
        index=risk.index,
        holders=bus_factor(all_held, TAU),
        place={employee: column for column, employee in enumerate(columns[:MOST_COLUMNS])},
    )
    named = scope.people != "off"
    rows = [_row(matrix, client) for client in clients]
    return Answer(
        rows=rows if named else [replace(row, cells=()) for row in rows],
        summary=_summary(matrix, rows, columns if named else ()),
        basis=basis_of(np.unique(found.pairs.basis[held.row]).tolist()),
        as_of=date_of(day),
        evidence=Behind(len(rows), lambda row: _pairs(found, held, clients[row]) if named else ()),
    )


def _asked_for(snapshot: Snapshot, found: Coverage, params: Params) -> NDArray[np.bool_]:
    """Returns which rows of `found.pairs` are live ties of the unit and the kind asked for."""
    wanted = found.pairs.p >= LIVE
    if params.rests_on:
        wanted &= found.pairs.basis == BASES.index(_BASIS[params.rests_on])
    if params.unit:
        unit = position_of(snapshot, params.unit, "Unit")
        wanted &= found.unit[found.pairs.employee] == unit
    return wanted


def _held(found: Coverage, clients: Sequence[int], wanted: NDArray[np.bool_]) -> _Held:
    pairs = found.pairs
    rows = np.flatnonzero(wanted & np.isin(pairs.client, clients))
    rows = rows[np.lexsort((pairs.contact[rows], -pairs.p[rows], pairs.employee[rows], pairs.client[rows]))]
    client, employee = pairs.client[rows], pairs.employee[rows]
    first = (np.diff(client, prepend=-1) != 0) | (np.diff(employee, prepend=-1) != 0)
    best = rows[first]
    return _Held(row=best, client=pairs.client[best], employee=pairs.employee[best], p=pairs.p[best])


def _columns(found: Coverage, held: _Held) -> list[int]:
    """Returns everybody with a cell, largest total first, then by key."""
    total = np.bincount(held.employee, weights=held.p, minlength=found.employees.size)
    people = np.unique(held.employee)
    order = np.lexsort((people, -total[people].round(_DIGITS)))
    columns: list[int] = people[order].tolist()
    return columns


def _column(matrix: _Matrix, employee: int) -> Column:
    p = matrix.held.p[matrix.held.employee == employee]
    return Column(
        person=matrix.snapshot.key(int(matrix.found.employees[employee])),
        clients=int((p >= TAU).sum()),
        total=float(p.sum()),
    )


def _row(matrix: _Matrix, client: int) -> Row:
    held = matrix.held
    low, high = np.searchsorted(held.client, [client, client + 1]).tolist()
    shown = [row for row in range(low, high) if int(held.employee[row]) in matrix.place]
    shown.sort(key=lambda row: matrix.place[int(held.employee[row])])
    return Row(
        client=matrix.snapshot.key(int(matrix.found.clients[client])),
        coverage=float(matrix.index[client]),
        holders=int(matrix.holders[client]),
        is_empty=low == high,
        cells=tuple(_cell(matrix, row) for row in shown),
        more=high - low - len(shown),
    )


def _cell(matrix: _Matrix, row: int) -> Cell:
    found, held = matrix.found, matrix.held
    basis, p = int(found.pairs.basis[held.row[row]]), float(held.p[row])
    return Cell(
        person=matrix.snapshot.key(int(found.employees[held.employee[row]])),
        p=p,
        band=None if basis == _PAPER else band_of(100 * p),
        basis=basis_of([basis]),
    )


def _summary(matrix: _Matrix, rows: Sequence[Row], columns: Sequence[int]) -> Summary:
    return Summary(
        clients=len(rows),
        empty=sum(row.is_empty for row in rows),
        people=tuple(_column(matrix, employee) for employee in columns[:MOST_COLUMNS]),
        more=len(columns[MOST_COLUMNS:]),
        is_measured=matrix.found.is_measured,
    )


def _pairs(found: Coverage, held: _Held, client: int) -> list[Pair]:
    return pairs_of(found, held.row[held.client == client].tolist())


COVERAGE_MATRIX = Question(
    name="coverage-matrix",
    title="Which colleague holds which client?",
    roles=frozenset({"account_lead", "hr"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
    preset="account review",
)
