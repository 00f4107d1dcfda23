"""The people network: employees and the ties among them."""

import networkx as nx
import numpy as np

from graphsvc.network.ties import PersonTies, ties
from graphsvc.network.units import units
from graphsvc.snapshot import Snapshot


def people(snapshot: Snapshot, as_of: int, min_strength: float = 25) -> "nx.Graph[int]":
    """Returns the employees on a day with their internal ties of at least a strength.

    Nodes are positions in ascending order, with `unit` (position, -1 = unknown); edges carry
    `strength` S, 0 to 100. Employees without ties are nodes too.
    """
    return people_of(snapshot, ties(snapshot, as_of), min_strength)


def people_of(snapshot: Snapshot, found: PersonTies, min_strength: float) -> "nx.Graph[int]":
    """Returns the people network of ties that are computed already."""
    staff = found.standing.employees
    unit = units(snapshot, staff, found.standing.as_of)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(
        (person, {"unit": where}) for person, where in zip(staff.tolist(), unit.tolist(), strict=True)
    )
    ours = found.standing.is_employee(found.first) & found.standing.is_employee(found.second)
    rows = np.flatnonzero(ours & (found.scores.band > 0) & (found.scores.strength >= min_strength))
    columns = (found.first[rows], found.second[rows], found.scores.strength[rows])
    graph.add_edges_from(
        (first, second, {"strength": strength})
        for first, second, strength in zip(*(column.tolist() for column in columns), strict=True)
    )
    return graph
