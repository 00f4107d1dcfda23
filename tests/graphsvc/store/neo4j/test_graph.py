"""What goes into Neo4j comes out as it was; the sample is drawn by hand in `sample.py`."""

from dataclasses import replace

import numpy as np
import pytest

from graphsvc.errors import ConflictError, StoreUnreachableError, UsageError
from graphsvc.key import id_of
from graphsvc.kinds import EDGE_KINDS, NODE_KINDS
from graphsvc.store.neo4j import Neo4jBackend, cells
from graphsvc.store.neo4j.graph import Writing
from graphsvc.store.port import UNBOUNDED
from graphsvc.store.rows import ChangeRow, FactRow, NodeRow
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


@pytest.fixture
def filled(backend: Neo4jBackend) -> Neo4jBackend:
    with backend.write() as tx:
        tx.put_nodes(NODES)
        tx.put_facts([PAST, NOW])
        tx.put_evidence([MAIL])
        tx.put_claims([CLAIM])
        tx.put_prints([PRINTS])
        tx.put_changes(CHANGES)
    return backend


def by_key(rows: list[NodeRow]) -> dict[str, NodeRow]:
    return {row.key: row for row in rows}


def by_id(rows: list[FactRow]) -> dict[int, FactRow]:
    return {row.id: row for row in rows}


def test_nodes_keep_every_type_of_value(filled: Neo4jBackend) -> None:
    with filled.read() as tx:
        found = tx.nodes([ANN, BOB, FIRM, "p-0000000000000"])

    assert by_key(found) == by_key(list(NODES))


def test_names_of_properties_are_free_for_people(filled: Neo4jBackend) -> None:
    [found] = filled._connection.alone("MATCH (p:Person {name: 'Änne 雪'}) RETURN p.aliases AS aliases")

    assert found["aliases"] == ["a@x", "b@x"]


def test_no_registered_property_has_a_name_that_the_adapter_uses() -> None:
    nodes = {name for kind in NODE_KINDS.values() for name in kind.record.__dataclass_fields__}
    facts = {name for kind in EDGE_KINDS.values() for name in kind.record.__dataclass_fields__}

    assert nodes.isdisjoint(cells._NODE_CELLS)
    assert facts.isdisjoint(cells._FACT_CELLS)


def test_a_property_named_like_a_cell_survives(backend: Neo4jBackend) -> None:
    row = NodeRow(kind="Person", key=ANN, properties={"id": 7, "nid": "x", "huge": 2**63, "empty": []})

    with backend.write() as tx:
        tx.put_nodes([row])
        found = tx.nodes([ANN])

    assert found == [row]


def test_putting_a_node_again_replaces_properties_and_tokens(filled: Neo4jBackend) -> None:
    changed = replace(NODES[0], properties={"name": "Anne"}, tokens=("@c@x", "hr|1"))

    with filled.write() as tx:
        tx.put_nodes([changed])

    with filled.read() as tx:
        assert tx.nodes([ANN]) == [changed]
        assert tx.resolve(["@a@x", "@c@x", "hr|1"]) == [("@c@x", ANN), ("hr|1", ANN)]


def test_both_intervals_come_back_by_fact_and_by_end(filled: Neo4jBackend) -> None:
    with filled.read() as tx:
        found = by_id(tx.facts("EMPLOYED_BY", [JOB]))
        touching = by_id(tx.facts_touching([FIRM, ANN]))
        quoting = by_id(tx.facts_quoting([""]))

    assert found == touching == quoting == by_id([PAST, NOW])


def test_people_who_browse_see_dates(filled: Neo4jBackend) -> None:
    [found] = filled._connection.alone(
        "MATCH ()-[r:EMPLOYED_BY]->() WHERE r.title = 'Lead' "
        "RETURN toString(r.valid_from) AS since, r.valid_to AS until"
    )

    assert (found["since"], found["until"]) == ("1970-01-11", None)


def test_a_second_open_interval_is_refused_by_the_server(filled: Neo4jBackend) -> None:
    second = replace(NOW, id=99, valid_from=20)

    with pytest.raises(ConflictError, match="open twice"), filled.write() as tx:
        tx.put_facts([second])

    with filled.read() as tx:
        assert len(tx.facts("EMPLOYED_BY", [JOB])) == 2


def test_closing_and_opening_again_fits_one_transaction(filled: Neo4jBackend) -> None:
    closed, again = replace(NOW, valid_to=20), replace(NOW, id=99, valid_from=20)

    with filled.write() as tx:
        tx.put_facts([closed, again])

    with filled.read() as tx:
        assert by_id(tx.facts("EMPLOYED_BY", [JOB])) == by_id([PAST, closed, again])


def test_an_exception_takes_the_transaction_back(filled: Neo4jBackend) -> None:
    def drop_and_fail(tx: Writing) -> None:
        tx.drop_facts("EMPLOYED_BY", [PAST.id])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), filled.write() as tx:
        drop_and_fail(tx)

    with filled.read() as reading:
        assert len(reading.facts("EMPLOYED_BY", [JOB])) == 2


