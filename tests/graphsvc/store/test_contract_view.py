"""What every store promises readers: one key for one human, whatever joined them, and found by name."""

import pytest

from graphsvc.errors import UsageError
from graphsvc.key import claim_id, fact_id, id_of
from graphsvc.store.engine import RuledStore
from graphsvc.store.port import APP, Batch, NodeClaim
from tests.graphsvc.store.conftest import Opener
from tests.graphsvc.store.firm import FIRM, Loads, apart, job, key, mail, organisation, person, same


@pytest.fixture
def joined(store: RuledStore) -> RuledStore:
    """Person 1 seen first, then 2 and 3, found to be 1 in a chain; all know 4."""
    load = Loads(store=store)
    load(Batch(nodes=[organisation(), person(1, place="Ulm"), person(4)], facts=[job(1, 100, 200)]))
    load(
        Batch(
            nodes=[person(2, title="Clerk"), person(3, place="Bern")],
            facts=[job(2, 300), same(key(3), key(2)), same(key(2), key(1))],
            evidence=[mail(1, 4, [10], [1.0]), mail(2, 4, [11], [2.0]), mail(1, 3, [12])],
        )
    )
    return store


def test_an_old_key_leads_to_the_key_first_seen(joined: RuledStore) -> None:
    with joined.view() as view:
        found = view.get([key(3), key(4), key(2), "p-0000000000000"])

    assert [entity.key for entity in found] == [key(1), key(4)]
    assert found[0].properties == {"name": "Person 1", "place": "Ulm", "title": "Clerk"}
    assert {"hr|1", "hr|2", "hr|3"} <= set(found[0].tokens)


@pytest.mark.parametrize(
    "text", ["", "nobody", "127.0.0.1", "p-", "p-zzzzzzzzzzzzz", "p-vvvvvvvvvvvvv", "é-1"]
)
def test_a_text_that_is_no_key_is_nobodys(joined: RuledStore, text: str) -> None:
    with joined.view() as view:
        assert view.get([text, key(4)]) == view.get([key(4)])
        assert view.history(text) == []


def test_app_comes_first_across_joined_keys_too(joined: RuledStore) -> None:
    claim = NodeClaim(kind="Person", key=key(3), properties={"name": "Ann"})
    Loads(store=joined, source=APP)(Batch(nodes=[claim]))

    with joined.view() as view:
        (found,) = view.get([key(1)])

    assert found.properties["name"] == "Ann"


def test_tokens_resolve_to_the_key_first_seen(joined: RuledStore) -> None:
    with joined.view() as view:
        found = view.resolve(["hr|3", "@p4@own.example", "hr|nobody"])

    assert found == {"hr|3": key(1), "@p4@own.example": key(4)}


def test_a_token_of_two_people_resolves_to_the_one_first_seen(store: RuledStore) -> None:
    load = Loads(store=store)
    load(Batch(nodes=[NodeClaim(kind="Person", key=key(8), properties={}, tokens=("x|1",))]))
    load(Batch(nodes=[NodeClaim(kind="Person", key=key(9), properties={}, tokens=("x|1",))]))

    with store.view() as view:
        found = view.resolve(["x|1"])

    assert found == {"x|1": key(8)}


def test_history_of_joined_keys_is_one(joined: RuledStore) -> None:
    with joined.view() as view:
        rows = [row for row in view.history(key(3)) if row.type == "EMPLOYED_BY"]

    assert [(row.src, row.dst, row.valid_from) for row in rows] == [(key(1), FIRM, 100), (key(1), FIRM, 300)]


def test_scans_read_joined_keys_under_the_key_first_seen(joined: RuledStore) -> None:
    with joined.view() as view:
        (nodes,) = view.scan("Person", ["key", "title", "tokens"])
        (facts,) = view.scan("EMPLOYED_BY", ["src", "valid_from"])
        chunks = list(view.scan("KNOWS", ["src", "dst", "days", "day", "given", "received"]))

    first, other = sorted((key(1), key(4)))
    ties = {
        (int(src), int(dst)) for chunk in chunks for src, dst in zip(chunk["src"], chunk["dst"], strict=True)
    }
    days = sorted(day for chunk in chunks for day in chunk["day"].tolist())
    weights = sum(float(chunk["given"].sum() + chunk["received"].sum()) for chunk in chunks)
    assert dict(zip(nodes["key"], nodes["title"], strict=True)) == {key(1): "Clerk", key(4): None}
    assert set(facts["src"].tolist()) == {id_of(key(1))}
    assert ties == {(id_of(first), id_of(other))}
    assert days == [10, 11]
    assert weights == 3.0


