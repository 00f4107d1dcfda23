"""What the records say of one person or client over time: jobs, units, managers, teams, and what one said.

Messages and meetings are no part of it: they are only ever read as the strength of a tie.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.key import id_of
from graphsvc.question import date_of
from graphsvc.scope import Scope
from graphsvc.shape import field
from graphsvc.store.port import OPEN, UNBOUNDED, Entity, Row, View

WORK = frozenset({"EMPLOYED_BY", "IN_UNIT", "REPORTS_TO", "ASSIGNED_TO"})
"""What HR reads of an employee."""
OWN = WORK | {"OBSERVED", "DECLARED", "HIDDEN", "ABOUT", "SAME_AS", "DIFFERENT_FROM"}
"""What somebody reads of themselves."""
CLIENT = frozenset({"PART_OF", "ASSIGNED_TO", "WITH"})
"""What an account lead reads of a client."""
_TOLD_KINDS = frozenset({"Consent", "Departure"})
_FROM_SELF = frozenset({"HIDDEN"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """One stretch of time."""

    kind: str = field(label="What", help="Type of the relationship, such as EMPLOYED_BY.")
    other: str = field(label="With", help="Key of the other end.")
    other_name: str = field(label="Name", help="Name of the other end.")
    part: str = field(label="Part", help="What tells it from its parallels, such as lead; empty = nothing.")
    since: date | None = field(label="From", help="First day; empty = not known.")
    until: date | None = field(label="Until", help="Last day; empty = goes on.")
    title: str | None = field(label="Title", help="Job title.", personal=True)
    role: str | None = field(label="Role", help="Part played in buying.", personal=True)
    level: str | None = field(label="Level", help="Rank by the list of levels.", personal=True)
    employment_type: str | None = field(
        label="Employment", help="employee, contractor, intern or partner.", personal=True
    )
    leave_reason: str | None = field(label="Left because", help="Imported code.", personal=True)
    band: str | None = field(label="Band", help="Band of a tie that was declared.", personal=True)
    relation: str | None = field(label="Relation", help="How a tie was declared.", personal=True)
    purpose: str | None = field(label="Purpose", help="What was agreed to.", personal=True)


def intervals(
    view: View, rows: Iterable[Row], key: str, *, kinds: frozenset[str], scope: Scope
) -> list[Interval]:
    """Returns the stretches of some types that touch a node, in the order they began.

    Args:
        view: open read transaction.
        rows: all intervals of the node.
        key: the node.
        kinds: types that the reader may see.
        scope: who reads; clients out of reach are left out.
    """
    wanted = [row for row in rows if row.type in kinds and _is_own(row, key)]
    others = [row.dst if row.src == key else row.src for row in wanted]
    known = {entity.key: entity for entity in view.get(sorted(set(others)))}
    found = [
        _interval(row, known[other])
        for row, other in zip(wanted, others, strict=True)
        if other in known and _is_shown(known[other], row, scope, key)
    ]
    return sorted(found, key=lambda one: (one.since or date.min, one.kind, one.other))


def _is_own(row: Row, key: str) -> bool:
    """Returns whether somebody said it of themselves, where only that is shown."""
    return row.type not in _FROM_SELF or row.src == key


def _is_shown(other: Entity, row: Row, scope: Scope, key: str) -> bool:
    if row.type == "ABOUT" and other.kind not in _TOLD_KINDS:
        return False
    is_client = other.kind == "Organisation" and other.properties.get("type") == "client"
    return not is_client or scope.person == key or scope.sees_client(id_of(other.key))


def _interval(row: Row, other: Entity) -> Interval:
    said: Mapping[str, object] = (
        {**other.properties, **row.properties} if row.type == "ABOUT" else row.properties
    )
    return Interval(
        kind=row.type,
        other=other.key,
        other_name=_name(other),
        part=row.qual,
        since=None if row.valid_from == UNBOUNDED else date_of(row.valid_from),
        until=None if row.valid_to == OPEN else date_of(row.valid_to - 1),
        title=_text(said, "title"),
        role=_text(said, "role"),
        level=_text(said, "level"),
        employment_type=_text(said, "employment_type"),
        leave_reason=_text(said, "leave_reason"),
        band=_text(said, "band"),
        relation=_text(said, "relation"),
        purpose=_text(said, "purpose"),
    )


def _name(other: Entity) -> str:
    return str(other.properties.get("name", other.kind))


def _text(said: Mapping[str, object], name: str) -> str | None:
    value = said.get(name)
    return None if value is None else str(value)


def names(rows: Sequence[Interval]) -> tuple[str, ...]:
    """Returns the keys of the people in a history, for the audit."""
    return tuple(dict.fromkeys(row.other for row in rows if row.other.startswith("p-")))
