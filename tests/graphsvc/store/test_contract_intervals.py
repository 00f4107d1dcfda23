"""What every store promises about the life of a relationship; days are drawn on paper."""

import numpy as np
import pytest

from graphsvc.errors import ConflictError
from graphsvc.key import fact_id, row_id
from graphsvc.store.engine import RuledStore
from graphsvc.store.port import APP, OPEN, UNBOUNDED, Batch, Interval
from graphsvc.store.rows import FactRow
from tests.graphsvc.store.firm import (
    FIRM,
    Loads,
    history,
    job,
    job_claim,
    jobs,
    key,
    ops,
    organisation,
    periods,
    person,
)


@pytest.fixture
def staffed(store: RuledStore) -> RuledStore:
    Loads(store=store, source="staff")(Batch(nodes=[organisation(), person(1), person(2)]))
    return store


def test_a_new_title_closes_the_interval_on_the_effective_day_and_opens_the_next(staffed: RuledStore) -> None:
    load = Loads(store=staffed)
    load(Batch(facts=[job(1, 100, title="A")]), effective=400)

    load(Batch(facts=[job(1, 100, title="B")]), effective=500)
    load(Batch(facts=[job(1, 100, title="B", confidence=0.5)]), effective=550)
    load(Batch(facts=[job(1, 100, title="C")]), effective=600)

    assert periods(staffed, 1) == [(100, 500, "A"), (500, 600, "B"), (600, OPEN, "C")]


def test_a_property_that_is_not_tracked_is_overwritten(staffed: RuledStore) -> None:
    load = Loads(store=staffed)
    load(Batch(facts=[job(1, title="A", leave_reason="pay")]))

    load(Batch(facts=[job(1, title="A", leave_reason="place")]))

    (row,) = history(staffed, 1)
    assert row.properties == {"title": "A", "leave_reason": "place"}
    assert ops(staffed, 2) == {("update", "EMPLOYED_BY")}


def test_a_changed_start_is_a_correction_and_the_old_row_is_withdrawn(staffed: RuledStore) -> None:
    load = Loads(store=staffed)
    load(Batch(facts=[job(1, 100, title="A")]))

    load(Batch(facts=[job(1, 90, title="A")]))

    assert periods(staffed, 1) == [(90, OPEN, "A")]
    assert ops(staffed, 2) == {("withdraw", "EMPLOYED_BY"), ("create", "EMPLOYED_BY")}


def test_a_snapshot_states_all_intervals_in_any_order(staffed: RuledStore) -> None:
    told = jobs(
        1,
        Interval(valid_from=300, properties={"title": "C"}),
        Interval(valid_from=100, valid_to=200, properties={"title": "A"}),
        Interval(valid_from=200, properties={"title": "A"}),
    )

    Loads(store=staffed)(Batch(facts=[told]))

    assert periods(staffed, 1) == [(100, 300, "A"), (300, OPEN, "C")]


def test_closed_intervals_that_contradict_each_other_are_reported(staffed: RuledStore) -> None:
    told = jobs(
        1,
        Interval(valid_from=100, valid_to=300, properties={"title": "A"}),
        Interval(valid_from=200, valid_to=400, properties={"title": "B"}),
        row=9,
    )

    loaded = Loads(store=staffed)(Batch(facts=[told]))

    assert [(each.reason, each.rows) for each in loaded.written.rejected] == [("overlap", (9,))]
    assert history(staffed, 1) == []


def test_a_missing_start_is_unbounded_in_the_first_load_and_the_effective_day_later(
    staffed: RuledStore,
) -> None:
    load = Loads(store=staffed)
    load(Batch(facts=[job(1, None)]), effective=400)

    load(Batch(facts=[job(1, None, title="A"), job(2, None)]), effective=500)
    load(Batch(facts=[job(2, None, confidence=0.5)]), effective=600)

    assert [(row.valid_from, row.valid_to) for row in history(staffed, 1)] == [(UNBOUNDED, 500), (500, OPEN)]
    (row,) = history(staffed, 2)
    assert (row.valid_from, row.valid_to) == (500, OPEN)
    assert row.properties == {"confidence": 0.5, "start_inferred": True}


def test_closing_and_opening_again_gives_two_intervals(staffed: RuledStore) -> None:
    load = Loads(store=staffed)
    load(Batch(facts=[job(1, 100, title="A")]))
    load(Batch(closes=[job_claim("hr", 1)]), effective=500)

    load(Batch(facts=[job(1, 700, title="A")]), effective=710)

    assert periods(staffed, 1) == [(100, 500, "A"), (700, OPEN, "A")]


def test_history_gives_way_to_a_statement_that_overlaps_it(staffed: RuledStore) -> None:
    load = Loads(store=staffed)
    load(Batch(facts=[job(1, 100, title="A")]))
    load(Batch(closes=[job_claim("hr", 1)]), effective=500)

    load(Batch(facts=[job(1, 450, title="B")]))

    assert periods(staffed, 1) == [(450, OPEN, "B")]


