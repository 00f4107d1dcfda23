"""The time line of a former colleague: time here from the register, everything else by consent alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.key import id_of
from graphsvc.question import date_of
from graphsvc.scope import Scope
from graphsvc.store.port import OPEN, UNBOUNDED, Row, View

OPENS = ("job_change_tracking", "stay_in_touch")
"""Purposes of which one lets the programme see where somebody works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One employment; title and place elsewhere are shown with consent alone.

    Attributes:
        employer: key of the organisation.
        name: its name.
        is_here: it is the own firm.
        since: first day, None where it is not known.
        until: last day, None while it goes on.
        title: job title, empty where it is not known or not shown.
    """

    employer: str
    name: str
    is_here: bool
    since: date | None
    until: date | None
    title: str


def spells(view: View, scope: Scope, person: str, *, own: Sequence[str]) -> list[Spell]:
    """Returns the employments of a former colleague that the programme may see, the first one first.

    Args:
        view: open read transaction.
        scope: who asks, with the live consents.
        person: key of the former colleague.
        own: keys of the own firm.
    """
    is_open = sees_more(scope, person)
    rows = [
        row
        for row in view.history(person)
        if row.type == "EMPLOYED_BY" and row.src == person and (is_open or row.dst in own)
    ]
    names = {entity.key: str(entity.properties.get("name", "")) for entity in view.get([r.dst for r in rows])}
    found = [_spell(row, names.get(row.dst, ""), is_here=row.dst in own, with_title=is_open) for row in rows]
    return sorted(found, key=lambda spell: (spell.since or date.min, not spell.is_here, spell.employer))


def sees_more(scope: Scope, person: str) -> bool:
    """Returns whether somebody agreed that the programme sees where they work."""
    return any(scope.allows(id_of(person), purpose) for purpose in OPENS)


def _spell(row: Row, name: str, *, is_here: bool, with_title: bool) -> Spell:
    return Spell(
        employer=row.dst,
        name=name,
        is_here=is_here,
        since=None if row.valid_from == UNBOUNDED else date_of(row.valid_from),
        until=None if row.valid_to == OPEN else date_of(row.valid_to - 1),
        title=str(row.properties.get("title") or "") if with_title else "",
    )
