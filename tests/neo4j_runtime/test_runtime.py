"""The server that other tests rely on is real, empty and locked."""

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError

from tests.neo4j_runtime.assembly import CannotAssembleError, jars
from tests.neo4j_runtime.server import Neo4jServer


def test_the_server_is_a_real_community_edition(neo4j_server: Neo4jServer) -> None:
    with neo4j_server.driver() as driver:
        found = driver.execute_query("CALL dbms.components() YIELD edition, versions", database_="neo4j")

    assert found.records[0]["edition"] == "community"


def test_a_wrong_password_is_refused(neo4j_server: Neo4jServer) -> None:
    with GraphDatabase.driver(neo4j_server.url, auth=("neo4j", "neo4j")) as driver, pytest.raises(AuthError):
        driver.verify_connectivity()


def test_each_test_finds_the_database_empty(neo4j_url: str, neo4j_server: Neo4jServer) -> None:
    assert neo4j_url == neo4j_server.url
    with neo4j_server.driver() as driver:
        found = driver.execute_query("MATCH (n) RETURN count(n) AS nodes", database_="neo4j")

    assert found.records[0]["nodes"] == 0


def test_without_java_the_reason_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(CannotAssembleError, match=r"no `java` on the PATH.*GRAPHSVC_TEST_NEO4J_URI"):
        jars()
