"""alumni: who worked here, and whom may we write to?

The register of all former colleagues: name, years here, last unit, consents and whether they were told what
is stored. It needs no consent and holds no score; rankings, introductions and outreach do. A filter leaves a
part of rows that the programme may see one by one anyway, so no number of it is held back, however small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from graphsvc.kinds.consent import PURPOSE_WORDS
from graphsvc.network import standing
from graphsvc.network.tenure import Tenure, tenures
from graphsvc.network.units import UNKNOWN
from graphsvc.question import Answer, Question, as_of_field, asked_day, date_of, position_of
from graphsvc.scope import Scope, require_names
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot

_YEAR = 365.25
Notice = Literal["told", "asked", "address_waiting", "not_reachable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    unit: str | None = field(
        label="Last unit", help="Only who was in this unit last: key or name.", node="Unit", default=None
    )
    notice: Notice | None = field(
        label="Notice", help="Only who is told, asked, address_waiting or not_reachable.", default=None
    )
    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One former colleague."""

    person: str = field(label="Alumnus", help="Who worked here before.", node="Person")
    years: float | None = field(
        label="Years here",
        help="Years of all employments; empty where the start is not known.",
        unit="years",
        decimals=1,
    )
    unit: str | None = field(label="Last unit", help="Unit they were in last.", node="Unit")
    left_on: date = field(label="Left on", help="Last day of work here.")
    agrees_to: tuple[str, ...] = field(label="Agrees to", help="What they agree to today.")
    no_longer: tuple[str, ...] = field(
        label="No longer", help="What they agreed to once; it was taken back or ran out."
    )
    notice: Notice = field(
        label="Notice",
        help="Told and answered, asked by a notice, address waiting in the notice box, or not reachable.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The register as a whole, or the part that was asked for."""

    known: int = field(label="Known", help="Former colleagues in this list.")
    reachable: int = field(label="Reachable", help="Told already, or with an address in the notice box.")
    asked: int = field(label="Asked", help="Who was sent a notice, or answered.")
    waiting: int = field(label="Waiting for a notice", help="Addresses in the notice box not asked yet.")
    agreed: int = field(label="Agreed", help="Who agrees to something today.")


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns all former colleagues, who left last first."""
    require_names(scope)
    day = asked_day(snapshot, params.as_of)
    unit = None if params.unit is None else position_of(snapshot, params.unit, "Unit")
    found = tenures(snapshot, standing(snapshot, day))
    found.sort(key=lambda one: (-one.last_day, one.person))
    rows = [_row(snapshot, scope, one) for one in found if unit in {None, one.unit}]
    rows = [row for row in rows if params.notice in {None, row.notice}]
    return Answer(
        rows=rows, summary=_summary(rows), basis="none", as_of=date_of(day), evidence=[() for _ in rows]
    )


def _row(snapshot: Snapshot, scope: Scope, one: Tenure) -> Row:
    person = int(snapshot.id[one.person])
    live = [purpose for purpose in PURPOSE_WORDS if scope.allows(person, purpose)]
    return Row(
        person=snapshot.key(one.person),
        years=None if one.days is None else one.days / _YEAR,
        unit=None if one.unit == UNKNOWN else snapshot.key(one.unit),
        left_on=date_of(one.last_day),
        agrees_to=tuple(PURPOSE_WORDS[purpose] for purpose in live),
        no_longer=tuple(
            words for purpose, words in PURPOSE_WORDS.items() if person in scope.once.get(purpose, ())
        ),
        notice=_notice(scope, person),
    )


def _notice(scope: Scope, person: int) -> Notice:
    """Returns how far somebody, by id, is told; who ever answered has been."""
    if person in scope.answered:
        return "told"
    if person in scope.noticed:
        return "asked" if person in scope.asked else "address_waiting"
    return "not_reachable"


def _summary(rows: Sequence[Row]) -> Summary:
    told = [row.notice for row in rows]
    return Summary(
        known=len(rows),
        reachable=len(rows) - told.count("not_reachable"),
        asked=told.count("told") + told.count("asked"),
        waiting=told.count("address_waiting"),
        agreed=sum(bool(row.agrees_to) for row in rows),
    )


ALUMNI = Question(
    name="alumni",
    title="Who worked here, and whom may we write to?",
    roles=frozenset({"alumni_programme"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
    preset="alumni programme",
)
"""The register."""
