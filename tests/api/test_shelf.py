"""Answers that are kept: by whom they may be shared, and for how long."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import fields, replace
from datetime import date
from threading import Event
from typing import Any

import pytest

from api.answer import Dumped
from api.shelf import Shelf, mark
from graphsvc.questions import QUESTIONS
from graphsvc.scope import Scope
from graphsvc.snapshot import Snapshot
from graphsvc.store.open import open_store
from tests.api.service import Service

PORTFOLIO = QUESTIONS["portfolio"]
BRIDGES = QUESTIONS["bridge-people"]
SCOPE = Scope(principal="a", roles=frozenset({"hr"}), clients=None, people="on", purpose="account-review")


def another(value: Any) -> Any:
    """Returns another value of a part of a scope."""
    if isinstance(value, Mapping):
        return {**value, "another": frozenset({1})}
    if isinstance(value, frozenset):
        return value | {"another"}
    return not value if isinstance(value, bool) else "another"


def answer_of(size: int = 1) -> Dumped:
    """Returns an answer of so many rows."""
    return Dumped(
        question=PORTFOLIO,
        rows=[{"client": str(at)} for at in range(size)],
        summary={},
        basis="none",
        as_of=date(2024, 1, 1),
        evidence=[()] * size,
    )


def never() -> Dumped:
    """Fails: what it would work out is kept already."""
    raise AssertionError


@pytest.fixture
def snapshot(service: Service) -> Snapshot:
    """A publication."""
    return service.house.snapshot()


@pytest.fixture
def shelf(snapshot: Snapshot) -> Shelf:
    """A shelf of three answers or ten rows."""
    found = Shelf(most_answers=3, most_rows=10)
    found.turn(snapshot)
    return found


def keeps(shelf: Shelf, snapshot: Snapshot, asked: str) -> bool:
    """Returns whether an answer is kept; if it was not, it is now."""
    worked: list[str] = []

    def work() -> Dumped:
        worked.append(asked)
        return answer_of()

    shelf.answer(snapshot, asked, work)
    return not worked


def test_the_same_question_is_worked_out_once(shelf: Shelf, snapshot: Snapshot) -> None:
    first = shelf.answer(snapshot, "a", answer_of)

    assert shelf.answer(snapshot, "a", never) is first


def test_the_answer_asked_for_longest_ago_goes_first(shelf: Shelf, snapshot: Snapshot) -> None:
    for asked in "abc":
        shelf.answer(snapshot, asked, answer_of)
    shelf.answer(snapshot, "a", never)

    shelf.answer(snapshot, "d", answer_of)

    assert len(shelf) == 3
    assert not keeps(shelf, snapshot, "b")
    assert keeps(shelf, snapshot, "d")


def test_rows_are_bounded_and_the_latest_answer_stays(shelf: Shelf, snapshot: Snapshot) -> None:
    shelf.answer(snapshot, "a", lambda: answer_of(8))

    shelf.answer(snapshot, "b", lambda: answer_of(40))

    assert len(shelf) == 1
    assert keeps(shelf, snapshot, "b")


def test_another_publication_drops_what_was_kept(shelf: Shelf, snapshot: Snapshot) -> None:
    shelf.answer(snapshot, "a", answer_of)

    shelf.turn(Snapshot(snapshot.folder))

    assert len(shelf) == 0


def test_a_request_that_began_before_a_publication_leaves_nothing_behind(
    shelf: Shelf, snapshot: Snapshot
) -> None:
    newer = Snapshot(snapshot.folder)
    shelf.turn(newer)

    shelf.answer(snapshot, "a", answer_of)

    assert len(shelf) == 0
    assert not keeps(shelf, newer, "a")


def test_what_fails_is_tried_again(shelf: Shelf, snapshot: Snapshot) -> None:
    with pytest.raises(AssertionError):
        shelf.answer(snapshot, "a", never)

    assert shelf.answer(snapshot, "a", answer_of).rows


def test_who_asks_at_the_same_time_waits_for_the_one_answer(shelf: Shelf, snapshot: Snapshot) -> None:
    begun, go_on = Event(), Event()

    def slow() -> Dumped:
        begun.set()
        assert go_on.wait(10)
        return answer_of()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(shelf.answer, snapshot, "a", slow)
        assert begun.wait(10)
        second = pool.submit(shelf.answer, snapshot, "a", never)
        go_on.set()

    assert second.result() is first.result()


def test_two_who_see_the_same_share_what_names_nobody() -> None:
    params = PORTFOLIO.params()

    one = mark(PORTFOLIO, SCOPE, params)
    other = mark(PORTFOLIO, replace(SCOPE, principal="b", purpose="internal-move"), params)

    assert one == other


def test_an_answer_that_was_given_for_a_purpose_is_not_given_without_one() -> None:
    params = PORTFOLIO.params()

    assert mark(PORTFOLIO, SCOPE, params) != mark(PORTFOLIO, replace(SCOPE, purpose=" "), params)


@pytest.mark.parametrize("change", [{"principal": "b"}, {"purpose": "internal-move"}])
def test_what_names_people_is_shared_with_nobody(change: dict[str, Any]) -> None:
    params = BRIDGES.params()

    assert mark(BRIDGES, SCOPE, params) != mark(BRIDGES, replace(SCOPE, **change), params)


def scope_parts() -> list[str]:
    """Returns the parts of a scope that let see something."""
    return [each.name for each in fields(Scope) if each.name not in {"principal", "purpose"}]


@pytest.mark.parametrize("name", scope_parts())
def test_two_scopes_never_share_an_answer(name: str) -> None:
    params = PORTFOLIO.params()

    assert mark(PORTFOLIO, SCOPE, params) != mark(
        PORTFOLIO, replace(SCOPE, **{name: another(getattr(SCOPE, name))}), params
    )


def test_other_parameters_and_other_questions_are_other_answers() -> None:
    params = PORTFOLIO.params()

    marks = {
        mark(PORTFOLIO, SCOPE, params),
        mark(PORTFOLIO, SCOPE, replace(params, as_of=date(2024, 1, 1))),
        mark(QUESTIONS["single-points-of-failure"], SCOPE, params),
    }

    assert len(marks) == 3


def test_pages_exports_and_documents_of_an_answer_are_one_answer(service: Service) -> None:
    token = service.token("hr")

    for path in ("/v1/questions/portfolio?limit=1", "/export/portfolio.csv", "/ask/portfolio"):
        assert service.get(path, token).status_code == 200

    assert len(service.house.shelf) == 1


def test_two_leads_of_different_clients_share_nothing(service: Service) -> None:
    ana, eli = service.lead("ana"), service.lead("eli")

    assert service.clients(ana) != service.clients(eli)
    assert len(service.house.shelf) == 2


def test_who_was_erased_is_not_named_by_an_answer_that_was_kept(service: Service) -> None:
    token, path = service.lead("ana"), f"/v1/questions/coverage?client={service.key['acme']}"
    before = service.get(path, token).get_data(as_text=True)

    with closing(open_store(service.workspace.store_url, secret=service.workspace.secret())) as store:
        store.erase(service.key["acme-cio"], actor="test", reason="asked for it")
    after = service.get(path, token).get_data(as_text=True)

    assert len(service.house.shelf) == 1
    assert "acme-cio" in before
    assert "acme-cio" not in after
