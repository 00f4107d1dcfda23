"""Cut vertices and bridges: who and which tie holds a network together, and what falls off."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graphsvc.kernels.adjacency import adjacency
from graphsvc.kernels.blocks import low_links
from graphsvc.kernels.compiler import fitting

Node = TypeVar("Node", bound=Hashable)
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

NO_ROOT = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockCut(Generic[Node]):
    """Depth-first forest of an undirected graph; indices are positions in `nodes`.

    Attributes:
        nodes: the nodes in graph order.
        order: int64 per node, its visiting time; `preorder` is the inverse.
        parent: int64 per node, -1 at the root of a component.
        size: int64 per node, nodes in its subtree, itself included.
        piece: bool per node, its subtree falls apart from the rest without its parent.
        bridge: bool per node, the tie to its parent is a bridge.
        top: int64 per node, visiting time of the root of its component.
        root: position of the node that pieces fall off from, -1 for none.
    """

    nodes: tuple[Node, ...]
    order: Counts
    preorder: Counts
    parent: Counts
    size: Counts
    piece: Flags
    bridge: Flags
    top: Counts
    root: int


def block_cut(graph: "nx.Graph[Node]", root: Node | None = None) -> BlockCut[Node]:
    """Return the depth-first forest of `graph`, rooted at `root` where one is given.

    Directions and parallel ties are ignored. O(n + m).

    Method: low-link search; the subtree of a child that reaches no further up than its parent is
    a piece of that parent.

    >>> [cut.node for cut in cut_vertices(block_cut(nx.path_graph(4)))]
    [1, 2]

    Reference: risk-measures 6, block-cut sums; Hopcroft, Tarjan (1973), Algorithm 447.
    """
    nodes = tuple(graph)
    place = {node: at for at, node in enumerate(nodes)}
    ends = np.array([(place[a], place[b]) for a, b in graph.edges()], dtype=np.int32).reshape(-1, 2)
    start, neighbour = adjacency(len(nodes), ends[:, 0], ends[:, 1])
    first = NO_ROOT if root is None else place[root]
    run = fitting(low_links, len(nodes) + neighbour.size)
    order, low, parent, size, preorder = run(start, neighbour, max(first, 0))
    below = parent >= 0
    above = order[parent]
    top = np.maximum.accumulate(np.where(below[preorder], -1, np.arange(len(nodes))))[order]
    return BlockCut(
        nodes=nodes,
        order=order,
        preorder=preorder,
        parent=parent,
        size=size,
        piece=below & (low >= above),
        bridge=below & (low > above),
        top=top,
        root=first,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CutVertex(Generic[Node]):
    """What one node holds together.

    Attributes:
        pieces: sizes of what its component falls into without it, ascending.
        pairs_lost: pairs of others that can no longer reach each other.
        fragmentation: F of what remains, the share of pairs that cannot reach each other.
        added_fragmentation: that F less the F of the whole graph; below 0 where what remains
            hangs together better than the whole.
    """

    node: Node
    pieces: tuple[int, ...]
    pairs_lost: int
    fragmentation: float
    added_fragmentation: float


def cut_vertices(found: BlockCut[Node]) -> tuple[CutVertex[Node], ...]:
    """Return the cut vertices, most pairs lost first, then graph order; the root is never one.

    Reference: risk-measures 4, D8 and D9; Borgatti (2006), Identifying sets of key players in a
    social network (KPP-NEG).
    """
    cuts = np.unique(found.parent[found.piece])
    impacts = [impact(found, int(cut)) for cut in cuts if cut != found.root]
    return tuple(sorted((cut for cut in impacts if len(cut.pieces) > 1), key=lambda cut: -cut.pairs_lost))


def impact(found: BlockCut[Node], at: int) -> CutVertex[Node]:
    """Return what falls apart without the node at position `at`, cut vertex or not.

    Pairs lost = ((N-1)(N-2) - sum s(s-1))/2 over the pieces s of its component of N nodes.
    """
    pieces = _sizes(found, at)
    whole = len(_component(found, at))
    roots = found.parent < 0
    tied = int((found.size[roots] * (found.size[roots] - 1)).sum())
    after = tied - whole * (whole - 1) + sum(size * (size - 1) for size in pieces)
    left = _fragmentation(after, len(found.nodes) - 1)
    return CutVertex(
        node=found.nodes[at],
        pieces=pieces,
        pairs_lost=((whole - 1) * (whole - 2) - sum(size * (size - 1) for size in pieces)) // 2,
        fragmentation=left,
        added_fragmentation=left - _fragmentation(tied, len(found.nodes)),
    )


def _component(found: BlockCut[Node], at: int) -> Counts:
    top = found.top[at]
    return found.preorder[top : top + found.size[found.preorder[top]]]


def _children(found: BlockCut[Node], at: int) -> Counts:
    return np.flatnonzero(found.piece & (found.parent == at))


def _sizes(found: BlockCut[Node], at: int) -> tuple[int, ...]:
    sizes = found.size[_children(found, at)].tolist()
    rest = len(_component(found, at)) - 1 - sum(sizes)
    return tuple(sorted([*sizes, rest] if rest else sizes))


def _fragmentation(tied: int, n: int) -> float:
    return 1.0 - tied / (n * (n - 1)) if n > 1 else 0.0


def fragmentation(graph: "nx.Graph[Node]") -> float:
    """Return F, the share of node pairs that cannot reach each other: 1 - sum s(s-1)/(n(n-1)) (D9).

    >>> fragmentation(nx.Graph([(0, 1), (2, 3)]))
    0.6666666666666667
    """
    sizes = [len(part) for part in nx.connected_components(graph)]
    return _fragmentation(sum(size * (size - 1) for size in sizes), len(graph))


def falls_off(found: BlockCut[Node], node: Node) -> tuple[tuple[Node, ...], ...]:
    """Return who falls apart without `node`, piece by piece, smallest piece first.

    With a root: the pieces cut off from it. Without: all pieces but the largest, which remains.
    """
    at = found.nodes.index(node)
    pieces = [
        found.preorder[found.order[child] : found.order[child] + found.size[child]]
        for child in _children(found, at)
    ]
    if found.root == NO_ROOT or found.top[at] != found.top[found.root]:
        pieces = _but_the_largest([_rest(found, at, pieces), *pieces])
    pieces.sort(key=lambda piece: (piece.size, piece.min()))
    return tuple(tuple(found.nodes[i] for i in np.sort(piece).tolist()) for piece in pieces)


def _rest(found: BlockCut[Node], at: int, pieces: list[Counts]) -> Counts:
    return np.setdiff1d(_component(found, at), np.concatenate(([at], *pieces)))


def _but_the_largest(parts: list[Counts]) -> list[Counts]:
    parts = sorted((part for part in parts if part.size), key=lambda part: (part.size, -part.min()))
    return parts[:-1]


def cut_off(found: BlockCut[Node], weight: Mapping[Node, float]) -> dict[Node, float]:
    """Return, per node below the root, the weight that loses its last path to the root without it.

    Nodes without an entry in `weight` weigh 0; nodes that hold nothing are left out.

    Reference: risk-measures 4, D8, cut off from FIRM.
    """
    weights = np.array([weight.get(node, 0.0) for node in found.nodes])[found.preorder]
    sums = np.concatenate(([0.0], np.cumsum(weights)))
    subtree = sums[found.order + found.size] - sums[found.order]
    lost = np.zeros(len(found.nodes))
    np.add.at(lost, found.parent[found.piece], subtree[found.piece])
    return {found.nodes[at]: float(lost[at]) for at in np.flatnonzero(lost).tolist() if found.parent[at] >= 0}


def bridges(found: BlockCut[Node]) -> tuple[tuple[Node, Node], ...]:
    """Return the ties whose loss alone splits a component (D16 a), both ends in graph order, sorted so.

    >>> bridges(block_cut(nx.Graph([(0, 1), (1, 2), (0, 2), (2, 3)])))
    ((2, 3),)

    Reference: risk-measures 4, D16 (a).
    """
    lower = np.flatnonzero(found.bridge)
    ends = np.sort(np.column_stack((found.parent[lower], lower)), axis=1)
    return tuple((found.nodes[a], found.nodes[b]) for a, b in sorted(map(tuple, ends.tolist())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge(Generic[Node]):
    """A tie whose loss splits its component; `sides` are the nodes left with `one` and with `other`."""

    one: Node
    other: Node
    sides: tuple[int, int]

    @property
    def pairs_lost(self) -> int:
        """Pairs that reach each other over this tie alone."""
        return self.sides[0] * self.sides[1]


def bridge_ties(found: BlockCut[Node]) -> tuple[Bridge[Node], ...]:
    """Return the ties whose loss alone splits a component, most pairs lost first, then graph order.

    >>> [tie.sides for tie in bridge_ties(block_cut(nx.path_graph(4)))]
    [(2, 2), (1, 3), (3, 1)]

    Reference: risk-measures 4, D16 (a).
    """
    ties: list[Bridge[Node]] = []
    for lower in np.flatnonzero(found.bridge).tolist():
        upper, below = int(found.parent[lower]), int(found.size[lower])
        sides = {lower: below, upper: len(_component(found, lower)) - below}
        one, other = sorted(sides)
        ties.append(Bridge(one=found.nodes[one], other=found.nodes[other], sides=(sides[one], sides[other])))
    place = {node: at for at, node in enumerate(found.nodes)}
    ties.sort(key=lambda tie: (-tie.pairs_lost, place[tie.one], place[tie.other]))
    return tuple(ties)
