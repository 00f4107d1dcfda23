"""Clients that are lent: until a day, by whoever lends them."""

from pathlib import Path

import pytest

from graphsvc.store.delegations import DelegationFile
from graphsvc.store.preferences import PreferenceFile, Preferences, reserved


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.db"


def lent(book: DelegationFile, delegate: str, *, on: str) -> list[str]:
    """Returns the clients that are lent to somebody on a day."""
    return [each.client for each in book.lent_to(delegate, on=on)]


def test_a_client_is_lent_up_to_and_with_its_last_day(path: Path) -> None:
    book = DelegationFile(path, clock=lambda: 7)
    book.lend("o-1", by="ann", to="bob", until="2024-10-31")

    assert lent(book, "bob", on="2024-10-31") == ["o-1"]
    assert lent(book, "bob", on="2024-11-01") == []
    assert lent(book, "ann", on="2024-10-31") == []
    assert [each.lent_at for each in book.lent_by("ann", on="2024-10-31")] == [7]
    book.close()


def test_lending_again_moves_the_day(path: Path) -> None:
    book = DelegationFile(path)
    for until in ("2024-10-31", "2024-10-10"):
        book.lend("o-1", by="ann", to="bob", until=until)

    assert lent(book, "bob", on="2024-10-11") == []
    book.close()


def test_what_two_lend_ends_with_the_later(path: Path) -> None:
    book = DelegationFile(path)
    book.lend("o-1", by="ann", to="bob", until="2024-10-31")
    book.lend("o-1", by="cy", to="bob", until="2024-10-31")

    assert lent(book, "bob", on="2024-10-01") == ["o-1", "o-1"]
    assert book.take_back("o-1", by="ann", to="bob")
    assert [each.lender for each in book.lent_to("bob", on="2024-10-01")] == ["cy"]
    assert not book.take_back("o-1", by="ann", to="bob")
    book.close()


def test_all_that_somebody_lent_ends_with_them(path: Path) -> None:
    book = DelegationFile(path)
    for client, lender in (("o-1", "ann"), ("o-2", "ann"), ("o-3", "cy")):
        book.lend(client, by=lender, to="bob", until="2024-10-31")

    assert book.end_of("ann") == 2
    assert lent(book, "bob", on="2024-10-01") == ["o-3"]
    book.close()


def test_a_preference_is_kept_and_forgotten(path: Path) -> None:
    book = PreferenceFile(path)
    assert book.of("p-1") == Preferences(introduces=True)

    book.choose("p-1", Preferences(introduces=False))
    assert (book.of("p-1").introduces, reserved(path)) == (False, ["p-1"])

    book.forget("p-1")
    assert (book.of("p-1").introduces, reserved(path)) == (True, [])
    book.close()
