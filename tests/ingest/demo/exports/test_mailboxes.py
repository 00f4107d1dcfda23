"""Mailboxes overlap, belong to their owner and hold no content."""

from collections import Counter, defaultdict
from typing import Any

from ingest.demo import DemoPlan

Mails = list[Any]


def test_a_mail_between_two_of_us_lies_in_both_mailboxes(mails: Mails) -> None:
    copies = Counter(mail.id for mail in mails)

    assert len([count for count in copies.values() if count > 1]) > 1_000


def test_the_mailboxes_hold_nearly_every_mail_of_the_plan(demo: DemoPlan, mails: Mails) -> None:
    distinct = {mail.key for mail in mails}

    assert demo.mails * 0.97 < len(distinct) <= demo.mails  # the rest lies in unconnected mailboxes only


def test_the_owner_takes_part_in_every_mail_of_the_box(mails: Mails) -> None:
    strangers = defaultdict[str, int](int)
    for mail in mails:
        people = {address.partition("@")[0] for address in (mail.sender, *mail.to, *mail.cc)}
        strangers[mail.box] += mail.box not in people

    assert len(strangers) == 83  # 90 less one in five large units and two of the cast
    assert set(strangers.values()) == {0}


def test_a_mail_carries_headers_and_one_neutral_line(mails: Mails) -> None:
    assert {mail.body for mail in mails} == {"Body not exported.\n"}


def test_names_outside_ascii_are_encoded(mails: Mails) -> None:
    assert any("=?utf-8?" in mail.shown[0] for mail in mails)
    assert all(header.isascii() for mail in mails for header in mail.shown)
