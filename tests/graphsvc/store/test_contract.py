"""What every store promises about runs: written, published, repeated, resumed, refused."""

from dataclasses import replace

import numpy as np
import pytest

from graphsvc.errors import InputRefusedError, UsageError
from graphsvc.key import claim_id
from graphsvc.store.engine import RuledStore
from graphsvc.store.port import APP, Batch, FactClaim, NodeClaim
from tests.graphsvc.store.conftest import Opener
from tests.graphsvc.store.firm import (
    CLIENT,
    FIRM,
    Loads,
    history,
    job,
    job_claim,
    key,
    mail,
    ops,
    organisation,
    periods,
    person,
    prints,
    same,
)


def test_what_is_written_is_read_back_as_it_was(store: RuledStore) -> None:
    properties = {"name": "Änne 雪", "nested": {"deep": [1, 2.5, {"x": None}]}, "gone": None, "flag": False}

    Loads(store=store)(
        Batch(nodes=[NodeClaim(kind="Person", key=key(1), properties=properties, tokens=("a|1",))])
    )

    with store.view() as view:
        (found,) = view.get([key(1)])
    assert found.properties == {"name": "Änne 雪", "nested": {"deep": [1, 2.5, {"x": None}]}, "flag": False}
    assert found.tokens == ("a|1",)


def test_a_load_repeated_changes_nothing_and_leaves_seq(store: RuledStore) -> None:
    load = Loads(store=store)
    batch = Batch(nodes=[organisation(), person(1)], facts=[job(1, title="Clerk")])
    first = load(batch)

    again = load(batch, effective=1001)

    assert (first.written.created, first.published.seq) == (3, 1)
    assert (again.written.unchanged, again.written.created, again.published.seq) == (3, 0, 1)
    assert store.version().seq == 1


def test_a_batch_repeated_is_a_no_op_with_the_same_result(store: RuledStore) -> None:
    batch = Batch(nodes=[person(1), person(2)], evidence=[mail(1, 2, [10])])
    with store.writer(Loads(store=store).spec()) as writer:
        first = writer.write(0, batch)

        again = writer.write(0, batch)
        writer.finish()

    assert again == first
    with store.view() as view:
        (chunk,) = view.scan("KNOWS", ["given"])
    assert chunk["given"].tolist() == [1.0]


def test_a_rehearsal_tells_what_a_batch_would_do_and_leaves_nothing(store: RuledStore) -> None:
    load = Loads(store=store)
    load(Batch(nodes=[organisation(), person(1)], facts=[job(1, title="Clerk")]))
    before = store.digest()
    batch = Batch(nodes=[person(1), person(2)], facts=[job(1, title="Partner"), job(3)])
    load.count += 1

    with store.writer(load.spec()) as writer:
        done = writer.rehearse(batch)
        state = writer.state
        writer.abort()

    assert (done.created, done.unchanged, done.updated + done.superseded) == (1, 1, 1)
    assert [each.reason for each in done.rejected] == ["missing-endpoint"]
    assert store.digest() == before
    assert state.done_batches == frozenset()


def test_a_run_that_broke_off_goes_on_at_the_next_batch(store: RuledStore, open_again: Opener) -> None:
    spec = Loads(store=store).spec()
    with store.writer(spec) as writer:
        writer.write(0, Batch(nodes=[person(1)]))

    with open_again().writer(spec) as writer:
        state = writer.state
        writer.write(1, Batch(nodes=[person(2)]))
        published = writer.finish()

    assert (state.resumed, state.next_batch, state.done_batches) == (True, 1, frozenset({0}))
    assert (published.seq, published.created) == (1, 2)


def test_a_finished_run_takes_nothing(store: RuledStore) -> None:
    load = Loads(store=store)
    load(Batch(nodes=[person(1)]))

    with store.writer(load.spec()) as writer:
        state = writer.state
        written = writer.write(7, Batch(nodes=[person(2)]))
        published = writer.finish()

    assert state.finished
    assert written.created == 0
    assert published.seq == 1


def test_a_run_with_the_inputs_of_the_last_one_takes_nothing(store: RuledStore) -> None:
    load = Loads(store=store)
    with store.writer(load.spec(inputs="digest")) as writer:
        writer.write(0, Batch(nodes=[person(1)]))
        writer.finish()
    load.count += 1

    with store.writer(load.spec(inputs="digest")) as writer:
        state = writer.state

    assert state.finished


