"""Nine real mailboxes and a roster, from the files to the answers, through the command line.

Counts are those of the README of the data and of `import-columns.md` 7; what the answers must not name is
told from the mailboxes themselves.
"""

import mailbox
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email.message import Message
from email.utils import getaddresses
from pathlib import Path
from typing import Any

import pytest

from tests.real.desk import Desk, Loaded, Show, brief

pytestmark = pytest.mark.data
DAY = ("--as-of", "2001-10-31")
_SHARED = re.compile(
    r"\b(?:all|everyone|lists?|team|group|desk|staff|no.?reply|announcements?|updates?|daily|admin|support)\b"
)
_FIRM = "enron.com"


@dataclass(frozen=True, slots=True)
class Traffic:
    """Who sent how many mails, and to whom, as the headers say."""

    sent: Counter[str] = field(default_factory=Counter[str])
    received: Counter[str] = field(default_factory=Counter[str])

    def add(self, message: "Message[str, str]") -> None:
        """Counts one message."""
        self.sent.update(_addresses(message, "From"))
        self.received.update({*_addresses(message, "To"), *_addresses(message, "Cc")})


def _addresses(message: "Message[str, str]", header: str) -> list[str]:
    texts = [str(text) for text in message.get_all(header, [])]
    return [address.lower() for _, address in getaddresses(texts) if "@" in address]


@pytest.fixture(scope="module")
def traffic(shared_data: Path) -> Traffic:
    found = Traffic()
    for path in sorted((shared_data / "enron" / "mbox").glob("*.mbox")):
        with closing(mailbox.mbox(path, create=False)) as messages:
            for message in messages:
                found.add(message)
    return found


@pytest.fixture(scope="module")
def colleagues(shared_data: Path) -> set[str]:
    """Names on the roster."""
    text = (shared_data / "enron" / "roster_custodians_edo.tsv").read_text(encoding="utf-8")
    return {line.split("\t")[2] for line in text.splitlines()}


def test_10628_copies_are_6304_mails(enron: Loaded, show: Show) -> None:
    mail = enron.report["mail"]

    show("mail", [brief(mail, "read", "duplicates", "rejected", "set_aside", "accepted", "created")])
    assert (mail["read"], mail["read"] - mail["duplicates"], mail["rejected"]) == (10_628, 6_304, 0)
    assert mail["accepted"] + mail["set_aside"] + mail["duplicates"] == mail["read"]


def test_impossible_dates_are_set_aside_and_listed(enron: Loaded) -> None:
    reason = "day outside 1998-01-01 to 2002-12-31"

    listed = [line for line in enron.desk.rejects("mail").splitlines() if reason in line]

    # 23 copies in the README (1979, 1980, 1988, 2009); 17 of them are distinct mails
    assert len(listed) == enron.report["mail"]["reasons"][reason] == 17


def test_every_mailbox_has_its_owner(enron: Loaded) -> None:
    assert enron.report["mail"]["remarks"] == []


def test_the_two_lists_of_employees_are_the_same_people(enron: Loaded) -> None:
    assert enron.report["roster"]["accepted"] == enron.report["aliases"]["accepted"] == 148
    assert (enron.report["aliases"]["created"], enron.report["aliases"]["merged"]) == (0, 0)


def test_people_outside_firms_and_contacts_are_found(enron: Loaded, show: Show) -> None:
    mail = enron.report["mail"]

    show("found", [brief(mail, "people_found", "organisations_inferred", "contacts_inferred")])
    assert mail["organisations_inferred"] > 300
    assert mail["contacts_inferred"] > mail["organisations_inferred"]
    assert 0 < mail["people_found"] - mail["contacts_inferred"] <= 148


def test_a_second_run_creates_and_changes_nothing(enron: Loaded) -> None:
    again = enron.desk.ingest()

    assert [(feed["created"], feed["changed"], feed["closed"]) for feed in again.values()] == [(0, 0, 0)] * 4


