"""A load that is killed at some moment: the next one ends where an undisturbed one would have."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ingest.event_feed import Mail
from tests.ingest.office import ACCOUNTS, CONTACTS, EMPLOYEES, MONDAY, Office

ROOT = Path(__file__).parents[2]
PEOPLE = tuple(f"C{n},Person {n},A1,p{n}@northwick.example,,user" for n in range(30))
ALUMNI = (
    "name,personal_email,joined_on,left_on,last_unit,employer_now,consents,consent_date",
    "Pia Quist,pia.quist@post.example,2010-01-01,2020-01-01,Tax,Old Mill,,",
)


def workspace(root: Path) -> Office:
    root.mkdir()
    office = Office(root=root, feeds=("employees", "accounts", "contacts", "alumni", "mail"))
    office.options["mail"] = 'reader = "mbox"\npaths = ["*.mbox"]'
    office.write("employees", *EMPLOYEES)
    office.write("accounts", *ACCOUNTS)
    office.write("contacts", CONTACTS[0], *PEOPLE)
    office.write("alumni", *ALUMNI)
    mails = [Mail(sender="ana@harbourvale.example", to=[f"p{n}@northwick.example"]) for n in range(30)]
    text = "".join(mail.text(at) for at, mail in enumerate(mails))
    (root / "ana.mbox").write_text(text, encoding="utf-8")
    (root / ".graphsvc-secret").write_text("5a" * 32, encoding="ascii")
    office.settle()
    return office


def killed(office: Office, stage: str, last: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ingest.loading", str(office.root), stage, str(last)],
        cwd=ROOT,
        timeout=100,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    office = workspace(tmp_path_factory.mktemp("plain") / "office")
    office.ingest()
    return office.digest()


@pytest.mark.parametrize(
    "stage, last", [("read", 1), ("read", 3), ("write", 1), ("write", 2), ("write", 9), ("write", 14)]
)
def test_a_load_after_a_killed_one_holds_what_an_undisturbed_one_holds(
    tmp_path: Path, undisturbed: str, stage: str, last: int
) -> None:
    office = workspace(tmp_path / "office")
    killed(office, stage, last)

    report = office.ingest()

    assert [feed.exit_code for feed in report.feeds] == [0] * 5
    assert report.published is not None
    assert office.digest() == undisturbed


def test_a_load_killed_again_and_again_gets_there(tmp_path: Path, undisturbed: str) -> None:
    office = workspace(tmp_path / "office")
    for last in (1, 2, 3):
        killed(office, "write", last)

    office.ingest()

    assert office.digest() == undisturbed


def test_what_was_published_stays_readable_while_a_load_is_broken(tmp_path: Path) -> None:
    office = workspace(tmp_path / "office")
    office.ingest()
    current = (office.root / "snapshots" / "CURRENT").read_bytes()
    office.write("contacts", CONTACTS[0], *PEOPLE, "N1,New One,A1,n1@northwick.example,,user")

    killed(office, "write", 1)

    assert (office.root / "snapshots" / "CURRENT").read_bytes() == current
    assert office.ingest(now=MONDAY).published is not None
