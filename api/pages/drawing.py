"""A what-if as a picture: people, contacts and clients in three columns, before and after.

The picture is a pure function of the rows and has a table twin from the same ties. Both sides have the same
coordinates, so that what is missing after is where it was before.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_NODES = 150
"""Nodes from which a picture says less than its table."""
WARM = 0.25
"""How sure a tie must be to be drawn."""
_COLUMNS = (150, 300, 490)
_LABEL = 130
_TOP, _LINE, _WIDTH = 20, 24, 660


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """One tie of the table twin; `after` says what becomes of it."""

    person: str
    contact: str
    client: str
    band: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A person, contact or client at a place; `state` is `there`, `gone` or `alone`."""

    key: str
    name: str
    column: int
    x: int
    y: float
    state: str = "there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A tie between two places."""

    x1: int
    y1: float
    x2: int
    y2: float
    is_strong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two pictures."""

    title: str
    nodes: Sequence[Node]
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Both pictures and their table."""

    width: int
    height: float
    sides: Sequence[Side]
    ties: Sequence[Tie]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    person: str
    contact: str
    client: str
    p: float
    band: str


def draw(rows: Sequence[Mapping[str, Any]], leavers: Collection[str]) -> Drawing | None:
    """Returns the pictures of a departure, None where there is nothing to draw or too much.

    Args:
        rows: rows of `departure-impact` with evidence, names joined.
        leavers: keys of those who leave.
    """
    edges, names = _edges(rows), _names(rows)
    places = _placed(edges, [row["client"] for row in rows])
    if not edges or len(places) > MOST_NODES:
        return None
    staying = [edge for edge in edges if edge.person not in leavers]
    height = _TOP + max(place[1] for place in places.values()) + _LINE
    return Drawing(
        width=_WIDTH,
        height=height,
        sides=(
            _side("Before", names, places, edges=edges, gone=()),
            _side("After", names, places, edges=staying, gone=leavers),
        ),
        ties=[_tie(edge, names, leavers) for edge in edges],
    )


def _edges(rows: Sequence[Mapping[str, Any]]) -> list[_Edge]:
    return [
        _Edge(
            person=tie["first"],
            contact=tie["second"],
            client=row["client"],
            p=tie["p"],
            band="on paper" if tie["basis"] == "assigned" else str(tie["band"] or tie["basis"]),
        )
        for row in rows
        for tie in row["evidence"]
        if tie["p"] >= WARM
    ]


def _names(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    names: dict[str, str] = {row["client"]: str(row["client_name"]) for row in rows}
    for row in rows:
        for tie in row["evidence"]:
            names |= {tie["first"]: str(tie["first_name"])}
            names.setdefault(tie["second"], str(tie["second_name"]))
    return names


def _placed(edges: Sequence[_Edge], clients: Sequence[str]) -> dict[str, tuple[int, float]]:
    """Returns column and height of every node: clients as ranked, the others near what they hold."""
    contacts_of: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        if edge.contact != edge.client and edge.contact not in contacts_of[edge.client]:
            contacts_of[edge.client].append(edge.contact)
    places: dict[str, tuple[int, float]] = {}
    row = 0
    for client in clients:
        size = max(1, len(contacts_of[client]))
        places[client] = (2, _TOP + (row + (size - 1) / 2) * _LINE)
        for at, contact in enumerate(contacts_of[client]):
            places.setdefault(contact, (1, _TOP + (row + at) * float(_LINE)))
        row += size
    return places | _people(edges, places)


def _people(edges: Sequence[_Edge], places: Mapping[str, tuple[int, float]]) -> dict[str, tuple[int, float]]:
    """Returns the places of our people: in order of the middle of what they hold, none on another."""
    held: dict[str, list[float]] = defaultdict(list)
    for edge in edges:
        held[edge.person].append(places[edge.contact][1])
    order = sorted(held, key=lambda person: (sum(held[person]) / len(held[person]), person))
    found: dict[str, tuple[int, float]] = {}
    free = float(_TOP)
    for person in order:
        y = max(free, _TOP + (sum(held[person]) / len(held[person]) - _TOP) // _LINE * _LINE)
        found[person] = (0, y)
        free = y + _LINE
    return found


def _side(
    title: str,
    names: Mapping[str, str],
    places: Mapping[str, tuple[int, float]],
    *,
    edges: Sequence[_Edge],
    gone: Collection[str],
) -> Side:
    touched = {key for edge in edges for key in (edge.person, edge.contact, edge.client)}
    nodes = [
        Node(
            key=key,
            name=names[key],
            column=column,
            x=_COLUMNS[column],
            y=y,
            state="gone" if key in gone else "there" if key in touched else "alone",
        )
        for key, (column, y) in sorted(places.items(), key=lambda place: (*place[1], place[0]))
    ]
    return Side(title=title, nodes=nodes, lines=_lines(edges, places))


def _lines(edges: Sequence[_Edge], places: Mapping[str, tuple[int, float]]) -> list[Line]:
    """Returns a line for each tie, and a faint one from each contact to the client they work for."""
    pairs = [(edge.person, edge.contact, edge.p) for edge in edges]
    works = dict.fromkeys((edge.contact, edge.client) for edge in edges if edge.contact != edge.client)
    pairs += [(contact, client, 0.0) for contact, client in works]
    return [
        Line(
            x1=_COLUMNS[places[one][0]] + (_LABEL if places[one][0] else 8),
            y1=places[one][1],
            x2=_COLUMNS[places[other][0]] - 8,
            y2=places[other][1],
            is_strong=p >= 2 * WARM,
        )
        for one, other, p in pairs
    ]


def _tie(edge: _Edge, names: Mapping[str, str], leavers: Collection[str]) -> Tie:
    return Tie(
        person=names[edge.person],
        contact=names[edge.contact] if edge.contact != edge.client else "–",
        client=names[edge.client],
        band=edge.band.replace("_", " "),
        after="ends" if edge.person in leavers else "stays",
    )
