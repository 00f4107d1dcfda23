"""Where the store learns what time it is; tests and replays bring their own."""

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Returns the instant, microseconds UTC."""


def system_clock() -> int:
    """Returns the instant of the machine, microseconds UTC."""
    return time.time_ns() // 1000
