"""What a question is: an analysis somebody asks for, pure, with its words and its right to be asked.

`run(snapshot, scope, params)` gives the same answer for the same snapshot and parameters, byte for
byte. Rows name people and clients by key; names are joined at the door, where scope and store are.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, cast

import numpy as np

from graphsvc.errors import NotFoundError
from graphsvc.evidence import Pair
from graphsvc.kinds import EDGE_KINDS
from graphsvc.measures.book import Floats
from graphsvc.measures.threads import UNKNOWN
from graphsvc.network import Coverage
from graphsvc.scope import Role, Scope
from graphsvc.shape import field
from graphsvc.snapshot import NO_DAY, Edges, Snapshot
from graphsvc.store.port import OPEN, UNBOUNDED
from graphsvc.tie import BANDS, BASES, TieParams

Basis = Literal["measured", "assigned", "declared", "mixed", "none"]
TAU = 0.6
"""Probability from which a tie counts as a thread: band strong, and an assignment on paper."""
WARM = 0.25
"""Probability from which a tie is warm."""
MOST_EXPOSED = 20
"""People a list of exposure ends at."""
_EPOCH = date(1970, 1, 1)
_UNDATED = frozenset({"KNOWS", "SAME_AS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a question returns.

    Attributes:
        rows: records of the question's `Row`, in the order declared.
        summary: record of the question's `Summary`.
        basis: what the figures rest on.
        as_of: day of the answer.
        evidence: for each row the pairs whose ties stand behind it.
    """

    rows: Sequence[Any]
    summary: Any
    basis: Basis
    as_of: date
    evidence: Sequence[Sequence[Pair]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A registry entry.

    Attributes:
        name: kebab-case name, the same on the command line, in the URL and, in snake case, as file.
        title: the question in words.
        roles: who may ask.
        params: record of the parameters.
        row: record of a row.
        summary: record of the summary.
        run: the analysis.
        preset: purpose that is implied; None = people are named and the caller must say why.
        is_case: asks about named people who may not know; over HTTP only through a case.
    """

    name: str
    title: str
    roles: frozenset[Role]
    params: type[Any]
    row: type[Any]
    summary: type[Any]
    run: Callable[[Snapshot, Scope, Any], Answer]
    preset: str | None = None
    is_case: bool = False

    @property
    def is_shared(self) -> bool:
        """Whether an answer is the same for everybody of one scope: nobody's own, no purpose to be given."""
        return self.preset is not None and self.roles != frozenset({"own"})


def as_of_field() -> Any:
    """Declares the parameter every question has: the day it is asked for."""
    return field(
        label="As of",
        help="Day the answer is for: what we know now of that day; default is the day of the snapshot.",
        default=None,
    )


def day_of(day: date) -> int:
    """Returns days since 1970-01-01."""
    return (day - _EPOCH).days


def date_of(day: int) -> date:
    """Returns the date of a day number."""
    return _EPOCH + timedelta(days=int(day))


def asked_day(snapshot: Snapshot, as_of: date | None) -> int:
    """Returns the day asked for, the snapshot's own where none is given."""
    return snapshot.today if as_of is None else day_of(as_of)


def date_or_none(day: int) -> date | None:
    """Returns the date of a day number, None for an open or unknown one."""
    return None if day in {NO_DAY, OPEN} else date_of(day)


def money(hundredths: float) -> Decimal | None:
    """Returns an amount with two decimals, None for NaN, which is unknown."""
    return None if np.isnan(hundredths) else Decimal(round(hundredths)).scaleb(-2)


def total(amounts: Floats) -> Decimal | None:
    """Returns the sum of the known amounts; None where there are some and none is known."""
    return lost(float(np.nansum(amounts)), of=amounts)


def lost(amount: float, *, of: Floats) -> Decimal | None:
    """Returns what is lost of some amounts, in hundredths; None where none of them is known."""
    return None if of.size and bool(np.isnan(of).all()) else money(amount)


def known(count: int) -> int | None:
    """Returns a count, None where the contacts it would count are not known."""
    return None if count == UNKNOWN else count


def band_of(strength: float) -> str:
    """Returns the band of a strength that is known."""
    return BANDS[1 + bisect_right(TieParams().bands, strength)]


def basis_of(codes: Iterable[int]) -> Basis:
    """Returns what a figure rests on, from the bases of its ties."""
    found = {BASES[code] for code in set(codes)} - {"none"}
    if len(found) > 1:
        return "mixed"
    return cast("Basis", next(iter(found), "none"))


def is_known(snapshot: Snapshot, day: int) -> bool:
    """Returns whether a day is not before the first of which anything dated is known. O(edges)."""
    known = snapshot.evidence.day.min(initial=OPEN) <= day
    return bool(known) or any(
        _begun(snapshot.edges(kind), day) for kind in EDGE_KINDS if kind not in _UNDATED
    )


def _begun(edges: Edges, day: int) -> bool:
    return bool(((edges.valid_from > UNBOUNDED) & (edges.valid_from <= day)).any())


def visible_clients(snapshot: Snapshot, scope: Scope, found: Coverage) -> list[int]:
    """Returns the indices of the clients in reach of the scope, in order of key; none before all records."""
    if not is_known(snapshot, found.as_of):
        return []
    return [
        at
        for at, position in enumerate(found.clients.tolist())
        if scope.sees_client(int(snapshot.id[position]))
    ]


def position_of(snapshot: Snapshot, key: str, label: str) -> int:
    """Returns the position of a node the caller names by key.

    Raises:
        NotFoundError: the snapshot holds no such node.
    """
    position = snapshot.position(key)
    if position is None or snapshot.label(position) != label:
        message = f"no {label.lower()} has the key '{key}' in snapshot {snapshot.seq}"
        raise NotFoundError(message)
    return position


def pairs_of(found: Coverage, rows: Iterable[int]) -> list[Pair]:
    """Returns the people behind rows of `found.pairs`; a contact not known is its client."""
    return [
        Pair(
            first=int(found.employees[found.pairs.employee[row]]),
            second=_other_end(found, int(found.pairs.contact[row])),
        )
        for row in rows
    ]


class Behind(Sequence[Sequence[Pair]]):
    """Pairs behind each row, found only for the rows somebody opens.

    Args:
        size: number of rows.
        of: pairs of one row, by its place.
    """

    __slots__ = ("_of", "_size")

    def __init__(self, size: int, of: Callable[[int], Sequence[Pair]]) -> None:
        self._size, self._of = size, of

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._of(each) for each in range(self._size)[at]]
        return self._of(range(self._size)[at])


class ClientRows:
    """Rows of `found.pairs` by client, in their order."""

    __slots__ = ("_order", "_start")

    def __init__(self, found: Coverage) -> None:
        self._order = np.argsort(found.pairs.client, kind="stable")
        every = np.arange(found.book.n_clients + 1)
        self._start = np.searchsorted(found.pairs.client[self._order], every)

    def of(self, client: int) -> list[int]:
        """Returns the rows of one client."""
        rows: list[int] = self._order[self._start[client] : self._start[client + 1]].tolist()
        return rows


def _other_end(found: Coverage, contact: int) -> int:
    person = int(found.contacts.person[contact])
    return person if person >= 0 else int(found.clients[found.contacts.client[contact]])
