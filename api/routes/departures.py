"""Departures for programs: who is in notice, as far as the caller may know."""

from dataclasses import dataclass
from datetime import date

from api.access import scope_of
from api.endpoint import Call, Reply, endpoint
from graphsvc.case import known_departures
from graphsvc.notice import days_left, open_items
from graphsvc.shape import dump, field
from graphsvc.store.departures import DepartureRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureEntry:
    """One departure."""

    id: str = field(label="Id", help="Name of the departure in addresses.")
    person: str = field(label="Person", help="Who leaves.", node="Person")
    last_day: date = field(label="Last working day", help="Last day of work, inclusive.")
    days_left: int = field(
        label="Days left", help="Days until the last one; negative when it is over.", unit="days"
    )
    announced_on: date | None = field(
        label="Announced", help="Day from which everybody may know; empty while it is confidential."
    )
    partner: str | None = field(label="HR partner", help="Who of HR looks after it.")
    case: str | None = field(
        label="Case", help="Id of the what-if it belongs to; empty for who is no member of it."
    )
    open_items: tuple[str, ...] = field(
        label="Open items", help="What is still to be done: partner, announcement, consents, closing."
    )


@endpoint(
    "GET",
    "/v1/departures",
    roles={"hr"},
    scope=scope_of,
    audit="departure.list",
    cache="no-store",
    out=DepartureEntry,
    is_many=True,
    problems={"not-ready", "store-unreachable"},
)
def departures(call: Call) -> Reply:
    """Lists the open departures that the caller may know of, by last day."""
    rows = [row for row in known_departures(call.house.beside, call.scope) if not row.closed_on]
    mine = frozenset(call.house.beside.cases.ever_of(call.scope.principal))
    names = {each.key: each.properties.get("name") for each in call.view.get([row.person for row in rows])}
    data = [
        {**dump(_entry(call, row, mine)), "person_name": names.get(row.person, row.person)} for row in rows
    ]
    return Reply(content={"data": data}, count=len(data), subjects=tuple(row.person for row in rows))


def _entry(call: Call, row: DepartureRow, mine: frozenset[str]) -> DepartureEntry:
    today = call.house.today()
    return DepartureEntry(
        id=row.id,
        person=row.person,
        last_day=date.fromisoformat(row.last_day),
        days_left=days_left(row, today),
        announced_on=date.fromisoformat(row.announced_on) if row.announced_on else None,
        partner=row.partner or None,
        case=row.what_if if row.what_if in mine else None,
        open_items=tuple(open_items(call.view, row, today)),
    )