def test_evidence_is_exact_to_the_bit(filled: Neo4jBackend) -> None:
    with filled.read() as tx:
        [found] = tx.evidence([TIE, 1])
        touching = tx.evidence_touching([BOB, ANN])

    assert (found.id, found.src, found.dst, found.qual) == (TIE, ANN, BOB, "mail|to")
    assert np.array_equal(found.given, MAIL.given)
    assert np.array_equal(found.day, MAIL.day)
    assert touching == [TIE]


def test_people_who_browse_see_the_period_of_evidence(filled: Neo4jBackend) -> None:
    [found] = filled._connection.alone(
        "MATCH ()-[k:KNOWS]->() "
        "RETURN toString(k.first_day) AS first, toString(k.last_day) AS last, k.days AS days"
    )

    assert tuple(found) == ("1970-01-05", "1970-01-10", 2)


def test_claims_are_found_by_id_target_and_source(filled: Neo4jBackend) -> None:
    with filled.read() as tx:
        found = tx.claims([5, 6]), tx.claims_on([id_of(ANN)]), tx.page_claims(-1, 9)
        pages = [(ids.tolist(), rows) for ids, rows in tx.claim_rows("hr", "Person")]
        count = tx.claim_count("hr")

    assert found == ([CLAIM], [CLAIM], [CLAIM])
    assert (pages, count) == ([([5], [CLAIM.rows])], 1)


def test_scans_return_columns_with_gaps_where_a_property_is_absent(filled: Neo4jBackend) -> None:
    with filled.read() as tx:
        [people] = tx.scan_nodes("Person", ["id", "key", "tokens", "nested"])
        [jobs] = tx.scan_facts("EMPLOYED_BY", ["id", "src", "dst", "qual", "valid_from", "odd"])

    order, rows = np.argsort(people["id"]), np.argsort(jobs["valid_from"])
    assert people["key"][order].tolist() == [ANN, BOB]
    assert people["tokens"][order].tolist() == [("@a@x", "hr|1"), ("@b@y",)]
    assert people["nested"][order].tolist() == [{"deep": [1, 2.5, None]}, None]
    assert jobs["valid_from"][rows].tolist() == [UNBOUNDED, 10]
    assert jobs["odd"][rows].tolist() == [None, [1, "two"]]
    assert jobs["src"].tolist() == [1, 1]


def test_scanned_evidence_is_end_to_end(filled: Neo4jBackend) -> None:
    with filled.read() as tx:
        [found] = tx.scan_evidence(["id", "src", "days", "day", "received"])

    assert {name: column.tolist() for name, column in found.items()} == {
        "id": [TIE],
        "src": [1],
        "days": [2],
        "day": [4, 9],
        "received": [0.0, 2.0],
    }


def test_a_scan_goes_through_all_pages(backend: Neo4jBackend) -> None:
    people = [NodeRow(kind="Person", key=f"p-{number:013d}", properties={}) for number in range(4_500)]

    with backend.write() as tx:
        tx.put_nodes(people)

    with backend.read() as tx:
        chunks = [chunk["key"].tolist() for chunk in tx.scan_nodes("Person", ["key"])]
    assert [len(chunk) for chunk in chunks] == [2_000, 2_000, 500]
    assert {key for chunk in chunks for key in chunk} == {row.key for row in people}


def test_pages_follow_the_id(filled: Neo4jBackend) -> None:
    with filled.read() as tx:
        people = tx.page_nodes("Person", -1, 1) + tx.page_nodes("Person", id_of(ANN), 9)
        jobs = tx.page_facts("EMPLOYED_BY", -1, 9)
        ties = tx.page_evidence(-1, 9) + tx.page_evidence(TIE, 9)

    assert [row.key for row in people] == [ANN, BOB]
    assert [row.id for row in jobs] == sorted([PAST.id, NOW.id])
    assert [row.id for row in ties] == [TIE]


def test_finding_takes_parts_of_names_and_whole_tokens(filled: Neo4jBackend) -> None:
    with filled.read() as tx:
        found = [
            [row.key for row in tx.find("Person", text, limit=limit, after=after)]
            for text, limit, after in (
                ("nn", 9, ""),
                ("b@y", 9, ""),
                ("", 1, ""),
                ("", 9, ANN),
                ("zz", 9, ""),
            )
        ]

    assert found == [[ANN], [BOB], [ANN], [BOB], []]


def test_fingerprints_come_back_until_they_are_empty(filled: Neo4jBackend) -> None:
    with filled.write() as tx:
        [found] = tx.prints([4, 5])
        days = tx.print_days()
        tx.put_prints([replace(PRINTS, prints=PRINTS.prints[:0], senders=PRINTS.senders[:0])])

    assert (found.prints.tolist(), found.senders.tolist(), days) == ([2**64 - 1], [1], [4])
    with filled.read() as tx:
        assert tx.print_days() == []


