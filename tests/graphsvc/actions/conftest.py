"""What tests of actions share: the small firm, and a desk of one's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.service import build, firm
from tests.graphsvc.desk import Work, at_work


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small firm, published; not to be changed."""
    return build(tmp_path_factory.mktemp("actions") / "firm")


@pytest.fixture
def work(built: Path, tmp_path: Path) -> Iterator[Work]:
    """A desk in a copy that nobody else works in."""
    with at_work(built, tmp_path / "firm", key=firm().key) as opened:
        yield opened
