"""No statement of a load or a page goes through all nodes of a label; Neo4j's own planner is the witness."""

from collections.abc import Iterator, Mapping
from typing import Any, LiteralString, cast

import pytest

from graphsvc.store.neo4j import Neo4jBackend, connection
from graphsvc.store.neo4j.graph import Reading, Writing
from tests.graphsvc.store.neo4j.sample import (
    ANN,
    BOB,
    CHANGES,
    CLAIM,
    FIRM,
    JOB,
    LEASE,
    MAIL,
    META,
    NODES,
    NOW,
    PAST,
    PRINTS,
    RUN,
    TIE,
)
from tests.neo4j_runtime.server import Neo4jServer

_SCANS = frozenset(
    {"AllNodesScan", "NodeByLabelScan", "DirectedRelationshipTypeScan", "DirectedAllRelationshipsScan"}
)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """Every statement run since, with its parameters."""
    seen: dict[str, dict[str, Any]] = {}
    run = connection._all

    def noting(transaction: Any, statement: Any, parameters: dict[str, Any]) -> Any:
        seen[statement] = parameters
        return run(transaction, statement, parameters)

    monkeypatch.setattr(connection, "_all", noting)
    return seen


def write_all(tx: Writing) -> None:
    tx.put_nodes(NODES)
    tx.put_facts([PAST, NOW])
    tx.put_evidence([MAIL])
    tx.put_claims([CLAIM])
    tx.put_prints([PRINTS])
    tx.put_changes(CHANGES)
    tx.pending_changes()
    tx.publish_changes("hr", 1)
    tx.put_meta(META)
    tx.put_run(RUN)
    tx.put_lease(LEASE)
    tx.put_ledger("run", 1, b"")
    tx.put_closes("run", [1])
    tx.put_tombstones(["t"])


def read_all(tx: Reading) -> None:
    keys = [ANN, BOB, FIRM]
    found: list[object] = [tx.meta(), tx.leases(), tx.runs(), tx.ledger("run"), tx.closes("run")]
    found += [tx.changes(0, 9), tx.tombstones(), tx.nodes(keys), tx.firsts(keys), tx.resolve(["@a@x"])]
    found += [tx.find("Person", text, limit=9, after="") for text in ("", "ann")]
    found += [tx.links(), tx.claims([5]), tx.claims_on([1]), list(tx.claim_rows("hr", "Person"))]
    found += [tx.claim_count("hr"), tx.facts("EMPLOYED_BY", [JOB]), tx.facts_touching(keys)]
    found += [tx.evidence([TIE]), tx.evidence_touching(keys), list(tx.prints([4])), tx.print_days()]
    found += [
        list(tx.scan_nodes("Person", ["id", "name"])),
        list(tx.scan_facts("EMPLOYED_BY", ["id", "title"])),
    ]
    found += [list(tx.scan_evidence(["day"])), tx.page_nodes("Person", -1, 9), tx.page_claims(-1, 9)]
    found += [tx.page_facts("EMPLOYED_BY", -1, 9), tx.page_evidence(-1, 9), tx.facts_quoting(["x"])]
    assert all(each is not None for each in found)


def drop_all(tx: Writing) -> None:
    tx.drop_facts("EMPLOYED_BY", [PAST.id])
    tx.drop_evidence([TIE])
    tx.drop_claims([5])
    tx.drop_closes("run", [1])
    tx.drop_closes("run")
    tx.drop_ledger("run")
    tx.drop_run("run")
    tx.drop_changes([ANN])
    tx.drop_nodes([BOB])


def operators(plan: Mapping[str, Any]) -> Iterator[str]:
    yield plan.get("operatorType", "").partition("@")[0]
    for child in plan.get("children", ()):
        yield from operators(child)


def explained(server: Neo4jServer, statements: Mapping[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Returns the operators of every statement's plan."""
    found: dict[str, list[str]] = {}
    with server.driver() as driver, driver.session(database="neo4j") as session:
        for text, wanted in statements.items():
            query = cast("LiteralString", f"EXPLAIN {text}")  # type: ignore[redundant-cast]
            found[text] = list(operators(session.run(query, wanted).consume().plan or {}))
    return found


def test_no_statement_scans_a_label(
    backend: Neo4jBackend, neo4j_server: Neo4jServer, statements: dict[str, dict[str, Any]]
) -> None:
    with backend.write() as tx:
        write_all(tx)
    with backend.read() as reading:
        read_all(reading)
    with backend.write() as tx:
        drop_all(tx)

    plans = explained(neo4j_server, statements)

    assert len(plans) > 50
    assert {text: found for text, plan in plans.items() if (found := _SCANS & set(plan))} == {}


def test_a_relationship_is_merged_by_three_unique_seeks(
    backend: Neo4jBackend, neo4j_server: Neo4jServer, statements: dict[str, dict[str, Any]]
) -> None:
    with backend.write() as tx:
        tx.put_nodes(NODES)
        tx.put_facts([NOW])

    [plan] = [plan for text, plan in explained(neo4j_server, statements).items() if "MERGE (a)-[k:" in text]

    assert [name for name in plan if "UniqueIndexSeek" in name] == [
        "NodeUniqueIndexSeek(Locking)",
        "NodeUniqueIndexSeek(Locking)",
        "DirectedRelationshipUniqueIndexSeek(Locking)",
    ]
