"""A running service under clients that stall, loads that publish and a store that goes away."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest

from graphsvc.publish import Terms, publish
from graphsvc.store.open import open_store
from graphsvc.store.port import Store
from graphsvc.workspace import open_workspace
from tests.api.service import SETTINGS, Service, build, firm
from tests.api.serving import HOST, Address, Answer, Gate, serving
from tests.graphsvc.graph import TODAY, Graph

pytestmark = pytest.mark.allow_hosts([HOST, "::1"])

PORTFOLIO = "/v1/questions/portfolio?limit=200"
STALLED = 24
READERS = 50
LOADS = 3
HEAD = b"GET /v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n"
HOW_TO_STALL: dict[str, bytes] = {
    "half-headers": HEAD + b"X-Slow: ",
    "half-body": b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\ncode=",
    "slow-reader": (HEAD + b"\r\n") * 20,
}
"""What is sent before a client falls silent, or stops to read."""


@pytest.fixture
def served(service: Service) -> Iterator[Address]:
    """Where the service of a small firm listens."""
    with serving(service) as address:
        yield address


@pytest.mark.parametrize("kind", [*HOW_TO_STALL, "all"])
def test_stalled_clients_do_not_keep_the_next_one_waiting(
    service: Service, served: Address, kind: str
) -> None:
    token = service.token("hr")
    kinds = list(HOW_TO_STALL) if kind == "all" else [kind]
    sent = [HOW_TO_STALL[kinds[number % len(kinds)]] for number in range(STALLED)]
    stalled = [served.begin(each, buffer=4_096) for each in sent]

    answer = served.get(PORTFOLIO, token)

    for each in stalled:
        each.close()
    assert answer.status == 200


def test_a_load_that_publishes_gives_no_error_and_no_half_answer(service: Service, served: Address) -> None:
    token, is_over = service.token("hr"), Event()
    quiet = {1: served.get(PORTFOLIO, token).body}

    with ThreadPoolExecutor(READERS) as pool:
        readers = [
            pool.submit(read_until, is_over, lambda: served.get(PORTFOLIO, token)) for _ in range(READERS)
        ]
        for number in range(LOADS):
            load(service, number)
            answer = served.get(PORTFOLIO, token)
            quiet[answer.json["snapshot"]["seq"]] = answer.body
        is_over.set()
    answers = [answer for reader in readers for answer in reader.result()]

    assert {answer.status for answer in answers} == {200}
    assert {answer.body for answer in answers} <= set(quiet.values())
    assert len(quiet) == LOADS + 1
    assert len({len(answer.json["data"]) for answer in answers}) > 1  # the readers saw it grow


def test_every_answer_counts_the_rows_of_its_own_publication(service: Service, served: Address) -> None:
    token, sizes = service.token("hr"), defaultdict[int, set[int]](set)
    before = served.get(PORTFOLIO, token).json["summary"]["clients"]

    for number in range(2):
        load(service, number)
        found = served.get(PORTFOLIO, token).json
        sizes[found["snapshot"]["seq"]] |= {found["summary"]["clients"], len(found["data"]), found["total"]}

    assert dict(sizes) == {2: {before + 1}, 3: {before + 2}}


def test_a_store_that_went_away_and_came_back_is_used_again(service: Service, served: Address) -> None:
    token, place = service.token("hr"), service.workspace.root / "graph.db"
    first = served.get(PORTFOLIO, token)

    away = place.rename(place.with_suffix(".away"))
    gone = [served.get(path, token) for path in (PORTFOLIO, "/readyz")]
    away.rename(place)
    back = served.get(PORTFOLIO, token)

    assert [answer.status for answer in gone] == [503, 503]
    assert {answer.json["type"] for answer in gone} == {"/problems/store-unreachable"}
    assert (back.status, back.body) == (200, first.body)
    assert served.get("/readyz").status == 200


@pytest.mark.neo4j
@pytest.mark.timeout(300)
def test_a_server_that_went_away_and_came_back_is_used_again(neo4j_url: str, tmp_path: Path) -> None:
    found = urlsplit(neo4j_url)
    gate = Gate((found.hostname or HOST, found.port or 7687))
    settings = f'{SETTINGS}\n[store]\nurl = "bolt://{HOST}:{gate.port}"\n'
    service = Service(workspace=open_workspace(build(tmp_path / "firm", settings=settings)), key=firm().key)
    token = service.token("hr")

    with serving(service) as address:
        first = address.get(PORTFOLIO, token)
        gate.shut()
        gone = address.get(PORTFOLIO, token)
        gate.open()
        back = address.get(PORTFOLIO, token)
    service.house.close()
    gate.close()

    assert (first.status, gone.status, back.status) == (200, 503, 200)
    assert gone.json["type"] == "/problems/store-unreachable"
    assert back.body == first.body


def read_until(is_over: Event, ask: Callable[[], Answer]) -> list[Answer]:
    """Returns what was answered until it was over, and once more after that."""
    answers = [ask()]
    while not is_over.is_set():
        answers.append(ask())
    return [*answers, ask()]


def load(service: Service, number: int) -> None:
    """Loads one more client and publishes it, as another process does."""
    workspace = service.workspace
    with closing(open_store(workspace.store_url, secret=workspace.secret())) as store:
        added(store, number)
        publish(store, workspace.snapshots, Terms(today=TODAY))


def added(store: Store, number: int) -> None:
    """Writes a client into the store."""
    graph = Graph()
    graph.node("Organisation", f"newcomer {number}", type="client")
    graph.write(store, f"load-{number}")
