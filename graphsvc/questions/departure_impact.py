"""departure-impact: if these people leave on that day, what breaks, and by when must we act?"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from graphsvc.errors import NotFoundError, UsageError
from graphsvc.measures.book import Book, Floats, Holdings, Ints, holdings, select, without
from graphsvc.measures.coverage import coverage_index, orphans
from graphsvc.measures.exposure import bus_factor, solely_held
from graphsvc.measures.loss import departures, leave_one_out, pair_synergy, set_loss
from graphsvc.measures.runway import Terms, deadline
from graphsvc.measures.threads import threads
from graphsvc.network import NOBODY, Contracts, Coverage, coverage
from graphsvc.question import (
    TAU,
    Answer,
    Question,
    as_of_field,
    asked_day,
    basis_of,
    date_of,
    day_of,
    known,
    money,
    pairs_of,
    position_of,
    visible_clients,
)
from graphsvc.scope import Scope, require_purpose
from graphsvc.shape import field
from graphsvc.snapshot import NO_DAY, Snapshot
from graphsvc.store.port import OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    person: tuple[str, ...] = field(
        label="Who leaves", help="Key, e-mail address or name; may be given several times.", node="Person"
    )
    date: dt.date | None = field(
        label="Last working day",
        help="Day contract windows are counted from; default is the recorded last day, else the day asked.",
        default=None,
    )
    as_of: dt.date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One client the leavers touch, before and after."""

    client: str = field(label="Client", help="The client.", node="Organisation")
    value: Decimal | None = field(label="Value", help="Fees of a year.")
    currency: str | None = field(label="Currency", help="Currency of the value.")
    coverage_before: float = field(
        label="Coverage before",
        help="How sure it is that somebody holds the contacts.",
        unit="share",
        decimals=6,
    )
    coverage_after: float = field(
        label="Coverage after", help="The same without the leavers.", unit="share", decimals=6
    )
    threads_before: int | None = field(label="Lines before", help="Independent lines to the client.")
    threads_after: int | None = field(label="Lines after", help="The same without the leavers.")
    orphans: tuple[str, ...] = field(
        label="Orphans", help="Contacts who were held and are not any more.", node="Person"
    )
    holders_after: int = field(
        label="Colleagues who hold it after", help="Colleagues with a strong tie who stay."
    )
    deadline: dt.date | None = field(
        label="Act by", help="Day by which the contract can be ended or runs out; empty without a contract."
    )
    days: int | None = field(
        label="Days to act", help="Days from the last working day to that day.", unit="days"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """One of those who leave, alone."""

    person: str = field(label="Person", help="Who leaves.", node="Person")
    loss: Decimal = field(label="Loss alone", help="Value no longer covered if only this person leaves.")
    solely_held: Decimal = field(label="Held alone", help="Value of the clients only this person holds.")
    last_day: dt.date | None = field(label="Last working day", help="Recorded last working day.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenPair:
    """Two leavers whose joint exit costs more than both exits alone."""

    one: str = field(label="One", help="One of the pair.", node="Person")
    other: str = field(label="Other", help="The other.", node="Person")
    value: Decimal = field(label="More than the sum", help="Value lost beyond what each loses alone.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All of them together."""

    people: tuple[Leaver, ...] = field(label="People", help="Each leaver alone.")
    set_loss: Decimal = field(label="Loss together", help="Value no longer covered when all leave.")
    hidden_pairs: tuple[HiddenPair, ...] = field(
        label="Hidden pairs", help="Pairs that cost more together than one by one."
    )
    clients: int = field(label="Clients touched", help="Clients in this list.")
    clients_to_zero: int = field(
        label="Clients nobody holds", help="Clients that lose their last strong tie."
    )
    total_value: Decimal = field(label="Total value", help="Known value of all clients, for proportion.")
    currency: str = field(label="Currency", help="Currency of the values.")
    date: dt.date = field(label="Last working day", help="Day the contract windows are counted from.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Side:
    """Figures per client, before or after."""

    index: Floats
    lines: Ints
    holders: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Case:
    """The clients in reach that the leavers touch, with and without them."""

    found: Coverage
    book: Book
    leavers: tuple[int, ...]
    clients: tuple[int, ...]
    before: _Side
    after: _Side
    last_day: int


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns the clients the leavers touch, most value lost first; strength stands at the day asked."""
    require_purpose(scope)
    found = coverage(snapshot, asked_day(snapshot, params.as_of))
    leavers = tuple(dict.fromkeys(_leaver(snapshot, found, key) for key in params.person))
    if not leavers:
        raise UsageError("departure-impact needs at least one person: name who leaves with --person")
    recorded = [_recorded(snapshot, found, leaver) for leaver in leavers]
    known_ends = [each for each in recorded if each is not None]
    last_day = day_of(params.date) if params.date else min(known_ends, default=found.as_of)
    visible = visible_clients(snapshot, scope, found)
    case = _case(found, leavers, visible, last_day=last_day)
    return Answer(
        rows=_rows(snapshot, case),
        summary=_summary(snapshot, case, recorded=recorded, visible=visible),
        basis=basis_of(found.pairs.basis[np.isin(found.pairs.employee, leavers)].tolist()),
        as_of=date_of(found.as_of),
        evidence=[pairs_of(found, np.flatnonzero(found.pairs.client == at).tolist()) for at in case.clients],
    )


def _case(found: Coverage, leavers: tuple[int, ...], visible: Sequence[int], *, last_day: int) -> _Case:
    touched = np.intersect1d(found.pairs.client[np.isin(found.pairs.employee, leavers)], visible)
    book = select(found.book, np.isin(found.book.client, touched))
    before, after = _side(book), _side(without(book, leavers))
    drop = before.index - after.index
    lost = found.values.amount * drop
    order = np.lexsort((touched, -drop[touched], -np.nan_to_num(lost[touched]), np.isnan(lost[touched])))
    return _Case(
        found=found,
        book=book,
        leavers=leavers,
        clients=tuple(touched[order].tolist()),
        before=before,
        after=after,
        last_day=last_day,
    )


def _side(book: Book) -> _Side:
    return _Side(
        index=coverage_index(book), lines=threads(book, TAU).count, holders=bus_factor(holdings(book), TAU)
    )


def _leaver(snapshot: Snapshot, found: Coverage, key: str) -> int:
    at = found.employee_at(position_of(snapshot, key, "Person"))
    if at is None:
        message = (
            f"'{key}' does not work here on {date_of(found.as_of)}: ask for an employee, or another --as-of"
        )
        raise NotFoundError(message)
    return at


def _recorded(snapshot: Snapshot, found: Coverage, leaver: int) -> int | None:
    """Returns the recorded last working day, inclusive, if the employment is known to end."""
    jobs = snapshot.edges("EMPLOYED_BY", found.as_of)
    ours = (jobs.src == found.employees[leaver]) & np.isin(jobs.dst, found.standing.own)
    ends = jobs.valid_to[ours]
    return int(ends.max()) - 1 if ends.size and int(ends.max()) != OPEN else None


def _rows(snapshot: Snapshot, case: _Case) -> list[Row]:
    people, lost = case.found.contacts, orphans(case.book, case.leavers)
    gone = lost[people.person[lost] != NOBODY]
    return [_row(snapshot, case, at, gone[people.client[gone] == at]) for at in case.clients]


def _row(snapshot: Snapshot, case: _Case, at: int, gone: Ints) -> Row:
    found, act_by = case.found, _deadline(case.found, at, case.last_day)
    value = float(found.values.amount[at])
    return Row(
        client=snapshot.key(int(found.clients[at])),
        value=money(value),
        currency=None if np.isnan(value) else found.values.currency,
        coverage_before=float(case.before.index[at]),
        coverage_after=float(case.after.index[at]),
        threads_before=known(int(case.before.lines[at])),
        threads_after=known(int(case.after.lines[at])),
        orphans=tuple(snapshot.keys(found.contacts.person[gone])),
        holders_after=int(case.after.holders[at]),
        deadline=None if act_by is None else date_of(act_by),
        days=None if act_by is None else max(0, act_by - case.last_day),
    )


def _deadline(found: Coverage, at: int, last_day: int) -> int | None:
    """Returns the earliest deadline of the live contracts, else of the one that ended last, else None."""
    days = _deadlines(found.values.contracts, at, last_day) or _deadlines(found.values.lapsed, at, last_day)
    return min(days, default=None)


def _deadlines(contracts: Contracts, at: int, last_day: int) -> list[int]:
    return [
        deadline(
            Terms(
                end=None if contracts.end[row] in {OPEN, NO_DAY} else int(contracts.end[row]),
                notice_days=int(np.nan_to_num(contracts.notice_days[row])),
                auto_renews=None if contracts.auto_renews[row] < 0 else bool(contracts.auto_renews[row]),
                term_months=None if np.isnan(contracts.term_months[row]) else int(contracts.term_months[row]),
            ),
            last_day,
        )
        for row in np.flatnonzero(contracts.client == at).tolist()
    ]


def _summary(
    snapshot: Snapshot, case: _Case, *, recorded: Sequence[int | None], visible: Sequence[int]
) -> Summary:
    found, held = case.found, holdings(case.book)
    clients = list(case.clients)
    to_zero = (case.before.holders[clients] > 0) & (case.after.holders[clients] == 0)
    return Summary(
        people=_people(snapshot, case, held, recorded),
        set_loss=_amount(set_loss(departures(held), case.leavers)),
        hidden_pairs=tuple(
            HiddenPair(
                one=snapshot.key(int(found.employees[pair.one])),
                other=snapshot.key(int(found.employees[pair.other])),
                value=_amount(pair.value),
            )
            for pair in pair_synergy(held, case.leavers)
        ),
        clients=len(clients),
        clients_to_zero=int(to_zero.sum()),
        total_value=_amount(float(np.nansum(found.values.amount[list(visible)]))),
        currency=found.values.currency,
        date=date_of(case.last_day),
    )


def _people(
    snapshot: Snapshot, case: _Case, held: Holdings, recorded: Sequence[int | None]
) -> tuple[Leaver, ...]:
    alone, sole = leave_one_out(held), solely_held(held, TAU)
    return tuple(
        Leaver(
            person=snapshot.key(int(case.found.employees[at])),
            loss=_amount(float(alone[at])),
            solely_held=_amount(float(sole[at])),
            last_day=None if day is None else date_of(day),
        )
        for at, day in zip(case.leavers, recorded, strict=True)
    )


def _amount(hundredths: float) -> Decimal:
    return money(hundredths) or Decimal("0.00")


DEPARTURE_IMPACT = Question(
    name="departure-impact",
    title="If these people leave on that day, what breaks?",
    roles=frozenset({"hr", "account_lead"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
    is_case=True,
)
