"""What several tests of ingestion share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.event_feed import ANA, BEN, Desk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A workspace whose firm employs Ana and Ben and knows its client Northwick."""
    opened = open_desk(tmp_path)
    opened.employ(ANA, BEN)
    opened.know_client()
    yield opened
    opened.store.close()
