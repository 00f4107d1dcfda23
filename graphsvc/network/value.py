"""What a client is worth a year, and which contracts bind it on a day.

Billed revenue of the 365 days before the day, pro rata; where nothing was billed, the annual value
of contracts that are live; else unknown, never 0. Amounts of one currency only are added up; the
others are listed (risk-measures 1).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphsvc.network.join import place
from graphsvc.snapshot import NO_DAY, NO_MONEY, Edges, Snapshot, until
from graphsvc.snapshot.reader import Positions
from graphsvc.store.port import OPEN
from graphsvc.tie import Days, Floats

YEAR: Final = 365
VALUE_BASES: Final = ("unknown", "billed", "contract")
"""Names of where a value comes from; the position is the code."""
_UNKNOWN, _BILLED, _CONTRACT = range(len(VALUE_BASES))

Indices = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contracts:
    """Contracts live on a day, by client and position.

    Attributes:
        client: index of the client.
        at: position of the contract.
        start: first day, `NO_DAY` if unknown.
        end: first day after it, `OPEN` if open-ended.
        notice_days: float64, NaN if unknown.
        auto_renews: int8, 1, 0 or -1 = unknown.
        term_months: float64, NaN if unknown.
        annual: float64, hundredths a year in the contract's currency, NaN if unknown.
        currency: code of the currency, a position in `Manifest.codes`, -1 = unknown.
    """

    client: Indices
    at: Positions
    start: Days
    end: Days
    notice_days: Floats
    auto_renews: NDArray[np.int8]
    term_months: Floats
    annual: Floats
    currency: Indices


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """Value of a client in a currency that is not the workspace's; in hundredths."""

    client: int
    currency: str
    amount: float
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Values:
    """Annual value of every client.

    Attributes:
        amount: float64 per client, whole hundredths of the workspace currency; NaN = unknown.
        basis: int8 per client, position in `VALUE_BASES`.
        currency: ISO 4217 code of the amounts.
        foreign: values in other currencies, by client and currency; in no sum.
        contract_end: int32 per client, earliest end of its live contracts; `OPEN` if all are
            open-ended, `NO_DAY` if there is none.
        contracts: the live contracts.
        lapsed: the contracts that ended last, of the clients without a live one.
    """

    amount: Floats
    basis: NDArray[np.int8]
    currency: str
    foreign: tuple[Foreign, ...]
    contract_end: Days
    contracts: Contracts
    lapsed: Contracts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Amounts:
    """Amounts to add up: client index, code of the currency, hundredths."""

    client: Indices
    currency: Indices
    amount: Floats


def values(snapshot: Snapshot, clients: Positions, as_of: int, *, currency: str) -> Values:
    """Returns the annual value and the live contracts of clients on a day; `clients` ascend."""
    links = snapshot.edges("WITH", as_of)
    contracts, lapsed = _contracts(snapshot, links, clients, as_of)
    billed = _billed(snapshot, links, clients, as_of)
    known = np.flatnonzero(~np.isnan(contracts.annual))
    agreed = _Amounts(
        client=contracts.client[known], currency=contracts.currency[known], amount=contracts.annual[known]
    )
    amount, basis = _of_currency(billed, agreed, snapshot.code(currency), size=clients.size)
    return Values(
        amount=amount,
        basis=basis,
        currency=currency,
        foreign=_foreign(snapshot, billed, agreed, currency),
        contract_end=_first_end(contracts, clients.size),
        contracts=contracts,
        lapsed=lapsed,
    )


def _billed(snapshot: Snapshot, links: Edges, clients: Positions, as_of: int) -> _Amounts:
    client, at = _linked(snapshot, links, clients, "Revenue")
    start = snapshot.values("Revenue", "period_start", at).astype(np.int64)
    end = snapshot.values("Revenue", "period_end", at).astype(np.int64)
    days = np.minimum(end, as_of) - np.maximum(start, as_of - YEAR)
    is_billed = snapshot.values("Revenue", "kind", at) == snapshot.code("billed")
    rows = np.flatnonzero(is_billed & (days > 0) & (end > start))
    full = snapshot.values("Revenue", "amount", at).astype(np.float64)
    return _Amounts(
        client=client[rows],
        currency=snapshot.values("Revenue", "currency", at)[rows],
        amount=full[rows] * days[rows] / (end - start)[rows],
    )


