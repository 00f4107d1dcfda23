"""How the thirty drawn clients are served: a lead, a second and a third, most of them soundly."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from ingest.demo import cast
from ingest.demo.chance import stream
from ingest.demo.firm import Firm, contacts_at
from ingest.demo.people import Client, Contact, Employee
from ingest.demo.rhythm import (
    AS_OF,
    MONTHLY,
    MONTHLY_MEETING,
    QUARTERLY,
    QUARTERLY_MEETING,
    RARE,
    START,
    UNANSWERED,
    WEEKLY,
    Bond,
)

_STAGED = frozenset(stage.name for stage in cast.CLIENTS)


def bonds(firm: Firm, *, seed: int) -> Iterator[Bond]:
    """Yields the ties of the drawn account teams that some mailbox or calendar shows."""
    people = {employee.id: employee for employee in firm.employees}
    for client in firm.clients:
        if client.name not in _STAGED:
            team = [people[id_] for id_ in client.team]
            seen = _served(client, team, contacts_at(firm, client), stream(seed, "service", client.name))
            connected = {employee.email for employee in team if employee.connected}
            yield from (bond for bond in seen if bond.ours in connected)


def _served(
    client: Client, team: Sequence[Employee], seats: Sequence[Contact], rng: Random
) -> Iterator[Bond]:
    start = {member.email: max(START, client.since, member.hired) for member in team}
    for bond in _pattern([member.email for member in team], [seat.email for seat in seats], rng):
        copied = bond.copied if _same_unit(team, bond) else ""
        yield replace(bond, start=start[bond.ours], copied=copied)


def _pattern(team: Sequence[str], seats: Sequence[str], rng: Random) -> Iterator[Bond]:
    lead, second, third = team
    chief, champion, controller = seats[:3]
    yield Bond(ours=lead, theirs=chief, rhythm=rng.choice((MONTHLY_MEETING, MONTHLY_MEETING, MONTHLY)))
    yield Bond(ours=lead, theirs=champion, rhythm=rng.choice((WEEKLY, MONTHLY, MONTHLY)), copied=second)
    yield Bond(ours=second, theirs=champion, rhythm=MONTHLY_MEETING)
    yield Bond(ours=second, theirs=chief, rhythm=QUARTERLY)
    yield Bond(ours=second, theirs=controller, rhythm=rng.choice((MONTHLY, QUARTERLY, QUARTERLY)))
    yield Bond(ours=third, theirs=controller, rhythm=rng.choice((MONTHLY_MEETING, QUARTERLY_MEETING)))
    yield Bond(ours=third, theirs=chief, rhythm=rng.choice((RARE, UNANSWERED)), end=_faded(rng))
    if len(seats) > len(team):
        yield Bond(ours=lead, theirs=seats[3], rhythm=QUARTERLY, end=_faded(rng))


def _faded(rng: Random) -> date:
    """Returns the end of a tie that may have cooled over the last year."""
    return AS_OF - timedelta(days=rng.choice((0, 0, 120, 300)))


def _same_unit(team: Sequence[Employee], bond: Bond) -> bool:
    units = {member.email: member.unit for member in team}
    return bool(bond.copied) and units[bond.ours] == units[bond.copied]
