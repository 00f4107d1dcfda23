"""Who knows whom inside the firm: warm in the team, warm to the leads, few ties from unit to unit.

Heads and deputies each stand in a ring of the seven units of the old house, so that no single person
holds it together. Energy stands outside the ring: only the liaison of the cast leads there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from ingest.demo import units
from ingest.demo.chance import stream
from ingest.demo.firm import Firm
from ingest.demo.people import Employee
from ingest.demo.rhythm import AS_OF, MONTHLY, START, Bond, Rhythm, days

_POST = Rhythm(every=49)  # about 37 warm among five, up to 45 in a smaller team
_LETTER = Rhythm(every=91, answered=False)  # about 8 weak to each of the eight heads
_RING = (
    *(units.OFFICE, units.STRATEGY, units.FINANCE, units.TECHNOLOGY),
    *(units.PEOPLE, units.SERVICES, units.OPERATIONS),
)
_NEIGHBOURS = Rhythm(every=45)
_BUDDIES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One mail of a colleague to several others."""

    day: date
    sender: str
    recipients: tuple[str, ...]


def posts(firm: Firm, *, seed: int) -> Iterator[Post]:
    """Yields the mails by which teams keep each other informed, and the managing director's letters."""
    for unit in units.SIZES:
        members = [person for person in firm.everybody() if person.unit == unit]
        for person in members:
            yield from _from(person, members, seed)
    chief, *heads = [e for e in firm.employees if e.place == 0]
    for day in days(Bond(ours=chief.email, theirs="", rhythm=_LETTER), stream(seed, "letter")):
        yield Post(day=day, sender=chief.email, recipients=tuple(head.email for head in heads))


def _from(person: Employee, members: Sequence[Employee], seed: int) -> Iterator[Post]:
    circle = [other for other in members if _is_close(person, other) and other.id != person.id]
    start, end = max(START, person.hired), min(AS_OF, person.left or AS_OF)
    bond = Bond(ours=person.email, theirs="", rhythm=_POST, start=start, end=end)
    for day in days(bond, stream(seed, "post", person.email)):
        present = tuple(other.email for other in circle if other.works_on(day))
        if present and person.works_on(day):
            yield Post(day=day, sender=person.email, recipients=present)


def _is_close(person: Employee, other: Employee) -> bool:
    teams = {units.team_of(person.place), units.team_of(other.place)}
    return len(teams) == 1 or -1 in teams


def bonds(firm: Firm, *, seed: int) -> Iterator[Bond]:
    """Yields the ties between two colleagues: the two rings and a few who work together closely."""
    seats = {(e.unit, e.place): e for e in firm.employees}
    for place in range(units.LEADS):
        ring = [seats[unit, place].email for unit in (*_RING, _RING[0])]
        yield from (Bond(ours=a, theirs=b, rhythm=_NEIGHBOURS) for a, b in pairwise(ring))
    rng = stream(seed, "buddies")
    for person in rng.sample([e for e in firm.employees if e.place > 1], _BUDDIES):
        other = seats[person.unit, rng.randrange(units.LEADS)]
        start = max(START, person.hired + timedelta(days=30), other.hired)
        yield Bond(ours=person.email, theirs=other.email, rhythm=MONTHLY, start=start)
