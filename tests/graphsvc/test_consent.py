"""Which statements hold on a day: people-and-alumni 20, with its golden day."""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from graphsvc.consent import agreements, says, statements, switches
from graphsvc.key import id_of
from graphsvc.kinds.consent import PURPOSE_SENTENCES, PURPOSE_WORDS
from graphsvc.kinds.person import PERSON
from graphsvc.store.engine import RuledStore
from graphsvc.store.open import open_store
from graphsvc.store.port import APP, Batch, NodeClaim, RunSpec

PIA = PERSON.key("pia")
GIVEN = date(2026, 6, 30)


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def] # noqa: ANN201 - a store of one person
    with closing(open_store(f"sqlite:{tmp_path / 'graph.db'}", secret=b"of the tests")) as opened:
        opened.migrate()
        put(opened, nodes=[NodeClaim(kind="Person", key=PIA, properties={"name": "Pia"})])
        yield opened


def put(store: RuledStore, *, nodes: list[NodeClaim], facts: tuple = ()) -> None:  # type: ignore[type-arg]
    seq = store.version().seq
    with store.writer(RunSpec(run_id=f"r{seq}", source=APP, mode="delta", effective=0)) as writer:
        writer.write(0, Batch(nodes=nodes, facts=facts))
        writer.finish()


def said(store: RuledStore, purpose: str, *, is_yes: bool, on: date, at: int = 1, by: str = "person") -> None:
    node, fact = says(PIA, purpose, is_yes=is_yes, on=on, at=at, given_by=by)
    put(store, nodes=[node], facts=(fact,))


def live(store: RuledStore, on: date) -> set[str]:
    with store.view() as view:
        return {purpose for purpose, people in agreements(view, on).live.items() if id_of(PIA) in people}


def test_a_consent_taken_back_holds_on_the_day_before_and_no_more_on_the_day(store: RuledStore) -> None:
    said(store, "vouch", is_yes=True, on=GIVEN)
    said(store, "vouch", is_yes=False, on=date(2027, 1, 10), at=2)

    assert live(store, date(2027, 1, 9)) == {"vouch"}
    assert live(store, date(2027, 1, 10)) == set()


def test_a_yes_holds_from_its_day_for_24_months(store: RuledStore) -> None:
    said(store, "vouch", is_yes=True, on=GIVEN)

    days = [GIVEN - timedelta(days=1), GIVEN, GIVEN + timedelta(days=729), GIVEN + timedelta(days=730)]
    assert [bool(live(store, day)) for day in days] == [False, True, True, False]


def test_on_one_day_the_last_word_of_the_person_counts(store: RuledStore) -> None:
    said(store, "vouch", is_yes=True, on=GIVEN, at=10)
    said(store, "vouch", is_yes=False, on=GIVEN, at=20)
    after_no = live(store, GIVEN)
    said(store, "vouch", is_yes=True, on=GIVEN, at=30)

    assert (after_no, live(store, GIVEN)) == (set(), {"vouch"})


@pytest.mark.parametrize(
    "by, on, is_live",
    [
        ("person", GIVEN + timedelta(days=9), True),
        ("person", GIVEN + timedelta(days=7), False),  # older than the no
        ("recorder", GIVEN + timedelta(days=9), False),  # newer, but not the person's own word
    ],
)
def test_a_no_beats_every_yes_that_is_not_newer_and_given_by_the_person(
    store: RuledStore, by: str, on: date, is_live: bool
) -> None:
    said(store, "vouch", is_yes=False, on=GIVEN + timedelta(days=8), at=50)

    said(store, "vouch", is_yes=True, on=on, at=60, by=by)

    assert live(store, GIVEN + timedelta(days=20)) == ({"vouch"} if is_live else set())


def test_a_no_to_one_purpose_leaves_the_others(store: RuledStore) -> None:
    said(store, "vouch", is_yes=True, on=GIVEN)
    said(store, "events", is_yes=True, on=GIVEN)

    said(store, "vouch", is_yes=False, on=GIVEN, at=5)

    assert live(store, GIVEN) == {"events"}


def test_what_was_agreed_once_and_who_answered_is_told(store: RuledStore) -> None:
    said(store, "vouch", is_yes=True, on=GIVEN)
    said(store, "vouch", is_yes=False, on=GIVEN, at=5)
    said(store, "events", is_yes=False, on=GIVEN, at=6)

    with store.view() as view:
        found = agreements(view, GIVEN)
        before = agreements(view, GIVEN - timedelta(days=1))

    assert found.once == {"vouch": frozenset({id_of(PIA)})}  # a no to what was never agreed is not `once`
    assert found.answered == frozenset({id_of(PIA)})
    assert before.answered == frozenset()


def test_nine_switches_are_told_in_order_with_day_and_proof(store: RuledStore) -> None:
    said(store, "vouch", is_yes=True, on=GIVEN)
    said(store, "mentor", is_yes=False, on=GIVEN, at=4, by="recorder")

    with store.view() as view:
        found = {each.purpose: each for each in switches(view, PIA, GIVEN)}

    assert list(found) == list(PURPOSE_WORDS)
    assert [each for each in found if found[each].is_live] == ["vouch"]
    assert (found["vouch"].since, found["vouch"].until) == ("2026-06-30", "2028-06-29")
    assert (found["mentor"].withdrawn_on, found["mentor"].given_by) == ("2026-06-30", "recorder")
    assert found["events"].since == ""


def test_statements_are_told_oldest_first(store: RuledStore) -> None:
    said(store, "vouch", is_yes=False, on=GIVEN, at=9)
    said(store, "vouch", is_yes=True, on=GIVEN, at=3)

    with store.view() as view:
        found = statements(view, PIA, GIVEN)

    assert [each["stated_at"] for each in found] == [3, 9]


def test_consents_are_read_once_for_each_state_of_the_store(store: RuledStore) -> None:
    with store.view() as view:
        first = agreements(view, GIVEN)
    with store.view() as view:
        again = agreements(view, GIVEN)
    said(store, "vouch", is_yes=True, on=GIVEN)
    with store.view() as view:
        after = agreements(view, GIVEN)

    assert again is first
    assert after.live == {"vouch": frozenset({id_of(PIA)})}


def test_each_purpose_has_a_plain_sentence_of_its_own() -> None:
    assert list(PURPOSE_SENTENCES) == list(PURPOSE_WORDS)
    assert len(set(PURPOSE_SENTENCES.values())) == 9
    assert all(sentence.endswith(".") for sentence in PURPOSE_SENTENCES.values())


def test_an_objection_counts_by_purpose_until_the_person_agrees_to_it_again(store: RuledStore) -> None:
    node, fact = says(
        PIA, "stay_in_touch", is_yes=False, on=GIVEN, at=1, given_by="person", evidence="objection"
    )
    put(store, nodes=[node], facts=(fact,))
    said(store, "vouch", is_yes=False, on=GIVEN, at=1)

    with store.view() as view:
        before = agreements(view, GIVEN).objected
    said(store, "stay_in_touch", is_yes=True, on=GIVEN, at=2)
    with store.view() as view:
        after = agreements(view, GIVEN).objected

    assert (before, after) == ({"stay_in_touch": frozenset({id_of(PIA)})}, {})


def test_a_word_that_is_no_purpose_is_no_answer(store: RuledStore) -> None:
    said(store, "newsletter", is_yes=True, on=GIVEN)

    with store.view() as view:
        found = agreements(view, GIVEN)

    assert (found.answered, dict(found.live)) == (frozenset(), {})
