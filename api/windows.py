"""Who asked how often lately: instants by class and principal, in memory, for one process.

Libraries for it bring stores for many hosts, whose import takes a tenth of the start, and one in memory that
starts a thread with nearly every request; a moving window is ten lines.
"""

import threading
from collections import deque
from dataclasses import dataclass, field

from graphsvc.store.clock import Clock

_SECOND = 1_000_000
_MOST = 1_024
Name = tuple[str, str]
"""Class of the endpoint and principal."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Requests that may be made in any stretch of so many seconds."""

    amount: int
    seconds: int

    def __str__(self) -> str:
        """Says it in words."""
        unit = {60: "minute", 3_600: "hour"}.get(self.seconds, f"{self.seconds} seconds")
        return f"{self.amount} per {unit}"


@dataclass(slots=True)
class _Window:
    """Instants of the requests that were let through, oldest first, and how long each counts."""

    lasts: int
    at: deque[int] = field(default_factory=deque[int])

    def drop_before(self, now: int) -> None:
        """Forgets the requests that no longer count at an instant."""
        while self.at and self.at[0] + self.lasts < now:
            self.at.popleft()


class Windows:
    """Moving windows of requests.

    Args:
        clock: tells the instant, microseconds UTC.
        most: windows above which those are looked for that hold nothing any more.
    """

    def __init__(self, clock: Clock, *, most: int = _MOST) -> None:
        self._clock, self._most = clock, most
        self._windows: dict[Name, _Window] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Returns the number of windows kept."""
        return len(self._windows)

    def hit(self, limit: Limit, name: Name) -> int:
        """Counts a request and returns 0, or returns the microseconds until one may go on and counts none."""
        now = self._clock()
        with self._lock:
            window = self._windows.get(name) or self._new(name, limit, now)
            window.drop_before(now)
            if len(window.at) >= limit.amount:
                return max(1, window.at[-limit.amount] + window.lasts - now)
            window.at.append(now)
        return 0

    def _new(self, name: Name, limit: Limit, now: int) -> _Window:
        if len(self._windows) >= self._most:
            self._sweep(now)
        return self._windows.setdefault(name, _Window(limit.seconds * _SECOND))

    def _sweep(self, now: int) -> None:
        for name, window in list(self._windows.items()):
            window.drop_before(now)
            if not window.at:
                del self._windows[name]
