"""Event weights of `ties-and-coverage.md` 1 to 3 and fingerprints of `import-columns.md` 7."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.store.port import EvidenceRows, UInt64
from graphsvc.tie import CHANNELS
from ingest.evidence import (
    DailyEvidence,
    Drop,
    End,
    Event,
    Ledger,
    Pair,
    WeightParams,
    dropped,
    event_of,
    fingerprints,
    local_day,
    pairs_of,
    ready_fingerprint,
    ready_pairs,
)
from ingest.mapping import Mapped, Mapping, Settings
from ingest.reader import Row
from ingest.readers.mbox_rows import MboxReader
from ingest.record import Attendee, Party
from ingest.records import Interaction, TieDay

PARAMS = WeightParams()
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECRET = b"secret of this test"


def parties(*names: str) -> tuple[Party, ...]:
    return tuple(Party(address=name) for name in names)


def who(party: Party) -> End | None:
    """Own people are written in capitals; robots are nobody, strangers only count."""
    if party.address.startswith("robot"):
        return None
    is_stranger = party.address.startswith("stranger")
    return End("" if is_stranger else party.address, own=party.address.isupper())


def mail(sender: str = "ANA", **fields: Any) -> Interaction:
    return Interaction(id="<1@x>", kind="mail", start=NOON, from_=Party(address=sender), **fields)


def meeting(*attendees: tuple[str, str, str], **fields: Any) -> Interaction:
    people = tuple(Attendee(party=Party(address=a), type=t, response=r) for a, t, r in attendees)
    return replace(Interaction(id="1", kind="meeting", start=NOON, attendees=people), **fields)


def pairs(record: Interaction, params: WeightParams = PARAMS) -> list[Pair] | Drop:
    return pairs_of(event_of(record, who, params, day=0), params)


def weights(record: Interaction) -> dict[tuple[str, str], tuple[float, float]]:
    found = pairs(record)
    assert isinstance(found, list)
    return {(pair.first, pair.second): (pair.given, pair.received) for pair in found}


def yes(*names: str) -> list[tuple[str, str, str]]:
    return [(name, "required", "accepted") for name in names]


@pytest.mark.parametrize("field, expected", [("to", 1), ("cc", 0.5), ("bcc", 0.25), ("recipients", 0.75)])
def test_a_mail_weighs_by_the_field_its_reader_stands_in(field: str, expected: float) -> None:
    readers: dict[str, Any] = {field: parties("carl")}

    assert weights(mail(**readers)) == {("ANA", "carl"): (expected, 0)}


def test_the_lower_key_stands_first_and_its_side_is_what_it_gave() -> None:
    assert weights(mail("carl", to=parties("ANA"))) == {("ANA", "carl"): (0, 1)}


def test_a_mail_makes_no_pair_of_its_readers() -> None:
    found = weights(mail(to=parties("BEN", "carl", "dora", "emil")))

    assert set(found) == {("ANA", "BEN"), ("ANA", "carl"), ("ANA", "dora"), ("ANA", "emil")}
    assert set(found.values()) == {(0.5, 0)}


def test_a_reader_named_twice_counts_once_with_the_larger_share() -> None:
    """Data README, dirt 1: Bcc repeats Cc."""
    record = mail(cc=parties("carl", "dora"), bcc=parties("carl", "dora"), to=parties("dora", "ANA"))

    found = weights(record)

    assert found["ANA", "carl"][0] == pytest.approx(0.5 * 2**-0.5, abs=2**-24)
    assert found["ANA", "dora"][0] == pytest.approx(2**-0.5, abs=2**-24)


def test_strangers_dilute_but_make_no_pair_and_robots_do_neither() -> None:
    record = mail(to=parties("carl", "stranger1", "stranger2", "stranger3", "robot"))

    assert weights(record) == {("ANA", "carl"): (0.5, 0)}


def test_doubt_about_who_it_is_lowers_the_weight() -> None:
    event = Event(channel="mail", day=0, weight=1, sender=End("a", match=0.5), people=(End("b", match=0.8),))

    found = pairs_of(event, PARAMS)

    assert not isinstance(found, Drop)
    assert found[0].given == pytest.approx(0.4, abs=2**-24)


def test_weights_are_multiples_of_two_to_the_minus_24() -> None:
    found = weights(mail(to=parties("b", "c", "d")))

    assert all((2**24 * given).is_integer() for given, _ in found.values())


@pytest.mark.parametrize(
    "record, reason",
    [
        (mail(to=parties(*(f"x{k}" for k in range(51)))), Drop.CROWD),
        (mail(to=parties("robot")), Drop.ALONE),
        (mail("robot", to=parties("carl")), Drop.ALONE),
        (mail(to=parties("stranger")), Drop.UNKNOWN),
        (mail("stranger", to=parties("carl")), Drop.UNKNOWN),
        (replace(mail(to=parties("carl")), from_=None), Drop.ALONE),
        (meeting(*yes("ANA")), Drop.ALONE),
        (meeting(*yes("carl", "dora")), Drop.UNKNOWN),
        (meeting(*yes("ANA", *(f"x{k}" for k in range(25)))), Drop.CROWD),
        (meeting(*yes("ANA", "carl"), kind="call", duration_min=0), Drop.EMPTY),
    ],
)
def test_what_makes_no_pair_says_why(record: Interaction, reason: Drop) -> None:
    assert pairs(record) is reason


def test_the_largest_crowds_still_count() -> None:
    """Reference 3: recipients 50, meeting 25."""
    assert len(weights(mail(to=parties(*(f"x{k}" for k in range(50)))))) == 50
    assert len(weights(meeting(*yes("ANA", *(f"x{k}" for k in range(24)))))) == 24


@pytest.mark.parametrize(
    "kind, minutes, expected",
    [
        ("meeting", 30, 4),
        ("meeting", 60, 8),
        ("meeting", 90, 8),
        ("meeting", None, 4),
        ("meeting", 1440, 4),
        ("call", 15, 2),
        ("call", None, 1.5),
        ("logged_live", 30, 0.7),
    ],
)
def test_a_meeting_weighs_by_its_minutes_on_both_sides(
    kind: str, minutes: int | None, expected: float
) -> None:
    """Reference 3: minutes / 7.5, cap 8; unknown or all-day: meeting 4, call 1.5; logged 0.7."""
    found = weights(meeting(*yes("ANA", "carl"), kind=kind, duration_min=minutes))

    assert found["ANA", "carl"] == pytest.approx((expected, expected))


def test_a_meeting_makes_every_pair_with_an_own_person() -> None:
    found = weights(meeting(*yes("ANA", "BEN", "carl", "dora")))

    assert set(found) == {("ANA", "BEN"), ("ANA", "carl"), ("ANA", "dora"), ("BEN", "carl"), ("BEN", "dora")}


@pytest.mark.parametrize(
    "part, answer, share",
    [
        ("organizer", "none", 1),
        ("required", "accepted", 1),
        ("optional", "accepted", 0.6),
        ("required", "tentative", 0.5),
        ("optional", "none", 0.5),
    ],
)
def test_the_smaller_share_of_both_ends_counts(part: str, answer: str, share: float) -> None:
    """Reference 3: r = min(type, response), for mutual channels the smaller r of the two ends."""
    found = weights(meeting(*yes("ANA"), ("carl", part, answer), duration_min=30))

    assert found["ANA", "carl"][0] == pytest.approx(4 * share, abs=2**-22)


def test_who_declined_or_is_a_room_was_not_there_and_the_organiser_was() -> None:
    record = meeting(
        ("carl", "required", "declined"), ("dora", "out", "accepted"), *yes("emil"), duration_min=30
    )

    found = weights(replace(record, organizer=Party(address="ANA")))

    assert found == {("ANA", "emil"): (4, 4)}


def test_a_call_written_with_sender_and_receiver_has_both_in_it() -> None:
    record = replace(mail(to=parties("carl")), kind="call", duration_min=15)

    assert weights(record) == {("ANA", "carl"): (2, 2)}


@pytest.mark.parametrize(
    "sender, reader, direction, expected",
    [
        ("ANA", "carl", "unknown", (0.7, 0)),
        ("ANA", "carl", "out", (0.7, 0)),
        ("ANA", "carl", "in", (0, 0.7)),
        ("carl", "ANA", "in", (0, 0.7)),
    ],
)
def test_a_logged_mail_goes_the_way_it_went(
    sender: str, reader: str, direction: str, expected: tuple[float, float]
) -> None:
    record = replace(mail(sender, to=parties(reader)), kind="logged_mail", direction=direction)

    assert weights(record) == {("ANA", "carl"): pytest.approx(expected, abs=2**-24)}


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"automatic": True}, Drop.AUTOMATIC),
        ({"private": True}, Drop.PRIVATE),
        ({"status": "cancelled"}, Drop.CANCELLED),
        ({"start": NOON + timedelta(minutes=1)}, Drop.NOT_OVER),
        ({"duration_min": 1}, Drop.NOT_OVER),
        ({"status": "planned"}, None),
        ({}, None),
    ],
)
def test_some_interactions_never_count(change: dict[str, Any], reason: Drop | None) -> None:
    assert dropped(replace(mail(), **change), now=NOON) is reason


def test_a_day_is_that_of_the_workspace() -> None:
    late = datetime(1970, 1, 2, 23, 30, tzinfo=UTC)

    assert (local_day(late, UTC), local_day(late, ZoneInfo("Europe/Berlin"))) == (1, 2)


def test_the_version_names_the_values() -> None:
    assert WeightParams(alpha=0.5).version == PARAMS.version != WeightParams(alpha=0.6).version


def test_ready_weights_stand_under_their_channel_and_live_ones_under_meeting() -> None:
    row = TieDay(
        date=date(2026, 6, 1), employee="z", contact="a", w_out=Decimal(2), w_in=Decimal(1), w_sync=Decimal(4)
    )

    assert ready_pairs(row, employee="z", contact="a") == [
        Pair("a", "z", "meeting", 4, 4),
        Pair("a", "z", "mail", 1, 2),
    ]
    assert ready_pairs(replace(row, w_out=Decimal(0), w_in=Decimal(0)), employee="b", contact="c") == [
        Pair("b", "c", "meeting", 4, 4)
    ]
    assert ready_pairs(replace(row, channel="call", w_sync=Decimal(0)), employee="b", contact="c") == [
        Pair("b", "c", "call", 2, 2)
    ]
    assert ready_pairs(replace(row, w_sync=Decimal(0)), employee="b", contact="c") == [
        Pair("b", "c", "mail", 2, 1)
    ]


def marks(record: Interaction, *, source: str = "one", secret: bytes = SECRET) -> set[int]:
    return set(fingerprints(record, source=source, secret=secret))


def test_a_mail_is_known_by_its_id_or_by_moment_sender_and_readers() -> None:
    base = mail(to=parties("b", "c"), cc=parties("d"))

    other_id, no_id = replace(base, id="<2@x>"), replace(base, id="")
    resorted = replace(other_id, to=parties("d", "c"), cc=parties("b"), bcc=parties("e"))
    later = replace(base, start=NOON + timedelta(seconds=1))

    assert len(marks(base)) == 2
    assert marks(base) & marks(other_id) == marks(base) & marks(resorted) == marks(no_id)
    assert len(marks(base) & marks(later)) == 1
    assert not marks(replace(later, id="")) & marks(base)
    assert marks(base, source="two") == marks(base)


def test_a_mail_without_sender_is_known_by_its_id_and_one_with_unsplit_readers_by_them() -> None:
    unsplit = replace(mail(recipients=parties("b", "c")), id="")

    assert len(marks(replace(mail(), from_=None))) == 1
    assert marks(unsplit) == marks(replace(mail(to=parties("c"), cc=parties("b")), id=""))


def test_a_meeting_is_the_same_in_every_calendar_and_a_call_only_in_its_source() -> None:
    met, call = meeting(*yes("a", "b")), meeting(*yes("a", "b"), kind="call")

    assert marks(met) == marks(met, source="two")
    assert marks(call) != marks(call, source="two")
    assert marks(replace(call, id="")) == marks(replace(call, id=""), source="two")
    assert marks(replace(call, id="")) != marks(replace(call, id="", start=NOON + timedelta(hours=1)))


def test_fingerprints_depend_on_the_secret_and_fit_64_bits() -> None:
    assert not marks(mail(), secret=b"another") & marks(mail())
    assert all(0 <= mark < 2**64 for mark in marks(mail()))


def test_ready_weights_are_known_by_day_pair_channel_and_feed() -> None:
    row = TieDay(date=date(2026, 6, 1), employee="a", contact="b", w_out=Decimal(1))

    def mark(record: TieDay, first: str, source: str) -> int:
        second = {"a": "b", "b": "a"}[first]
        return ready_fingerprint(record, first=first, second=second, source=source, secret=SECRET)

    assert mark(row, "a", "viva") == mark(replace(row, w_out=Decimal(2)), "b", "viva")
    assert (
        mark(row, "a", "viva") != mark(row, "a", "other") != mark(replace(row, channel="call"), "a", "viva")
    )


def nothing(_: Sequence[int]) -> dict[int, UInt64]:
    return {}


def test_an_item_is_new_once_and_knows_all_its_fingerprints_from_then_on() -> None:
    ledger = Ledger(nothing)

    answers = [ledger.is_new(5, found, "p") for found in ((1, 2), (1, 3), (3,), (2**64 - 1,), (2**64 - 1,))]

    assert answers == [True, False, True, True, False]


def test_an_item_of_an_earlier_load_is_known_and_each_day_is_asked_once() -> None:
    asked: list[Sequence[int]] = []

    def known(days: Sequence[int]) -> dict[int, UInt64]:
        asked.append(days)
        return {5: np.array([9, 2**64 - 1, 7], dtype=np.uint64)}

    ledger = Ledger(known)
    answers = [ledger.is_new(day, (mark,), "p") for day, mark in ((5, 9), (5, 2**64 - 1), (5, 8), (6, 9))]

    assert answers == [False, False, True, True]
    assert asked == [[5], [6]]


def test_new_fingerprints_come_out_by_day_once_with_their_senders() -> None:
    ledger = Ledger(nothing)
    for day, found, sender in ((6, (4,), "p"), (5, (3, 1), "q"), (5, (2,), "")):
        ledger.is_new(day, found, sender)

    first, second = ledger.drain(), ledger.drain()

    assert [(seen.day, seen.prints.tolist(), seen.senders) for seen in first] == [
        (5, [1, 2, 3], ("q", "", "q")),
        (6, [4], ("p",)),
    ]
    assert second == []
    assert ledger.is_new(5, (1,), "q") is False


def listed(rows: Sequence[EvidenceRows]) -> list[tuple[Any, ...]]:
    return [
        (row.src, row.dst, row.qual, row.day.tolist(), row.given.tolist(), row.received.tolist())
        for row in rows
    ]


def test_evidence_comes_out_by_pair_and_channel_with_one_entry_a_day() -> None:
    daily = DailyEvidence("inbox")
    for day, record in (
        (9, mail(to=parties("carl"))),
        (3, mail("carl", to=parties("ANA"))),
        (9, mail(cc=parties("carl"))),
    ):
        daily.add(event_of(record, who, PARAMS, day=day), PARAMS)
    daily.add(event_of(meeting(*yes("carl", "BEN")), who, PARAMS, day=4), PARAMS)
    daily.add(event_of(meeting(*yes("carl", "ANA")), who, PARAMS, day=4), PARAMS)

    first, second = list(daily.drain()), list(daily.drain())

    assert listed(first) == [
        ("ANA", "carl", "inbox|mail", [3, 9], [0, 1.5], [1, 0]),
        ("ANA", "carl", "inbox|meeting", [4], [4], [4]),
        ("BEN", "carl", "inbox|meeting", [4], [4], [4]),
    ]
    assert second == []


def test_what_made_no_evidence_is_counted_with_its_reason() -> None:
    daily = DailyEvidence("inbox")

    answers = [
        daily.add(event_of(mail(to=parties(name)), who, PARAMS, day=1), PARAMS) for name in ("carl", "robot")
    ]

    assert answers == [True, False]
    assert daily.dropped == {"fewer-than-two-people": 1}


def test_ready_weights_are_marked_as_such() -> None:
    daily = DailyEvidence("viva", ready=True)
    daily.add_pair(Pair("a", "b", "mail", 1, 2), 7)

    assert listed(list(daily.drain())) == [("a", "b", "viva|mail|ready", [7], [1], [2])]


def test_chat_counts_per_pair_and_day_and_half_each_way_if_both_wrote() -> None:
    """Reference 3: b chat 0.5 per pair and day; 0.25 each way if both wrote."""
    daily = DailyEvidence("chat")
    for day, sender, reader in (
        (1, "ANA", "carl"),
        (1, "ANA", "carl"),
        (2, "ANA", "carl"),
        (2, "carl", "ANA"),
    ):
        record = replace(mail(sender, to=parties(reader)), kind="chat")
        daily.add(event_of(record, who, PARAMS, day=day), PARAMS)

    assert listed(list(daily.drain())) == [("ANA", "carl", "chat|chat", [1, 2], [0.5, 0.25], [0, 0.25])]


ADDED = st.tuples(
    st.integers(0, 5),
    st.integers(0, 5),
    st.sampled_from([name for name in CHANNELS if name != "chat"]),
    st.integers(0, 3),
    st.integers(0, 2**26).map(lambda k: k / 2**24),
)


@given(rows=st.lists(ADDED, max_size=40), compact=st.integers(1, 20))
def test_sums_are_those_of_a_plain_dictionary_however_often_columns_are_compacted(
    rows: list[tuple[int, int, str, int, float]], compact: int
) -> None:
    expected: dict[tuple[str, str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    daily = DailyEvidence("f")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.evidence._COMPACT", compact)
        for one, other, channel, day, weight in rows:
            first, second = f"p{min(one, other)}", f"q{max(one, other)}"
            daily.add_pair(Pair(first, second, channel, weight, 0), day)
            expected[first, second, channel][day] += weight

        found = list(daily.drain())

    got = {
        (row.src, row.dst, row.channel): dict(zip(row.day.tolist(), row.given.tolist(), strict=True))
        for row in found
    }
    assert got == expected
    assert [(row.src, row.dst) for row in found] == sorted((row.src, row.dst) for row in found)


@pytest.mark.data
def test_nine_mailboxes_hold_6304_distinct_mails(shared_data: Path) -> None:
    """Import reference 7 and data README, dirt 1: 10,628 copies are 6,304 mails."""
    mapping, ledger = Mapping.load("mbox"), Ledger(nothing)
    answers = []
    for path in sorted((shared_data / "enron" / "mbox").iterdir()):
        sheet = MboxReader().read(path, mapping.layout)
        table = mapping.bind(sheet, Settings())
        rows = [row for row in sheet.open_rows() if isinstance(row, Row)]
        for outcome in (outcome for row in rows for outcome in table.apply(row)):
            assert isinstance(outcome, Mapped)
            assert isinstance(outcome.record, Interaction)
            found = fingerprints(outcome.record, source="mail", secret=SECRET)
            answers.append(ledger.is_new(local_day(outcome.record.start, UTC), found, ""))

    assert (len(answers), sum(answers)) == (10_628, 6_304)
