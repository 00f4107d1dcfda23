"""One empty store of each engine; the same test body runs on all."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graphsvc.store.engine import RuledStore
from graphsvc.store.open import open_store
from tests.graphsvc.store.firm import SECRET, Ticks

Opener = Callable[..., RuledStore]


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "neo4j":
        found: str = request.getfixturevalue("neo4j_url")
        return found
    return f"sqlite:{tmp_path / 'graph.db'}"


@pytest.fixture
def open_again(url: str) -> Iterator[Opener]:
    """Opens the store once more, as another process would; all are closed in the end."""
    opened: list[RuledStore] = []

    def again(
        *, address: str = url, secret: bytes = SECRET, sources: tuple[str, ...] = ("hr", "crm")
    ) -> RuledStore:
        opened.append(open_store(address, secret=secret, sources=sources, clock=Ticks()))
        return opened[-1]

    yield again
    for store in opened:
        store.close()


@pytest.fixture
def store(open_again: Opener) -> RuledStore:
    found = open_again()
    found.migrate()
    return found
