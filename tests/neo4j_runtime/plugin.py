"""Gives tests one real Neo4j per session, empty at the start of every test that asks for it."""

from collections.abc import Iterator
from typing import LiteralString

import pytest

from tests.neo4j_runtime.assembly import CannotAssembleError
from tests.neo4j_runtime.server import Neo4jServer, running

_FIRST_TEST_SECONDS = 600  # the first one waits for Maven and for the server
# Relationships first: a hub takes thousands with it, and the server's heap is small.
_WIPE: tuple[LiteralString, ...] = (
    "MATCH ()-[r]->() WITH r LIMIT 5000 DELETE r RETURN count(*) AS gone",
    "MATCH (n) WITH n LIMIT 5000 DELETE n RETURN count(*) AS gone",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for the server, before sockets are opened by that mark."""
    for item in items:
        if "neo4j_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.neo4j)
        if item.get_closest_marker("neo4j"):
            item.add_marker(pytest.mark.timeout(_FIRST_TEST_SECONDS))


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Neo4jServer]:
    """Yield the session's server, login variables set; skip with the reason where there is none."""
    try:
        with running() as server, pytest.MonkeyPatch.context() as patch:
            for name, value in server.environment().items():
                patch.setenv(name, value)
            yield server
    except CannotAssembleError as reason:
        pytest.skip(f"no Neo4j: {reason}")


@pytest.fixture
def neo4j_url(neo4j_server: Neo4jServer) -> str:
    """Return the address of the session's server after wiping every node and relationship from it."""
    wipe(neo4j_server)
    return neo4j_server.url


def wipe(server: Neo4jServer) -> None:
    """Delete every node and relationship in chunks; constraints and indexes stay, migrating again finds them.

    A server named by ``GRAPHSVC_TEST_NEO4J_URI`` is emptied too: name one that is for tests.
    """
    with server.driver() as driver, driver.session(database="neo4j") as session:
        for chunk in _WIPE:
            while session.run(chunk).single(strict=True)["gone"]:
                pass
