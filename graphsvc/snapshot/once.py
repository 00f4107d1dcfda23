"""What is worked out of a publication once, however many ask: the last few things stay.

A publication never changes, so that what follows from it and a day may be shared by everybody who asks for
that day. Nobody may change what is shared.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar, cast

MOST: Final = 6
"""Things kept: ties, coverage and acquaintances of two days."""
Made = TypeVar("Made")


class _Place:
    """One thing, or the wait for it."""

    __slots__ = ("lock", "made")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.made: list[Any] = []


class Once:
    """Things by name, the one asked for longest ago going first.

    Args:
        most: things kept.
    """

    __slots__ = ("_lock", "_most", "_places")

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._places: OrderedDict[Hashable, _Place] = OrderedDict()

    def get(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """Returns what is kept under a name; the first who asks makes it, the others wait for them."""
        place = self._place(name)
        with place.lock:
            if not place.made:
                place.made.append(make())
            return cast("Made", place.made[0])

    def _place(self, name: Hashable) -> _Place:
        with self._lock:
            place = self._places.setdefault(name, _Place())
            self._places.move_to_end(name)
            while len(self._places) > self._most:
                self._places.popitem(last=False)
            return place
