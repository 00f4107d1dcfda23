"""Whose mailbox a file is, and for how long."""

from typing import Any

import pytest

from graphsvc.workspace import Feed
from ingest.observed import covers_of
from ingest.tenure import united
from tests.ingest.event_feed import ANA, BEN, KAI, OUTSIDER, Desk, Mail, day

INFO = "info@harbourvale.example"


def test_a_mailbox_covers_the_employee_in_most_of_its_mails_over_its_event_days(desk: Desk) -> None:
    desk.mailbox(
        "export.mbox",
        Mail(sender=BEN, to=[KAI], sent="2026-03-02T09:00:00"),
        Mail(sender=KAI, to=[ANA, BEN], sent="2026-03-09T09:00:00"),
        Mail(sender=OUTSIDER, to=[BEN], sent="2026-03-12T09:00:00"),
        Mail(sender=KAI, to=[BEN], sent="1980-01-01T09:00:00"),
    )

    desk.load()

    assert desk.observed() == {BEN: [(day("2026-03-02"), day("2026-03-13"))]}


def test_copies_show_the_mailbox_they_lie_in(desk: Desk) -> None:
    for name in ("ana.mbox", "ben.mbox"):
        desk.mailbox(name, Mail(sender=ANA, to=[BEN], id="one"))

    desk.load()

    period = [(day("2026-03-02"), day("2026-03-03"))]
    assert desk.observed() == {ANA: period, BEN: period}


def test_a_shared_mailbox_covers_nobody(desk: Desk) -> None:
    desk.mailbox("info.mbox", Mail(sender=KAI, to=[INFO, ANA]), Mail(sender=KAI, to=[INFO], id="two"))

    report = desk.load()

    assert desk.observed() == {}
    assert report.remarks == ["info.mbox: no employee is its owner; say whose it is in 'covers'"]


def test_a_mailbox_without_own_addresses_covers_nobody(desk: Desk) -> None:
    desk.mailbox("kai.mbox", Mail(sender=KAI, to=[OUTSIDER]))

    report = desk.load()

    assert desk.observed() == {}
    assert len(report.remarks) == 1


def test_an_employee_known_from_mail_alone_is_covered_too(desk: Desk) -> None:
    carl = "carl@harbourvale.example"
    desk.mailbox("carl.mbox", Mail(sender=KAI, to=[carl]))

    desk.load()

    assert desk.observed() == {carl: [(day("2026-03-02"), day("2026-03-03"))]}


def test_an_own_address_whose_mails_were_all_dropped_is_not_covered(desk: Desk) -> None:
    desk.mailbox("carl.mbox", Mail(sender=OUTSIDER, to=["carl@harbourvale.example"]))

    desk.load()

    assert desk.observed() == {}


def test_periods_of_several_loads_are_united(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[KAI], sent="2026-01-10T09:00:00"))
    desk.load()
    desk.mailbox(
        "ana.mbox",
        Mail(sender=ANA, to=[KAI], sent="2026-01-11T09:00:00"),
        Mail(sender=ANA, to=[KAI], sent="2026-01-20T09:00:00"),
    )
    desk.load()
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[KAI], sent="2026-02-20T09:00:00"))

    desk.load()

    assert desk.observed() == {
        ANA: [(day("2026-01-10"), day("2026-01-21")), (day("2026-02-20"), day("2026-02-21"))]
    }


def test_a_server_log_covers_everybody_while_employed(desk: Desk) -> None:
    desk.employ("dan@harbourvale.example", since="2026-03-05")
    desk.mailbox(
        "1.mbox",
        Mail(sender=ANA, to=[KAI], sent="2026-03-02T09:00:00"),
        Mail(sender="eva@harbourvale.example", to=[KAI], sent="2026-03-09T09:00:00"),
    )

    desk.load(covers="all")

    end = day("2026-03-10")
    assert desk.observed() == {
        ANA: [(day("2026-03-02"), end)],
        BEN: [(day("2026-03-02"), end)],
        "dan@harbourvale.example": [(day("2026-03-05"), end)],
        "eva@harbourvale.example": [(day("2026-03-09"), end)],
    }


def test_a_second_load_of_a_server_log_says_the_same(desk: Desk) -> None:
    desk.mailbox(
        "1.mbox",
        Mail(sender=ANA, to=[KAI], sent="2026-03-02T09:00:00"),
        Mail(sender="eva@harbourvale.example", to=[KAI], sent="2026-03-09T09:00:00"),
    )
    desk.load(covers="all")
    before = desk.store.digest()

    desk.load(covers="all")

    assert desk.store.digest() == before


def test_a_feed_may_say_whom_it_covers(desk: Desk) -> None:
    desk.mailbox("1.mbox", Mail(sender=ANA, to=[KAI]))

    desk.load(covers=("Ben <ben@harbourvale.example>", "nobody@harbourvale.example"))

    assert desk.observed() == {BEN: [(day("2026-03-02"), day("2026-03-03"))]}


def test_a_feed_may_cover_nobody(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[KAI]))

    report = desk.load(covers="none")

    assert desk.observed() == {}
    assert report.remarks == []


@pytest.mark.parametrize(
    "feed, reader, records, expected",
    [
        ({"reader": "mbox"}, "", {"interaction"}, "owner"),
        ({"mapping": "mbox"}, "mbox", {"interaction"}, "owner"),
        ({"mapping": "exchange-message-trace"}, "", {"interaction"}, "all"),
        ({"mapping": "tie_days"}, "", {"tie_day"}, "named"),
        ({"mapping": "interactions"}, "", {"interaction"}, "unknown"),
        ({"mapping": "interactions", "covers": "all"}, "", {"interaction"}, "all"),
    ],
)
def test_the_kind_of_file_implies_whom_it_covers(
    feed: dict[str, Any], reader: str, records: set[str], expected: str
) -> None:
    assert covers_of(Feed(name="mail", paths=(), **feed), reader, records) == expected


def test_periods_that_overlap_or_touch_are_one() -> None:
    assert united([(5, 7), (1, 3), (3, 4), (6, 9)]) == [(1, 4), (5, 9)]
