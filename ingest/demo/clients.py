"""The forty clients: ten of the cast, thirty drawn, each with contacts in different roles."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from ingest.demo import cast, units
from ingest.demo.chance import digits, stream
from ingest.demo.people import Client, Contact, Employee, address
from ingest.demo.salesforce_id import salesforce_id

_DRAWN = {
    units.STRATEGY: "Bellhaven Bank|Alderwick Motors|Corran Paper|Hollin Hotels|Mistral & Moor",
    units.OPERATIONS: "Dunmore Tools|Eastmere Freight|Grindle Mills|Pinmoor Packaging|Redwater Steel",
    units.FINANCE: "Ferrow Capital|Juniper Mutual|Lowick Savings|Northcote Leasing|Quillon Pensions",
    units.TECHNOLOGY: "Bitterne Robotics|Ivory Signal|Nightjar Media|Sandhaven Sensors|Vantage Loom",
    units.ENERGY: "Brightfell Solar|Calder Wind|Deepwell Heat|Gullane Grid|Holm Hydro|Tarnside Turbines",
    units.PEOPLE: "Cressfield Foods|Orchard Schools|Summerlee Care|Wychwood Housing",
}
_INDUSTRIES = {
    units.STRATEGY: "Consumer Services",
    units.OPERATIONS: "Manufacturing",
    units.FINANCE: "Finance",
    units.TECHNOLOGY: "Electronics",
    units.ENERGY: "Energy",
    units.PEOPLE: "Education",
}
_SEATS = (
    ("decision_maker", "Chief Operating Officer"),
    ("champion", "Head of Programmes"),
    ("influencer", "Finance Controller"),
    ("user", "Project Manager"),
    ("executive_sponsor", "Chief Executive"),
    ("procurement", "Procurement Lead"),
)
_CONTACTS = 154
_PARENTS = {"Holm Hydro": "Gullane Grid", "Ivory Signal": "Nightjar Media"}


def clients(employees: Sequence[Employee], *, seed: int) -> tuple[Client, ...]:
    """Returns all clients, those of the cast first, with their account teams on paper."""
    drawn = [_drawn(name, unit, seed) for unit, text in _DRAWN.items() for name in text.split("|")]
    bare = [*map(_staged, cast.CLIENTS), *drawn]
    return tuple(replace(client, team=_team(client, employees, seed)) for client in bare)


def _staged(stage: cast.Stage) -> Client:
    return Client(
        id=salesforce_id("001", stage.name),
        name=stage.name,
        unit=stage.unit,
        industry=stage.industry,
        since=date(2021, 3, 1),
        value=stage.value,
        contract_end=stage.contract_end,
    )


def _drawn(name: str, unit: str, seed: int) -> Client:
    rng = stream(seed, "client", name)
    return Client(
        id=salesforce_id("001", name),
        name=name,
        unit=unit,
        industry=_INDUSTRIES[unit],
        since=date(2020, 1, 1) + timedelta(days=rng.randrange(1_900)),
        value=rng.randrange(8, 70) * 5_000,
        contract_end=date(2026, 9, 30) + timedelta(days=rng.randrange(700)),
        parent_id=salesforce_id("001", _PARENTS[name]) if name in _PARENTS else "",
    )


_STAGED_TEAMS = {
    cast.HIDDEN_PAIR.name: (cast.LEAVER, cast.SECOND_LEAVER),
    cast.SOLE_HELD.name: (cast.SOLE_HOLDER,),
    cast.ONE_CONTACT.name: cast.TRIO,
    cast.JUNIOR_HELD.name: (cast.JUNIOR,),
    cast.OVERSHADOWING.name: (cast.STAR, cast.OVERSHADOWED),
    cast.ONE_KNOWER.name: (cast.ONLY_KNOWER, *cast.KNOWERS),
    cast.PAPER_ONLY.name: cast.PAPER_TEAM,
    cast.REAL_ONLY.name: (cast.LISTED,),
    cast.UNMEASURED.name: cast.UNCONNECTED,
    cast.NO_CONTRACT.name: (cast.SOLE_HOLDER, cast.TRIO[1]),
}
_NEVER_DRAWN = frozenset(
    part.email
    for part in (cast.JUNIOR, cast.SECOND_LEAVER, cast.BROKER, cast.OVERSHADOWED, *cast.UNCONNECTED)
)


_SENIOR = range(6)
_OWN_SHARE = 0.5


def _team(client: Client, employees: Sequence[Employee], seed: int) -> tuple[str, ...]:
    if client.name in _STAGED_TEAMS:
        ids = {employee.email: employee.id for employee in employees}
        return tuple(ids[part.email] for part in _STAGED_TEAMS[client.name])
    rng = stream(seed, "team", client.name)
    free = [e for e in employees if e.email not in _NEVER_DRAWN]
    own = [e for e in free if e.unit == client.unit]
    lead = rng.choice([e for e in own if e.connected and e.place in _SENIOR])
    second = rng.choice([e for e in own if e is not lead])
    lenders = _lenders(client, rng)
    third = rng.choice([e for e in free if e.unit in lenders and e not in (lead, second)])
    return lead.id, second.id, third.id


def _lenders(client: Client, rng: Random) -> tuple[str, ...]:
    """Returns the units that lend the third of a team; Energy keeps to itself."""
    if client.unit == units.ENERGY or rng.random() < _OWN_SHARE:
        return (client.unit,)
    return tuple(unit for unit in _DRAWN if unit not in (client.unit, units.ENERGY))


def contacts(book: Sequence[Client], people: Iterator[tuple[str, str]]) -> tuple[Contact, ...]:
    """Returns the contacts that the CRM holds: three at each client, more at the largest."""
    by_value = sorted(book, key=lambda client: (-client.value, client.name))
    spare = _CONTACTS - 3 * len(book)
    sizes = {client.id: 3 + (rank < spare) for rank, client in enumerate(by_value)}
    return tuple(
        contact
        for client in book
        for contact in _seated(client, [next(people) for _ in range(sizes[client.id])])
    )


def _seated(client: Client, people: Sequence[tuple[str, str]]) -> Iterator[Contact]:
    first_id = salesforce_id("003", client.name, "0")
    for seat, (first, last) in enumerate(people):
        role, title = _SEATS[seat]
        yield Contact(
            first=first,
            last=last,
            email=address(first, last, client.domain),
            id=salesforce_id("003", client.name, str(seat)),
            client_id=client.id,
            title=title,
            role=role,
            reports_to=first_id if seat else "",
        )


def former_colleagues(book: Sequence[Client], former: Sequence[Employee]) -> tuple[Contact, ...]:
    """Returns the contacts who once worked here; the alumni programme knows them, the CRM does not."""
    ids = {client.name: client for client in book}
    were = {employee.email: employee for employee in former}
    return tuple(_returned(were[part.email], ids[name]) for part, name in cast.AT_CLIENTS)


def _returned(was: Employee, client: Client) -> Contact:
    return Contact(
        first=was.first,
        last=was.last,
        email=address(was.first, was.last, client.domain),
        id=f"fc-{digits(was.email, size=4)}",
        client_id=client.id,
        title="Head of Improvement",
        role="influencer",
        employee_id=was.id,
    )
