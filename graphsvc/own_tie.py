"""A person's own ties as actions meet them: said, hidden, or both, and taken back again."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from graphsvc.action import Desk, day_number
from graphsvc.errors import UsageError
from graphsvc.key import claim_id, fact_id
from graphsvc.network.hidden import CORRECTED
from graphsvc.scope import Scope, require_person
from graphsvc.shape import field
from graphsvc.store.port import APP, OPEN, FactClaim, Interval

Band = Literal["strong", "warm", "weak"]
YEAR = dt.timedelta(days=365)
"""How long a declaration counts, ever less, where nothing else is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherEnd:
    """Fields that name the other end of a tie of one's own."""

    person: str | None = field(
        label="Person",
        help="Whom you know: name, e-mail address or key.",
        node="Person",
        default=None,
    )
    client: str | None = field(
        label="Client",
        help="The client, where it is nobody in particular.",
        node="Organisation",
        default=None,
    )


def ends(scope: Scope, given: OtherEnd) -> tuple[str, str]:
    """Returns the keys of both ends: whoever asks, and whom they name.

    Raises:
        NotFoundError: whoever asks is nobody of the firm.
        UsageError: the other end is missing, doubly named, or whoever asks.
    """
    me = require_person(scope)
    named = [key for key in (given.person, given.client) if key]
    if len(named) != 1:
        raise UsageError("person: name one person or one client.")
    if named[0] == me:
        raise UsageError("person: that is you; name the other end of the tie.")
    return me, named[0]


def hide(me: str, other: str) -> FactClaim:
    """Returns the claim that hides a tie, its past included."""
    return FactClaim(type="HIDDEN", src=me, dst=other, intervals=(Interval(),))


def declare(desk: Desk, me: str, other: str, *, said: "Said") -> FactClaim:
    """Returns the claim of a declaration whose author is the one it is about.

    Raises:
        UsageError: it would expire before it counts.
    """
    until = said.expires_on or desk.today + YEAR
    if until <= desk.today:
        raise UsageError("expires_on: this day is past; name a later one, or leave it out.")
    properties = {
        "band": said.band,
        "relation": said.relation,
        "declared_on": desk.today.isoformat(),
        "expires_on": until.isoformat(),
    }
    interval = Interval(valid_from=day_number(desk.today), properties=properties)
    return FactClaim(type="DECLARED", src=me, dst=other, qual=me, intervals=(interval,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is declared of a tie."""

    band: Band
    expires_on: dt.date | None = None
    relation: str = "declared"


def hiding(desk: Desk, me: str, other: str) -> list[int]:
    """Returns the ids of the claims that hide a tie; none where it is not hidden."""
    return [claim_id(APP, "HIDDEN", fact) for kind, fact, _ in _claimed(desk, me, other) if kind == "HIDDEN"]


def corrections(desk: Desk, me: str, other: str) -> list[int]:
    """Returns the ids of the claims that correct a tie; none where it is not corrected."""
    return [
        claim_id(APP, kind, fact)
        for kind, fact, relation in _claimed(desk, me, other)
        if kind == "DECLARED" and relation == CORRECTED
    ]


def _claimed(desk: Desk, me: str, other: str) -> Iterator[tuple[str, int, str]]:
    """Yields type, fact and relation of what a person holds to be so of a tie today."""
    for row in desk.view.history(me):
        is_mine = (row.src, row.dst) == (me, other) and row.qual in {"", me}
        if is_mine and row.valid_to == OPEN:
            fact = fact_id(row.src, row.type, row.dst, row.qual)
            yield row.type, fact, str(row.properties.get("relation") or "")
