"""What tests of the command line share: a folder of exports, and the program called in this process."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from api.cli import main
from tests.ingest.office import ACCOUNTS, CONTACTS, EMPLOYEES, Office

TIES = (
    "date,employee,contact,channel,w_out,w_in,w_sync",
    *(f"2026-05-{day:02},E1,C1,mail,2,2,0" for day in range(1, 29)),
    *(f"2026-05-{day:02},E2,C2,mail,1,1,0" for day in range(1, 29, 3)),
)


class Outcome(NamedTuple):
    """What the program left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A workspace with employees, accounts, contacts and daily ties in its exports, nothing loaded."""
    opened = Office(root=tmp_path, feeds=("employees", "accounts", "contacts", "tie_days"))
    opened.extra = "as_of = 2026-06-01\n"
    for feed, lines in (
        ("employees", EMPLOYEES),
        ("accounts", ACCOUNTS),
        ("contacts", CONTACTS),
        ("tie_days", TIES),
    ):
        opened.write(feed, *lines)
    opened.settle()
    return opened


@pytest.fixture
def run(office: Office, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Calls `graphsvc -w FOLDER` with the words given."""

    def call(*words: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["graphsvc", "-w", str(office.root), *words])
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsysbinary.readouterr()
        code = left.value.code
        return Outcome(code if isinstance(code, int) else 1, printed.out.decode(), printed.err.decode())

    return call
