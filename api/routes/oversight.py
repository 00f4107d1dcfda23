"""The audit for those who watch: what was asked, in which role and why, never by whom or about whom."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from api.access import scope_of
from api.endpoint import Call, Reply, endpoint
from api.problem import Fault, ProblemError
from api.seal import SEALED, is_sealed
from graphsvc.shape import dump, field
from graphsvc.store.audit import AuditRow

_SECOND = 1_000_000
_MOST = 200
_LAST = 2**62
_SHOWN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """Which part of the chain."""

    since: int = field(label="Since", help="Number after which to begin.", default=0)
    limit: int = field(label="Rows", help="Rows of a page, 1 to 200.", default=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the audit, with pseudonyms for people."""

    number: int = field(label="Number", help="Place in the chain; give the last one as `since` to read on.")
    at: datetime = field(label="When", help="Instant, UTC.")
    who: str = field(label="Who", help="Pseudonym of who asked; the same person has the same one.")
    role: str = field(label="Role", help="Role they acted in.")
    action: str = field(label="Action", help="What was done.")
    purpose: str = field(label="Purpose", help="Why, as it was given.")
    subject: str = field(label="About", help="Pseudonym of the person asked about; empty = nobody.")
    count: int | None = field(label="Rows", help="Rows that were returned.")
    hash: str = field(label="Hash", help="Hash of the row, to be compared with a digest kept elsewhere.")


@endpoint(
    "GET",
    "/v1/audit",
    roles={"admin", "oversight"},
    scope=scope_of,
    audit="audit.read",
    cache="no-store",
    query=Since,
    out=Entry,
    is_many=True,
    problems={"not-ready", "store-unreachable"},
)
def audit(call: Call) -> Reply:
    """Lists what was asked, in which role and why, oldest first; people stand under pseudonyms."""
    _in_range("limit", call.query.limit, least=1, most=_MOST)
    _in_range("since", call.query.since, least=0, most=_LAST)
    rows = islice(call.house.audit.rows(since=call.query.since), call.query.limit)
    found = [dump(_entry(call, row)) for row in rows]
    return Reply(content={"data": found}, count=len(found))


def _in_range(name: str, value: int, *, least: int, most: int) -> None:
    if not least <= value <= most:
        message = f"{name} must lie between {least} and {most}."
        fault = Fault(where="query", pointer=f"/{name}", detail=message)
        raise ProblemError("validation", message, faults=(fault,))


def _entry(call: Call, row: AuditRow) -> Entry:
    is_told = not is_sealed(row, call.house.clock())
    return Entry(
        number=row.number,
        at=datetime.fromtimestamp(row.at / _SECOND, UTC),
        who=call.house.audit.subject(row.who)[:_SHOWN],
        role=row.role,
        action=row.action if is_told else SEALED,
        purpose=row.purpose if is_told else "",
        subject=row.subject[:_SHOWN] if is_told else "",
        count=row.count if is_told else None,
        hash=row.hash,
    )
