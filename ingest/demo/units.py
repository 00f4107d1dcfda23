"""The organisation chart: eight units, their sizes and who sits in a team with whom."""

from collections.abc import Iterator

OFFICE = "Managing Office"
STRATEGY = "Strategy"
OPERATIONS = "Operations"
FINANCE = "Finance Advisory"
TECHNOLOGY = "Technology"
ENERGY = "Energy"
PEOPLE = "People Advisory"
SERVICES = "Internal Services"

SIZES = {
    OFFICE: 6,
    STRATEGY: 13,
    OPERATIONS: 13,
    FINANCE: 13,
    TECHNOLOGY: 13,
    ENERGY: 12,
    PEOPLE: 11,
    SERVICES: 9,
}
"""Employees by unit, 90 in all. Energy is the former Vale Energy: another house, one link to the rest."""

LEVELS = ("Analyst", "Consultant", "Manager", "Director", "Partner")
"""Levels, lowest first."""

LEADS = 2
_TEAM = 4
_BY_PLACE = (4, 3, 3, 3, 2, 2, 2, 1, 1, 1, 1, 0, 0)
_CITIES = {ENERGY: "Westhaven", SERVICES: "Harbourtown", PEOPLE: "Valeby"}


def level(place: int) -> str:
    """Returns the level of a place in a unit: a partner leads, analysts come last."""
    return LEVELS[_BY_PLACE[place]]


def city(unit: str) -> str:
    """Returns the fictional city a unit works in."""
    return _CITIES.get(unit, "Harbourtown")


def team_of(place: int) -> int:
    """Returns the team inside the unit, -1 for the leads, who belong to all of them."""
    return -1 if place < LEADS else (place - LEADS) // _TEAM


def places() -> Iterator[tuple[str, int]]:
    """Yields every (unit, place), heads before members."""
    for unit, size in SIZES.items():
        for place in range(size):
            yield unit, place
