"""bridge-people: who connects people and units that nobody else connects?"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import networkx as nx

from graphsvc.evidence import Pair
from graphsvc.measures.betweenness import Betweenness, betweenness, by_distance
from graphsvc.measures.brokers import Brokerage, constraint, exclusive_pairs, pairs_of
from graphsvc.measures.cuts import BlockCut, CutVertex, block_cut, cut_vertices, falls_off
from graphsvc.network import people_of, ties
from graphsvc.question import MOST_EXPOSED, Answer, Question, as_of_field, asked_day, date_of
from graphsvc.scope import Scope, require_purpose
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot

_WARM = 25.0
_WEAK = 5.0
_SHOWN_PAIRS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """Two colleagues whose only link is the person."""

    one: str = field(label="One", help="One colleague.", node="Person")
    other: str = field(label="Other", help="The other colleague.", node="Person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person who connects others."""

    person: str = field(label="Person", help="Who connects.", node="Person")
    kinds: tuple[Literal["cut_vertex", "broker"], ...] = field(
        label="Kind",
        help="Holds the network together: it falls apart without them. Only link: pairs have no other.",
    )
    brokered_pairs: int | None = field(
        label="Pairs with no other link",
        help="Pairs of their contacts nobody else connects; empty for a hub.",
    )
    across_units: int | None = field(label="Of these across units", help="Pairs in different units.")
    joins: tuple[str, ...] = field(
        label="Connects", help="Units these pairs lie in, most pairs first; empty within one.", node="Unit"
    )
    pieces: tuple[int, ...] = field(label="Falls into", help="Sizes of the pieces without this person.")
    pairs_lost: int = field(
        label="Pairs cut off", help="Pairs of others who could no longer reach each other."
    )
    betweenness: float = field(
        label="Shortest paths", help="Shortest paths between others that run through this person.", decimals=6
    )
    constraint: float | None = field(
        label="Closed circle",
        help="How much the contacts depend on each other, low for a broker.",
        decimals=6,
    )
    connects: tuple[Connected, ...] = field(
        label="Pairs", help="The first of the pairs that have no other link."
    )
    falls_off: tuple[str, ...] = field(
        label="Falls off", help="Who loses the rest without this person.", node="Person"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The network they stand in."""

    people: int = field(label="People", help="Colleagues in the network.")
    ties: int = field(label="Ties", help="Warm ties among them.")
    cut_vertices: int = field(label="Cut vertices", help="People without whom it falls apart.")
    brokers: int = field(label="Brokers", help="People who are the only link of some pair.")
    shown: int = field(label="Shown", help="People in this list.")
    is_approximate: bool = field(label="Approximate", help="Whether betweenness follows a sample of sources.")
    sources: int = field(label="Sources", help="Sources that betweenness follows.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Network:
    graph: "nx.Graph[int]"
    pairs: Mapping[int, Brokerage]
    blocks: BlockCut[int]
    cuts: Mapping[int, CutVertex[int]]
    between: Betweenness[int]
    constraint: Mapping[int, float | None]


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns cut vertices and brokers, most pairs without another link first, at most 20."""
    require_purpose(scope)
    day = asked_day(snapshot, params.as_of)
    network = snapshot.once(("bridge people", day), lambda: _network(snapshot, day))
    found = [person for person in network.graph if _kinds(network, person)]
    found.sort(key=lambda person: _order(network, person))
    shown = found[:MOST_EXPOSED]
    return Answer(
        rows=[_row(snapshot, network, person) for person in shown],
        summary=_summary(network, found, shown),
        basis="measured" if network.graph.number_of_edges() else "none",
        as_of=date_of(day),
        evidence=[_ties(network, person) for person in shown],
    )


def _network(snapshot: Snapshot, day: int) -> _Network:
    known = ties(snapshot, day)
    warm = people_of(snapshot, known, _WARM)
    units: dict[int, int] = {person: told["unit"] for person, told in warm.nodes.items() if told["unit"] >= 0}
    blocks = block_cut(warm)
    return _Network(
        graph=warm,
        blocks=blocks,
        pairs=exclusive_pairs(warm, units),
        cuts={cut.node: cut for cut in cut_vertices(blocks)},
        between=betweenness(by_distance(people_of(snapshot, known, _WEAK)), "distance"),
        constraint=constraint(warm),
    )


def _kinds(network: _Network, person: int) -> tuple[Literal["cut_vertex", "broker"], ...]:
    kinds: list[Literal["cut_vertex", "broker"]] = []
    if person in network.cuts:
        kinds.append("cut_vertex")
    if network.pairs[person].pairs != 0:
        kinds.append("broker")
    return tuple(kinds)


def _order(network: _Network, person: int) -> tuple[float, float, int]:
    pairs = network.pairs[person].pairs
    brokered = float("inf") if pairs is None else pairs
    lost = network.cuts[person].pairs_lost if person in network.cuts else 0
    return (-brokered, -lost, person)


def _row(snapshot: Snapshot, network: _Network, person: int) -> Row:
    cut = network.cuts.get(person)
    brokered = network.pairs[person]
    pairs = pairs_of(network.graph, person) if brokered.pairs else ()
    fallen = falls_off(network.blocks, person) if cut else ()
    return Row(
        person=snapshot.key(person),
        kinds=_kinds(network, person),
        brokered_pairs=brokered.pairs,
        across_units=brokered.across_units,
        joins=tuple(_keys(snapshot, _joined(network, pairs))),
        pieces=cut.pieces if cut else (),
        pairs_lost=cut.pairs_lost if cut else 0,
        betweenness=network.between.value.get(person, 0.0),
        constraint=network.constraint[person],
        connects=tuple(_pair(snapshot, pair) for pair in pairs[:_SHOWN_PAIRS]),
        falls_off=tuple(_keys(snapshot, (node for piece in fallen for node in piece))),
    )


def _joined(network: _Network, pairs: Sequence[tuple[int, int]]) -> Sequence[int]:
    """Returns the units that the pairs across units lie in, most pairs first, none within one unit."""
    unit = {person: int(told["unit"]) for person, told in network.graph.nodes.items()}
    across = [(unit[one], unit[other]) for one, other in pairs if unit[one] != unit[other]]
    count = Counter(end for both in across for end in both if min(both) >= 0)
    return sorted(count, key=lambda each: (-count[each], each))


def _pair(snapshot: Snapshot, pair: tuple[int, int]) -> Connected:
    one, other = _keys(snapshot, pair)
    return Connected(one=one, other=other)


def _keys(snapshot: Snapshot, nodes: Iterable[int]) -> list[str]:
    return [snapshot.key(node) for node in nodes]


def _ties(network: _Network, person: int) -> list[Pair]:
    return [Pair(first=person, second=other) for other in sorted(network.graph[person])]


def _summary(network: _Network, found: Sequence[int], shown: Sequence[int]) -> Summary:
    return Summary(
        people=network.graph.number_of_nodes(),
        ties=network.graph.number_of_edges(),
        cut_vertices=len(network.cuts),
        brokers=sum(network.pairs[person].pairs != 0 for person in found),
        shown=len(shown),
        is_approximate=network.between.approximate,
        sources=network.between.sources,
    )


BRIDGE_PEOPLE = Question(
    name="bridge-people",
    title="Who connects people and units that nobody else connects?",
    roles=frozenset({"hr"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
)
