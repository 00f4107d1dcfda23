"""Whose profile was confirmed too long ago: former colleagues two years after they left or last said yes."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from graphsvc.consent import confirmed_on
from graphsvc.key import id_of
from graphsvc.kinds.consent import LIVES
from graphsvc.question import date_of, day_of
from graphsvc.store.port import View


def own_firm(view: View) -> frozenset[str]:
    """Returns the keys of the own firm."""
    chunks = view.scan("Organisation", ("key", "type"))
    return frozenset(
        key
        for chunk in chunks
        for key, kind in zip(chunk["key"], chunk["type"], strict=True)
        if kind == "own"
    )


def unconfirmed(view: View, on: date) -> list[str]:
    """Returns the keys of former colleagues whose profile is to be minimised on a day, ascending.

    The last confirmation is the newest of the last day here and every yes to a purpose.
    """
    left = _left(view, day_of(on))
    said = confirmed_on(view, on)
    before = on - LIVES
    due = {person for person, day in left.items() if _last(day, said.get(person)) <= before}
    return sorted(key for key, number in _people(view) if number in due)


def _last(left: int, said: str | None) -> date:
    return max(date_of(left), date.fromisoformat(said) if said else date.min)


def _left(view: View, day: int) -> dict[int, int]:
    """Returns the last day here of everybody, by id, who works here no more."""
    own = np.array([id_of(key) for key in own_firm(view)], dtype=np.int64)
    ended: dict[int, int] = {}
    for chunk in view.scan("EMPLOYED_BY", ("src", "dst", "valid_to")):
        ours = np.isin(chunk["dst"], own)
        for person, end in zip(chunk["src"][ours].tolist(), chunk["valid_to"][ours].tolist(), strict=True):
            ended[person] = max(ended.get(person, end), end)
    return {person: end - 1 for person, end in ended.items() if end <= day}


def _people(view: View) -> Iterator[tuple[str, int]]:
    for chunk in view.scan("Person", ("key", "id")):
        yield from zip(chunk["key"], chunk["id"].tolist(), strict=True)