def test_evidence_of_a_joined_key_is_turned_when_the_order_of_keys_turns(store: RuledStore) -> None:
    low, middle, high = sorted((1, 2, 3), key=key)
    Loads(store=store)(Batch(nodes=[person(high)]))
    load = Loads(store=store, source="crm")
    load(Batch(nodes=[person(low), person(middle)], evidence=[mail(low, middle, [10], [5.0])]))

    load(Batch(facts=[same(key(low), key(high))]))

    with store.view() as view:
        (chunk,) = [
            chunk for chunk in view.scan("KNOWS", ["src", "dst", "given", "received"]) if len(chunk["src"])
        ]
    assert (chunk["src"].tolist(), chunk["dst"].tolist()) == ([id_of(key(middle))], [id_of(key(high))])
    assert (chunk["given"].tolist(), chunk["received"].tolist()) == ([0.0], [5.0])


def test_evidence_is_cut_after_the_day_asked(joined: RuledStore) -> None:
    with joined.view() as view:
        chunks = list(view.scan("KNOWS", ["days", "day"], as_of=10))

    assert [day for chunk in chunks for day in chunk["day"].tolist()] == [10]
    assert [count for chunk in chunks for count in chunk["days"].tolist()] == [1]


def test_a_part_of_a_name_or_an_address_finds_people_page_by_page(joined: RuledStore) -> None:
    with joined.view() as view:
        names = [entity.key for entity in view.find("PERSON", "Person")]
        address = [entity.key for entity in view.find("p3@own.example", "Person")]
        pages = [
            [entity.key for entity in view.find("", "Person", limit=1, after=after)]
            for after in ("", min(names))
        ]
        nobody = view.find("nobody", "Person")

    assert names == sorted([key(1), key(4)])
    assert address == [key(1)]
    assert pages == [[names[0]], [names[1]]]
    assert nobody == []


def test_accents_and_case_do_not_matter_when_searching(store: RuledStore) -> None:
    Loads(store=store)(Batch(nodes=[person(1, name="Zoë Ångström")]))

    with store.view() as view:
        found = view.find("ANGSTROM", "Person")

    assert [entity.key for entity in found] == [key(1)]


def test_an_unknown_kind_is_refused_by_name(store: RuledStore) -> None:
    with store.view() as view, pytest.raises(UsageError, match="'Robot' is no kind; registered are Person"):
        view.scan("Robot", ["id"])


def test_a_view_keeps_its_instant_while_another_writes(store: RuledStore, open_again: Opener) -> None:
    load = Loads(store=store)
    load(Batch(nodes=[person(1)]))

    with store.view() as before:
        seq = before.seq
        Loads(store=open_again(), source="crm")(Batch(nodes=[person(2)]))
        with open_again().view() as after:
            found = (seq, after.seq, len(after.get([key(2)])))

    assert found == (1, 2, 1)


def test_what_is_judged_apart_is_read_as_two_whatever_a_source_states(joined: RuledStore) -> None:
    """3 is stated to be 2 and 2 to be 1; somebody judges that 2 is not 1."""
    Loads(store=joined, source=APP)(Batch(facts=[apart(key(1), key(2))]))

    with joined.view() as view:
        found = view.get([key(3), key(2), key(1)])
        ties = [chunk["src"].tolist() for chunk in view.scan("KNOWS", ("src",))]
        jobs = [row.src for row in view.history(key(2)) if row.type == "EMPLOYED_BY"]

    two = min(key(2), key(3))  # both seen in one load; 3 goes with 2
    assert [entity.key for entity in found] == [two, key(1)]
    assert found[0].properties.items() >= {"place": "Bern", "title": "Clerk"}.items()
    assert jobs == [two]
    assert sum(map(len, ties)) == 3


def test_a_chain_does_not_lead_to_somebody_judged_apart(joined: RuledStore) -> None:
    Loads(store=joined, source=APP)(Batch(facts=[apart(key(3), key(1))]))

    with joined.view() as view:
        groups = [entity.key for entity in view.get([key(1), key(2), key(3)])]

    assert len(groups) == 2
    assert groups[0] == key(1)


def test_a_judgement_survives_the_load_that_states_the_link_again(joined: RuledStore) -> None:
    Loads(store=joined, source=APP)(Batch(facts=[apart(key(2), key(1))]))

    Loads(store=joined, count=10)(Batch(facts=[same(key(2), key(1))]))

    with joined.view() as view:
        assert len(view.get([key(1), key(2)])) == 2


def test_a_judgement_that_is_taken_back_lets_the_link_hold_again(joined: RuledStore) -> None:
    load = Loads(store=joined, source=APP)
    load(Batch(facts=[apart(key(2), key(1))]))
    claim = claim_id(APP, "DIFFERENT_FROM", fact_id(key(2), "DIFFERENT_FROM", key(1), ""))

    load(Batch(closes=[claim]))

    with joined.view() as view:
        assert [entity.key for entity in view.get([key(3)])] == [key(1)]
