"""Bulk reads: whom each principal read today, so that somebody who reads very many shows.

Kept in memory by the one process that serves, like the rates; a new day begins anew.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from flask import g


@dataclass(slots=True)
class Readers:
    """Whom each principal read on the current day."""

    _day: date = date.min
    _met: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def passes(self, principal: str, people: Iterable[str], *, most: int, day: date) -> bool:
        """Returns whether a principal passes a number of people with these, the first time on a day.

        Args:
            principal: who reads.
            people: keys of the people of one answer.
            most: people that one may read on a day without a word.
            day: the current day.
        """
        with self._lock:
            if day != self._day:
                self._day, self._met = day, {}
            met = self._met.setdefault(principal, set())
            before = len(met)
            if before <= most:
                met.update(people)
            return before <= most < len(met)


def meet(people: Iterable[str]) -> None:
    """Notes whom the answer to the current request shows, by key."""
    g.met = frozenset(people) | g.get("met", frozenset())


def met() -> frozenset[str]:
    """Returns whom the answer to the current request shows."""
    found: frozenset[str] = g.get("met", frozenset())
    return found
