"""What a file says anew: rows against the row hashes that a source's claims already carry.

An unchanged row is known by its hash before anything of it is validated. Rows that share a claim are
read again together, so that a claim is always made from all its rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.store.port import Int64

MENTIONED = 0
"""Row hash of what a source only mentions, such as a unit's name: never swept, never read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Live claims of one source: ids, and the row hashes of each, flattened.

    Attributes:
        claims: claim ids, int64.
        row: row hash per entry, int64.
        owner: position of the claim of each entry, int64.
    """

    claims: Int64
    row: Int64
    owner: Int64

    @property
    def rows(self) -> frozenset[int]:
        """Every known row hash."""
        return frozenset(self.row.tolist())


def known_from(chunks: Iterable[tuple[Int64, Sequence[Int64]]]) -> Known:
    """Returns the claims that `Writer.read_open` yields, as flat arrays."""
    ids: list[Int64] = []
    rows: list[Int64] = []
    counts: list[int] = []
    for claims, owned in chunks:
        ids.append(np.asarray(claims, np.int64))
        rows.extend(owned)
        counts.extend(len(each) for each in owned)
    claims = np.concatenate(ids) if ids else np.zeros(0, np.int64)
    row = np.concatenate(rows) if rows else np.zeros(0, np.int64)
    return Known(claims=claims, row=row, owner=np.repeat(np.arange(claims.size), counts))


def joined(parts: Sequence[Known]) -> Known:
    """Returns the claims of several kinds as one."""
    starts = np.cumsum([0, *(part.claims.size for part in parts)])
    return Known(
        claims=np.concatenate([part.claims for part in parts]),
        row=np.concatenate([part.row for part in parts]),
        owner=np.concatenate([part.owner + start for part, start in zip(parts, starts, strict=False)]),
    )


def touched(known: Known, present: set[int]) -> set[int]:
    """Returns the present rows of claims that lost a row: they must be read again."""
    is_present = _in(known.row, present)
    lost = np.zeros(known.claims.size, dtype=bool)
    lost[known.owner[~is_present & (known.row != MENTIONED)]] = True
    again = known.row[lost[known.owner] & is_present]
    return set(again.tolist())


def partners(known: Known, restated: Iterable[int], read: set[int]) -> set[int]:
    """Returns the rows of restated claims that were not read again yet."""
    return rows_of(known, restated) - read


def rows_of(known: Known, claims: Iterable[int]) -> set[int]:
    """Returns the row hashes that some claims were made from."""
    is_wanted = np.isin(known.claims, np.fromiter(claims, np.int64))
    return set(known.row[is_wanted[known.owner]].tolist()) - {MENTIONED}


def vanished(known: Known, present: set[int], restated: Iterable[int]) -> Int64:
    """Returns the claims none of whose rows is present and which nothing restated."""
    alive = np.isin(known.claims, np.fromiter(restated, np.int64))
    alive[known.owner[_in(known.row, present) | (known.row == MENTIONED)]] = True
    return known.claims[~alive]


def _in(rows: Int64, present: set[int]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.isin(rows, np.fromiter(present, np.int64, len(present)))
