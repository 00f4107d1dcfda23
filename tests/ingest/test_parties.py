"""Whom the parties of messages become, seen in what the store holds after a load."""

from graphsvc.kinds.organisation import ORGANISATION
from graphsvc.store.port import FactClaim
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
    OWN,
    Desk,
    Mail,
    day,
    key,
)

UNLISTED = "carl@harbourvale.example"


def test_an_outside_address_of_a_known_organisation_is_a_contact_from_its_first_evidence(desk: Desk) -> None:
    desk.mailbox(
        "ana.mbox",
        Mail(sender=ANA, to=[KAI], sent="2026-03-05T09:00:00"),
        Mail(sender="Kai Holt <kai@northwick.example>", to=[ANA], sent="2026-03-02T09:00:00"),
    )

    report = desk.load()

    assert desk.employments()[KAI, NORTHWICK] == [day("2026-03-02")]
    assert report.counts["contacts_inferred"] == 1


def test_a_contact_keeps_the_name_written_beside_the_address(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender='"Holt, Kai" <kai@northwick.example>', to=[ANA]))

    desk.load()

    with desk.store.view() as view:
        assert view.get([key(KAI)])[0].properties["name"] == "Holt, Kai"


def test_a_subdomain_and_a_tag_belong_to_the_same_organisation_and_person(desk: Desk) -> None:
    tagged = "kai+news@northwick.example"
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[tagged, "ida@eu.northwick.example"]))

    desk.load()

    assert {ends for ends in desk.employments() if ends[1] == NORTHWICK} == {
        (tagged, NORTHWICK),
        ("ida@eu.northwick.example", NORTHWICK),
    }
    assert key(tagged) == key(KAI)


def test_earlier_evidence_of_a_later_load_corrects_the_start(desk: Desk) -> None:
    desk.mailbox("1.mbox", Mail(sender=ANA, to=[KAI]))
    desk.load()
    desk.mailbox("2.mbox", Mail(sender=KAI, to=[ANA], sent="2026-02-01T09:00:00"))

    desk.load()

    assert desk.employments()[KAI, NORTHWICK] == [day("2026-02-01")]


def test_later_evidence_leaves_the_start_of_earlier_loads_alone(desk: Desk) -> None:
    desk.mailbox("1.mbox", Mail(sender=ANA, to=[KAI]))
    desk.load()
    desk.mailbox("2.mbox", Mail(sender=KAI, to=[ANA], sent="2026-04-01T09:00:00"))

    report = desk.load()

    assert desk.employments()[KAI, NORTHWICK] == [day("2026-03-02")]
    assert report.counts.get("contacts_inferred", 0) == 0


def test_a_contact_whom_a_record_names_is_left_to_the_record(desk: Desk) -> None:
    desk.employ(KAI, organisation=CLIENT_KEY, since="2026-05-01")
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[KAI]))

    desk.load()

    assert desk.employments()[KAI, NORTHWICK] == [day("2026-05-01")]


def test_without_an_employee_feed_own_addresses_are_employees_from_their_first_evidence(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=UNLISTED, to=[ANA]))

    report = desk.load()

    assert desk.employments()[UNLISTED, OWN] == [day("2026-03-02")]
    assert report.counts["employees_inferred"] == 1


def test_with_an_employee_feed_own_addresses_that_nobody_names_are_listed_only(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=[BEN, UNLISTED]), Mail(sender=UNLISTED, to=[ANA]))

    report = desk.load(has_employee_feed=True)

    assert UNLISTED not in desk.people()
    assert [(note.line, note.fate) for note in report.notes if UNLISTED in note.reason] == [(1, "remark")]
    assert report.counts["own_addresses_unlisted"] == 1


def test_unknown_domains_become_clients_only_if_the_feed_says_so(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=["zoe@mail.elsewhere.co.uk", "max@gmail.com"]))

    report = desk.load(accounts_from_domains=True)

    assert set(desk.evidence()) == {(ANA, "zoe@mail.elsewhere.co.uk", "mail")}
    assert desk.employments()["zoe@mail.elsewhere.co.uk", "elsewhere.co.uk"] == [day("2026-03-02")]
    with desk.store.view() as view:
        client = view.get([ORGANISATION.key("@elsewhere.co.uk")])[0]
    assert client.properties == {
        "name": "elsewhere.co.uk",
        "type": "client",
        "domains": ["elsewhere.co.uk"],
    }
    assert report.counts["organisations_inferred"] == 1


def test_a_client_made_of_a_domain_is_the_same_in_the_next_load(desk: Desk) -> None:
    desk.mailbox("1.mbox", Mail(sender=ANA, to=["zoe@elsewhere.example"]))
    desk.load(accounts_from_domains=True)
    desk.mailbox("2.mbox", Mail(sender=ANA, to=["max@elsewhere.example"]))

    report = desk.load(accounts_from_domains=True)

    assert desk.employments()["max@elsewhere.example", "elsewhere.example"] == [day("2026-03-02")]
    assert "organisations_inferred" not in report.counts


def test_an_archive_keeps_everybody(desk: Desk) -> None:
    desk.mailbox("ana.mbox", Mail(sender=OUTSIDER, to=["max@gmail.com"]))

    report = desk.load(keep="all")

    assert set(desk.evidence()) == {("max@gmail.com", OUTSIDER, "mail")}
    assert report.counts["people_inferred"] == 2
    assert not [ends for ends in desk.employments() if OUTSIDER in ends]


def test_people_without_evidence_are_not_introduced(desk: Desk) -> None:
    crowd = [f"x{number}@northwick.example" for number in range(51)]
    desk.mailbox("ana.mbox", Mail(sender=ANA, to=crowd), Mail(sender=OUTSIDER, to=[LIV]))

    desk.load()

    assert desk.people() == {ANA, BEN}


def test_a_person_of_two_keys_is_one_person_in_every_item(desk: Desk) -> None:
    other = "ana.jensen@old.example"
    desk.employ(other, organisation=CLIENT_KEY)
    same = FactClaim(type="SAME_AS", src=key(other), dst=key(ANA))
    desk.say(facts=[same])
    desk.mailbox("ben.mbox", Mail(sender=BEN, to=[ANA, other]), Mail(sender=other, to=[BEN]))

    desk.load()

    # one receiver, so n = 1: ties-and-coverage 3
    assert desk.evidence() == {(ANA, BEN, "mail"): {"2026-03-02": (1.0, 1.0)}}


def test_excluding_one_address_excludes_all_of_a_person(desk: Desk) -> None:
    other = "ana.jensen@old.example"
    desk.employ(other, organisation=CLIENT_KEY)
    desk.say(facts=[FactClaim(type="SAME_AS", src=key(other), dst=key(ANA))])
    desk.mailbox("ben.mbox", Mail(sender=BEN, to=[ANA]))

    report = desk.load(excluded=Excluded(tokens=frozenset({address_token(other)})))

    assert desk.evidence() == {}
    assert report.counts["addresses_excluded"] == 1
