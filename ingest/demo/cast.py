"""The people and clients the planted trouble is about: fixed names, whatever the seed.

Everybody else is drawn. `trouble.py` says what the trouble is, `planted.py` how they live it.
"""

from dataclasses import dataclass
from datetime import date

from ingest.demo import units
from ingest.demo.people import DOMAIN, address


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A member of the cast: a name and a place in the organisation chart."""

    first: str
    last: str
    unit: str
    place: int
    left: date | None = None
    connected: bool = True

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        """Work address."""
        return address(self.first, self.last, DOMAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A client of the cast with its yearly value in EUR and the end of its contract."""

    name: str
    unit: str
    industry: str
    value: int
    contract_end: date | None


def _part(name: str, unit: str, place: int, *, left: date | None = None, connected: bool = True) -> Part:
    first, last = name.split(" ", 1)
    return Part(first=first, last=last, unit=unit, place=place, left=left, connected=connected)


LEAVER = _part("Ragna Tidemoor", units.OPERATIONS, 2, left=date(2026, 7, 17))
SECOND_LEAVER = _part("Obafemi Castlewren", units.OPERATIONS, 4, left=date(2026, 7, 31))
INTRODUCER = _part("Hugo Marlwind", units.OPERATIONS, 3)
SOLE_HOLDER = _part("Inés Harrowquist", units.STRATEGY, 2)
JUNIOR = _part("Noor Pellbright", units.FINANCE, 12)
STAR = _part("Dario Velmonte", units.TECHNOLOGY, 2)
OVERSHADOWED = _part("Yuki Brandoka", units.TECHNOLOGY, 8)
ONLY_KNOWER = _part("Amara Lindqvale", units.PEOPLE, 2)
KNOWERS = (_part("Teuila Foxmarsh", units.PEOPLE, 3), _part("Anders Wyrmholt", units.PEOPLE, 4))
TRIO = (
    _part("Jonas Feldmarrow", units.STRATEGY, 4),
    _part("Priya Suncastle", units.STRATEGY, 6),
    _part("Emeka Dunbarrow", units.FINANCE, 5),
)
QUIET = TRIO[0]
PAPER_TEAM = (
    _part("Celeste Ambrantine", units.FINANCE, 2),
    _part("Tomasz Wielgrove", units.FINANCE, 3),
    _part("Leila Farrowdeh", units.FINANCE, 8),
)
UNLISTED = _part("Sanna Korpivale", units.TECHNOLOGY, 5)
LISTED = _part("Marguerite Ostwind", units.TECHNOLOGY, 3)
BROKER = _part("Mirela Quayton", units.TECHNOLOGY, 4)
LIAISON = _part("Kofi Strandmere", units.ENERGY, 4)
UNCONNECTED = (
    _part("Greta Ovenshaw", units.PEOPLE, 5, connected=False),
    _part("Bashir Tollmere", units.PEOPLE, 9, connected=False),
)
EMPLOYEES = (
    *(LEAVER, SECOND_LEAVER, INTRODUCER, SOLE_HOLDER, JUNIOR, STAR, OVERSHADOWED, ONLY_KNOWER),
    *(*KNOWERS, *TRIO, *PAPER_TEAM, UNLISTED, LISTED, BROKER, LIAISON, *UNCONNECTED),
)

VOUCHER = _part("Tunde Greyharbour", units.OPERATIONS, 5, left=date(2025, 3, 31))
AT_CLIENTS = (
    (_part("Vesna Arkwold", units.OPERATIONS, 6, left=date(2024, 11, 29)), "Osprey Rail"),
    (_part("Rashid Coveland", units.TECHNOLOGY, 6, left=date(2025, 1, 31)), "Bellhaven Bank"),
    (_part("Birgit Saltwell", units.STRATEGY, 7, left=date(2024, 5, 31)), "Port Ellery Foods"),
    (_part("Lwazi Thornbeck", units.FINANCE, 9, left=date(2025, 8, 29)), "Cressfield Foods"),
    (_part("Mei-Lin Rookwood", units.PEOPLE, 6, left=date(2024, 2, 29)), "Dunmore Tools"),
    (_part("Caio Fernhollow", units.OPERATIONS, 7, left=date(2025, 5, 30)), "Fennimore Textiles"),
)
"""Former employees who work at a client today, each with the client."""

HIDDEN_PAIR = Stage(
    name="Kestrel Bay Ports",
    unit=units.OPERATIONS,
    industry="Transportation",
    value=960_000,
    contract_end=date(2026, 12, 31),
)
SOLE_HELD = Stage(
    name="Skerry Shipping",
    unit=units.STRATEGY,
    industry="Shipping",
    value=420_000,
    contract_end=date(2026, 9, 30),
)
ONE_CONTACT = Stage(
    name="Larkmoor Dairy",
    unit=units.STRATEGY,
    industry="Food & Beverage",
    value=380_000,
    contract_end=date(2027, 3, 31),
)
JUNIOR_HELD = Stage(
    name="Gannet Biologics",
    unit=units.FINANCE,
    industry="Biotechnology",
    value=780_000,
    contract_end=date(2026, 11, 30),
)
OVERSHADOWING = Stage(
    name="Port Ellery Foods",
    unit=units.TECHNOLOGY,
    industry="Food & Beverage",
    value=540_000,
    contract_end=date(2027, 6, 30),
)
ONE_KNOWER = Stage(
    name="Osprey Rail",
    unit=units.PEOPLE,
    industry="Transportation",
    value=460_000,
    contract_end=date(2027, 1, 31),
)
PAPER_ONLY = Stage(
    name="Tollgate Insurance",
    unit=units.FINANCE,
    industry="Insurance",
    value=310_000,
    contract_end=date(2026, 10, 31),
)
REAL_ONLY = Stage(
    name="Fennimore Textiles",
    unit=units.TECHNOLOGY,
    industry="Apparel",
    value=260_000,
    contract_end=date(2027, 2, 28),
)
UNMEASURED = Stage(
    name="Wrenfield Museums",
    unit=units.PEOPLE,
    industry="Not For Profit",
    value=150_000,
    contract_end=date(2027, 5, 31),
)
NO_CONTRACT = Stage(
    name="Halfmoon Theatres",
    unit=units.STRATEGY,
    industry="Entertainment",
    value=0,
    contract_end=None,
)
CLIENTS = (
    *(HIDDEN_PAIR, SOLE_HELD, ONE_CONTACT, JUNIOR_HELD, OVERSHADOWING),
    *(ONE_KNOWER, PAPER_ONLY, REAL_ONLY, UNMEASURED, NO_CONTRACT),
)
