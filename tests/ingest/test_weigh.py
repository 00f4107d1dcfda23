"""Meetings, calls, chats and ready weights from tables, with the weights of `ties-and-coverage.md` 3."""

from dataclasses import replace

import pytest

from graphsvc.store.port import NodeClaim
from tests.ingest.event_feed import ANA, BEN, KAI, LIV, OUTSIDER, Desk, day, key

HEAD = "id,kind,start,from,to,organizer,attendees,duration_min,status,private"
TIES = "date,employee,contact,channel,w_out,w_in,w_sync"


def load_rows(desk: Desk, *rows: str) -> dict[str, int]:
    desk.table("interactions.csv", HEAD, *rows)
    report = desk.load(mapping="interactions", reader=None, paths=("interactions.csv",))
    return dict(report.reasons)


def test_a_meeting_joins_everybody_with_an_own_person(desk: Desk) -> None:
    load_rows(desk, f"m1,meeting,2026-03-02T09:00:00Z,,,{ANA},{BEN}|required|accepted;{KAI};{LIV},60,held,")

    # b = 60 / 7.5 = 8; n = 3; r = 1 for Ana and Ben, 0.5 for those who did not answer
    full, half = (round(weight * 3**-0.5 * 2**24) / 2**24 for weight in (8, 4))
    at = "2026-03-02"
    assert desk.evidence() == {
        (ANA, BEN, "meeting"): {at: (full, full)},
        (ANA, KAI, "meeting"): {at: (half, half)},
        (ANA, LIV, "meeting"): {at: (half, half)},
        (BEN, KAI, "meeting"): {at: (half, half)},
        (BEN, LIV, "meeting"): {at: (half, half)},
    }


def test_somebody_who_had_not_started_yet_is_no_own_person(desk: Desk) -> None:
    dan = "dan@harbourvale.example"
    desk.employ(dan, since="2026-05-01")

    load_rows(
        desk,
        f"m1,meeting,2026-03-02T09:00:00Z,,,{dan},{KAI},30,held,",
        f"m2,meeting,2026-05-02T09:00:00Z,,,{dan},{KAI},30,held,",
    )

    assert list(desk.evidence()[dan, KAI, "meeting"]) == ["2026-05-02"]


def test_an_inferred_employee_is_an_own_person_before_the_start_known_so_far(desk: Desk) -> None:
    carl = "carl@harbourvale.example"
    load_rows(desk, f"m1,meeting,2026-03-02T09:00:00Z,,,{carl},{KAI},30,held,")

    load_rows(desk, f"m2,meeting,2026-02-02T09:00:00Z,,,{carl},{KAI},30,held,")

    assert list(desk.evidence()[carl, KAI, "meeting"]) == ["2026-02-02", "2026-03-02"]
    assert desk.employments()[carl, "Harbour & Vale"] == [day("2026-02-02")]


def test_the_day_is_taken_in_the_time_zone_of_the_workspace(desk: Desk) -> None:
    desk.firm = replace(desk.firm, time_zone="Europe/Copenhagen")

    load_rows(desk, f"m1,call,2026-06-01T22:30:00Z,{ANA},{KAI},,,15,held,")

    assert desk.evidence() == {(ANA, KAI, "call"): {"2026-06-02": (2.0, 2.0)}}


@pytest.mark.parametrize(
    "row, reason",
    [
        (f"m1,meeting,2026-03-02T09:00:00Z,,,{ANA},{KAI},30,cancelled,", "cancelled"),
        (f"m1,meeting,2026-03-02T09:00:00Z,,,{ANA},{KAI},30,held,true", "private or confidential"),
        (
            f"m1,meeting,2026-06-30T23:50:00Z,,,{ANA},{KAI},30,planned,",
            "not over on the day of the load",
        ),
        (f"m1,meeting,2026-03-02T09:00:00Z,,,{ANA},{KAI}||declined,30,held,", "fewer than two people left"),
        (f"m1,meeting,2026-03-02T09:00:00Z,,,{ANA},{KAI},0,held,", "no weight"),
    ],
)
def test_meetings_that_do_not_count_are_set_aside(desk: Desk, row: str, reason: str) -> None:
    reasons = load_rows(desk, row)

    assert reasons == {reason: 1}
    assert desk.evidence() == {}


