"""The golden counts of the nine real mailboxes (`import-columns.md` 7, README of the data)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.report import FeedReport
from tests.ingest.event_feed import Desk, open_desk

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def enron(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = open_desk(tmp_path_factory.mktemp("enron"), domain="enron.com")
    opened.settings = {"paths": (str(shared_data / "enron" / "mbox" / "*.mbox"),), "keep": "all"}
    yield opened
    opened.store.close()


@pytest.fixture(scope="module")
def loaded(enron: Desk) -> FeedReport:
    return enron.load(earliest=date(1998, 1, 1), latest=date(2002, 12, 31))


def test_10628_copies_are_6304_mails(loaded: FeedReport) -> None:
    assert (loaded.read, loaded.read - loaded.duplicates) == (10_628, 6_304)


def test_no_row_is_wrong_and_none_disappears(loaded: FeedReport) -> None:
    assert loaded.rejected == 0
    assert loaded.accepted + loaded.set_aside + loaded.duplicates == loaded.read


def test_impossible_dates_are_listed(loaded: FeedReport) -> None:
    # 23 copies in the README: 1979, 1980, 1988 and 2009; 17 of them are distinct
    assert loaded.reasons["day outside 1998-01-01 to 2002-12-31"] == 17


def test_each_mailbox_covers_its_owner(enron: Desk, loaded: FeedReport, shared_data: Path) -> None:
    surnames = {path.stem.partition("-")[0] for path in (shared_data / "enron" / "mbox").glob("*.mbox")}

    covered = {address.partition("@")[0].rpartition(".")[2] for address in enron.observed()}

    assert loaded.read > 0
    assert covered == surnames  # a mailbox is named by surname and initial, an address by first and surname


def test_a_second_load_finds_nothing_new(enron: Desk, loaded: FeedReport) -> None:
    before = enron.store.digest()

    again = enron.load(earliest=date(1998, 1, 1), latest=date(2002, 12, 31))

    assert (again.accepted, again.duplicates) == (0, loaded.read - loaded.set_aside)
    assert enron.store.digest() == before
