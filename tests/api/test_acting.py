"""Actions at one instant: what one decides stands on what the one before it kept."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.api.service import Service, copied, firm

AT_ONCE = 6
PRIVACY = "\nwhat_ifs = 1\n"


@pytest.fixture
def strict(published: Path, tmp_path: Path) -> Iterator[Service]:
    """A service in which everybody may ask about one person in thirty days."""
    yield from copied(published, tmp_path / "firm", key=firm().key, extra=PRIVACY)


def together(work: Callable[[int], int]) -> list[int]:
    """Returns what several threads return that begin at one instant."""
    ready = Barrier(AT_ONCE)

    def begin(at: int) -> int:
        ready.wait()
        return work(at)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(begin, range(AT_ONCE)))


def test_the_budget_of_what_ifs_holds_against_requests_at_one_instant(strict: Service) -> None:
    token, people = strict.token("hr"), ("ana", "ben", "cho", "dee", "eli", "fay")

    def opens(at: int) -> int:
        body = {"person": [strict.key[people[at]]], "purpose": "account-review"}
        return strict.post("/v1/actions/open-case", token, body).status_code

    assert together(opens) == [201, *[403] * (AT_ONCE - 1)]


def test_one_departure_of_a_person_is_opened(service: Service) -> None:
    token, body = service.token("hr"), {"person": service.key["ana"], "date": "2024-12-31"}

    def opens(_at: int) -> int:
        return service.post("/v1/actions/open-departure", token, body).status_code

    assert together(opens) == [201, *[409] * (AT_ONCE - 1)]


def test_a_wish_to_be_erased_is_noted_once(service: Service) -> None:
    token = service.token("own", person="ana")

    answered = together(lambda _: service.post("/v1/me/erasure", token, {}).status_code)

    assert answered == [201, *[409] * (AT_ONCE - 1)]

    assert len(service.house.beside.erasures.open()) == 1
