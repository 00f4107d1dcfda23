"""portfolio: which of my clients would we lose a grip on first?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from graphsvc.fees import fee_band, fee_band_field
from graphsvc.measures.book import holdings
from graphsvc.measures.coverage import coverage_index
from graphsvc.measures.exposure import NOBODY, bus_factor, sole_employee
from graphsvc.measures.threads import threads
from graphsvc.network import NO_TIE, VALUE_BASES, Coverage, coverage
from graphsvc.network.stake import most_at_stake_first, stake
from graphsvc.question import (
    TAU,
    Answer,
    Basis,
    Behind,
    ClientRows,
    Question,
    as_of_field,
    asked_day,
    basis_of,
    date_of,
    date_or_none,
    known,
    money,
    pairs_of,
    visible_clients,
)
from graphsvc.scope import Scope
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot
from graphsvc.tie import NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """The one exit that costs a client most coverage."""

    person: str = field(label="Biggest loss", help="Who, by leaving, takes most coverage.", node="Person")
    share: float = field(
        label="Share lost", help="Share of the coverage that goes with this person.", unit="share", decimals=6
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One client."""

    client: str = field(label="Client", help="The client.", node="Organisation")
    value: Decimal | None = field(
        label="Value", help="Fees billed in the last 365 days, else a year of the live contracts.", fees=True
    )
    value_band: str | None = fee_band_field()
    currency: str | None = field(label="Currency", help="Currency of the value.")
    value_basis: str | None = field(label="Value from", help="Whether the value was billed or is contracted.")
    fees_at_stake: Decimal | None = field(
        label="Fees at stake",
        help="Value times what is not covered after the biggest single departure.",
        fees=True,
    )
    coverage_index: float = field(
        label="Coverage", help="How sure it is that somebody holds the contacts.", unit="share", decimals=6
    )
    coverage_measured: float = field(
        label="Coverage measured", help="The same from mail and calendar alone.", unit="share", decimals=6
    )
    contact_threads: int | None = field(
        label="Known contacts", help="Contacts with a strong tie; empty where contacts are not known."
    )
    employee_threads: int = field(label="Colleagues who hold it", help="Colleagues with a strong tie.")
    independent_threads: int | None = field(
        label="Independent lines",
        help="Fewest people, on either side, whose exit cuts every strong tie.",
    )
    sole_holder: str | None = field(
        label="Only link", help="The one colleague with a strong tie, if there is only one.", node="Person"
    )
    worst_departure: Departure | None = field(
        label="Biggest loss", help="The single exit that costs most coverage."
    )
    last_contact: date | None = field(
        label="Last touch", help="Last day any colleague was in contact with anybody there."
    )
    contract_end: date | None = field(label="Contract end", help="Earliest end of the live contracts.")
    basis: Basis = field(
        label="Basis", help="Whether ties were measured, stand on paper (assigned) or were declared."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What a client is worth in a currency that is not the workspace's."""

    client: str = field(label="Client", help="The client.", node="Organisation")
    value: Decimal = field(label="Value", help="Fees of a year in this currency.", fees=True)
    currency: str = field(label="Currency", help="Currency of the value.")
    value_basis: str = field(label="Value from", help="Whether the value was billed or is contracted.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The book as a whole."""

    clients: int = field(label="Clients", help="Clients in this list.")
    one_holder: int = field(label="Hang on one person", help="Clients only one colleague holds.")
    uncovered: int = field(label="Held by nobody", help="Clients without any strong tie.")
    value: Decimal | None = field(
        label="Total value", help="Known value of all clients, in one currency; empty where none is known."
    )
    fees_at_stake: Decimal | None = field(
        label="Fees at stake", help="Sum of the known fees at stake; empty where none is known."
    )
    currency: str = field(label="Currency", help="Currency of the totals.")
    values_unknown: int = field(label="Value unknown", help="Clients whose value is not known.")
    is_measured: bool = field(label="Mail or calendar connected", help="Whether any feed measures ties.")
    other_currencies: tuple[Elsewhere, ...] = field(
        label="Other currencies", help="Values in other currencies; they are in no sum and no order."
    )


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns all clients in reach, most fees at stake first, unknown values after by coverage."""
    day = asked_day(snapshot, params.as_of)
    found = coverage(snapshot, day)
    ties = ClientRows(found)
    rows = _rows(snapshot, found, visible_clients(snapshot, scope, found), ties=ties)
    named = scope.people != "off"
    records = [row if named else _nameless(row) for _, row in rows]
    return Answer(
        rows=records,
        summary=_summary(found, [row for _, row in rows], elsewhere=_elsewhere(snapshot, found, rows)),
        basis=basis_of(int(code) for at, _ in rows for code in np.unique(found.pairs.basis[ties.of(at)])),
        as_of=date_of(day),
        evidence=Behind(len(rows), lambda row: pairs_of(found, ties.of(rows[row][0])) if named else ()),
    )


def _nameless(row: Row) -> Row:
    """Returns a row without people, for a workspace that shows none."""
    return replace(row, sole_holder=None, worst_departure=None)


def _rows(
    snapshot: Snapshot, found: Coverage, clients: Sequence[int], *, ties: ClientRows
) -> list[tuple[int, Row]]:
    held = holdings(found.book)
    matched = threads(found.book, TAU)
    risk, measured = stake(found, held), coverage_index(found.measured_book)
    holders, sole = bus_factor(held, TAU), sole_employee(held, TAU)
    touched = _last_contact(found)
    rows: list[tuple[int, Row]] = []
    for at in most_at_stake_first(risk, clients):
        value = float(found.values.amount[at])
        row = Row(
            client=snapshot.key(int(found.clients[at])),
            value=money(value),
            value_band=fee_band(money(value)),
            currency=None if np.isnan(value) else found.values.currency,
            value_basis=None if np.isnan(value) else VALUE_BASES[found.values.basis[at]],
            fees_at_stake=money(float(risk.fees[at])),
            coverage_index=float(risk.index[at]),
            coverage_measured=float(measured[at]),
            contact_threads=known(int(matched.contact_threads[at])),
            employee_threads=int(holders[at]),
            independent_threads=known(int(matched.count[at])),
            sole_holder=_person(snapshot, found, int(sole[at])),
            worst_departure=_departure(snapshot, found, int(risk.leaver[at]), float(risk.share[at])),
            last_contact=None if touched[at] == NEVER else date_of(touched[at]),
            contract_end=date_or_none(int(found.values.contract_end[at])),
            basis=basis_of(found.pairs.basis[ties.of(at)].tolist()),
        )
        rows.append((at, row))
    return rows


def _last_contact(found: Coverage) -> list[int]:
    """Returns for each client the last day of evidence of any of its ties, `NEVER` without any."""
    last = np.full(found.book.n_clients, NEVER, dtype=np.int64)
    row = found.pairs.measured_row
    known = row != NO_TIE
    np.maximum.at(last, found.pairs.client[known], found.ties.scores.last_day[row[known]])
    return [int(day) for day in last.tolist()]


def _person(snapshot: Snapshot, found: Coverage, employee: int) -> str | None:
    return None if employee == NOBODY else snapshot.key(int(found.employees[employee]))


def _departure(snapshot: Snapshot, found: Coverage, employee: int, share: float) -> Departure | None:
    person = _person(snapshot, found, employee)
    return None if person is None else Departure(person=person, share=share)


def _elsewhere(snapshot: Snapshot, found: Coverage, rows: Sequence[tuple[int, Row]]) -> tuple[Elsewhere, ...]:
    listed = {at for at, _ in rows}
    return tuple(
        Elsewhere(
            client=snapshot.key(int(found.clients[one.client])),
            value=money(one.amount) or Decimal("0.00"),
            currency=one.currency,
            value_basis=one.basis,
        )
        for one in found.values.foreign
        if one.client in listed
    )


def _summary(found: Coverage, rows: Sequence[Row], *, elsewhere: tuple[Elsewhere, ...]) -> Summary:
    return Summary(
        clients=len(rows),
        one_holder=sum(row.sole_holder is not None for row in rows),
        uncovered=sum(row.employee_threads == 0 for row in rows),
        value=_sum([row.value for row in rows]),
        fees_at_stake=_sum([row.fees_at_stake for row in rows]),
        currency=found.values.currency,
        values_unknown=sum(row.value is None for row in rows),
        is_measured=found.is_measured,
        other_currencies=elsewhere,
    )


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """Returns the sum of the known amounts; None where there are clients and none is known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal("0.00")) if known or not amounts else None


PORTFOLIO = Question(
    name="portfolio",
    title="Which of my clients would we lose a grip on first?",
    roles=frozenset({"account_lead", "hr"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
    preset="account review",
)
