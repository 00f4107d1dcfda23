"""The whole fictional firm, drawn once from the seed: who works where, who left, whom it serves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ingest.demo import alumni, cast, units
from ingest.demo.chance import stream
from ingest.demo.clients import clients, contacts, former_colleagues
from ingest.demo.names import names
from ingest.demo.people import DOMAIN, Alumnus, Client, Contact, Employee, address

_FIRST_ID = 101
_CAST_BY = date(2021, 6, 30)  # the planted ties have their full history
_DRAWN_BY = date(2024, 11, 1)  # long enough for a warm tie to every colleague of the team
_UNCONNECTED_PLACE = 9  # one member of each large unit has no exported mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """Harbour & Vale with everybody it knows."""

    employees: tuple[Employee, ...]
    alumni: tuple[Alumnus, ...]
    clients: tuple[Client, ...]
    contacts: tuple[Contact, ...]
    former_colleagues: tuple[Contact, ...]

    def everybody(self) -> tuple[Employee, ...]:
        """Returns all who are or were on the payroll."""
        return (*self.employees, *(alumnus.was for alumnus in self.alumni))

    def by_email(self) -> Mapping[str, Employee]:
        """Returns everybody on the payroll, now or once, by work address."""
        return {employee.email: employee for employee in self.everybody()}


def build_firm(*, seed: int) -> Firm:
    """Returns the firm of this seed."""
    rng = stream(seed, "firm")
    people = names(rng)
    employees = tuple(_employees(people, rng))
    former = alumni.former(people, employees, rng)
    book = clients(employees, seed=seed)
    return Firm(
        employees=employees,
        alumni=alumni.alumni(former, seed=seed),
        clients=book,
        contacts=contacts(book, people),
        former_colleagues=former_colleagues(book, former),
    )


def _employees(people: Iterator[tuple[str, str]], rng: Random) -> Iterator[Employee]:
    parts = {(part.unit, part.place): part for part in cast.EMPLOYEES}
    ids = {seat: str(_FIRST_ID + rank) for rank, seat in enumerate(units.places())}
    for unit, place in units.places():
        part = parts.get((unit, place))
        first, last = (part.first, part.last) if part else next(people)
        yield Employee(
            first=first,
            last=last,
            email=address(first, last, DOMAIN),
            id=ids[unit, place],
            unit=unit,
            place=place,
            level=units.level(place),
            manager_id=ids[_manager(unit, place)] if (unit, place) != (units.OFFICE, 0) else "",
            hired=_hired(place, rng, latest=_CAST_BY if part else _DRAWN_BY),
            left=part.left if part else None,
            connected=part.connected if part else place != _UNCONNECTED_PLACE,
        )


def _manager(unit: str, place: int) -> tuple[str, int]:
    if place == 0:
        return units.OFFICE, 0
    return unit, 0 if place <= units.LEADS else 1


def _hired(place: int, rng: Random, *, latest: date) -> date:
    """Returns a first day of work: the lower the place, the later it may lie."""
    earliest = date(2012 + place // 2, 1, 2)
    return earliest + timedelta(days=rng.randrange((latest - earliest).days))


def client_of(firm: Firm, name: str) -> Client:
    """Returns a client by name."""
    return next(client for client in firm.clients if client.name == name)


def contacts_at(firm: Firm, client: Client) -> Sequence[Contact]:
    """Returns the contacts the CRM holds at a client, most important seat first."""
    return [contact for contact in firm.contacts if contact.client_id == client.id]
