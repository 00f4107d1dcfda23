"""The audit as it is shown and searched: pseudonyms for people, and nothing of what is still confidential.

A sealed row stands in the list with its number and its day, so that the chain has no gap. A search looks at
open rows only: what it does not find then says nothing about the sealed ones.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Literal

import orjson

from api.seal import is_opened, is_sealed, opened_by, tells_of_leaver
from graphsvc.scope import PURPOSES
from graphsvc.shape import field
from graphsvc.store.audit import AuditRow
from graphsvc.store.beside import Beside

MOST = 200
"""Rows of a page."""
_SECOND = 1_000_000
SHOWN = 16
"""Characters of a pseudonym."""
_GIVING = frozenset({"action.grant-role", "action.end-grant", "token.create", "user.grant"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the audit, with pseudonyms for people; a sealed one tells its number and its day."""

    number: int = field(label="Number", help="Place in the chain; give the last one as `since` to read on.")
    day: date = field(label="Day", help="Day, UTC.")
    state: Literal["open", "sealed"] = field(
        label="State",
        help="Sealed: may tell of a resignation; opens when it is announced, or after 90 days.",
    )
    at: datetime | None = field(label="When", help="Instant, UTC.", default=None)
    who: str | None = field(
        label="Who", help="Pseudonym of who asked; the same person has the same one.", default=None
    )
    role: str | None = field(label="Role", help="Role they acted in.", default=None)
    action: str | None = field(label="Action", help="What was done.", default=None)
    purpose: str | None = field(label="Purpose", help="Why, as it was given.", default=None)
    subject: str | None = field(
        label="About", help="Pseudonym of the person asked about; empty = nobody.", default=None
    )
    gave: str | None = field(
        label="Role given", help="Role that a grant or a token gives, with its accounts.", default=None
    )
    count: int | None = field(label="Rows", help="Rows that were returned.", default=None)
    hash: str | None = field(
        label="Hash", help="Hash of the row, to be compared with a digest kept elsewhere.", default=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to look for in the audit; sealed rows are listed only where nothing but days is asked for."""

    since: int = field(label="After number", help="Number after which to begin.", default=0)
    limit: int = field(label="Rows", help="Rows of a page, 1 to 200.", default=50)
    from_day: date | None = field(label="From", help="First day, UTC.", default=None)
    to_day: date | None = field(label="To", help="Last day, UTC.", default=None)
    action: str | None = field(
        label="Action", help="Beginning of the action, such as question.coverage or action.", default=None
    )
    why: str | None = field(label="Why", help="Code or words of the purpose.", default=None)
    who: str | None = field(label="Who", help="Pseudonym of who asked, as rows show it.", default=None)
    subject: str | None = field(label="About", help="Pseudonym of whom it was about.", default=None)

    @property
    def is_narrow(self) -> bool:
        """Whether it asks for more than a stretch of days."""
        return any((self.action, self.why, self.who, self.subject))


def found(beside: Beside, search: Search, *, now: int) -> list[Entry]:
    """Returns the rows that a search finds, oldest first, at most its limit. O(rows of the chain)."""
    until = _opened(beside)

    def is_closed(row: AuditRow) -> bool:
        """Tells whether a row is held back for now."""
        return is_sealed(row, now) or tells_of_leaver(row, now)

    rows = (
        (row, is_closed(row) and not is_opened(row, until.get(row.subject)))
        for row in beside.audit.rows(since=search.since)
        if _is_of_days(row, search)
    )
    shown = (
        _entry(beside, row, is_closed=is_held)
        for row, is_held in rows
        if not search.is_narrow or (not is_held and _is_wanted(beside, row, search))
    )
    return list(islice(shown, search.limit))


def pseudonym(beside: Beside, text: str) -> str:
    """Returns the pseudonym of a principal or of a person, by key."""
    return beside.audit.subject(text)[:SHOWN]


def _opened(beside: Beside) -> dict[str, str]:
    """Returns up to which day what was asked is open, by the hash of who leaves."""
    known = opened_by(beside.departures.known_to(()))
    return {beside.audit.subject(person): day for person, day in known.items()}


def _is_of_days(row: AuditRow, search: Search) -> bool:
    day = _instant(row).date()
    return (search.from_day is None or day >= search.from_day) and (
        search.to_day is None or day <= search.to_day
    )


def _is_wanted(beside: Beside, row: AuditRow, search: Search) -> bool:
    wanted = (
        row.action.startswith(search.action or ""),
        search.why in {None, row.purpose} or PURPOSES.get(search.why or "") == row.purpose,
        search.who in {None, pseudonym(beside, row.who)},
        search.subject in {None, row.subject[:SHOWN]},
    )
    return all(wanted)


def _entry(beside: Beside, row: AuditRow, *, is_closed: bool) -> Entry:
    at = _instant(row)
    if is_closed:
        return Entry(number=row.number, day=at.date(), state="sealed")
    return Entry(
        number=row.number,
        day=at.date(),
        state="open",
        at=at,
        who=pseudonym(beside, row.who),
        role=row.role,
        action=row.action,
        purpose=row.purpose,
        subject=row.subject[:SHOWN],
        gave=_gave(row),
        count=row.count,
        hash=row.hash,
    )


def _gave(row: AuditRow) -> str | None:
    if row.action not in _GIVING:
        return None
    told = orjson.loads(row.filters)
    return " ".join(str(told[name]) for name in ("role", "accounts") if told.get(name)) or None


def _instant(row: AuditRow) -> datetime:
    return datetime.fromtimestamp(row.at / _SECOND, UTC)
