"""One person as their reader may see them: who they are, what they do here, or the lines of the register.

Employment is read live, so that somebody who was erased or joined with another is seen so at once. Whether
somebody exists is told only to who may see them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from graphsvc.errors import NotAllowedError, NotFoundError
from graphsvc.key import id_of
from graphsvc.network.acquaintance import LIVE, acquaintances
from graphsvc.network.standing import organisations
from graphsvc.network.ties import ties
from graphsvc.question import date_of
from graphsvc.questions.alumni import ALUMNI, Notice, Params
from graphsvc.questions.alumni import Row as Registered
from graphsvc.scope import EVERY_GROUP, Scope, require_names, require_purpose
from graphsvc.shape import field
from graphsvc.sheets.shown import at_key
from graphsvc.snapshot import Snapshot
from graphsvc.store.port import OPEN, UNBOUNDED, Entity, Row, View

State = Literal["employee", "alumnus", "contact"]
_OPEN_TO_LEADS = ("client", "prospect")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSheet:
    """What is known of one person."""

    key: str = field(label="Key", help="Key of the person.")
    state: State = field(
        label="State", help="employee, alumnus or contact, on the day of the answer.", personal=True
    )
    name: str = field(label="Name", help="Name as the first source writes it.", personal=True)
    works_at: str | None = field(label="Works at", help="Employer today.", node="Organisation", personal=True)
    title: str | None = field(label="Title", help="Job title there.", personal=True)
    role: str | None = field(label="Role", help="Part played in buying.", personal=True)
    email: str | None = field(label="E-mail", help="Business address.", personal=True)
    unit: str | None = field(label="Unit", help="Business unit.", node="Unit", personal=True)
    clients: tuple[str, ...] = field(
        label="Clients",
        help="Clients in reach that they are assigned to.",
        node="Organisation",
        personal=True,
    )
    manager: str | None = field(label="Manager", help="Whom they report to.", node="Person", personal=True)
    level: str | None = field(label="Level", help="Rank by the list of levels.", personal=True)
    employment_type: str | None = field(
        label="Employment", help="employee, contractor, intern or partner.", personal=True
    )
    location: str | None = field(label="Place", help="City of work.", personal=True)
    started: date | None = field(label="Since", help="First day of this employment.", personal=True)
    ended: date | None = field(label="Until", help="Last day of the last employment here.", personal=True)
    leave_reason: str | None = field(label="Left because", help="Imported code.", personal=True)
    aliases: tuple[str, ...] = field(
        label="Other addresses", help="Further addresses of the same human.", personal=True
    )
    years: float | None = field(
        label="Years here", help="Years of all employments.", unit="years", decimals=1, personal=True
    )
    last_unit: str | None = field(
        label="Last unit", help="Unit they were in last.", node="Unit", personal=True
    )
    left_on: date | None = field(label="Left on", help="Last day of work here.", personal=True)
    agrees_to: tuple[str, ...] = field(label="Agrees to", help="What they agree to today.", personal=True)
    no_longer: tuple[str, ...] = field(label="No longer", help="What they agreed to once.", personal=True)
    notice: Notice | None = field(label="Notice", help="How far they were told.", personal=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person of the store with their live facts and what they are to the firm."""

    entity: Entity
    facts: Sequence[Row]
    own: frozenset[str]
    today: int

    @property
    def state(self) -> State:
        """What the person is to the firm today."""
        ours = [row for row in self.facts if row.type == "EMPLOYED_BY" and row.dst in self.own]
        if any(self.is_live(row) for row in ours):
            return "employee"
        return "alumnus" if any(row.valid_from <= self.today for row in ours) else "contact"

    def is_live(self, row: Row) -> bool:
        """Returns whether a fact holds today."""
        return row.valid_from <= self.today < row.valid_to

    def live(self, kind: str) -> list[Row]:
        """Returns the facts of a type that begin at the person and hold today."""
        return [row for row in self.facts if row.type == kind and self.is_live(row) and row.src == self.key]

    @property
    def key(self) -> str:
        """Key of the person."""
        return self.entity.key


def person_for(view: View, snapshot: Snapshot, scope: Scope, key: str) -> tuple[Known, Scope]:
    """Returns a person and the scope with the field groups in which it sees them.

    Raises:
        NotFoundError: there is no such person for the caller.
        NotAllowedError: HR gives no purpose, or the workspace names no people to them.
    """
    found = _known(view, snapshot, key)
    groups = frozenset[str]() if found is None else _groups(view, snapshot, scope, found)
    if found is not None and groups:
        return found, replace(scope, groups=groups)
    if scope.people == "off":
        require_names(scope)
    if "hr" in scope.roles:
        _check_hr(scope)
    raise NotFoundError("there is no such person for you.")


def _known(view: View, snapshot: Snapshot, key: str) -> Known | None:
    found = [entity for entity in at_key(view, key) if entity.kind == "Person"]
    if not found:
        return None
    return Known(
        entity=found[0],
        facts=view.history(found[0].key),
        own=frozenset(snapshot.keys(organisations(snapshot, "own"))),
        today=snapshot.today,
    )


