"""Feeds of events, from files to what a real store holds."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import InputRefusedError
from ingest import events
from ingest.identity import address_token
from ingest.parties import Excluded
from tests.ingest.event_feed import (
    ANA,
    BEN,
    CLIENT_KEY,
    KAI,
    LIV,
    NORTHWICK,
    OUTSIDER,
    Desk,
    Mail,
    StoppedError,
    day,
    key,
    open_desk,
)


def test_a_mail_becomes_evidence_of_the_sender_and_each_receiver(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[BEN, KAI]))

    report = desk.load()

    # ties-and-coverage 3: b = 1, r = 1, n = 2, so w = 1 / sqrt 2, rounded to multiples of 2^-24
    weight = round(2**-0.5 * 2**24) / 2**24
    assert desk.evidence() == {
        (ANA, BEN, "mail"): {"2026-03-02": (weight, 0.0)},
        (ANA, KAI, "mail"): {"2026-03-02": (weight, 0.0)},
    }
    assert (report.read, report.accepted, report.set_aside) == (1, 1, 0)


def test_a_mail_in_two_mailboxes_counts_once(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[BEN], id="one"))
    desk.mailbox("ben.mbox", Mail(sender=ANA, to=[BEN], id="one"))

    report = desk.load()

    assert desk.evidence() == {(ANA, BEN, "mail"): {"2026-03-02": (1.0, 0.0)}}
    assert (report.read, report.duplicates, report.accepted) == (2, 1, 1)


def test_the_same_mail_under_another_message_id_counts_once(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[BEN], id="one"), Mail(sender=ANA, to=[BEN], id="two"))

    report = desk.load()

    assert report.duplicates == 1
    assert desk.evidence() == {(ANA, BEN, "mail"): {"2026-03-02": (1.0, 0.0)}}


def test_a_copy_is_counted_before_anything_else_is_judged(desk: Desk) -> None:
    robot = Mail(sender=ANA, to=[BEN], id="one", headers=["List-Id: news"])
    early = Mail(sender=ANA, to=[BEN], id="two", sent="1980-01-01T00:00:00")
    desk.mailbox("ana.mbox", robot, robot, early, early)

    report = desk.load()

    assert (report.read, report.duplicates, report.set_aside) == (4, 2, 2)


def test_a_second_load_of_the_same_files_adds_nothing(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[BEN, KAI]), Mail(sender=KAI, to=[ANA, OUTSIDER]))
    desk.load()
    before = desk.store.digest()

    report = desk.load()

    assert (report.accepted, report.duplicates, report.created, report.changed) == (0, 2, 0, 0)
    assert desk.store.digest() == before


@pytest.mark.parametrize("run", ["mail-resumed", ""])
def test_a_load_that_was_cut_short_neither_loses_nor_doubles(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, run: str
) -> None:
    monkeypatch.setattr(events, "_BATCH", 1)
    monkeypatch.setattr(events, "_BLOCK", 1)
    later, sooner = Mail(sender=ANA, to=[BEN, KAI]), Mail(sender=KAI, to=[ANA], sent="2026-03-01T12:00:00")
    desk.mailbox("ana.mbox", later, sooner)
    with pytest.raises(StoppedError):
        desk.load(run="mail-resumed", stop_at_write=1)

    desk.load(run=run)

    half = round(2**-0.5 * 2**24) / 2**24
    assert desk.evidence() == {
        (ANA, BEN, "mail"): {"2026-03-02": (half, 0.0)},
        (ANA, KAI, "mail"): {"2026-03-01": (0.0, 1.0), "2026-03-02": (half, 0.0)},
    }
    assert desk.employments()[KAI, NORTHWICK] == [day("2026-03-01")]
    assert desk.observed() == {ANA: [(day("2026-03-01"), day("2026-03-03"))]}


def test_a_contact_known_later_gets_exactly_the_evidence_that_was_missing(desk: Desk) -> None:
    half = round(2**-0.5 * 2**24) / 2**24
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[BEN, OUTSIDER]), Mail(sender=OUTSIDER, to=[ANA]))
    desk.load()
    desk.employ(OUTSIDER, organisation=CLIENT_KEY)

    report = desk.load()

    assert desk.evidence() == {
        (ANA, BEN, "mail"): {"2026-03-02": (half, 0.0)},
        (ANA, OUTSIDER, "mail"): {"2026-03-02": (half, 1.0)},
    }
    assert report.counts["items_completed"] == 1


def test_evidence_is_completed_once_even_where_somebody_stays_unknown(desk: Desk) -> None:
    third = round(3**-0.5 * 2**24) / 2**24
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[BEN, OUTSIDER, "who@nobody.example"]))
    desk.load()
    desk.employ(OUTSIDER, organisation=CLIENT_KEY)
    desk.load()

    report = desk.load()

    assert desk.evidence()[ANA, OUTSIDER, "mail"] == {"2026-03-02": (third, 0.0)}
    assert desk.evidence()[ANA, BEN, "mail"] == {"2026-03-02": (third, 0.0)}
    assert report.counts["items_completed"] == 0


def test_strangers_dilute_and_leave_no_address_behind(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[BEN, OUTSIDER]), Mail(sender=ANA, to=[OUTSIDER]))

    report = desk.load()

    assert desk.evidence()[ANA, BEN, "mail"]["2026-03-02"][0] == pytest.approx(2**-0.5)
    assert OUTSIDER not in desk.people()
    assert report.counts["addresses_unknown"] == 1
    assert report.reasons == {"no two of its people are known here": 1}
    assert OUTSIDER.encode() not in (desk.root / "graph.db").read_bytes()


def test_a_mail_nobody_may_know_of_leaves_no_fingerprint(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[OUTSIDER]))

    desk.load()

    assert desk.seen("2026-03-02") == 0


def test_days_outside_the_feed_are_listed_with_their_line(desk: Desk) -> None:
    desk.mailbox(
        "ana.mbox",
        Mail(sender=ANA, to=[BEN], sent="1979-12-31T12:00:00"),
        Mail(sender=ANA, to=[BEN], sent="2026-07-01T12:00:00"),
        Mail(sender=ANA, to=[BEN], sent="2026-06-30T12:00:00"),
    )

    report = desk.load()

    assert [(note.file, note.line) for note in report.notes] == [("ana.mbox", 1), ("ana.mbox", 9)]
    assert report.reasons == {"day outside 1995-01-01 to 2026-06-30": 2}
    assert list(desk.evidence()[ANA, BEN, "mail"]) == ["2026-06-30"]


@pytest.mark.parametrize(
    "mail, reason",
    [
        (Mail(sender=ANA, to=[BEN], headers=["Auto-Submitted: auto-replied"]), "automatic mail"),
        (Mail(sender=ANA, to=[BEN, *(f"x{n}@a.example" for n in range(50))]), "too many people"),
        (Mail(sender="no-reply@harbourvale.example", to=[BEN]), "fewer than two people left"),
        (Mail(sender=ANA, to=["info@northwick.example"]), "fewer than two people left"),
    ],
)
def test_what_is_no_conversation_is_set_aside_with_its_reason(desk: Desk, mail: Mail, reason: str) -> None:
    desk.mailbox("ana.mbox", mail)

    report = desk.load()

    assert report.reasons == {reason: 1}
    assert desk.evidence() == {}


def test_a_batch_is_written_whenever_enough_is_new(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_BATCH", 2)
    monkeypatch.setattr(events, "_BLOCK", 2)
    days = [f"2026-03-{number:02}" for number in range(1, 8)]
    mails = [Mail(sender=ANA, to=[KAI], sent=f"{each}T08:00:00") for each in reversed(days)]
    desk.mailbox("ana.mbox", *mails)

    report = desk.load()

    assert list(desk.evidence()[ANA, KAI, "mail"]) == days
    assert desk.employments()[KAI, NORTHWICK] == [day("2026-03-01")]
    assert report.counts["contacts_inferred"] == 1


def test_a_feed_with_too_many_wrong_rows_is_refused(desk: Desk) -> None:
    wrong = Mail(sender=BEN, to=[ANA]).text(2).replace("Date: ", "Date: no day ")
    desk.write("ana.mbox", Mail(sender=ANA, to=[BEN]).text(1) + wrong)

    with pytest.raises(InputRefusedError, match=r"1 of 2 rows are wrong, .* First: ana.mbox, line 9, start"):
        desk.load()

    assert desk.evidence() == {}


def test_excluded_people_and_domains_only_dilute(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[BEN, KAI, LIV, "works@council.example"]))
    shut = Excluded(tokens=frozenset({address_token(KAI)}), domains=frozenset({"council.example"}))

    report = desk.load(excluded=shut)

    assert set(desk.evidence()) == {(ANA, BEN, "mail"), (ANA, LIV, "mail")}
    assert desk.evidence()[ANA, BEN, "mail"]["2026-03-02"][0] == pytest.approx(4**-0.5)
    assert report.counts["addresses_excluded"] == 2


PEOPLE = st.sampled_from([ANA, BEN, KAI, LIV, OUTSIDER])
MAILS = st.lists(
    st.builds(
        Mail,
        sender=PEOPLE,
        to=st.lists(PEOPLE, min_size=1, max_size=3, unique=True),
        sent=st.sampled_from(["2026-03-02T09:00:00", "2026-03-03T09:00:00"]),
        id=st.integers(1, 4).map(str),
    ),
    max_size=8,
)


def desk_in(folder: str) -> Desk:
    opened = open_desk(Path(folder))
    opened.employ(ANA, BEN)
    opened.know_client()
    return opened


@given(mails=MAILS)
def test_somebody_known_late_has_the_evidence_of_somebody_known_from_the_start(mails: list[Mail]) -> None:
    with TemporaryDirectory() as early, TemporaryDirectory() as late:
        before, after = desk_in(early), desk_in(late)
        for each in (before, after):
            each.mailbox("mail.mbox", Mail(sender=ANA, to=[BEN]), *mails)
        before.employ(OUTSIDER, organisation=CLIENT_KEY)
        before.load()
        after.load()
        after.employ(OUTSIDER, organisation=CLIENT_KEY)

        after.load()

        assert after.evidence() == before.evidence()


@given(mails=MAILS, at=st.integers(0, 8))
def test_two_loads_of_halves_are_one_load_of_all(mails: list[Mail], at: int) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        whole, halves = desk_in(one), desk_in(two)
        first, second = [Mail(sender=ANA, to=[BEN]), *mails[:at]], mails[at:]
        whole.mailbox("mail.mbox", *first, *second)
        whole.load()
        halves.mailbox("1.mbox", *first)
        halves.load()
        if second:
            halves.mailbox("2.mbox", *second)

        halves.load()

        assert halves.evidence() == whole.evidence()
        assert halves.employments() == whole.employments()


def test_an_erased_person_does_not_come_back(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[KAI, LIV]))
    desk.load()
    desk.store.erase(key(KAI), actor="counsel", reason="asked for")
    desk.mailbox("ana.mbox", Mail(sender=KAI, to=[ANA, BEN], sent="2026-03-04T12:00:00"))

    report = desk.load()

    assert KAI not in desk.people()
    assert set(desk.evidence()) == {(ANA, LIV, "mail")}
    assert report.counts["refused_erased"] > 0


def test_a_message_that_was_cut_off_is_rejected_and_the_rest_is_used(desk: Desk) -> None:
    whole = Mail(sender=ANA, to=[KAI]).text(1)
    desk.write("ana.mbox", whole + "From ben@harbourvale.example Mon Mar 02 12:00:00 2026\nFrom: ben")

    report = desk.load(max_rejected=0.5)

    assert [(note.line, note.fate) for note in report.notes] == [(9, "rejected")]
    assert report.accepted == 1


def test_rows_that_the_mapping_leaves_out_are_set_aside(desk: Desk) -> None:
    desk.table(
        "events.csv",
        "Id,StartDateTime,EndDateTime,Owner.Email,Who.Email,IsDeleted",
        f"00U1,2026-03-02T09:00:00Z,2026-03-02T09:30:00Z,{ANA},{KAI},true",
    )

    report = desk.load(mapping="salesforce-event", reader=None, paths=("events.csv",))

    assert report.reasons == {"filtered out by IsDeleted": 1}
