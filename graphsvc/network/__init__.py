"""The snapshot as networks: who is tied to whom, and how strongly, on a day."""

from graphsvc.network.contacts import NOBODY, Contacts
from graphsvc.network.coverage import NO_TIE, Coverage, CoverageTies, Team, coverage, coverage_of
from graphsvc.network.people import people, people_of
from graphsvc.network.standing import Standing, standing
from graphsvc.network.ties import PersonTies, evidence, ties
from graphsvc.network.value import VALUE_BASES, Contracts, Foreign, Values

__all__ = [
    "NOBODY",
    "NO_TIE",
    "VALUE_BASES",
    "Contacts",
    "Contracts",
    "Coverage",
    "CoverageTies",
    "Foreign",
    "PersonTies",
    "Standing",
    "Team",
    "Values",
    "coverage",
    "coverage_of",
    "evidence",
    "people",
    "people_of",
    "standing",
    "ties",
]
