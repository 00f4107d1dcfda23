"""Introductions that were asked for, read live from the store: what waits for somebody, what they asked.

Whoever asked through the service, past a colleague outside their accounts, is not told whom until that
colleague accepts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from graphsvc.errors import NotFoundError
from graphsvc.kinds import label_of
from graphsvc.store.port import Entity, Row, View

State = Literal["asked", "accepted", "declined", "made"]
_AGREED = frozenset({"accepted", "made"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One introduction; people are keys.

    Attributes:
        key: key of the introduction.
        asker: who wants to meet somebody.
        introducer: who is asked to bring them together.
        target: whom they want to meet.
        asked_on: day it was asked for.
        state: where it stands.
        answered_on: day of the last answer, None before there is one.
        through_service: whoever asked is not told the introducer until it is accepted.
        note: what the introducer is told.
    """

    key: str
    asker: str
    introducer: str
    target: str
    asked_on: date
    state: State
    answered_on: date | None
    through_service: bool
    note: str

    @property
    def is_open(self) -> bool:
        """Whether the introducer may still answer."""
        return self.state in {"asked", "accepted"}

    @property
    def named_introducer(self) -> str | None:
        """Who introduces, as the asker may know it."""
        return self.introducer if not self.through_service or self.state in _AGREED else None


def waiting_for(view: View, person: str) -> list[Asked]:
    """Returns the open introductions that somebody is asked to make, oldest first."""
    return [found for found in _about(view, person, "introducer") if found.is_open]


def asked_by(view: View, person: str) -> list[Asked]:
    """Returns the introductions that somebody asked for, newest first."""
    return _about(view, person, "asker")[::-1]


def own_to_answer(view: View, person: str, key: str) -> Asked:
    """Returns an introduction that somebody is asked to make; to others it does not exist.

    Raises:
        NotFoundError: there is none of that key for them to answer.
    """
    found = [each for each in waiting_for(view, person) if each.key == key]
    if not found:
        raise NotFoundError("introduction: nothing of that id waits for your answer.")
    return found[0]


def _about(view: View, person: str, part: str) -> list[Asked]:
    """Returns the introductions in which somebody has a part, by day and key."""
    keys = [
        row.src
        for entity in view.get([person])
        for row in _parts(view.history(entity.key))
        if (row.dst, row.qual) == (entity.key, part)
    ]
    found = [_read(view, each) for each in view.get(keys)]
    return sorted((each for each in found if each), key=lambda each: (each.asked_on, each.key))


def _parts(rows: Sequence[Row]) -> Iterator[Row]:
    return (row for row in rows if row.type == "ABOUT" and label_of(row.src) == "Introduction")


def _read(view: View, entity: Entity) -> Asked | None:
    """Returns an introduction, None where one of its people is gone."""
    people = {row.qual: row.dst for row in _parts(view.history(entity.key))}
    if people.keys() < {"asker", "introducer", "target"}:
        return None
    said = entity.properties
    answered = said.get("answered_on")
    return Asked(
        key=entity.key,
        asker=people["asker"],
        introducer=people["introducer"],
        target=people["target"],
        asked_on=date.fromisoformat(said["asked_on"]),
        state=said["state"],
        answered_on=date.fromisoformat(answered) if answered else None,
        through_service=bool(said.get("through_service")),
        note=str(said.get("note") or ""),
    )
