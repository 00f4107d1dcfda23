"""How the cast lives its trouble: the ties behind every entry of `trouble.py`."""

from collections.abc import Iterator
from datetime import date

from ingest.demo import cast, units
from ingest.demo.firm import Firm, client_of, contacts_at
from ingest.demo.rhythm import MONTHLY, MONTHLY_MEETING, QUARTERLY, QUARTERLY_MEETING, WEEKLY, Bond, Rhythm

_Tie = tuple[cast.Part, int, Rhythm]
_BY_CLIENT: dict[str, tuple[_Tie, ...]] = {
    cast.HIDDEN_PAIR.name: (
        (cast.LEAVER, 0, MONTHLY_MEETING),
        (cast.LEAVER, 1, MONTHLY),
        (cast.SECOND_LEAVER, 1, MONTHLY_MEETING),
        (cast.SECOND_LEAVER, 2, MONTHLY),
    ),
    cast.SOLE_HELD.name: (
        (cast.SOLE_HOLDER, 0, MONTHLY_MEETING),
        (cast.SOLE_HOLDER, 1, MONTHLY),
        (cast.SOLE_HOLDER, 2, QUARTERLY_MEETING),
    ),
    cast.ONE_CONTACT.name: (
        (cast.TRIO[0], 0, MONTHLY_MEETING),
        (cast.TRIO[1], 0, MONTHLY),
        (cast.TRIO[2], 0, MONTHLY_MEETING),
    ),
    cast.JUNIOR_HELD.name: (
        (cast.JUNIOR, 0, MONTHLY_MEETING),
        (cast.JUNIOR, 1, WEEKLY),
        (cast.JUNIOR, 2, QUARTERLY),
    ),
    cast.OVERSHADOWING.name: (
        (cast.STAR, 0, WEEKLY),
        (cast.STAR, 1, WEEKLY),
        (cast.STAR, 2, MONTHLY_MEETING),
        (cast.OVERSHADOWED, 1, QUARTERLY),
    ),
    cast.ONE_KNOWER.name: (
        (cast.ONLY_KNOWER, 0, MONTHLY_MEETING),
        (cast.ONLY_KNOWER, 1, QUARTERLY),
        (cast.KNOWERS[0], 1, MONTHLY_MEETING),
        (cast.KNOWERS[0], 2, MONTHLY),
        (cast.KNOWERS[1], 1, MONTHLY),
        (cast.KNOWERS[1], 2, MONTHLY_MEETING),
    ),
    cast.REAL_ONLY.name: (
        (cast.UNLISTED, 0, MONTHLY_MEETING),
        (cast.UNLISTED, 1, MONTHLY),
        (cast.LISTED, 1, QUARTERLY_MEETING),
        (cast.LISTED, 2, MONTHLY),
    ),
    cast.NO_CONTRACT.name: (
        (cast.SOLE_HOLDER, 0, MONTHLY),
        (cast.TRIO[1], 1, MONTHLY_MEETING),
    ),
}
_QUIET_SEAT = 2
_LAST_HEARD = date(2026, 2, 20)
_BROKERED = (units.STRATEGY, units.FINANCE, units.PEOPLE, units.SERVICES)
_GROUP = 5
_PROJECT = Rhythm(every=45)  # 60 to 70 strong
_HOSTS = range(8, 12)


def client_bonds(firm: Firm) -> Iterator[Bond]:
    """Yields the ties of the cast to the contacts of their clients."""
    for name, ties in _BY_CLIENT.items():
        seats = contacts_at(firm, client_of(firm, name))
        for part, seat, rhythm in ties:
            yield Bond(ours=part.email, theirs=seats[seat].email, rhythm=rhythm)
    quiet = contacts_at(firm, client_of(firm, cast.NO_CONTRACT.name))[_QUIET_SEAT]
    yield Bond(ours=cast.QUIET.email, theirs=quiet.email, rhythm=MONTHLY, end=_LAST_HEARD)


def colleague_bonds(firm: Firm) -> Iterator[Bond]:
    """Yields the ties of the cast inside the firm: the broker's, the liaison's and the leaver's."""
    by_seat = {(e.unit, e.place): e.email for e in firm.employees}
    for unit in _BROKERED:
        for place in range(units.SIZES[unit] - _GROUP, units.SIZES[unit]):
            yield Bond(ours=cast.BROKER.email, theirs=by_seat[unit, place], rhythm=_PROJECT)
    for place in _HOSTS:
        yield Bond(ours=cast.LIAISON.email, theirs=by_seat[units.OPERATIONS, place], rhythm=_PROJECT)
    for colleague in (cast.INTRODUCER.email, by_seat[units.OPERATIONS, 0]):
        yield Bond(ours=cast.LEAVER.email, theirs=colleague, rhythm=MONTHLY)


def alumni_bonds(firm: Firm) -> Iterator[Bond]:
    """Yields the tie over which the leaver can be introduced to a former colleague at a client."""
    target = firm.former_colleagues[0]
    yield Bond(ours=cast.INTRODUCER.email, theirs=target.email, rhythm=QUARTERLY)
