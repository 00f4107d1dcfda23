"""bridge-ties: which single ties hold groups of colleagues together?

HR sees the whole network, an account lead the colleagues on their own accounts and the ties among them. A
tie that holds one colleague alone is counted and not listed: nobody is shown for being alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import networkx as nx

from graphsvc.evidence import Pair
from graphsvc.measures.cuts import Bridge, block_cut, bridge_ties
from graphsvc.network import people_of, ties
from graphsvc.network.coverage import coverage_of
from graphsvc.network.teams import on_accounts
from graphsvc.network.units import UNKNOWN
from graphsvc.question import (
    MOST_EXPOSED,
    Answer,
    Question,
    as_of_field,
    asked_day,
    band_of,
    date_of,
    visible_clients,
)
from graphsvc.scope import Scope, require_purpose
from graphsvc.shape import field
from graphsvc.snapshot import Snapshot

_WARM = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What to ask for."""

    as_of: date | None = as_of_field()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One tie without which two groups lose each other."""

    one: str = field(label="One", help="One colleague.", node="Person")
    one_unit: str | None = field(label="Connects", help="Unit of this colleague.", node="Unit")
    one_side: int = field(label="On their side", help="Colleagues who stay in reach of this one.")
    other: str = field(label="Other", help="The other colleague.", node="Person")
    other_unit: str | None = field(label="And", help="Unit of the other colleague.", node="Unit")
    other_side: int = field(label="On the other side", help="Colleagues who stay in reach of the other.")
    pairs: int = field(
        label="Pairs with no other link", help="Pairs that reach each other only over this tie."
    )
    band: str = field(label="Tie", help="Band of the tie.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The network they stand in."""

    people: int = field(label="People", help="Colleagues in the network.")
    ties: int = field(label="Ties", help="Warm ties among them.")
    bridges: int = field(label="Bridge ties", help="Ties without which two groups lose each other.")
    across_units: int = field(label="Across units", help="Bridge ties between two different units.")
    shown: int = field(label="Shown", help="Ties in this list.")
    single: int = field(
        label="Ties to one colleague", help="Ties that hold one colleague alone; counted, not listed."
    )


def run(snapshot: Snapshot, scope: Scope, params: Params) -> Answer:
    """Returns ties that hold groups of two or more together, most pairs first, at most 20."""
    require_purpose(scope)
    day = asked_day(snapshot, params.as_of)
    network = _network(snapshot, scope, day)
    every = bridge_ties(block_cut(network))
    found = [tie for tie in every if min(tie.sides) > 1]
    shown = found[:MOST_EXPOSED]
    return Answer(
        rows=[_row(snapshot, network, tie) for tie in shown],
        summary=Summary(
            people=network.number_of_nodes(),
            ties=network.number_of_edges(),
            bridges=len(found),
            across_units=sum(_is_across(network, tie) for tie in found),
            shown=len(shown),
            single=len(every) - len(found),
        ),
        basis="measured" if network.number_of_edges() else "none",
        as_of=date_of(day),
        evidence=[(Pair(first=tie.one, second=tie.other),) for tie in shown],
    )


def _network(snapshot: Snapshot, scope: Scope, day: int) -> "nx.Graph[int]":
    """Returns the colleagues in reach of the scope with the warm ties among them."""
    known = ties(snapshot, day)
    network = people_of(snapshot, known, _WARM)
    if scope.clients is None:
        return network
    found = coverage_of(snapshot, known, currency=snapshot.currency)
    mine = on_accounts(found, visible_clients(snapshot, scope, found)).tolist()
    within: nx.Graph[int] = nx.Graph(network.subgraph(mine))
    return within


def _units(network: "nx.Graph[int]", tie: Bridge[int]) -> Sequence[int]:
    return [int(network.nodes[person]["unit"]) for person in (tie.one, tie.other)]


def _is_across(network: "nx.Graph[int]", tie: Bridge[int]) -> bool:
    one, other = _units(network, tie)
    return UNKNOWN not in {one, other} and one != other


def _row(snapshot: Snapshot, network: "nx.Graph[int]", tie: Bridge[int]) -> Row:
    one, other = (None if unit == UNKNOWN else snapshot.key(unit) for unit in _units(network, tie))
    return Row(
        one=snapshot.key(tie.one),
        one_unit=one,
        one_side=tie.sides[0],
        other=snapshot.key(tie.other),
        other_unit=other,
        other_side=tie.sides[1],
        pairs=tie.pairs_lost,
        band=band_of(float(network.edges[tie.one, tie.other]["strength"])),
    )


BRIDGE_TIES = Question(
    name="bridge-ties",
    title="Which single ties hold groups of colleagues together?",
    roles=frozenset({"hr", "account_lead"}),
    params=Params,
    row=Row,
    summary=Summary,
    run=run,
)