def test_a_meeting_in_two_exports_counts_once(desk: Desk) -> None:
    row = f"m1,meeting,2026-03-02T09:00:00Z,,,{ANA},{KAI},30,held,"
    load_rows(desk, row)

    load_rows(desk, row, f"m2,meeting,2026-03-02T09:00:00Z,,,{ANA},{OUTSIDER},30,held,")

    assert len(desk.evidence()) == 1
    assert set(desk.evidence()[ANA, KAI, "meeting"]) == {"2026-03-02"}


def test_people_named_by_the_ids_of_other_feeds_are_found(desk: Desk) -> None:
    tokens = ("crm|employee|005A", f"@{ANA}")
    desk.say(nodes=[NodeClaim(kind="Person", key=key(ANA), properties={"name": "Ana"}, tokens=tokens)])
    desk.table(
        "events.csv",
        "Id,StartDateTime,EndDateTime,OwnerId,Who.Email",
        f"00U1,2026-03-02T09:00:00Z,2026-03-02T09:30:00Z,005A,{KAI}",
        f"00U2,2026-03-02T09:00:00Z,2026-03-02T09:30:00Z,005Z,{KAI}",
    )

    report = desk.load(mapping="salesforce-event", reader=None, paths=("events.csv",))

    assert set(desk.evidence()) == {(ANA, KAI, "meeting")}
    assert report.counts["ids_unknown"] == 1


def test_files_of_unknown_owners_say_so(desk: Desk) -> None:
    desk.table("interactions.csv", HEAD, f"m1,call,2026-03-02T09:00:00Z,{ANA},{KAI},,,15,held,")

    report = desk.load(mapping="interactions", reader=None, paths=("interactions.csv",))

    assert report.remarks == ["whose mail or calendar these files hold is not known; set 'covers'"]
    assert desk.observed() == {}


def test_ready_weights_are_kept_apart_and_cover_the_employees_they_name(desk: Desk) -> None:
    desk.table(
        "ties.csv",
        TIES,
        f"2026-03-02,{ANA},{KAI},mail,1,0.5,0",
        f"2026-03-09,{ANA},{LIV},mail,0,0,4",
    )

    report = desk.load(mapping="tie_days", reader=None, paths=("ties.csv",))

    assert desk.evidence() == {
        (ANA, KAI, "mail|ready"): {"2026-03-02": (1.0, 0.5)},
        (ANA, LIV, "meeting|ready"): {"2026-03-09": (4.0, 4.0)},
    }
    assert desk.observed() == {ANA: [(day("2026-03-02"), day("2026-03-10"))]}
    assert report.accepted == 2


def test_ready_weights_of_a_pair_and_day_count_once(desk: Desk) -> None:
    row = f"2026-03-02,{ANA},{KAI},mail,1,0,0"
    desk.table("ties.csv", TIES, row, row)
    desk.load(mapping="tie_days", reader=None, paths=("ties.csv",))

    report = desk.load(mapping="tie_days", reader=None, paths=("ties.csv",))

    assert desk.evidence() == {(ANA, KAI, "mail|ready"): {"2026-03-02": (1.0, 0.0)}}
    assert (report.duplicates, report.accepted) == (2, 0)


@pytest.mark.parametrize(
    "row, reason",
    [
        (f"2026-03-02,{ANA},{OUTSIDER},mail,1,0,0", "no two of its people are known here"),
        (f"2026-03-02,{ANA},{ANA},mail,1,0,0", "no two of its people are known here"),
        (f"2026-03-02,{ANA},{KAI},mail,0.00000001,0,0", "no weight"),
        (f"1980-03-02,{ANA},{KAI},mail,1,0,0", "day outside 1995-01-01 to 2026-06-30"),
    ],
)
def test_ready_weights_that_do_not_count_are_set_aside(desk: Desk, row: str, reason: str) -> None:
    desk.table("ties.csv", TIES, row)

    report = desk.load(mapping="tie_days", reader=None, paths=("ties.csv",))

    assert report.reasons == {reason: 1}
    assert desk.evidence() == {}


def test_ready_weights_of_an_unknown_id_are_rejected(desk: Desk) -> None:
    desk.table("ties.csv", TIES, f"2026-03-02,E99,{KAI},mail,1,0,0")

    report = desk.load(mapping="tie_days", reader=None, paths=("ties.csv",), max_rejected=1.0)

    assert [(note.line, note.fate, note.field) for note in report.notes] == [(2, "rejected", "employee")]