def test_an_unpublished_run_is_invisible_to_version_and_changes(store: RuledStore) -> None:
    load = Loads(store=store)
    with store.writer(load.spec()) as writer:
        writer.write(0, Batch(nodes=[person(1)]))

        with store.view() as view:
            changes = list(view.changes(0))
            states = [run.state for run in view.runs()]

    assert store.version().seq == 0
    assert changes == []
    assert states == ["running"]


def test_a_new_run_clears_one_that_never_ended_and_publishes_its_rows(store: RuledStore) -> None:
    load = Loads(store=store)
    with store.writer(load.spec()) as writer:
        writer.write(0, Batch(nodes=[person(1)]))
    load.count += 1

    with store.writer(load.spec()) as writer:
        writer.write(0, Batch(nodes=[person(1), person(2)]))
        writer.finish()

    with store.view() as view:
        changed = {change.key for change in view.changes(0)}
        states = [(run.run_id, run.state) for run in view.runs()]
    assert changed == {key(1), key(2)}
    assert states == [("hr-1", "done")]


def test_an_aborted_run_is_named_until_another_ends(store: RuledStore) -> None:
    load = Loads(store=store)
    load(Batch(nodes=[person(1)]))
    load.count += 1
    with store.writer(load.spec()) as writer:
        writer.write(0, Batch(nodes=[person(2)]))

        writer.abort()

    with store.view() as view:
        assert [run.state for run in view.runs()] == ["done", "failed"]


def test_a_finished_run_cannot_be_aborted(store: RuledStore) -> None:
    with store.writer(Loads(store=store).spec()) as writer:
        writer.write(0, Batch(nodes=[person(1)]))
        writer.finish()

        writer.abort()

    with store.view() as view:
        assert [run.state for run in view.runs()] == ["done"]


def test_a_refused_run_does_not_hide_one_that_failed(store: RuledStore) -> None:
    load = Loads(store=store)
    for batches in (1, 0):
        load.count += 1
        with store.writer(load.spec()) as writer:
            for number in range(batches):
                writer.write(number, Batch(nodes=[person(1)]))

            writer.abort()

    with store.view() as view:
        assert [(run.run_id, run.state) for run in view.runs()] == [("hr-1", "failed")]


def test_a_run_id_of_another_source_is_refused(store: RuledStore) -> None:
    load = Loads(store=store)
    load(Batch(nodes=[person(1)]))

    with (
        pytest.raises(UsageError, match="Run 'hr-1' belongs to another source"),
        store.writer(replace(load.spec(), source="crm")),
    ):
        pass


def test_a_run_aborted_before_its_first_batch_was_refused(store: RuledStore) -> None:
    with store.writer(Loads(store=store).spec()) as writer:
        writer.abort()

    with store.view() as view:
        assert [run.state for run in view.runs()] == ["refused"]


def test_an_exception_in_a_batch_leaves_nothing_of_it(store: RuledStore) -> None:
    load = Loads(store=store, mode="delta")
    with store.writer(load.spec()) as writer:
        with pytest.raises(UsageError, match="closes nothing"):
            writer.write(0, Batch(nodes=[person(1)], closes=[1]))

        with store.view() as view:
            found = view.get([key(1)])

    assert found == []


def test_a_relationship_without_an_end_is_reported(store: RuledStore) -> None:
    loaded = Loads(store=store)(Batch(nodes=[person(1)], facts=[job(1, row=77)], evidence=[mail(1, 2, [3])]))

    assert [(each.reason, each.key, each.rows) for each in loaded.written.rejected] == [
        ("missing-endpoint", FIRM, (77,)),
        ("missing-endpoint", key(2), ()),
    ]


def test_a_kind_nobody_declared_is_reported(store: RuledStore) -> None:
    batch = Batch(
        nodes=[NodeClaim(kind="Robot", key=key(3), properties={}), person(1), person(2), organisation()],
        facts=[
            FactClaim(type="LIKES", src=key(1), dst=key(2)),
            FactClaim(type="KNOWS", src=key(1), dst=key(2)),
            FactClaim(type="EMPLOYED_BY", src=FIRM, dst=key(1)),
        ],
        evidence=[mail(1, 1, [10])],
    )

    loaded = Loads(store=store)(batch)

    assert [each.reason for each in loaded.written.rejected] == ["unknown-kind"] * 5


def test_a_second_load_closes_what_the_source_no_longer_reports(store: RuledStore) -> None:
    load = Loads(store=store)
    load(Batch(nodes=[organisation(), person(1), person(2)], facts=[job(1), job(2)]))

    loaded = load(Batch(closes=[job_claim("hr", 2)]), effective=1500)

    assert loaded.published.closed == 1
    assert [row.valid_to for row in history(store, 2)] == [1500]
    assert [row.valid_to for row in history(store, 1)] == [2**31 - 1]
    assert ops(store, 1) == {("close", "EMPLOYED_BY")}


