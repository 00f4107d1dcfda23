"""Whose profile is to be minimised: 24 months after the last day here, or after the newest yes."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from graphsvc.ageing import unconfirmed
from graphsvc.consent import says
from graphsvc.store.engine import RuledStore
from graphsvc.store.open import open_store
from graphsvc.store.port import APP, OPEN, Batch, Interval, RunSpec
from tests.graphsvc.store.firm import SECRET, Loads, job, jobs, key, organisation, person

LEFT = date(2024, 1, 31)
MONTHS = timedelta(days=730)
DAY = timedelta(days=1)


def number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


@pytest.fixture
def store(tmp_path: Path) -> RuledStore:
    """Person 1 left on the last day of January, 2 came back, 3 works here."""
    store = open_store(f"sqlite:{tmp_path / 'graph.db'}", secret=SECRET, sources=("hr",))
    store.migrate()
    load = Loads(store=store)
    load(Batch(nodes=[organisation(), person(1), person(2), person(3)]))
    end = number(LEFT + DAY)
    spells = (Interval(valid_from=100, valid_to=end), Interval(valid_from=end + 30, valid_to=OPEN))
    load(Batch(facts=[job(1, 100, end), jobs(2, *spells), job(3)]))
    return store


def due(store: RuledStore, on: date) -> list[str]:
    with store.view() as view:
        return unconfirmed(view, on)


def say(store: RuledStore, on: date, *, is_yes: bool) -> None:
    node, fact = says(key(1), "events", is_yes=is_yes, on=on, at=1, given_by="person")
    with store.writer(RunSpec(run_id=f"say-{on}", source=APP, mode="delta", effective=number(on))) as writer:
        writer.write(0, Batch(nodes=[node]))
        writer.write(1, Batch(facts=[fact]))
        writer.finish()


def test_a_profile_is_due_24_months_after_the_last_day_here(store: RuledStore) -> None:
    assert due(store, LEFT + MONTHS - DAY) == []
    assert due(store, LEFT + MONTHS) == [key(1)]


def test_a_yes_confirms_for_24_months_more(store: RuledStore) -> None:
    said = LEFT + timedelta(days=100)
    say(store, said, is_yes=True)

    assert due(store, said + MONTHS - DAY) == []
    assert due(store, said + MONTHS) == [key(1)]


def test_a_no_confirms_nothing(store: RuledStore) -> None:
    say(store, LEFT + timedelta(days=100), is_yes=False)

    assert due(store, LEFT + MONTHS) == [key(1)]
