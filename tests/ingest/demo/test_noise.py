"""The mailboxes hold the noise that every reader has to see through."""

from collections import Counter
from collections.abc import Callable
from typing import Any

Rows = Callable[[str], list[dict[str, str]]]
Mails = list[Any]


def test_robots_and_lists_mark_themselves(mails: Mails) -> None:
    marked = Counter(mark for mail in mails for mark in mail.marks)

    assert set(marked) == {"Auto-Submitted", "List-Id", "Precedence"}
    assert min(marked.values()) > 20


def test_a_broadcast_reaches_more_than_fifty(mails: Mails) -> None:
    sizes = {mail.id: len(mail.to) for mail in mails}

    broadcasts = [size for size in sizes.values() if size > 50]

    assert 5 <= len(broadcasts) <= 12


def test_some_mails_are_filed_again_under_another_id(mails: Mails) -> None:
    keys = {mail.id: mail.key for mail in mails}

    assert len(keys) - len(set(keys.values())) >= 50


def test_one_mail_comes_from_a_lost_clock(mails: Mails) -> None:
    assert len([mail for mail in mails if " 1980 " in mail.sent]) == 1


def test_strangers_write_from_addresses_no_file_names(mails: Mails, rows: Rows) -> None:
    named = {row["personal_email"] for row in rows("alumni.csv")}

    private = {mail.sender for mail in mails if mail.sender.endswith("@postbox.example")}

    assert private - named
    assert private & named