def test_a_source_cannot_close_what_another_claims(store: RuledStore) -> None:
    Loads(store=store)(Batch(nodes=[organisation(), person(1)], facts=[job(1)]))

    Loads(store=store, source="crm")(Batch(closes=[job_claim("hr", 1)]))

    assert periods(store, 1) == [(100, 2**31 - 1, None)]


def test_a_record_stays_until_its_last_claim_goes(store: RuledStore) -> None:
    hr, crm = Loads(store=store), Loads(store=store, source="crm")
    hr(Batch(nodes=[organisation(), person(1)], facts=[job(1, 100, title="Lead")]))
    crm(Batch(facts=[job(1, 200, title="Boss")]))

    hr(Batch(closes=[job_claim("hr", 1)]), effective=1500)
    between = periods(store, 1)
    crm(Batch(closes=[job_claim("crm", 1)]), effective=1600)

    assert between == [(200, 2**31 - 1, "Boss")]
    assert periods(store, 1) == [(200, 1600, "Boss")]


def test_nodes_merge_by_property_app_first_then_in_order_of_the_feeds(store: RuledStore) -> None:
    Loads(store=store, source="crm")(Batch(nodes=[person(1, name="crm", title="crm", place="crm")]))
    Loads(store=store, source="zoo")(Batch(nodes=[person(1, name="zoo", zoo="zoo")]))
    Loads(store=store)(Batch(nodes=[person(1, name="hr", title="hr")]))

    Loads(store=store, source=APP)(Batch(nodes=[person(1, name="app")]))

    with store.view() as view:
        (found,) = view.get([key(1)])
    assert found.properties == {"name": "app", "title": "hr", "place": "crm", "zoo": "zoo"}


def test_a_node_follows_its_other_claims_and_stays_without_any(store: RuledStore) -> None:
    hr, crm = Loads(store=store), Loads(store=store, source="crm")
    hr(Batch(nodes=[person(1, title="hr")]))
    crm(Batch(nodes=[person(1, title="crm")]))

    hr(Batch(closes=[claim_id("hr", "Person", key(1))]))
    with store.view() as view:
        (between,) = view.get([key(1)])
    crm(Batch(closes=[claim_id("crm", "Person", key(1))]))

    with store.view() as view:
        (found,) = view.get([key(1)])
    assert between.properties["title"] == "crm"
    assert found == between


def test_a_load_that_would_close_too_much_is_refused_and_can_be_allowed(store: RuledStore) -> None:
    load = Loads(store=store)
    people = range(10)
    load(Batch(nodes=[organisation(), *map(person, people)], facts=[job(number) for number in people]))
    closes = [job_claim("hr", number) for number in range(5)]

    with pytest.raises(InputRefusedError, match=r"'hr' would close 5 of its 21 .*--allow-close RATIO"):
        load(Batch(closes=closes), max_close_ratio=0.20)
    refused = (store.version().seq, periods(store, 1))
    with store.writer(load.spec()) as writer:
        published = writer.finish(max_close_ratio=0.25)

    assert refused == (1, [(100, 2**31 - 1, None)])
    assert (published.seq, published.closed) == (2, 5)


def test_what_people_record_is_taken_back_one_by_one_without_a_guard(store: RuledStore) -> None:
    Loads(store=store)(Batch(nodes=[organisation(), person(1)]))
    app = Loads(store=store, source=APP, mode="delta")
    app(Batch(facts=[job(1)]))

    app(Batch(closes=[job_claim(APP, 1)]), effective=300, max_close_ratio=0.0)

    assert periods(store, 1) == [(100, 300, None)]


def test_claims_are_read_back_with_the_hashes_of_their_rows(store: RuledStore) -> None:
    load = Loads(store=store)
    load(Batch(nodes=[organisation(), person(1, row=-5)], facts=[job(1, row=2**62)]))
    Loads(store=store, source="crm")(Batch(nodes=[person(1)]))

    with store.writer(load.spec()) as writer:
        nodes = [(ids.tolist(), [each.tolist() for each in rows]) for ids, rows in writer.read_open("Person")]
        facts = [
            (ids.tolist(), [each.tolist() for each in rows]) for ids, rows in writer.read_open("EMPLOYED_BY")
        ]

    assert nodes == [([claim_id("hr", "Person", key(1))], [[-5]])]
    assert facts == [([job_claim("hr", 1)], [[2**62]])]


