"""Constraints stand before the first write, and a schema that this program does not know is refused."""

import pytest

from graphsvc.errors import StoreUnreachableError
from graphsvc.kinds import EDGE_KINDS, NODE_KINDS
from graphsvc.store.neo4j import Neo4jBackend
from graphsvc.store.port import Applied


def test_migrating_is_repeatable(neo4j_url: str) -> None:
    backend = Neo4jBackend(neo4j_url)

    first, again = backend.migrate(), backend.migrate()

    assert (first, again) == ([Applied(number=1, name="first schema")], [])
    assert backend.info().schema == 1
    backend.close()


def test_migrating_to_nothing_does_nothing(neo4j_url: str) -> None:
    backend = Neo4jBackend(neo4j_url)

    assert backend.migrate(to=0) == []
    backend.close()


def test_every_kind_has_its_named_constraints(backend: Neo4jBackend) -> None:
    found = {row["name"] for row in backend._connection.alone("SHOW CONSTRAINTS YIELD name")}

    assert {f"{label}_key" for label in NODE_KINDS} <= found
    assert {f"{type_}_id" for type_ in EDGE_KINDS} <= found
    assert {f"{type_}_open" for type_, kind in EDGE_KINDS.items() if not kind.is_evidence} <= found


def test_all_indexes_answer_before_the_first_write(backend: Neo4jBackend) -> None:
    found = backend._connection.alone("SHOW INDEXES YIELD state RETURN collect(DISTINCT state) AS states")

    assert found[0]["states"] == ["ONLINE"]


def test_a_newer_schema_is_refused(backend: Neo4jBackend) -> None:
    backend._connection.alone("CREATE (:_Migration {number: 2, name: 'later', checksum: 'x'})")

    with pytest.raises(StoreUnreachableError, match="install a newer graphsvc"):
        backend.migrate()


def test_a_changed_migration_is_refused(backend: Neo4jBackend) -> None:
    backend._connection.alone("MATCH (m:_Migration {number: 1}) SET m.checksum = 'other'")

    with pytest.raises(StoreUnreachableError, match="is not the one this program knows"):
        backend.info()


def test_an_empty_server_says_what_to_do(neo4j_url: str) -> None:
    backend = Neo4jBackend(neo4j_url)

    with pytest.raises(StoreUnreachableError, match="graphsvc ingest"), backend.read() as tx:
        tx.meta()
    backend.close()


def test_the_server_tells_its_name_and_version(backend: Neo4jBackend) -> None:
    found = backend.info()

    assert (found.backend, found.version[:2]) == ("neo4j", "5.")
