"""What every store promises about former colleagues whom mail alone knows at a client."""

from dataclasses import replace
from typing import Any

import pytest

from graphsvc.store.engine import RuledStore
from graphsvc.store.port import Batch, Expiry, Interval, NodeClaim
from tests.graphsvc.store.firm import CLIENT, FIRM, Loads, job, jobs, key, mail, organisation, person, same

LEFT, MET = 300, 400
TERMS = Expiry(
    evidence_before=200, people=(key(1),), own=frozenset({FIRM}), domains=frozenset({"own.example"})
)
THERE, PRIVATE = "p1@mail.client.example", "p1@post.example"


def account(type_: str = "client") -> NodeClaim:
    found = organisation(CLIENT, "Client", type_)
    return replace(found, properties={**found.properties, "domains": ["client.example"]})


def at(number: int, address: str, **properties: object) -> NodeClaim:
    told = {"name": f"Person {number}", "email": address, **properties}
    return replace(person(number), properties=told, tokens=(f"@{address}",))


def load(store: RuledStore, *, days: tuple[int, ...], other: int = 2, type_: str = "client") -> None:
    """Person 1 left, 2 works here, 3 at the client; mail knows 1 at the client under a key of its own, 7."""
    hr = Loads(store=store)
    hr(Batch(nodes=[organisation(), account(type_), at(1, PRIVATE, location="Oslo"), person(2), person(3)]))
    hr(Batch(facts=[job(1, 100, LEFT, title="Partner"), job(2), job(3, at=CLIENT)]), effective=1000)
    feed = Loads(store=store, source="mail", mode="delta")
    feed(Batch(nodes=[at(7, THERE)]))
    since = Interval(valid_from=min(MET, *days), properties={"start_inferred": True})
    feed(
        Batch(facts=[jobs(7, since, at=CLIENT), same(key(1), key(7))], evidence=[mail(7, other, list(days))])
    )


def places(store: RuledStore) -> set[str]:
    with store.view() as view:
        return {row.dst for row in view.history(key(1)) if row.type == "EMPLOYED_BY"}


def profile(store: RuledStore) -> tuple[dict[str, Any], set[str]]:
    with store.view() as view:
        [found] = view.get([key(1)])
    return dict(found.properties), {token for token in found.tokens if token.startswith("@")}


@pytest.mark.parametrize("type_", ["client", "prospect"])
def test_live_mail_with_colleagues_keeps_the_client_and_the_address_there(
    store: RuledStore, type_: str
) -> None:
    load(store, days=(MET,), type_=type_)

    done = store.expire(TERMS)

    assert places(store) == {FIRM, CLIENT}
    assert profile(store) == ({"name": "Person 1", "email": THERE}, {f"@{THERE}"})
    assert (done.people, store.expire(TERMS).people) == (1, 0)


def test_a_later_run_takes_it_once_the_mail_is_too_old(store: RuledStore) -> None:
    load(store, days=(MET,))
    store.expire(TERMS)

    store.expire(replace(TERMS, evidence_before=MET + 1))

    assert places(store) == {FIRM}
    assert profile(store) == ({"name": "Person 1"}, set())


def test_a_dry_run_counts_old_mail_as_gone(store: RuledStore) -> None:
    load(store, days=(MET,))
    store.expire(TERMS)

    later = replace(TERMS, evidence_before=MET + 1)

    assert store.expire(later, is_dry_run=True).people == store.expire(later).people == 1


@pytest.mark.parametrize(
    "given",
    [{"days": (LEFT - 1,)}, {"days": (MET,), "other": 3}, {"days": (MET,), "type_": "other"}],
    ids=["before they left", "with another client", "where nobody is a client"],
)
def test_mail_that_is_no_business_keeps_nothing(store: RuledStore, given: dict[str, Any]) -> None:
    load(store, **given)

    store.expire(TERMS)

    assert places(store) == {FIRM}
    assert profile(store)[1] == set()


def test_what_another_source_says_of_the_job_there_goes(store: RuledStore) -> None:
    load(store, days=(MET,))
    card = Loads(store=store, source="crm", mode="delta")
    card(Batch(facts=[jobs(7, Interval(valid_from=350, properties={"title": "CFO"}), at=CLIENT)]))

    store.expire(TERMS)

    with store.view() as view:
        [there] = [row for row in view.history(key(1)) if row.type == "EMPLOYED_BY" and row.dst == CLIENT]
    assert (there.valid_from, dict(there.properties)) == (MET, {"start_inferred": True})
