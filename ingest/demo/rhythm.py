"""How often two people write or meet, and on which days that falls.

The bands are those of `ties-and-coverage.md` 4, sanity values: a steady rhythm up to `as_of` gives the
strength in the comment, a rhythm that began late or stopped early gives less. Meetings count half, since
a CRM does not know who accepted them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

AS_OF = date(2026, 6, 30)
START = date(2023, 7, 3)
"""First day of the exports: three years of mail and meetings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """A steady rhythm of one channel.

    Attributes:
        every: days between two contacts.
        minutes: length of a meeting; 0 means mail.
        answered: whether the other side writes back.
    """

    every: int
    minutes: int = 0
    answered: bool = True


WEEKLY = Rhythm(every=7)  # 99.7 very strong
MONTHLY = Rhythm(every=30)  # 74 to 84 strong
QUARTERLY = Rhythm(every=91)  # 36 to 43 warm
MONTHLY_MEETING = Rhythm(every=30, minutes=30)  # 75 strong
QUARTERLY_MEETING = Rhythm(every=91, minutes=60)  # 47 warm
RARE = Rhythm(every=365)  # 9 to 14 weak
UNANSWERED = Rhythm(every=60, answered=False)  # one way: warm at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """Two people in contact: ours, theirs (or a colleague), the rhythm and the days it holds.

    Attributes:
        copied: address of a colleague in Cc of every sixth mail of ours, empty for none.
    """

    ours: str
    theirs: str
    rhythm: Rhythm
    start: date = START
    end: date = AS_OF
    copied: str = ""


def days(bond: Bond, rng: Random) -> Iterator[date]:
    """Yields the days of contact, newest first, from about half a period before the end."""
    every = bond.rhythm.every
    day = bond.end - timedelta(days=round(every * rng.uniform(0.4, 0.6)))
    while day >= bond.start:
        yield working_day(day)
        day -= timedelta(days=every)


def working_day(day: date) -> date:
    """Returns the day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
