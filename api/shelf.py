"""Answers without names that are kept while their publication is current, so that no row is dumped twice.

What is kept is asked for by everything that changes it: the question, its parameters and what the scope
lets see. A question that names people is kept for the one who asked, and for nobody else.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from api.answer import Dumped
from graphsvc.question import Question
from graphsvc.scope import Scope
from graphsvc.snapshot import Snapshot

MOST_ANSWERS: Final = 64
"""Answers kept at once."""
MOST_ROWS: Final = 200_000
"""Rows kept at once; the latest answer stays even if it has more."""


def mark(question: Question, scope: Scope, params: Any) -> Hashable:
    """Returns what tells one answer of a publication from another; equal marks, equal rows.

    Who asks and why is left out where many may share the answer. That a purpose was given stays in: without
    one there may be no answer.
    """
    if not question.is_shared:
        return question.name, params, scope.principal, scope.sight()
    has_purpose = bool((scope.purpose or "").strip())
    return question.name, params, has_purpose, replace(scope, purpose=None).sight()


@dataclass(slots=True, eq=False)
class _Place:
    """One answer, or the wait for it: whoever comes first works it out, the others wait."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    answer: Dumped | None = None


@dataclass(slots=True, eq=False)
class Shelf:
    """The answers of one publication; one of another publication is worked out and not kept.

    Args:
        most_answers: answers kept; the one asked for longest ago goes first.
        most_rows: rows kept over all answers.
    """

    most_answers: int = MOST_ANSWERS
    most_rows: int = MOST_ROWS
    _snapshot: Snapshot | None = None
    _places: OrderedDict[Hashable, _Place] = field(default_factory=OrderedDict[Hashable, _Place])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __len__(self) -> int:
        """Returns the number of answers kept."""
        return len(self._places)

    def turn(self, snapshot: Snapshot | None) -> None:
        """Drops what another publication answered; from now on this one's are kept, None = of none."""
        with self._lock:
            self._snapshot = snapshot
            self._places.clear()

    def answer(self, snapshot: Snapshot, asked: Hashable, work: Callable[[], Dumped]) -> Dumped:
        """Returns the answer to what was asked of a publication, worked out if it is not kept.

        Args:
            snapshot: publication that answers.
            asked: what tells the answer from others, see `mark`.
            work: works it out.
        """
        place = self._place(snapshot, asked)
        if place is None:
            return work()
        with place.lock:
            if place.answer is None:
                place.answer = work()
        self._shed()
        return place.answer

    def _place(self, snapshot: Snapshot, asked: Hashable) -> _Place | None:
        with self._lock:
            if snapshot is not self._snapshot:
                return None
            place = self._places.setdefault(asked, _Place())
            self._places.move_to_end(asked)
            return place

    def _shed(self) -> None:
        with self._lock:
            while len(self._places) > 1 and self._is_full():
                self._places.popitem(last=False)

    def _is_full(self) -> bool:
        rows = sum(len(place.answer.rows) for place in self._places.values() if place.answer is not None)
        return len(self._places) > self.most_answers or rows > self.most_rows