def test_changes_are_pending_until_their_source_publishes(filled: Neo4jBackend) -> None:
    other = ChangeRow(source="crm", seq=0, op="close", kind="Person", key=ANN)
    with filled.write() as tx:
        tx.put_changes([*CHANGES, other])
        counts = tx.publish_changes("hr", 1), tx.publish_changes("hr", 2), tx.publish_changes("crm", 2)

    with filled.read() as tx:
        found = tx.changes(0, 9)
        assert tx.pending_changes() == []
        assert tx.changes(0, 1) == found[:1]
        assert tx.changes(1, 9) == [replace(other, seq=2)]
    assert counts == (2, 0, 1)
    assert found == [*(replace(row, seq=1) for row in CHANGES), replace(other, seq=2)]


def test_what_the_store_knows_of_itself_comes_back(backend: Neo4jBackend) -> None:
    with backend.write() as tx:
        tx.put_meta(META)
        tx.put_run(RUN)
        tx.put_lease(LEASE)
        tx.put_ledger("run", 3, b"done")
        tx.put_closes("run", [9, 2])
        tx.put_tombstones(["t", "t"])

    with backend.read() as tx:
        assert (tx.meta(), tx.runs(), tx.leases()) == (META, [RUN], [LEASE])
        assert (dict(tx.ledger("run")), tx.closes("run").tolist()) == ({3: b"done"}, [2, 9])
        assert tx.tombstones() == {"t"}


def test_what_is_dropped_is_gone(filled: Neo4jBackend) -> None:
    with filled.write() as tx:
        tx.put_run(RUN)
        tx.put_ledger("run", 3, b"done")
        tx.put_closes("run", [9, 2])
        tx.drop_closes("run", [9])
        left = tx.closes("run").tolist()
        tx.drop_closes("run")
        tx.drop_ledger("run")
        tx.drop_run("run")
        tx.drop_evidence([TIE])
        tx.drop_facts("EMPLOYED_BY", [PAST.id, NOW.id])
        tx.drop_nodes([ANN])
        tx.drop_claims([5])
        tx.drop_changes([ANN])

    with filled.read() as tx:
        assert (left, tx.closes("run").tolist(), dict(tx.ledger("run")), tx.runs()) == ([2], [], {}, [])
        assert (tx.nodes([ANN]), tx.resolve(["hr|1"]), tx.claims([5])) == ([], [], [])
        assert [row.key for row in tx.pending_changes()] == [BOB]


def test_wiping_keeps_tombstones_leases_and_schema(filled: Neo4jBackend) -> None:
    with filled.write() as tx:
        tx.put_meta(META)
        tx.put_lease(LEASE)
        tx.put_tombstones(["t"])
        tx.wipe()

    with filled.read() as tx:
        assert (tx.nodes([ANN, BOB]), tx.leases()) == ([], [LEASE])
        assert tx.tombstones() == {"t"}
        assert tx.meta().epoch != META.epoch
        assert tx.meta().seq == 0
    assert filled.migrate() == []


def test_open_links_join_two_keys(filled: Neo4jBackend) -> None:
    link = FactRow(
        id=1, fact_id=1, type="SAME_AS", src=BOB, dst=ANN, qual="", valid_from=1, valid_to=2**31 - 1
    )

    with filled.write() as tx:
        tx.put_facts([link, replace(link, id=2, fact_id=2, src=ANN, dst=BOB, valid_to=5)])

    with filled.read() as tx:
        assert tx.links() == [(BOB, ANN)]
        assert dict(tx.firsts([ANN, FIRM])) == {ANN: 1, FIRM: 0}


def test_a_store_opened_for_reading_writes_nothing(neo4j_url: str) -> None:
    reader = Neo4jBackend(neo4j_url, read_only=True)

    with pytest.raises(StoreUnreachableError, match="reading only"), reader.write():
        pass

    assert reader.migrate() == []
    reader.close()


def test_state_labels_follow_the_last_publication(filled: Neo4jBackend) -> None:
    filled.label_states({"Alumnus": [ANN, BOB], "Client": [FIRM], "Employee": [BOB]})
    filled.label_states({"Alumnus": [ANN], "Client": [FIRM], "Employee": []})

    found = filled._connection.alone("MATCH (a:Alumnus)-[:EMPLOYED_BY]->(c:Client) RETURN DISTINCT a, c")
    labels = filled._connection.alone("MATCH (n:Person {key: $key}) RETURN labels(n) AS labels", key=BOB)

    assert [(row["a"]["key"], row["c"]["key"]) for row in found] == [(ANN, FIRM)]
    assert labels[0]["labels"] == ["Person"]


def test_only_registered_names_become_text_of_a_statement(backend: Neo4jBackend) -> None:
    with backend.read() as tx:
        with pytest.raises(UsageError, match="no node kind"):
            tx.page_nodes("Person) DETACH DELETE (n", -1, 1)
        with pytest.raises(UsageError, match="no edge kind"):
            tx.page_facts("KNOWN", -1, 1)
    with pytest.raises(UsageError, match="no state label"):
        backend.label_states({"Person": [ANN]})
