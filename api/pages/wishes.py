"""The wish of the reader to be erased, as My data tells it: since when, until when, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from api.endpoint import Call
from api.pages.parts import Step
from api.pages.steps import steps_to
from graphsvc.actions.carry_out_erasure import under_way
from graphsvc.store.erasures import Erasure

_SECOND = 1_000_000
_ASKED = "An administrator orders it, then a worker removes you everywhere. Until then you may take it back."
_ORDERED = "It is ordered: a worker removes you everywhere. It can no longer be taken back here."
_FAILED = "It was ordered and did not come to its end: an administrator orders it anew."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A wish that is not carried out yet.

    Attributes:
        asked_on: ISO day of the wish.
        due_by: ISO day until which it is carried out.
        next: what happens next, in words.
        steps: the way to take it back, while there is one.
    """

    asked_on: str
    due_by: str
    next: str
    steps: Sequence[Step]


def wish_of(call: Call, person: str) -> Wish | None:
    """Returns the open wish about a person, by key, None without one."""
    found = call.house.beside.erasures.of(person)
    if found is None:
        return None
    title = "Take it back"
    return Wish(
        asked_on=day_of(found.asked_at),
        due_by=day_of(found.due_at),
        next=_next(call, found),
        steps=steps_to(call, "take-back-erasure", title) if found.state == "asked" else [],
    )


def day_of(instant: int) -> str:
    """Returns the ISO day, UTC, of an instant in microseconds."""
    return datetime.fromtimestamp(instant / _SECOND, UTC).date().isoformat()


def _next(call: Call, found: Erasure) -> str:
    if found.state == "asked":
        return _ASKED
    return _ORDERED if found.id in under_way(call.house.beside) else _FAILED
