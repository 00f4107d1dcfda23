"""The model graph of structural exposure: FIRM, employees, contacts, clients.

A path ends at a client, so that no client's other contacts stand in for a lost employee, and
FIRM joins everybody who is active, so that a sole owner is no leaf.
"""

from collections.abc import Iterable

import networkx as nx

from graphsvc.measures.book import Book

FIRM = ("firm", 0)
"""The root; never reported."""

Node = tuple[str, int]
Pairs = Iterable[tuple[int, int]]


def firm_graph(
    book: Book, tau: float = 0.0, *, internal: Pairs = (), alumni: Pairs = ()
) -> "nx.DiGraph[Node]":
    """Return the directed graph of every way from FIRM to a client over ties of p >= tau.

    Nodes are ("employee", i), ("contact", k), ("client", c) and ("alumnus", a).

    Args:
        internal: pairs of employees with a tie between them.
        alumni: (employee, alumnus) pairs in touch; an alumnus never hangs on FIRM itself.

    Reference: risk-measures 2.
    """
    graph: nx.DiGraph[Node] = nx.DiGraph()
    graph.add_node(FIRM)
    graph.add_nodes_from(("contact", k) for k in range(book.n_contacts))
    graph.add_nodes_from(("client", c) for c in range(book.n_clients))
    graph.add_edges_from((FIRM, ("employee", e)) for e in range(book.n_employees))
    for one, other in internal:
        graph.add_edge(("employee", one), ("employee", other))
        graph.add_edge(("employee", other), ("employee", one))
    graph.add_edges_from((("employee", e), ("alumnus", a)) for e, a in alumni)
    strong = book.p >= tau
    for e, k in zip(book.employee[strong].tolist(), book.contact[strong].tolist(), strict=True):
        graph.add_edge(("employee", e), ("contact", k))
    for k, c in enumerate(book.contact_client.tolist()):
        graph.add_edge(("contact", k), ("client", c))
    return graph


def dominators(graph: "nx.DiGraph[Node]", root: Node = FIRM) -> dict[Node, tuple[Node, ...]]:
    """Return, per node that `root` reaches, those that every path to it passes, nearest first.

    The node itself and the root are left out; what is not reached has no entry.

    Reference: risk-measures 4, D3; Cooper, Harvey, Kennedy (2001), A simple, fast dominance
    algorithm.
    """
    above = nx.immediate_dominators(graph, root)

    def chain(node: Node) -> tuple[Node, ...]:
        """Return the dominators of a node below the root, nearest first."""
        found, node = [], above[node]
        while node != root:
            found.append(node)
            node = above[node]
        return tuple(found)

    return {node: chain(node) for node in graph if node in above and node != root}


def firm_cut_vertices(graph: "nx.DiGraph[Node]") -> tuple[Node, ...]:
    """Return the people whose exit cuts some client off from FIRM, sorted."""
    chains = dominators(graph)
    return tuple(
        sorted({person for node, chain in chains.items() if node[0] == "client" for person in chain})
    )
