"""What several tests of ingestion share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.event_feed import ANA, BEN, Desk, open_desk
from tests.ingest.office import ACCOUNTS, CONTACTS, EMPLOYEES, Office


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A workspace whose firm employs Ana and Ben and knows its client Northwick."""
    opened = open_desk(tmp_path)
    opened.employ(ANA, BEN)
    opened.know_client()
    yield opened
    opened.store.close()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A workspace with three employees, two accounts and two contacts in its exports, nothing loaded."""
    opened = Office(root=tmp_path)
    opened.write("employees", *EMPLOYEES)
    opened.write("accounts", *ACCOUNTS)
    opened.write("contacts", *CONTACTS)
    return opened
