"""What every store promises about what was kept long enough."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Never

import numpy as np
import pytest

from graphsvc.store.engine import RuledStore
from graphsvc.store.port import Batch, Expired, Expiry, FactClaim, Interval, NodeClaim
from tests.graphsvc.store.firm import CLIENT, FIRM, Loads, job, jobs, key, mail, organisation, person, prints

PRIVATE = "@private@post.example"
TERMS = Expiry(
    evidence_before=11, people=(key(1),), own=frozenset({FIRM}), domains=frozenset({"own.example"})
)
NOTHING = Expired(days=0, prints=0, people=0)


def former() -> NodeClaim:
    told = person(1, email="private@post.example", aliases=["p1@own.example"], location="Oslo")
    return replace(told, tokens=(*told.tokens, PRIVATE))


@pytest.fixture
def known(store: RuledStore) -> RuledStore:
    """Person 1 worked here, with two titles, and works for somebody else now; 2 and 3 are employees."""
    load = Loads(store=store)
    load(
        Batch(
            nodes=[organisation(), organisation(CLIENT, "Client", "client"), former(), person(2), person(3)]
        )
    )
    here = jobs(
        1,
        Interval(valid_from=100, valid_to=200, properties={"title": "Analyst", "level": "1"}),
        Interval(valid_from=200, valid_to=300, properties={"title": "Partner", "leave_reason": "resigned"}),
    )
    load(
        Batch(
            facts=[
                here,
                job(2),
                job(3, title="Partner"),
                jobs(1, Interval(properties={"title": "CFO"}), at=CLIENT),
            ],
            evidence=[mail(1, 2, [9, 10, 11]), mail(2, 3, [10])],
            seen=[prints(10, 1, 2, sender=1), prints(11, 3, sender=2)],
        )
    )
    return store


def days(store: RuledStore) -> list[int]:
    with store.view() as view:
        return [day for chunk in view.scan("KNOWS", ["day"]) for day in chunk["day"].tolist()]


def jobs_of(store: RuledStore, number: int) -> list[tuple[str, int, int, dict[str, Any]]]:
    with store.view() as view:
        rows = [row for row in view.history(key(number)) if row.type == "EMPLOYED_BY"]
        return sorted((row.dst, row.valid_from, row.valid_to, dict(row.properties)) for row in rows)


def rows_read(store: RuledStore) -> list[list[list[int]]]:
    """Returns the hashes of rows that a load would skip."""
    with store.writer(Loads(store=store, count=9).spec()) as writer:
        return [[np.asarray(column).tolist() for column in chunk] for chunk in writer.read_open("Person")]


def test_days_before_the_limit_go_and_the_day_of_it_stays(known: RuledStore) -> None:
    done = known.expire(TERMS)

    assert (done.days, days(known)) == (3, [11])


def test_fingerprints_go_with_the_evidence_of_their_day(known: RuledStore) -> None:
    done = known.expire(TERMS)

    assert done.prints == 2
    with known.writer(Loads(store=known, count=9).spec()) as writer:
        seen = writer.seen([10, 11])
    assert ({day: found.tolist() for day, found in seen.items() if found.size}) == {11: [3]}


def test_a_profile_keeps_the_name_and_the_time_here(known: RuledStore) -> None:
    done = known.expire(TERMS)

    with known.view() as view:
        [found] = view.get([key(1)])
    assert done.people == 1
    assert found.properties == {"name": "Person 1"}
    assert found.tokens == ("@p1@own.example", "hr|1")
    assert jobs_of(known, 1) == [(FIRM, 100, 300, {})]


def test_nobody_else_loses_anything(known: RuledStore) -> None:
    before = jobs_of(known, 3)

    known.expire(TERMS)

    assert jobs_of(known, 3) == before


def test_what_the_contact_list_of_a_client_says_stays(known: RuledStore) -> None:
    load = Loads(store=known, source="crm", mode="delta")
    card = replace(person(1, email="cfo@client.example"), tokens=("crm|contact|7", "@cfo@client.example"))
    load(
        Batch(nodes=[card], facts=[jobs(1, Interval(valid_from=250, properties={"title": "CFO"}), at=CLIENT)])
    )

    known.expire(TERMS)

    with known.view() as view:
        [found] = view.get([key(1)])
    assert found.properties == {"name": "Person 1", "email": "cfo@client.example"}
    assert {row[0]: row[3] for row in jobs_of(known, 1)} == {CLIENT: {"title": "CFO"}, FIRM: {}}


def test_what_was_done_is_not_done_again(known: RuledStore) -> None:
    known.expire(TERMS)
    version = known.version()

    assert known.expire(TERMS) == NOTHING
    assert known.version() == version


def test_a_dry_run_counts_the_same_and_changes_nothing(known: RuledStore) -> None:
    digest, version = known.digest(), known.version()

    counted = known.expire(TERMS, is_dry_run=True)

    assert (known.digest(), known.version()) == (digest, version)
    assert counted == known.expire(TERMS)


def test_the_rows_of_a_minimised_profile_count_as_read(known: RuledStore) -> None:
    before = rows_read(known)

    known.expire(TERMS)

    assert rows_read(known) == before


def test_units_and_teams_of_the_past_stay(known: RuledStore) -> None:
    load = Loads(store=known, source="crm")
    load(
        Batch(
            facts=[
                FactClaim(type="ASSIGNED_TO", src=key(1), dst=CLIENT, qual="lead", intervals=(Interval(),))
            ]
        )
    )

    known.expire(TERMS)

    with known.view() as view:
        assert [row.qual for row in view.history(key(1)) if row.type == "ASSIGNED_TO"] == ["lead"]


class Killed(Sequence[str]):
    """People at whom the process dies, after evidence and fingerprints."""

    def __getitem__(self, at: Any) -> Never:
        raise KeyboardInterrupt

    def __len__(self) -> Never:
        raise KeyboardInterrupt


def test_a_run_that_died_is_published_and_scrubbed_by_the_next(known: RuledStore, url: str) -> None:
    seq, log = known.version().seq, Path(f"{url.removeprefix('sqlite:')}-wal")
    with suppress(KeyboardInterrupt):
        known.expire(replace(TERMS, people=Killed()))
    died = known.version().seq

    done = known.expire(replace(TERMS, people=()))

    assert (died, done) == (seq, NOTHING)
    assert known.version().seq == seq + 1
    assert not log.exists() or log.stat().st_size == 0
