"""One client as its reader may see it: an account lead their own clients, HR a name and a band of value."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from graphsvc.errors import NotFoundError
from graphsvc.key import id_of
from graphsvc.network.value import values
from graphsvc.question import date_or_none, money
from graphsvc.scope import Scope
from graphsvc.shape import field
from graphsvc.sheets.shown import at_key
from graphsvc.snapshot import Snapshot
from graphsvc.store.port import Entity, View

_STEPS = (50_000, 250_000, 1_000_000)
BANDS = ("under 50,000", "50,000 to 250,000", "250,000 to 1,000,000", "1,000,000 and more")
"""Bands of annual value, in the workspace's currency."""
_FOR_LEADS = ("client", "prospect", "own")
_FOR_HR = ("client", "own")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationSheet:
    """What is known of one organisation."""

    key: str = field(label="Key", help="Key of the organisation.")
    name: str = field(label="Name", help="Name as the first source writes it.")
    type: str = field(label="Type", help="What the organisation is to the firm.")
    part_of: str | None = field(label="Part of", help="Its parent.", node="Organisation")
    industry: str | None = field(label="Industry", help="Line of business.")
    tier: str | None = field(label="Tier", help="The firm's own grouping of its clients.")
    domains: tuple[str, ...] = field(label="Domains", help="Its mail domains.")
    team: tuple[str, ...] = field(label="Team", help="Who is assigned to it.", node="Person", personal=True)
    contract_end: date | None = field(
        label="Contract end", help="First day after the first live contract to end."
    )
    annual_value: Decimal | None = field(
        label="Annual value", help="What it is worth a year; empty = unknown."
    )
    currency: str = field(label="Currency", help="ISO 4217 code of the value.")
    value_band: str | None = field(label="Value band", help="Band of what it is worth a year.")


def organisation_for(view: View, scope: Scope, key: str) -> tuple[Entity, Scope]:
    """Returns an organisation and the scope with the field groups in which it sees it.

    Raises:
        NotFoundError: there is no such organisation for the caller.
    """
    for entity in at_key(view, key):
        groups = _groups(scope, entity) if entity.kind == "Organisation" else frozenset[str]()
        if groups:
            return entity, replace(scope, groups=groups)
    raise NotFoundError("there is no such organisation for you.")


def _groups(scope: Scope, found: Entity) -> frozenset[str]:
    kind = found.properties.get("type")
    is_in_reach = kind != "client" or scope.leads_client(id_of(found.key))
    groups: set[str] = set()
    if "account_lead" in scope.roles and kind in _FOR_LEADS and is_in_reach:
        groups |= {"client"}
    if "hr" in scope.roles and kind in _FOR_HR:
        groups |= {"value"}
    return frozenset(groups)


def organisation_sheet(view: View, snapshot: Snapshot, scope: Scope, found: Entity) -> OrganisationSheet:
    """Returns the sheet of an organisation; nobody is named where the workspace names no people."""
    told = found.properties
    at = snapshot.position(found.key)
    clients = np.array([] if at is None else [at], dtype=np.int32)
    worth = values(snapshot, clients, snapshot.today, currency=snapshot.currency)
    amount = money(float(worth.amount[0])) if clients.size else None
    rows = [row for row in view.history(found.key) if row.valid_from <= snapshot.today < row.valid_to]
    team = [row.src for row in rows if row.type == "ASSIGNED_TO"] if scope.people != "off" else []
    parents = [row.dst for row in rows if row.type == "PART_OF" and row.src == found.key]
    return OrganisationSheet(
        key=found.key,
        name=str(told.get("name", found.key)),
        type=str(told.get("type", "other")),
        part_of=parents[0] if parents else None,
        industry=told.get("industry"),
        tier=told.get("tier"),
        domains=tuple(told.get("domains", ())),
        team=tuple(dict.fromkeys(team)),
        contract_end=date_or_none(int(worth.contract_end[0])) if clients.size else None,
        annual_value=amount,
        currency=worth.currency,
        value_band=value_band(amount),
    )


def value_band(amount: Decimal | None) -> str | None:
    """Returns the band of an annual value, None for an unknown one."""
    if amount is None:
        return None
    return BANDS[sum(amount >= step for step in _STEPS)]