def test_a_row_reported_with_another_hash_is_kept_but_is_no_change(store: RuledStore) -> None:
    load = Loads(store=store)
    load(Batch(nodes=[person(1, row=1)]))

    loaded = load(Batch(nodes=[person(1, row=2)]))

    with store.writer(load.spec()) as writer:
        ((_, rows),) = list(writer.read_open("Person"))
    assert (loaded.written.unchanged, loaded.published.seq) == (1, 1)
    assert rows[0].tolist() == [2]


def test_delta_loads_add_to_a_node_and_remember_all_rows(store: RuledStore) -> None:
    load = Loads(store=store, mode="delta")
    load(Batch(nodes=[person(1, title="Clerk", row=1)]))

    load(
        Batch(
            nodes=[
                NodeClaim(kind="Person", key=key(1), properties={"place": "Ulm"}, tokens=("x|1",), rows=(2,))
            ]
        )
    )

    with store.view() as view:
        (found,) = view.get([key(1)])
    with store.writer(load.spec()) as writer:
        ((_, rows),) = list(writer.read_open("Person"))
    assert found.properties == {"name": "Person 1", "title": "Clerk", "place": "Ulm"}
    assert "x|1" in found.tokens
    assert "hr|1" in found.tokens
    assert rows[0].tolist() == [1, 2]


def test_evidence_of_overlapping_files_is_added_to_what_is_there(store: RuledStore) -> None:
    load = Loads(store=store, source="mail", mode="delta")
    load(
        Batch(
            nodes=[person(1), person(2)], evidence=[mail(1, 2, [10, 20], [1.0, 2.0])], seen=[prints(10, 7, 9)]
        )
    )

    load(Batch(evidence=[mail(1, 2, [20, 15], [0.5, 4.0])], seen=[prints(10, 8), prints(20, 2**64 - 1)]))

    with store.view() as view:
        (chunk,) = view.scan("KNOWS", ["qual", "days", "day", "given", "received"])
    with store.writer(load.spec()) as writer:
        seen = writer.seen([10, 20, 30])
    assert chunk["day"].tolist() == [10, 15, 20]
    assert chunk["given"].tolist() == [1.0, 4.0, 2.5]
    assert chunk["qual"].tolist() == ["mail|mail"]
    assert {day: found.tolist() for day, found in seen.items()} == {10: [7, 8, 9], 20: [2**64 - 1], 30: []}


def test_evidence_given_from_the_other_side_is_turned(store: RuledStore) -> None:
    straight = mail(1, 2, [10], [3.0])
    turned = type(straight)(
        src=straight.dst,
        dst=straight.src,
        feed="mail",
        channel="mail",
        day=np.array([11], dtype=np.int32),
        given=np.array([5.0]),
        received=np.array([0.0]),
    )

    Loads(store=store)(Batch(nodes=[person(1), person(2)], evidence=[straight, turned]))

    with store.view() as view:
        (chunk,) = view.scan("KNOWS", ["day", "given", "received"])
    assert chunk["given"].tolist() == [3.0, 0.0]
    assert chunk["received"].tolist() == [0.0, 5.0]


def test_updates_feed_changes(store: RuledStore) -> None:
    load = Loads(store=store)
    load(
        Batch(
            nodes=[organisation(), organisation(CLIENT, "Client", "client"), person(1)],
            facts=[job(1, title="A")],
        )
    )

    load(Batch(nodes=[person(1, place="Ulm")], facts=[job(1, title="B")]), effective=500)

    with store.view() as view:
        first = {(change.op, change.kind, change.key) for change in view.changes(0, 5)}
        second = [(change.seq, change.op, change.kind, change.key) for change in view.changes(1)]
    assert first == {
        ("create", "EMPLOYED_BY", FIRM),
        ("create", "EMPLOYED_BY", key(1)),
        ("create", "Organisation", FIRM),
        ("create", "Organisation", CLIENT),
        ("create", "Person", key(1)),
    }
    assert second == sorted(
        [
            (2, "close", "EMPLOYED_BY", FIRM),
            (2, "close", "EMPLOYED_BY", key(1)),
            (2, "create", "EMPLOYED_BY", FIRM),
            (2, "create", "EMPLOYED_BY", key(1)),
            (2, "update", "Person", key(1)),
        ],
        key=lambda change: (change[0], change[2], change[3], change[1]),
    )


def test_a_link_may_be_claimed_from_either_side(store: RuledStore) -> None:
    load = Loads(store=store)
    load(Batch(nodes=[person(1)]))

    load(Batch(nodes=[person(2)], facts=[same(key(1), key(2))]))

    assert [(row.src, row.dst) for row in history(store, 1)] == [(key(2), key(1))]
