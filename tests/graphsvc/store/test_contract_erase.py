"""What every store promises a person who asks to be erased."""

import pytest

from graphsvc.errors import ConfigurationError, NotFoundError, UsageError
from graphsvc.key import new_key
from graphsvc.store.engine import RuledStore
from graphsvc.store.port import Batch, FactClaim, NodeClaim
from tests.graphsvc.store.conftest import Opener
from tests.graphsvc.store.firm import FIRM, Loads, job, key, mail, organisation, person, prints, same

CONSENT = new_key("n", "consent")


@pytest.fixture
def known(store: RuledStore) -> RuledStore:
    """Person 1, also known as 2, with job, mail, a consent and a tie that person 3 declared of them."""
    load = Loads(store=store)
    consent = NodeClaim(kind="Consent", key=CONSENT, properties={"purpose": "events"})
    load(Batch(nodes=[organisation(), person(1), person(2), person(3), person(4), consent]))
    load(
        Batch(
            facts=[
                job(1, 100, 200),
                job(3),
                same(key(2), key(1)),
                FactClaim(type="ABOUT", src=CONSENT, dst=key(1)),
                FactClaim(type="DECLARED", src=key(3), dst=key(4), qual=key(2)),
            ],
            evidence=[mail(1, 3, [10]), mail(3, 4, [11])],
            seen=[prints(10, 1, 2, sender=1), prints(10, 3, sender=3)],
        )
    )
    return store


def erase(store: RuledStore, number: int = 1) -> tuple[int, int, int]:
    receipt = store.erase(key(number), actor="hr@own.example", reason="asked on 2026-01-01")
    return receipt.seq, receipt.nodes, receipt.facts


def test_an_erased_person_is_gone_under_all_keys(known: RuledStore) -> None:
    receipt = erase(known)

    with known.view() as view:
        assert receipt == (3, 3, 5)
        assert view.get([key(1), key(2), CONSENT]) == []
        assert view.history(key(1)) == []
        assert view.resolve(["hr|1", "hr|2", "@p1@own.example"]) == {}
        assert view.find("Person 1", "Person") == []
        assert {entity.key for entity in view.get([key(3), key(4), FIRM])} == {key(3), key(4), FIRM}
        assert {change.key for change in view.changes(0)}.isdisjoint({key(1), key(2)})
        assert [change.op for change in view.changes(2)] == ["erase"]
        assert [chunk["day"].tolist() for chunk in view.scan("KNOWS", ["day"])] == [[11]]


def test_fingerprints_an_erased_person_sent_are_gone(known: RuledStore) -> None:
    erase(known)

    with known.writer(Loads(store=known, count=9).spec()) as writer:
        assert writer.seen([10])[10].tolist() == [3]


def test_an_export_holds_nothing_of_an_erased_person(known: RuledStore) -> None:
    erase(known)

    text = str(list(known.export()))

    assert all(word not in text for word in (key(1), key(2), "Person 1", "p1@own.example"))


def test_an_erased_person_does_not_come_back(known: RuledStore) -> None:
    erase(known)
    under_a_new_key = NodeClaim(kind="Person", key=key(9), properties={}, tokens=("@p2@own.example",))

    loaded = Loads(store=known, source="crm")(
        Batch(
            nodes=[person(1), under_a_new_key],
            facts=[job(2)],
            evidence=[mail(1, 3, [12])],
            seen=[prints(12, 4, sender=1), prints(12, 5, sender=3)],
        )
    )

    assert [each.reason for each in loaded.written.rejected] == ["erased"] * 4
    assert loaded.published.seq == 3
    with known.writer(Loads(store=known, count=9).spec()) as writer:
        assert writer.seen([12])[12].tolist() == [5]


def test_an_erasure_is_published_even_during_a_load_and_forgets_its_rejections(known: RuledStore) -> None:
    load = Loads(store=known, source="crm")
    with known.writer(load.spec()) as writer:
        first = writer.write(0, Batch(facts=[job(1, 100, 90), job(3, 100, 90)]))

        seq, _, _ = erase(known)

        again = writer.write(0, Batch())
    assert seq == 3
    assert [each.key for each in first.rejected] == [key(1), key(3)]
    assert [each.key for each in again.rejected] == [key(3)]


def test_a_person_nobody_knows_cannot_be_erased(store: RuledStore) -> None:
    with pytest.raises(NotFoundError, match="look the person up"):
        erase(store)


def test_an_erasure_names_who_and_why(known: RuledStore) -> None:
    with pytest.raises(UsageError, match="who erases and why"):
        known.erase(key(1), actor="hr", reason=" ")


def test_a_store_without_its_secret_neither_erases_nor_loads_over_erased_people(
    known: RuledStore, open_again: Opener
) -> None:
    blind = open_again(secret=b"")
    with pytest.raises(ConfigurationError, match="opened without it"):
        erase(blind)
    erase(known)

    with (
        pytest.raises(ConfigurationError, match="opened without it"),
        blind.writer(Loads(store=blind).spec()),
    ):
        pass
