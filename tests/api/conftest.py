"""What several tests of the doors share: an office that loads its files, and a published workspace."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.service import Service, build, copied, firm
from tests.ingest.office import ACCOUNTS, CONTACTS, EMPLOYEES, Office


@pytest.fixture
def loaded(tmp_path: Path) -> Office:
    """A workspace whose three feeds are loaded."""
    office = Office(root=tmp_path)
    for feed, lines in (("employees", EMPLOYEES), ("accounts", ACCOUNTS), ("contacts", CONTACTS)):
        office.write(feed, *lines)
    office.ingest()
    return office


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small firm, published; not to be changed."""
    return build(tmp_path_factory.mktemp("service") / "firm")


@pytest.fixture
def service(published: Path, tmp_path: Path) -> Iterator[Service]:
    """A service of a copy that nobody else calls."""
    yield from copied(published, tmp_path / "firm", key=firm().key)


@pytest.fixture
def demo(published: Path, tmp_path: Path) -> Iterator[Service]:
    """The same in a demo workspace."""
    found = copied(published, tmp_path / "demo", key=firm().key, extra="\n[demo]\nseed = 1\n")
    yield from found
