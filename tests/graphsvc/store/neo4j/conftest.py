"""A Neo4j backend with its schema, and rows to keep in it."""

from collections.abc import Iterator

import pytest

from graphsvc.store.neo4j import Neo4jBackend


@pytest.fixture
def backend(neo4j_url: str) -> Iterator[Neo4jBackend]:
    opened = Neo4jBackend(neo4j_url)
    opened.migrate()
    yield opened
    opened.close()
