"""The graph on a Neo4j server, for several hosts or teams; import it only for a Neo4j store.

The driver takes 0.7 s to import. Nothing outside this package speaks Cypher.
"""

from graphsvc.store.neo4j.adapter import Neo4jBackend

__all__ = ["Neo4jBackend"]