def test_files_that_differ_and_say_the_same_change_nothing(
    enron: Loaded, shared_data: Path, tmp_path: Path
) -> None:
    desk = _elsewhere(enron.desk, shared_data / "enron" / "mbox", tmp_path)
    before = desk.text("portfolio", *DAY)

    mail = desk.ingest("mail")["mail"]

    assert (mail["same_inputs"], mail["read"]) == (False, 10_628)
    assert (mail["created"], mail["changed"], mail["closed"]) == (0, 0, 0)
    assert desk.text("portfolio", *DAY) == before


def _elsewhere(desk: Desk, mailboxes: Path, folder: Path) -> Desk:
    """Returns a copy of a workspace whose mailboxes lie elsewhere, the last with an empty line more."""
    copy = desk.copy(folder)
    (copy.folder / "mbox").mkdir()
    paths = sorted(mailboxes.glob("*.mbox"))
    for path in paths:
        (copy.folder / "mbox" / f"copy-of-{path.name}").symlink_to(path)
    last = copy.folder / "mbox" / f"copy-of-{paths[-1].name}"
    last.unlink()
    last.write_bytes(paths[-1].read_bytes() + b"\n")
    settings = copy.folder / "graphsvc.toml"
    text = settings.read_text(encoding="utf-8").replace(f"{mailboxes.as_posix()}/", "mbox/")
    settings.write_text(text, encoding="utf-8")
    return copy


def test_the_portfolio_names_outside_firms_and_colleagues(
    enron: Loaded, colleagues: set[str], show: Show
) -> None:
    rows = enron.desk.ask("portfolio", *DAY)["data"]

    held = sorted((row for row in rows if row["sole_holder"]), key=lambda row: -row["coverage_index"])
    fields = ("client_name", "coverage_index", "contact_threads", "employee_threads", "sole_holder_name")
    show("portfolio, clients on one thread", [brief(row, *fields) for row in held])
    assert len(held) >= 5
    assert {row["sole_holder_name"] for row in held} <= colleagues
    assert not any(row["client_name"].endswith(_FIRM) for row in rows)
    assert {row["basis"] for row in held} == {"measured"}


def test_bridge_people_are_colleagues(enron: Loaded, colleagues: set[str], show: Show) -> None:
    rows = enron.desk.ask("bridge-people", *DAY)["data"]

    _show_bridges(show, "bridge people on the roster", rows)
    assert len(rows) >= 2
    assert {row["person_name"] for row in rows} <= colleagues


def test_no_list_robot_or_broadcast_is_among_the_bridge_people(
    mail_only: Loaded, traffic: Traffic, show: Show
) -> None:
    rows = mail_only.desk.ask("bridge-people", *DAY)["data"][:20]

    _show_bridges(show, "bridge people by mail alone", rows)
    names = [row["person_name"] for row in rows]
    assert len(names) >= 5
    assert [name for name in names if _SHARED.search(name.partition("@")[0])] == []
    # A list never writes, a robot is never written to
    assert [name for name in names if min(traffic.sent[name], traffic.received[name]) < 5] == []


def _show_bridges(show: Show, title: str, rows: list[Mapping[str, Any]]) -> None:
    fields = ("person_name", "kinds", "brokered_pairs", "pairs_lost", "betweenness", "constraint")
    show(title, [brief(row, *fields) for row in rows[:20]])


def test_single_points_of_failure_are_colleagues_and_outside_people(
    enron: Loaded, colleagues: set[str], show: Show
) -> None:
    rows = enron.desk.ask("single-points-of-failure", *DAY)["data"]

    show("single points of failure", [f"{row['subject_name']}: {_clients(row)}" for row in rows])
    ours = {row["subject_name"] for row in rows if row["subject_kind"] == "employee"}
    theirs = {row["subject_name"] for row in rows if row["subject_kind"] == "contact"}
    assert ours
    assert ours <= colleagues
    assert theirs
    assert not any(name.endswith(_FIRM) for name in theirs)


def _clients(row: Mapping[str, Any]) -> str:
    return ", ".join(client["client_name"] for client in row["clients"])
