"""One real Neo4j for the whole bench, started by it so that its CPU can be read, emptied between rows."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

import neo4j

from tests.neo4j_runtime.server import Neo4jServer, running

VERSION = "5.26.25"
_HEAP = "-Xms2g -Xmx2g"
_BATCH = 10_000
_EMPTY: LiteralString = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A server and a driver logged in to it."""

    server: Neo4jServer
    driver: neo4j.Driver

    def run(self, statement: LiteralString, /, **parameters: Any) -> list[neo4j.Record]:
        """Returns the records of a statement, in a session of its own as the driver recommends."""
        with self.driver.session(database="neo4j", fetch_size=20_000) as session:
            return list(session.run(neo4j.Query(statement), parameters))

    def load(self, statement: LiteralString, rows: Sequence[Mapping[str, Any]]) -> None:
        """Runs a statement over `$rows` in batches."""
        for start in range(0, len(rows), _BATCH):
            self.run(statement, rows=rows[start : start + _BATCH])

    def empty(self) -> None:
        """Deletes every node and relationship."""
        self.run(_EMPTY)


@contextmanager
def serving() -> Iterator[Peer]:
    """Yields a server of the bench's own, never one named by the environment: its CPU must be seen.

    Raises:
        CannotAssembleError: Java or Maven are missing.
    """
    os.environ.pop("GRAPHSVC_TEST_NEO4J_URI", None)
    os.environ["_JAVA_OPTIONS"] = _HEAP  # wins over the small heap of the tests, which would flatter us
    with running() as server, _driver(server) as driver:
        os.environ.update(server.environment())
        yield Peer(server=server, driver=driver)
    os.environ.pop("GRAPHSVC_TEST_NEO4J_URI", None)


def _driver(server: Neo4jServer) -> neo4j.Driver:
    """Returns a driver that is silent about properties nobody has."""
    login = (server.user, server.password)
    return neo4j.GraphDatabase.driver(server.url, auth=login, notifications_min_severity="OFF")