def person_sheet(snapshot: Snapshot, scope: Scope, found: Known) -> PersonSheet:
    """Returns the sheet of a person; clients out of reach are left out."""
    told = found.entity.properties
    jobs = sorted(found.live("EMPLOYED_BY"), key=lambda row: (row.dst not in found.own, row.valid_from))
    job = jobs[0] if jobs else None
    past = _last_job(found)
    entry = _registered(snapshot, scope, found)
    said = {} if job is None else job.properties
    return PersonSheet(
        key=found.key,
        state=found.state,
        name=str(told.get("name", found.key)),
        works_at=None if job is None else job.dst,
        title=said.get("title"),
        role=said.get("role"),
        email=told.get("email"),
        unit=_only(found.live("IN_UNIT")),
        clients=_clients(scope, found),
        manager=_only(found.live("REPORTS_TO")),
        level=said.get("level"),
        employment_type=said.get("employment_type"),
        location=told.get("location"),
        started=None if job is None or job.valid_from == UNBOUNDED else date_of(job.valid_from),
        ended=None if past is None else date_of(past.valid_to - 1),
        leave_reason=None if past is None else past.properties.get("leave_reason"),
        aliases=tuple(told.get("aliases", ())),
        years=None if entry is None else entry.years,
        last_unit=None if entry is None else entry.unit,
        left_on=None if entry is None else entry.left_on,
        agrees_to=() if entry is None else entry.agrees_to,
        no_longer=() if entry is None else entry.no_longer,
        notice=None if entry is None else entry.notice,
    )


def _groups(view: View, snapshot: Snapshot, scope: Scope, found: Known) -> frozenset[str]:
    """Returns the groups that each role of the scope adds; none where no rule matches."""
    groups: set[str] = set()
    if "own" in scope.roles and scope.person == found.key:
        groups |= EVERY_GROUP - {"client", "value"}
    if scope.people == "off":
        return frozenset(groups)
    if "account_lead" in scope.roles and _is_on_account(view, snapshot, scope, found):
        groups |= {"identity", "business"}
    if "hr" in scope.roles and found.state == "employee" and _is_for_hr(scope):
        groups |= {"identity", "business", "employment"}
    if "alumni_programme" in scope.roles and found.state == "alumnus":
        agreed = scope.allows(id_of(found.key), "stay_in_touch")
        groups |= {"register", "identity", "business"} if agreed else {"register"}
    return frozenset(groups)


def _is_for_hr(scope: Scope) -> bool:
    return scope.people in {"after-notice", "on"} and bool((scope.purpose or "").strip())


def _check_hr(scope: Scope) -> None:
    if scope.people == "team":
        raise NotAllowedError(
            'this workspace names people to their account team only (privacy.people = "team").',
            slug="person-views-off",
        )
    require_purpose(scope)


def _is_on_account(view: View, snapshot: Snapshot, scope: Scope, found: Known) -> bool:
    """Returns whether a person works at a client or prospect in reach, or on a client in reach."""
    if found.state != "employee":
        places = view.get([row.dst for row in found.live("EMPLOYED_BY")])
        return any(_is_in_reach(scope, place) for place in places)
    teams = view.get([row.dst for row in found.live("ASSIGNED_TO")])
    return any(_is_in_reach(scope, team) for team in teams) or _knows_clients(snapshot, scope, found.key)


def _is_in_reach(scope: Scope, place: Entity) -> bool:
    kind = place.properties.get("type")
    return kind in _OPEN_TO_LEADS and (kind != "client" or scope.leads_client(id_of(place.key)))


def _knows_clients(snapshot: Snapshot, scope: Scope, key: str) -> bool:
    """Returns whether a colleague is in touch with somebody at a client in reach."""
    at = snapshot.position(key)
    if at is None:
        return False
    met = acquaintances(snapshot, ties(snapshot, snapshot.today))
    others = {int(met.other[row]) for row in met.rows(at, least=LIVE)}
    jobs = snapshot.edges("EMPLOYED_BY", snapshot.today)
    places = others | {
        int(dst) for src, dst in zip(jobs.src.tolist(), jobs.dst.tolist(), strict=True) if src in others
    }
    clients = places & set(organisations(snapshot, "client").tolist())
    return any(scope.leads_client(int(snapshot.id[client])) for client in clients)


def _clients(scope: Scope, found: Known) -> tuple[str, ...]:
    """Returns the clients a person is assigned to, their own all, another's as far as they are in reach."""
    mine = scope.person == found.key and "own" in scope.roles
    teams = dict.fromkeys(row.dst for row in found.live("ASSIGNED_TO"))
    return tuple(key for key in teams if mine or scope.sees_client(id_of(key)))


def _last_job(found: Known) -> Row | None:
    """Returns the employment here that ended last, None for somebody who works here or never did."""
    ours = [row for row in found.facts if row.type == "EMPLOYED_BY" and row.dst in found.own]
    if found.state != "alumnus":
        return None
    return max((row for row in ours if row.valid_to < OPEN), key=lambda row: row.valid_to, default=None)


def _registered(snapshot: Snapshot, scope: Scope, found: Known) -> Registered | None:
    """Returns the entry of the register of a former colleague."""
    if found.state != "alumnus" or "register" not in scope.groups:
        return None
    rows = ALUMNI.run(snapshot, replace(scope, people="on"), Params()).rows
    return next((row for row in rows if row.person == found.key), None)


def _only(rows: Sequence[Row]) -> str | None:
    return rows[0].dst if rows else None
