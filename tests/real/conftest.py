"""The workspaces of real data, loaded once a session, and a way to print what a closing note quotes."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.real.desk import Loaded, Show, load_desk, open_desk
from tests.real.roster import write_aliases


@pytest.fixture(scope="session")
def enron(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Nine mailboxes, the roster with further addresses, and robots kept out."""
    folder = tmp_path_factory.mktemp("enron")
    write_aliases(shared_data, folder / "aliases.csv")
    files = ("roster.toml", "robots.csv")
    return load_desk(open_desk(folder, shared_data, settings="enron.toml", files=files))


@pytest.fixture(scope="session")
def mail_only(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The mailboxes alone."""
    folder = tmp_path_factory.mktemp("mail-only")
    return load_desk(open_desk(folder, shared_data, settings="mail-only.toml"))


@pytest.fixture(scope="session")
def chicago(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """One law firm of the register of lobbyists."""
    folder = tmp_path_factory.mktemp("chicago")
    return load_desk(open_desk(folder, shared_data, settings="chicago.toml", files=("lobbyists.toml",)))


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Show:
    """Prints lines even where the output of tests is kept back."""

    def print_lines(title: str, lines: Iterable[object]) -> None:
        with capsys.disabled():
            print(f"\n  {title}", *lines, sep="\n    ")  # noqa: T201 - what the note quotes

    return print_lines
