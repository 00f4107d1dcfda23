"""What was made of one state of something, for as long as the state lasts."""

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar, cast

Made = TypeVar("Made")
MOST: Final = 1_024
"""Things kept of one state; when there are more, all are made anew."""

_MISSING: Final = object()


class Memo:
    """Things by name; forgotten when the state changes.

    Args:
        most: things kept.
    """

    __slots__ = ("_kept", "_most")

    def __init__(self, most: int = MOST) -> None:
        self._kept: tuple[Hashable, dict[Hashable, Any]] = (None, {})
        self._most = most

    def __len__(self) -> int:
        """Returns the number of things kept."""
        return len(self._kept[1])

    def once(self, state: Hashable, name: Hashable, make: Callable[[], Made]) -> Made:
        """Returns what was made of a state under a name, else makes it."""
        made = self.known(state, name, _MISSING)
        if made is _MISSING:
            made = make()
            self.keep(state, name, made)
        return cast("Made", made)

    def known(self, state: Hashable, name: Hashable, default: Any = None) -> Any:
        """Returns what was kept of a state under a name."""
        found = self._of(state)
        return default if found is None else found.get(name, default)

    def keep(self, state: Hashable, name: Hashable, made: Any) -> None:
        """Keeps something under a name, unless another reader, of another state, came between."""
        of, found = self._kept
        if of != state:
            return
        if len(found) >= self._most:
            found.clear()
        found[name] = made

    def forget(self) -> None:
        """Forgets everything."""
        self._kept = (None, {})

    def _of(self, state: Hashable) -> dict[Hashable, Any] | None:
        if self._kept[0] != state:
            self._kept = (state, {})
        of, found = self._kept
        return found if of == state else None
