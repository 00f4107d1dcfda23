"""Judgements of who is who as actions meet them: which two keys, and what was judged of them before.

A judgement is kept apart from what sources state and survives every load; the last one counts.
"""

from dataclasses import dataclass

from graphsvc.action import Desk, people_behind
from graphsvc.errors import NotAllowedError, NotFoundError, UsageError
from graphsvc.key import claim_id, fact_id, key_of
from graphsvc.kinds.person import PERSON
from graphsvc.network.standing import standing
from graphsvc.scope import Scope
from graphsvc.shape import field
from graphsvc.store.port import APP, OPEN

_FORMER = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Two:
    """Fields that name two people by key, since what is to be told apart may have one name."""

    one: str = field(label="One", help="Key of one of the two.")
    other: str = field(label="The other", help="Key of the other, an old key where they were read as one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The two as they are read today.

    Attributes:
        keys: keys as they were given.
        people: keys under which they are read; equal where they are one already.
    """

    keys: tuple[str, str]
    people: tuple[str, str]


def judged(desk: Desk, scope: Scope, given: Two) -> Judged:
    """Returns the two, if the caller may judge them: the alumni programme its alumni, an admin everybody.

    Raises:
        NotFoundError: one of them is nobody, or nobody the caller looks after.
        NotAllowedError: one of them is whoever asks, who would read as their own what is somebody else's.
        UsageError: both are the same key.
    """
    keys = (given.one.strip(), given.other.strip())
    if keys[0] == keys[1]:
        raise UsageError("other: this is the same key; name two.")
    people = tuple(_person(desk, scope, name, key) for name, key in zip(("one", "other"), keys, strict=True))
    if not people_behind(desk, scope).isdisjoint(people):
        raise NotAllowedError("You are one of the two: somebody else must say who you are.")
    return Judged(keys=keys, people=(people[0], people[1]))


def said_before(desk: Desk, kind: str, found: Judged) -> list[int]:
    """Returns the ids of what people judged of the two before, as claims of a type."""
    return [
        claim_id(APP, kind, fact_id(one, kind, other, ""))
        for ends in _open_pairs(desk, kind)
        if _is_about(desk, ends, found)
        for one, other in (ends, ends[::-1])  # a link points to the key first seen, its claim as it was made
    ]


def _is_about(desk: Desk, ends: tuple[str, str], found: Judged) -> bool:
    read = {_read_as(desk, key) for key in ends}
    return set(ends) == set(found.keys) or (len(read) > 1 and read == set(found.people))


def _person(desk: Desk, scope: Scope, name: str, key: str) -> str:
    person = _read_as(desk, key) if key.startswith(f"{PERSON.prefix}-") else ""
    if not person or not ("admin" in scope.roles or _is_alumnus(desk, person)):
        raise NotFoundError(f"{name}: no person has the key '{key}'. Give a key; names may be of several.")
    return person


def _is_alumnus(desk: Desk, person: str) -> bool:
    position = desk.snapshot.position(person)
    rank = standing(desk.snapshot, desk.snapshot.today).rank
    return position is not None and int(rank[position]) == _FORMER


def _open_pairs(desk: Desk, kind: str) -> list[tuple[str, str]]:
    return [
        (key_of(PERSON.prefix, src), key_of(PERSON.prefix, dst))
        for chunk in desk.view.scan(kind, ("src", "dst", "valid_to"))
        for src, dst, end in zip(*(chunk[name].tolist() for name in ("src", "dst", "valid_to")), strict=True)
        if end == OPEN
    ]


def _read_as(desk: Desk, key: str) -> str:
    return next((entity.key for entity in desk.view.get([key])), "")
