"""departure-impact: if these people leave on that day, what breaks, and by when must we act?"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from graphsvc.errors import NotAllowedError, NotFoundError, UsageError
from graphsvc.evidence import Pair
from graphsvc.fees import fee_band, fee_band_field
from graphsvc.measures.book import Book, Floats, Holdings, Ints, holdings, select, without
from graphsvc.measures.coverage import coverage_index, orphans
from graphsvc.measures.exposure import bus_factor, sole_employee
from graphsvc.measures.loss import departures, leave_one_out, pair_synergy, set_loss
from graphsvc.measures.threads import threads
from graphsvc.network import NOBODY, Coverage, coverage
from graphsvc.network.act_by import act_by_day
from graphsvc.network.leaving import announced, last_day
from graphsvc.network.units import SMALLEST_UNIT
from graphsvc.question import (
    TAU,
    WARM,
    Answer,
    Question,
    as_of_field,
    asked_day,
    band_of,
    basis_of,
    date_of,
    day_of,
    known,
    lost,
    money,
    pairs_of,
    position_of,
    total,
    visible_clients,
)
from graphsvc.scope import Scope, require_purpose
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot

_HOLDERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    person: tuple[str, ...] = field(
        label="Who leaves",
        help="Key, e-mail address or name; may be given several times.",
        node="Person",
        default=(),
    )
    unit: str | None = field(
        label="Whole unit",
        help="Everybody of a unit instead of people named; shows no figure of any of them.",
        node="Unit",
        default=None,
    )
    besides: tuple[str, ...] = field(
        label="Who leaves anyway",
        help="People who leave whatever is decided; announced departures are known already.",
        node="Person",
        default=(),
    )
    date: dt.date | None = field(
        label="Last working day",
        help="Day contract windows are counted from; default is the recorded or announced last day, "
        "else the day asked.",
        default=None,
    )
    as_of: dt.date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One colleague who still holds a client."""

    person: str = field(label="Who remains", help="A colleague who stays.", node="Person")
    band: str = field(label="Tie", help="How strong the best tie of the colleague there is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One client the leavers touch, before and after."""

    client: str = field(label="Client", help="The client.", node="Organisation")
    value: Decimal | None = field(label="Value", help="Fees of a year.", fees=True)
    value_band: str | None = fee_band_field()
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
    holders: tuple[Holder, ...] = field(
        label="Who remains", help="Colleagues who stay and know somebody there, strongest tie first."
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
    loss: Decimal | None = field(label="Loss alone", help="Value no longer covered if only they leave.")
    solely_held: Decimal | None = field(label="Held alone", help="Value of the clients only they hold.")
    last_day: dt.date | None = field(
        label="Last working day", help="Announced last working day; for HR the recorded one."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenPair:
    """Two leavers whose joint exit costs more than both exits alone."""

    one: str = field(label="One", help="Somebody who leaves.", node="Person")
    other: str = field(label="Other", help="The other, who leaves too or leaves anyway.", node="Person")
    value: Decimal = field(label="More than the sum", help="Value lost beyond what each loses alone.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All of them together."""

    people: tuple[Leaver, ...] = field(label="People", help="Each leaver alone.")
    set_loss: Decimal | None = field(label="Loss together", help="Value not covered when all leave.")
    hidden_pairs: tuple[HiddenPair, ...] = field(
        label="Hidden pairs", help="Pairs that cost more together than one by one."
    )
    clients: int = field(label="Clients touched", help="Clients in this list.")
    clients_to_zero: int = field(
        label="Clients nobody holds", help="Clients that lose their last strong tie."
    )
    only_together: int = field(
        label="Only together", help="Of those, clients that no one of the leavers alone would lose."
    )
    value_to_zero: Decimal | None = field(
        label="Fees of those clients", help="Known value of the clients that lose their last strong tie."
    )
    leavers: int = field(label="People who leave", help="How many leave.")
    total_value: Decimal | None = field(label="Total value", help="Known value of all clients.")
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
    anyway: tuple[int, ...]
    is_unit: bool
    clients: tuple[int, ...]
    before: _Side
    after: _Side
    last_day: int


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns the clients the leavers touch, most value lost first; strength stands at the day asked."""
    require_purpose(scope)
    found = coverage(snapshot, asked_day(snapshot, params.as_of))
    leavers = _leavers(snapshot, found, params)
    recorded = _last_days(snapshot, scope, found, leavers)
    known_ends = [each for each in recorded if each is not None]
    visible = visible_clients(snapshot, scope, found)
    case = replace(
        _case(found, leavers, visible),
        last_day=day_of(params.date) if params.date else min(known_ends, default=found.as_of),
        anyway=_anyway(snapshot, found, params.besides),
        is_unit=params.unit is not None,
    )
    return Answer(
        rows=_rows(snapshot, case),
        summary=_summary(snapshot, case, recorded=recorded, visible=visible),
        basis=basis_of(found.pairs.basis[np.isin(found.pairs.employee, leavers)].tolist()),
        as_of=date_of(found.as_of),
        evidence=[_evidence(case, at) for at in case.clients],
    )


def _last_days(snapshot: Snapshot, scope: Scope, found: Coverage, leavers: Sequence[int]) -> list[int | None]:
    """Returns the last working days: the recorded ones for HR, for others what everybody may know."""
    people = found.employees[list(leavers)].tolist()
    if "hr" in scope.roles:
        return [last_day(snapshot, found.standing, person) for person in people]
    told = announced(snapshot, found.as_of)
    return [told.get(person) for person in people]


def _evidence(case: _Case, at: int) -> list[Pair]:
    """Returns the pairs behind a client; of a whole unit none, since each would tell of somebody."""
    rows = [] if case.is_unit else np.flatnonzero(case.found.pairs.client == at).tolist()
    return pairs_of(case.found, rows)


def _leavers(snapshot: Snapshot, found: Coverage, params: Params) -> tuple[int, ...]:
    """Returns the indices of those who leave: people named, or everybody of a unit."""
    if params.unit is None:
        leavers = tuple(dict.fromkeys(_leaver(snapshot, found, key) for key in params.person))
    elif params.person:
        raise UsageError("departure-impact takes people or a whole unit, not both")
    else:
        unit = position_of(snapshot, params.unit, "Unit")
        leavers = tuple(np.flatnonzero(found.unit == unit).tolist())
        if len(leavers) < SMALLEST_UNIT:
            message = (
                "The unit has fewer than five people, so its figures would tell of single people. "
                "Ask about them by name."
            )
            raise NotAllowedError(message, slug="small-group")
    if not leavers:
        raise UsageError("departure-impact needs at least one person: name who leaves with --person")
    return leavers


def _anyway(snapshot: Snapshot, found: Coverage, besides: Sequence[str]) -> tuple[int, ...]:
    """Returns the indices of colleagues who leave whatever is decided."""
    named = [snapshot.position(key) for key in besides]
    known_to_leave = [*announced(snapshot, found.as_of), *(each for each in named if each is not None)]
    at = (found.employee_at(each) for each in known_to_leave)
    return tuple(dict.fromkeys(each for each in at if each is not None))


def _case(found: Coverage, leavers: tuple[int, ...], visible: Sequence[int]) -> _Case:
    touched = np.intersect1d(
        found.pairs.client[np.isin(found.pairs.employee, leavers)], np.array(visible, dtype=np.int32)
    )
    book = select(found.book, np.isin(found.book.client, touched))
    before, after = _side(book), _side(without(book, leavers))
    drop = before.index - after.index
    lost = found.values.amount * drop
    order = np.lexsort((touched, -drop[touched], -np.nan_to_num(lost[touched]), np.isnan(lost[touched])))
    return _Case(
        found=found,
        book=book,
        leavers=leavers,
        anyway=(),
        is_unit=False,
        clients=tuple(touched[order].tolist()),
        before=before,
        after=after,
        last_day=found.as_of,
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


def _rows(snapshot: Snapshot, case: _Case) -> list[Row]:
    people, lost = case.found.contacts, orphans(case.book, case.leavers)
    gone = lost[people.person[lost] != NOBODY]
    stays = holdings(without(case.book, case.leavers))
    return [_row(snapshot, case, at, gone[people.client[gone] == at], stays) for at in case.clients]


def _holders(snapshot: Snapshot, case: _Case, at: int, stays: Holdings) -> tuple[Holder, ...]:
    mine = slice(int(stays.start[at]), int(stays.start[at + 1]))
    best, who = stays.best[mine], case.found.employees[stays.employee[mine]]
    order = np.lexsort((who, -best))
    warm = [row for row in order.tolist() if best[row] >= WARM][:_HOLDERS]
    return tuple(
        Holder(person=snapshot.key(int(who[row])), band=band_of(float(100 * best[row]))) for row in warm
    )


def _row(snapshot: Snapshot, case: _Case, at: int, gone: Ints, stays: Holdings) -> Row:
    found, act_by = case.found, act_by_day(case.found.values, at, case.last_day)
    value = float(found.values.amount[at])
    return Row(
        client=snapshot.key(int(found.clients[at])),
        value=money(value),
        value_band=fee_band(money(value)),
        currency=None if np.isnan(value) else found.values.currency,
        coverage_before=float(case.before.index[at]),
        coverage_after=float(case.after.index[at]),
        threads_before=known(int(case.before.lines[at])),
        threads_after=known(int(case.after.lines[at])),
        orphans=tuple(snapshot.keys(found.contacts.person[gone])),
        holders_after=int(case.after.holders[at]),
        holders=_holders(snapshot, case, at, stays),
        deadline=None if act_by is None else date_of(act_by),
        days=None if act_by is None else max(0, act_by - case.last_day),
    )


def _summary(
    snapshot: Snapshot, case: _Case, *, recorded: Sequence[int | None], visible: Sequence[int]
) -> Summary:
    found, held, worth = case.found, holdings(case.book), case.found.values.amount
    clients = list(case.clients)
    before = case.before.holders[clients]
    to_zero = (before > 0) & (case.after.holders[clients] == 0)
    return Summary(
        people=() if case.is_unit else _people(snapshot, case, held, recorded),
        set_loss=lost(set_loss(departures(held), case.leavers), of=worth[clients]),
        hidden_pairs=() if case.is_unit else _hidden_pairs(snapshot, case, held),
        clients=len(clients),
        clients_to_zero=int(to_zero.sum()),
        only_together=int((to_zero & (before > 1)).sum()),
        value_to_zero=total(worth[clients][to_zero]),
        leavers=len(case.leavers),
        total_value=total(worth[list(visible)]),
        currency=found.values.currency,
        date=date_of(case.last_day),
    )


def _hidden_pairs(snapshot: Snapshot, case: _Case, held: Holdings) -> tuple[HiddenPair, ...]:
    """Returns pairs of leavers, and of a leaver with somebody who leaves anyway; the leaver comes first."""
    pairs = pair_synergy(held, {*case.leavers, *case.anyway})
    told = [(pair.one, pair.other) if pair.one in case.leavers else (pair.other, pair.one) for pair in pairs]
    return tuple(
        HiddenPair(
            one=snapshot.key(int(case.found.employees[one])),
            other=snapshot.key(int(case.found.employees[other])),
            value=money(pair.value) or Decimal("0.00"),
        )
        for (one, other), pair in zip(told, pairs, strict=True)
        if one in case.leavers
    )


def _people(
    snapshot: Snapshot, case: _Case, held: Holdings, recorded: Sequence[int | None]
) -> tuple[Leaver, ...]:
    alone, sole, worth = leave_one_out(held), sole_employee(held, TAU), case.found.values.amount
    return tuple(
        Leaver(
            person=snapshot.key(int(case.found.employees[at])),
            loss=lost(float(alone[at]), of=worth[case.book.client[case.book.employee == at]]),
            solely_held=total(worth[sole == at]),
            last_day=None if day is None else date_of(day),
        )
        for at, day in zip(case.leavers, recorded, strict=True)
    )


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