def test_history_that_is_stated_again_is_claimed_again(staffed: RuledStore) -> None:
    load = Loads(store=staffed)
    load(Batch(facts=[job(1, 100, 200, title="A")]))
    load(Batch(closes=[job_claim("hr", 1)]), effective=500)
    load(Batch(facts=[job(1, 300, 400, title="B")]), effective=500)
    load(Batch(closes=[job_claim("hr", 1)]), effective=600)

    load(Batch(facts=[job(1, 100, 200, title="A")]), effective=700)

    assert periods(staffed, 1) == [(100, 200, "A"), (300, 400, "B")]
    assert ops(staffed, 3) == set()


def test_a_relationship_that_had_not_begun_when_its_claim_went_leaves_no_history(staffed: RuledStore) -> None:
    load = Loads(store=staffed)
    load(Batch(facts=[job(1, 900)]))

    load(Batch(closes=[job_claim("hr", 1)]), effective=500)

    assert history(staffed, 1) == []


@pytest.mark.parametrize("source", ["diary", APP])
def test_a_later_start_supersedes_in_delta_mode(staffed: RuledStore, source: str) -> None:
    load = Loads(store=staffed, source=source, mode="delta")
    load(Batch(facts=[job(1, 100, title="A")]))

    loaded = load(Batch(facts=[job(1, 200, title="B")]))

    assert loaded.written.superseded == 1
    assert loaded.published.changed == 1
    assert periods(staffed, 1) == [(100, 200, "A"), (200, OPEN, "B")]


def test_an_equal_start_updates_in_delta_mode(staffed: RuledStore) -> None:
    load = Loads(store=staffed, mode="delta")
    load(Batch(facts=[job(1, 100, title="A", confidence=0.5)]))

    load(Batch(facts=[job(1, 100, 300, title="B")]))

    (row,) = history(staffed, 1)
    assert (row.valid_from, row.valid_to) == (100, 300)
    assert row.properties == {"title": "B", "confidence": 0.5}


def test_an_earlier_start_is_backdated_in_delta_mode(staffed: RuledStore) -> None:
    load = Loads(store=staffed, mode="delta")
    load(Batch(facts=[job(1, 100, title="A")]))

    loaded = load(Batch(facts=[job(1, 50, title="B", row=5)]))

    assert [(each.reason, each.key, each.rows) for each in loaded.written.rejected] == [
        ("backdated", key(1), (5,))
    ]
    assert periods(staffed, 1) == [(100, OPEN, "A")]


def test_what_people_record_is_never_swept_by_a_load(staffed: RuledStore) -> None:
    Loads(store=staffed, source=APP, mode="delta")(Batch(facts=[job(1, 100, title="App")]))
    hr = Loads(store=staffed)
    hr(Batch(facts=[job(1, 50, title="Hr", leave_reason="pay")]))

    hr(Batch(closes=[job_claim("hr", 1), job_claim(APP, 1)]), effective=500)

    assert periods(staffed, 1) == [(100, OPEN, "App")]


def test_the_first_source_gives_intervals_and_titles_whole_others_fill_what_is_empty(
    staffed: RuledStore,
) -> None:
    Loads(store=staffed, source="crm")(
        Batch(facts=[job(1, 50, title="Crm", role="champion", confidence=0.5, leave_reason="crm")])
    )

    Loads(store=staffed)(Batch(facts=[job(1, 100, title="Hr", leave_reason="hr")]))

    (row,) = history(staffed, 1)
    assert (row.valid_from, row.valid_to) == (100, OPEN)
    assert row.properties == {"title": "Hr", "leave_reason": "hr", "confidence": 0.5}


def test_as_of_reads_half_open_intervals_at_both_ends(staffed: RuledStore) -> None:
    Loads(store=staffed)(Batch(facts=[job(1, 100, 200)]))

    with staffed.view() as view:
        found = {
            day: sum(len(chunk["src"]) for chunk in view.scan("EMPLOYED_BY", ["src"], as_of=day))
            for day in (99, 100, 199, 200)
        }

    assert found == {99: 0, 100: 1, 199: 1, 200: 0}


def test_facts_are_scanned_as_columns_in_order_of_their_ids(staffed: RuledStore) -> None:
    Loads(store=staffed)(Batch(facts=[job(1, 100, title="A"), job(2, 150, 300)]))
    columns = ["id", "src", "dst", "qual", "valid_from", "valid_to", "title"]

    with staffed.view() as view:
        (chunk,) = view.scan("EMPLOYED_BY", columns)

    order = np.argsort(chunk["valid_from"])
    assert (np.diff(chunk["id"]) > 0).all()
    assert list(chunk) == columns
    assert chunk["valid_from"][order].tolist() == [100, 150]
    assert chunk["valid_to"][order].tolist() == [OPEN, 300]
    assert chunk["title"][order].tolist() == ["A", None]
    assert [chunk[name].dtype.name for name in ("src", "valid_to")] == ["int64", "int32"]


def test_the_engine_itself_refuses_a_second_open_interval(staffed: RuledStore) -> None:
    number = fact_id(key(1), "EMPLOYED_BY", FIRM, "")
    rows = [
        FactRow(
            id=row_id(number, day),
            fact_id=number,
            type="EMPLOYED_BY",
            src=key(1),
            dst=FIRM,
            qual="",
            valid_from=day,
            valid_to=OPEN,
        )
        for day in (100, 200)
    ]

    with pytest.raises(ConflictError), staffed.backend.write() as tx:
        tx.put_facts(rows)

    assert history(staffed, 1) == []