def _contracts(
    snapshot: Snapshot, links: Edges, clients: Positions, as_of: int
) -> tuple[Contracts, Contracts]:
    """Returns the live contracts, and those that ended last at clients without a live one."""
    client, at = _linked(snapshot, links, clients, "Contract")
    start, end = (snapshot.values("Contract", name, at) for name in ("start", "end"))
    agreed = np.isin(
        snapshot.values("Contract", "status", at), [snapshot.code("signed"), snapshot.code("ended")]
    )
    begun = agreed & (start <= as_of)
    live = begun & (as_of < until(end))
    latest = np.full(clients.size, NO_DAY, dtype=np.int32)
    np.maximum.at(latest, client[begun], until(end[begun]))
    over = begun & ~live & (latest[client] <= as_of) & (end == latest[client])
    return _terms(snapshot, client[live], at[live]), _terms(snapshot, client[over], at[over])


def _terms(snapshot: Snapshot, client: Indices, at: Positions) -> Contracts:
    """Returns what contracts say, by client and position."""
    order = np.lexsort((at, client))
    client, at = client[order], at[order]
    return Contracts(
        client=client,
        at=at,
        start=snapshot.values("Contract", "start", at),
        end=until(snapshot.values("Contract", "end", at)),
        notice_days=snapshot.values("Contract", "notice_days", at),
        auto_renews=snapshot.values("Contract", "auto_renews", at),
        term_months=snapshot.values("Contract", "term_months", at),
        annual=_annual(snapshot, at),
        currency=snapshot.values("Contract", "currency", at),
    )


def _linked(snapshot: Snapshot, links: Edges, clients: Positions, label: str) -> tuple[Indices, Positions]:
    """Returns client index and position of the nodes of a kind that belong to one of the clients."""
    client = place(links.dst, clients)
    rows = np.flatnonzero((client >= 0) & (place(links.src, snapshot.nodes(label)) >= 0))
    return client[rows].astype(np.int32), links.src[rows]


def _annual(snapshot: Snapshot, at: Positions) -> Floats:
    """Returns hundredths a year: the stated annual value, else value * 365 / days of the term."""
    stated, whole = (_money(snapshot, name, at) for name in ("annual_value", "value"))
    start, end = (snapshot.values("Contract", name, at).astype(np.int64) for name in ("start", "end"))
    dated = (start != NO_DAY) & (end != NO_DAY) & (end > start)
    months = snapshot.values("Contract", "term_months", at)
    days = np.where(dated, end - start, months * YEAR / 12)
    spread = whole * YEAR / np.where(days > 0, days, np.nan)
    return np.where(np.isnan(stated), spread, stated)


def _money(snapshot: Snapshot, name: str, at: Positions) -> Floats:
    amount = snapshot.values("Contract", name, at)
    return np.where(amount == NO_MONEY, np.nan, amount.astype(np.float64))


def _of_currency(
    billed: _Amounts, agreed: _Amounts, currency: int, *, size: int
) -> tuple[Floats, NDArray[np.int8]]:
    basis = np.zeros(size, dtype=np.int8)
    amount = np.full(size, np.nan)
    for code, found in ((_CONTRACT, agreed), (_BILLED, billed)):
        rows = found.currency == currency
        total = np.bincount(found.client[rows], weights=found.amount[rows], minlength=size)
        has = np.bincount(found.client[rows], minlength=size) > 0
        amount[has], basis[has] = np.rint(total[has]), code
    return amount, basis


def _foreign(snapshot: Snapshot, billed: _Amounts, agreed: _Amounts, currency: str) -> tuple[Foreign, ...]:
    own = snapshot.code(currency)
    codes = np.unique(np.concatenate((billed.currency, agreed.currency)))
    size = 1 + int(max(billed.client.max(initial=-1), agreed.client.max(initial=-1)))
    found: list[Foreign] = []
    for code in codes[codes != own].tolist():
        amount, basis = _of_currency(billed, agreed, code, size=size)
        found += [
            Foreign(
                client=client,
                currency=snapshot.text(code) or "",
                amount=float(amount[client]),
                basis=VALUE_BASES[basis[client]],
            )
            for client in np.flatnonzero(basis).tolist()
        ]
    return tuple(sorted(found, key=lambda one: (one.client, one.currency)))


def _first_end(contracts: Contracts, size: int) -> Days:
    ends = np.full(size, NO_DAY, dtype=np.int32)
    ends[contracts.client] = OPEN
    np.minimum.at(ends, contracts.client, contracts.end)
    return ends
