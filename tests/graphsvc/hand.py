"""A clock for tests."""

from dataclasses import dataclass

START = 1_700_000_000_000_000
"""14 November 2023, microseconds UTC."""
MINUTE = 60_000_000
DAY = 1_440 * MINUTE


@dataclass
class Hand:
    """A clock that only moves when told."""

    at: int = START

    def __call__(self) -> int:
        """Returns the instant, microseconds UTC."""
        return self.at
