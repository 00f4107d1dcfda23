"""The audit for those who watch: what was asked, in which role and why, never by whom or about whom."""

from dataclasses import dataclass, replace

from api.access import scope_of
from api.chain import MOST, Entry, Search, found, pseudonym
from api.endpoint import Call, Reply, endpoint
from api.lookup import is_key
from api.problem import Fault, ProblemError
from graphsvc.shape import dump, field
from ingest.identity import address_token
from ingest.normalise.address import address_of

_LAST = 2**62
_PROBLEMS = frozenset({"not-ready", "store-unreachable"})
WATCHERS = frozenset({"admin", "oversight"})
"""Roles that read the audit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whom a search is about, or who asked; sent in the body, so that no address names anybody."""

    person: str = field(label="About", help="Key or e-mail address of a person.", personal=True, default="")
    user: str = field(label="Asked by", help="Address or token name.", personal=True, default="")
    action: str | None = field(label="Action", help="Beginning of the action.", default=None)
    why: str | None = field(label="Why", help="Code or words of the purpose.", default=None)
    since: int = field(label="After number", help="Number after which to begin.", default=0)
    limit: int = field(label="Rows", help="Rows of a page, 1 to 200.", default=50)


@endpoint(
    "GET",
    "/v1/audit",
    roles=WATCHERS,
    scope=scope_of,
    audit="audit.read",
    cache="no-store",
    query=Search,
    out=Entry,
    is_many=True,
    problems=_PROBLEMS,
)
def audit(call: Call) -> Reply:
    """Lists what was asked, in which role and why, oldest first; people stand under pseudonyms."""
    return _listed(call, call.query)


@endpoint(
    "POST",
    "/v1/audit/search",
    roles=WATCHERS,
    scope=scope_of,
    audit="audit.search",
    cache="no-store",
    body=About,
    out=Entry,
    is_many=True,
    status=200,
    problems=_PROBLEMS,
)
def audit_search(call: Call) -> Reply:
    """Finds what was asked about a person, or by somebody; the rows show pseudonyms all the same."""
    return _listed(call, search_of(call, call.body))


def search_of(call: Call, about: About) -> Search:
    """Returns the search for a person or a user; somebody unknown has no rows, which says nothing."""
    subject = pseudonym(call.house.beside, _key(call, about.person)) if about.person else None
    who = pseudonym(call.house.beside, about.user) if about.user else None
    return Search(
        since=about.since,
        limit=about.limit,
        action=about.action,
        why=about.why,
        who=who,
        subject=subject,
    )


def rows_of(call: Call, search: Search) -> list[Entry]:
    """Returns the rows a search finds.

    Raises:
        ProblemError: a number is out of range.
    """
    _in_range("limit", search.limit, least=1, most=MOST)
    _in_range("since", search.since, least=0, most=_LAST)
    empty = replace(
        search,
        action=search.action or None,
        why=search.why or None,
        who=search.who or None,
        subject=search.subject or None,
    )
    return found(call.house.beside, empty, now=call.house.clock())


def _listed(call: Call, search: Search) -> Reply:
    rows = [dump(row) for row in rows_of(call, search)]
    return Reply(content={"data": rows}, count=len(rows))


def _key(call: Call, person: str) -> str:
    text = person.strip()
    if is_key(text, "Person"):
        return next((entity.key for entity in call.view.get([text])), text)
    known = call.view.resolve([address_token(address_of(text) or text)])
    return next(iter(known.values()), text)


def _in_range(name: str, value: int, *, least: int, most: int) -> None:
    if not least <= value <= most:
        message = f"{name} must lie between {least} and {most}."
        fault = Fault(where="query", pointer=f"/{name}", detail=message)
        raise ProblemError("validation", message, faults=(fault,))
