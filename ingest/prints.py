"""Fingerprints while a feed is read: what this load met already, and what earlier loads kept.

An item of which some people were unknown is marked, with one print per pair that was kept: when they
become known, a later load adds what is missing and nothing twice.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from hashlib import blake2b

import numpy as np

from graphsvc.store.port import Seen, UInt64


class Fate(Enum):
    """What is known of an item."""

    NEW = "new"
    REPEAT = "met in this load"
    WHOLE = "kept by an earlier load"
    PARTLY = "kept by an earlier load without those who were unknown"


class Prints:
    """Memory of fingerprints, 64 bits each.

    Args:
        known: gives the fingerprints of earlier loads by day, as `Writer.seen`.
        secret: key of the prints made here.
    """

    def __init__(self, known: Callable[[Sequence[int]], Mapping[int, UInt64]], *, secret: bytes) -> None:
        self._known = known
        self._secret = secret
        self._days: dict[int, UInt64] = {}
        self._met: set[int] = set()
        self._fresh: dict[int, list[tuple[int, str]]] = {}

    def expect(self, days: Iterable[int]) -> None:
        """Asks the store for the days that were not asked for yet, all at once."""
        unknown = sorted(set(days) - self._days.keys())
        if unknown:
            found = self._known(unknown)
            self._days |= {day: np.sort(found[day]) if day in found else _nothing() for day in unknown}

    def meet(self, day: int, marks: Sequence[int]) -> Fate:
        """Returns what is known of an item by any of its fingerprints, and knows it from now on."""
        met = self._met
        if not met.isdisjoint(marks):
            return Fate.REPEAT
        met.update(marks)
        if not any(self.is_stored(day, mark) for mark in marks):
            return Fate.NEW
        return Fate.PARTLY if self.is_stored(day, self._part(marks)) else Fate.WHOLE

    def is_stored(self, day: int, mark: int) -> bool:
        """Returns whether an earlier load kept a fingerprint of a day that was expected."""
        stored = self._days[day]
        if not stored.size:
            return False
        place = int(np.searchsorted(stored, np.uint64(mark)))
        return place < stored.size and int(stored[place]) == mark

    def keep(self, day: int, marks: Iterable[int], *, sender: str) -> None:
        """Has fingerprints stored with the next batch; `sender` is a key or empty."""
        self._fresh.setdefault(day, []).extend((mark, sender) for mark in marks)

    def of_part(self, marks: Sequence[int], pairs: Iterable[tuple[str, str]]) -> list[int]:
        """Returns the prints that say an item was kept without some people: a mark, and its pairs."""
        return [self._part(marks), *(self.of_pair(marks, pair) for pair in pairs)]

    def of_pair(self, marks: Sequence[int], pair: tuple[str, str]) -> int:
        """Returns the print of one pair of an item."""
        return self._keyed(f"{marks[-1]}|{pair[0]}|{pair[1]}")

    def drain(self) -> list[Seen]:
        """Returns what is to be stored since the last call, by day."""
        fresh, self._fresh = self._fresh, {}
        return [_seen(day, marks) for day, marks in sorted(fresh.items())]

    def _part(self, marks: Sequence[int]) -> int:
        return self._keyed(f"{marks[-1]}|part")

    def _keyed(self, text: str) -> int:
        return int.from_bytes(blake2b(text.encode(), digest_size=8, key=self._secret).digest(), "big")


def _nothing() -> UInt64:
    return np.zeros(0, dtype=np.uint64)


def _seen(day: int, marks: list[tuple[int, str]]) -> Seen:
    marks.sort()
    prints = np.array([mark for mark, _ in marks], dtype=np.uint64)
    return Seen(day=day, prints=prints, senders=tuple(sender for _, sender in marks))
