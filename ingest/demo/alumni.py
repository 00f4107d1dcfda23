"""The sixty who left: where they worked here, where they are now, what they agreed to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ingest.demo import cast, units
from ingest.demo.chance import stream
from ingest.demo.people import DOMAIN, Alumnus, Employee, address, slug

COUNT = 60
PRIVATE = "postbox.example"
_PURPOSES = ("stay_in_touch", "introductions_in", "introductions_out", "vouch", "rehire_contact", "events")
_EMPLOYERS = (
    *("Firth & Lantern", "Mosswell Partners", "Copperline Analytics", "Tidal Works", "Greenhithe Group"),
    *("Lodestar Studio", "Pemberley Systems", "Saltmarsh Trust", "Windrow Ventures", "Ashlar Consulting"),
)
_TITLES = ("Director", "Head of Operations", "Principal", "Programme Lead", "Independent Adviser")
_CITIES = ("Harbourtown", "Valeby", "Westhaven", "Port Ellery", "Northcote")
_FIRST_ID = 301
_FORMER_UNITS = tuple(unit for unit in units.SIZES if unit != units.OFFICE)


def former(
    people: Iterator[tuple[str, str]], employees: Sequence[Employee], rng: Random
) -> tuple[Employee, ...]:
    """Returns the closed employments: the cast first, the others drawn."""
    parts = (cast.VOUCHER, *(part for part, _ in cast.AT_CLIENTS))
    heads = {e.unit: e.id for e in employees if e.place == 0}
    drawn = [_drawn(next(people), rank, rng) for rank in range(COUNT - len(parts))]
    return tuple(
        _closed(part, id=str(_FIRST_ID + rank), manager_id=heads[part.unit], rng=rng)
        for rank, part in enumerate((*parts, *drawn))
    )


def _drawn(name: tuple[str, str], rank: int, rng: Random) -> cast.Part:
    left = date(2021, 1, 31) + timedelta(days=rng.randrange((date(2026, 3, 31) - date(2021, 1, 31)).days))
    unit = _FORMER_UNITS[rank % len(_FORMER_UNITS)]
    place = rng.randrange(units.LEADS, units.SIZES[unit])
    return cast.Part(first=name[0], last=name[1], unit=unit, place=place, left=left)


def _closed(part: cast.Part, *, id: str, manager_id: str, rng: Random) -> Employee:  # noqa: A002
    left = part.left or date(2021, 1, 31)
    return Employee(
        first=part.first,
        last=part.last,
        email=address(part.first, part.last, DOMAIN),
        id=id,
        unit=part.unit,
        place=part.place,
        level=units.level(part.place),
        manager_id=manager_id,
        hired=left - timedelta(days=rng.randrange(900, 3_200)),
        left=left,
        connected=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody of the cast agreed to, where the draw must not decide."""

    email: str
    consents: tuple[str, ...]


_WISHES = {
    cast.VOUCHER.email: ("stay_in_touch", "vouch", "introductions_out"),
    cast.AT_CLIENTS[0][0].email: ("stay_in_touch", "introductions_in", "events"),
}


def alumni(was: Sequence[Employee], *, seed: int) -> tuple[Alumnus, ...]:
    """Returns what the programme knows of each; about one in four never answered."""
    at_clients = {part.email for part, _ in cast.AT_CLIENTS}
    return tuple(_alumnus(person, at_client=person.email in at_clients, seed=seed) for person in was)


def _alumnus(was: Employee, *, at_client: bool, seed: int) -> Alumnus:
    rng = stream(seed, "alumnus", was.email)
    consents = _consents(rng)
    consents = _WISHES.get(was.email, consents)
    knows_employer = rng.random() < 0.8 and not at_client  # noqa: PLR2004 - four in five told us
    return Alumnus(
        was=was,
        private=f"{slug(was.first)}.{slug(was.last)}@{PRIVATE}",
        city=rng.choice(_CITIES),
        employer=rng.choice(_EMPLOYERS) if knows_employer else "",
        title=rng.choice(_TITLES) if knows_employer else "",
        consents=consents,
        consent_date=date(2025, 9, 1) + timedelta(days=rng.randrange(270)) if consents else None,
    )


def _consents(rng: Random) -> tuple[str, ...]:
    if rng.random() < 0.25:  # noqa: PLR2004 - one in four never answered
        return ()
    return ("stay_in_touch", *(purpose for purpose in _PURPOSES[1:] if rng.random() < 0.45))  # noqa: PLR2004
