"""Rows that are wrong, incomplete or about the same thing, through the pipeline to the store."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from graphsvc.store.notices import NoticeBox
from graphsvc.store.open import open_store
from graphsvc.store.port import OPEN
from ingest.mapping.compile import ITSELF
from tests.ingest.office import (
    ACCOUNTS,
    CONTACTS,
    EMPLOYEES,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    Office,
    employed,
    number,
)

ANA, BEN, KAI = "@ana@harbourvale.example", "@ben@harbourvale.example", "@kai@northwick.example"
TOLERANT = "max_rejected = 0.6"


def test_a_manager_may_stand_below_the_people_they_lead(office: Office) -> None:
    head, ana, ben, cem = EMPLOYEES

    office.load("employees", head, cem, ben, ana)

    ends = [(row.src, row.dst) for row in office.history(BEN, "REPORTS_TO")]
    assert sorted(ends) == sorted(
        [
            (office.key(BEN), office.key(ANA)),
            (office.key("@cem@harbourvale.example"), office.key(BEN)),
        ]
    )


def test_an_employee_with_an_unknown_manager_is_kept_and_reported(office: Office) -> None:
    row = "E4,Dea Falk,dea@harbourvale.example,Analyst,Tax,E99,2024-01-01"

    report = office.load("employees", *EMPLOYEES, row)

    assert (report.exit_code, report.rejected) == (0, 0)
    (note,) = report.notes
    assert (note.file, note.line, note.fate, note.field) == (
        "exports/employees.csv",
        5,
        "remark",
        "manager_id",
    )
    assert note.reason.endswith("load it first, or correct the id; the row was used without it")
    assert office.history("@dea@harbourvale.example", "REPORTS_TO") == []
    assert len(office.history("@dea@harbourvale.example", "EMPLOYED_BY")) == 1


def test_an_unknown_manager_is_found_once_they_are_loaded(office: Office) -> None:
    head, ana, ben, _ = EMPLOYEES
    office.load("employees", head, ben)

    report = office.load("employees", head, ben, ana)

    assert report.notes == []
    (row,) = office.history(BEN, "REPORTS_TO")
    assert (row.src, row.dst) == (office.key(BEN), office.key(ANA))


def test_a_row_that_is_read_again_every_time_changes_nothing(office: Office) -> None:
    rows = (*EMPLOYEES, "E4,Dea Falk,dea@harbourvale.example,Analyst,Tax,E99,2024-01-01")
    office.load("employees", *rows)
    before = office.digest()

    later = office.load("employees", *reversed_body(rows), now=TUESDAY)

    assert (later.created, later.changed, later.closed) == (0, 0, 0)
    assert [note.fate for note in later.notes] == ["remark"]
    assert office.digest() == before


def reversed_body(rows: tuple[str, ...]) -> tuple[str, ...]:
    return rows[0], *reversed(rows[1:])


def test_a_person_who_manages_themself_is_kept_without_it_and_named_with_line_and_remedy(
    office: Office,
) -> None:
    row = "E4,Dea Falk,dea@harbourvale.example,Analyst,Tax,E4,2024-01-01"

    report = office.load("employees", *EMPLOYEES, row)

    (note,) = report.notes
    assert (note.line, note.field, note.reason) == (5, "manager_id", ITSELF)
    assert office.history("@dea@harbourvale.example", "REPORTS_TO") == []


def test_one_who_manages_themself_by_address_is_named_too(office: Office) -> None:
    mapping = """
[[table]]
[[table.record]]
type = "employee"
[table.record.fields]
id = "id"
name = "name"
email = "email"
manager_id = {column = "manager", by = "email"}
"""
    (office.root / "hr.toml").write_text(mapping, encoding="utf-8")
    office.options["employees"] = 'mapping = "hr.toml"'

    report = office.load(
        "employees", "id,name,email,manager", "E1,Ana,ana@harbourvale.example,ana@harbourvale.example"
    )

    (note,) = report.notes
    assert (note.line, note.field, note.reason) == (2, "manager_id", ITSELF)


def test_a_contract_that_ends_before_it_starts_is_rejected_with_line_and_remedy(office: Office) -> None:
    office.feeds += ("contracts",)
    office.options["contracts"] = TOLERANT
    office.write("contracts", "id,account_id,start,end", "K1,A1,2026-01-01,2025-01-01", "K2,A2,2026-01-01,")

    report = office.ingest().feeds[-1]

    (note,) = report.notes
    assert (note.line, note.fate, note.field) == (2, "rejected", "end")
    assert note.reason == "it does not lie after start; correct one of them"
    assert len(office.names("Contract")) == 1


def test_a_contract_whose_row_turned_wrong_is_not_closed(office: Office) -> None:
    office.feeds += ("contracts",)
    office.options["contracts"] = TOLERANT
    good = ("id,account_id,start,end", "K1,A1,2026-01-01,2027-01-01", "K2,A2,2026-01-01,")
    office.write("contracts", *good)
    office.ingest()
    before = office.digest()

    report = office.load("contracts", good[0], "K1,A1,2026-01-01,2025-01-01", good[2])

    assert (report.rejected, report.closed, office.digest()) == (1, 0, before)


@pytest.mark.parametrize(
    "wrong",
    [
        "E2,Ben Dahl,ben@harbourvale.example,Manager,Advisory,E1,someday",
        "E2,,ben@harbourvale.example,Manager,Advisory,E1,2018-01-01",
    ],
)
def test_somebody_whose_row_is_wrong_for_days_stays_employed(office: Office, wrong: str) -> None:
    office.options["employees"] = TOLERANT
    head, ana, _, cem = EMPLOYEES
    office.load("employees", *EMPLOYEES)
    office.load("employees", head, ana, wrong, cem, now=TUESDAY)

    office.load("employees", head, ana.replace("Partner", "Senior Partner"), wrong, cem, now=WEDNESDAY)

    (row,) = office.history(BEN, "EMPLOYED_BY")
    assert row.valid_to == OPEN


def test_somebody_whose_row_contradicts_the_graph_for_days_stays_employed(office: Office) -> None:
    office.options["contacts"] = TOLERANT
    office.ingest()
    head, kai, liv = CONTACTS
    lost = kai.replace("A1", "A77")
    office.load("contacts", head, lost, liv, now=TUESDAY)

    report = office.load("contacts", head, lost, liv.replace("Owner", "Chair"), now=WEDNESDAY)

    assert (report.rejected, report.closed) == (1, 0)
    (row,) = office.history(KAI, "EMPLOYED_BY")
    assert row.valid_to == OPEN


def test_somebody_whose_manager_was_unknown_and_whose_row_turned_wrong_stays_employed(office: Office) -> None:
    office.options["employees"] = TOLERANT
    head, _, ben, cem = EMPLOYEES
    office.load("employees", head, ben, cem)

    report = office.load("employees", head, ben.replace("2018-01-01", "someday"), cem, now=TUESDAY)

    assert (report.rejected, report.closed) == (1, 0)
    (row,) = office.history(BEN, "EMPLOYED_BY")
    assert row.valid_to == OPEN


def test_an_unreadable_row_turns_the_sweep_off(office: Office) -> None:
    office.options["contacts"] = TOLERANT
    office.ingest()
    head, kai, _ = CONTACTS

    report = office.load("contacts", head, kai, "C2,Liv Moe,A2")

    assert (report.rejected, report.closed) == (1, 0)
    assert report.remarks == ["a wrong row has no readable key, so nothing was closed in this load"]


def test_a_row_that_stands_twice_counts_once(office: Office) -> None:
    office.ingest("accounts")

    report = office.load("contacts", *CONTACTS, CONTACTS[1])

    assert (report.read, report.duplicates, report.accepted) == (3, 1, 2)


def test_two_people_of_one_name_are_listed_and_never_merged(office: Office) -> None:
    office.ingest("accounts")

    report = office.load(
        "contacts",
        *CONTACTS,
        "C3,Kai Lund,A2,kai@fjordline.example,Clerk,user",
    )

    assert report.merged == 0
    alike = (office.key(KAI), office.key("@kai@fjordline.example"))
    assert report.review == [tuple(sorted(alike))]


def test_two_ids_with_one_address_are_one_person(office: Office) -> None:
    office.ingest()

    office.load("contacts", *CONTACTS, "C3,K. Lund,A2,Kai@Northwick.example,Adviser,other")

    clients = {row.dst for row in office.history(KAI, "EMPLOYED_BY")}
    assert clients == {office.key("accounts|account|A1"), office.key("accounts|account|A2")}


def test_a_contact_that_names_an_employee_id_is_that_employee(office: Office) -> None:
    report = office.ingest("employees", "accounts")

    contacts = office.load(
        "contacts", "id,name,account_id,email,employee_id", "C9,Ana B.,A1,ana@home.example,E1"
    )

    assert report.feeds[0].merged == 0
    assert contacts.merged == 1
    assert office.key("@ana@home.example") == office.key(ANA)
    assert len(office.history(ANA, "EMPLOYED_BY")) == 2
    assert contacts.review == []


def test_what_is_said_of_a_joined_person_goes_on_where_it_was(office: Office) -> None:
    office.ingest("employees", "accounts")
    head = "id,name,account_id,email,title,employee_id"
    office.load("contacts", head, "C9,Ana B.,A1,ana@home.example,Adviser,E1")
    office.load("contacts", head, "C9,Ana B.,A1,ana@home.example,Chair,E1", now=TUESDAY)

    report = office.load("contacts", head, "C9,Ana B.,A1,ana@home.example,President,E1", now=WEDNESDAY)

    assert (report.created, report.changed, report.closed, report.merged) == (0, 1, 0, 0)
    spans = [
        employed(row)
        for row in office.history(ANA, "EMPLOYED_BY")
        if row.dst == office.key("accounts|account|A1")
    ]
    assert [(end, title) for _, end, title in spans] == [
        (number(TUESDAY.date()), "Adviser"),
        (number(WEDNESDAY.date()), "Chair"),
        (OPEN, "President"),
    ]


def test_an_alias_that_turns_up_later_joins_two_people(office: Office) -> None:
    office.ingest()
    head, ana, ben, cem = EMPLOYEES
    assert office.key(KAI) != office.key(BEN)

    report = office.load(
        "employees", f"{head},aliases", f"{ana},", f"{ben},kai@northwick.example", f"{cem},", now=TUESDAY
    )

    assert report.merged == 1
    assert office.key(KAI) == office.key(BEN)


def test_a_leaver_without_a_date_left_on_the_day_it_was_first_said(office: Office) -> None:
    head = "id,name,email,status,manager_id,hire_date"
    row = "E1,Ana Berg,ana@harbourvale.example,left,E77,2015-01-01"
    office.load("employees", head, row)

    office.load("employees", head, row.replace("Ana", "Anna"), now=MONDAY + timedelta(days=30))

    (span,) = office.history(ANA, "EMPLOYED_BY")
    assert span.valid_to == number(MONDAY.date())


def test_an_employment_here_that_ends_before_it_begins_is_rejected(office: Office) -> None:
    report = office.load(
        "employees",
        "id,name,original_hire_date,last_working_day",
        "E1,Ana Berg,2015-01-01,2014-06-30",
    )

    assert (report.exit_code, report.notes[0].line, report.notes[0].field) == (3, 2, "last_working_day")


def test_the_last_working_day_is_the_last_day_of_employment(office: Office) -> None:
    office.load("employees", "id,name,email,last_working_day", "E1,Ana,ana@harbourvale.example,2026-06-30")

    (span,) = office.history(ANA, "EMPLOYED_BY")
    assert span.valid_to == number(MONDAY.date()) + 30  # the first of July is the first day without


def test_overlapping_times_at_one_employer_are_rejected_with_their_line(office: Office) -> None:
    office.feeds += ("employments",)
    office.ingest("employees")

    report = office.load(
        "employments",
        "person_id,organisation,from,to,title",
        "E1,Old Mill,2001-01-01,2005-01-01,Clerk",
        "E1,Old Mill,2004-01-01,2006-01-01,Chief",
    )

    assert {(note.line, note.fate) for note in report.notes} == {(2, "rejected"), (3, "rejected")}
    assert report.notes[0].reason.startswith("its period contradicts another one")


def test_an_organisation_that_only_names_introduce_goes_on_while_one_row_names_it(office: Office) -> None:
    office.feeds += ("employments",)
    office.ingest("employees")
    head = "person_id,organisation,from,to,title"
    office.load("employments", head, "E1,Old Mill Ltd,2001-01-01,2005-01-01,Clerk")

    report = office.load("employments", head, "E1,Old Mill Limited,2001-01-01,2005-01-01,Chief", now=TUESDAY)

    assert report.closed == 0
    assert len([name for name in office.names("Organisation").values() if "Mill" in name]) == 1


def test_an_erased_person_stays_out_of_later_loads(office: Office) -> None:
    office.ingest()
    workspace = office.settle()
    store = open_store(workspace.store_url, sources=workspace.sources, secret=workspace.secret())
    store.erase(office.key(KAI), actor="test", reason="asked for")
    store.close()

    report = office.load("contacts", *CONTACTS, "C3,Mia Noor,A1,mia@northwick.example,Clerk,user")

    assert (report.exit_code, report.rejected, report.set_aside) == (0, 0, 1)
    assert report.counts["refused_erased"] >= 1
    assert "Kai Lund" not in office.names("Person").values()


ALUMNI = "name,personal_email,employee_id,joined_on,left_on,last_unit,employer_now,consents,consent_date"


def test_a_private_address_without_consent_lies_in_the_notice_box_and_nowhere_else(office: Office) -> None:
    office.feeds += ("alumni",)
    office.write("alumni", ALUMNI, "Pia Quist,pia.quist@post.example,,2010-01-01,2020-01-01,Tax,,,")

    office.ingest()

    found = [
        path.name
        for path in office.root.rglob("*")
        if path.is_file() and b"pia.quist" in path.read_bytes().lower() and path.parent.name != "exports"
    ]
    assert {name.partition("-")[0] for name in found} == {"audit.db"}
    workspace = office.settle()
    (pia,) = [key for key, name in office.names("Person").items() if name == "Pia Quist"]
    with closing(NoticeBox(workspace.audit_path)) as box:
        assert box.of(pia) == [("pia.quist@post.example", number(MONDAY.date()))]


def test_a_private_address_with_consent_is_an_identifier(office: Office) -> None:
    office.feeds += ("alumni",)
    row = "Pia Quist,pia.quist@post.example,,2010-01-01,2020-01-01,Tax,,stay_in_touch,2026-01-05"

    office.load("alumni", ALUMNI, row)

    with office.view() as view:
        (pia,) = view.get([office.key("@pia.quist@post.example")])
    assert pia.properties["email"] == "pia.quist@post.example"


def test_a_private_address_whose_consent_is_taken_back_leaves_the_store(office: Office) -> None:
    office.feeds += ("alumni",)
    row = "Pia Quist,pia.quist@post.example,,2010-01-01,2020-01-01,Tax,,{},2026-01-05"
    office.load("alumni", ALUMNI, row.format("stay_in_touch"))

    report = office.load("alumni", ALUMNI, row.format(""), allow_close=1.0, now=TUESDAY)

    assert report.exit_code == 0
    assert len([name for name in office.names("Person").values() if name == "Pia Quist"]) == 1
    with closing(sqlite3.connect(office.root / "graph.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"pia.quist" not in (office.root / "graph.db").read_bytes()


def test_an_alumnus_with_an_employee_id_is_that_employee(office: Office) -> None:
    office.feeds += ("alumni",)
    office.options["alumni"] = 'mode = "delta"'
    office.write("alumni", ALUMNI, "Ana Berg,,E1,2010-01-01,2014-01-01,,Northwick Foundry Limited,,")

    office.ingest()

    assert len(office.names("Person")) == 5
    spans = {row.dst: employed(row)[:2] for row in office.history(ANA, "EMPLOYED_BY")}
    assert spans[office.key("accounts|account|A1")] == (number(MONDAY.date()) - 4534, OPEN)  # from 2014-01-01


def test_a_file_of_new_leavers_closes_nobody(office: Office) -> None:
    office.feeds += ("alumni",)
    office.options["alumni"] = 'mode = "delta"'
    office.load("alumni", ALUMNI, "Pia Quist,,,2010-01-01,2020-01-01,Tax,Old Mill,stay_in_touch,2026-01-05")

    report = office.load("alumni", ALUMNI, "Jon Bakke,,,2012-01-01,2026-05-01,Tax,,,", now=TUESDAY)

    assert (report.exit_code, report.closed) == (0, 0)
    assert set(office.names("Person").values()) == {"Pia Quist", "Jon Bakke"}
    (mill,) = [key for key, name in office.names("Organisation").items() if name == "Old Mill"]
    with office.view() as view:
        assert [row.valid_to for row in view.history(mill)] == [OPEN]


def test_accounts_and_contracts_in_short_form_give_one_contract(office: Office) -> None:
    office.load(
        "accounts",
        "id,name,contract_start,contract_end,notice_days",
        "A1,Northwick,2026-01-01,2027-01-01,90",
    )

    with office.view() as view:
        (chunk,) = view.scan("Contract", ("start", "end", "notice_days", "status"))
    assert [chunk[name][0] for name in chunk] == ["2026-01-01", "2027-01-01", 90, "signed"]


def test_the_own_firm_in_the_list_of_accounts_is_no_client(office: Office) -> None:
    office.ingest("employees")

    office.load("accounts", *ACCOUNTS, "A3,Harbour and Vale,own,,E1", "A4,HARBOUR & VALE,client,,E1")

    assert office.key("accounts|account|A3") == office.key("accounts|account|A4")
    assert len(office.names("Organisation")) == 3
    assert [row.dst for row in office.history(ANA, "ASSIGNED_TO")] == [office.key("accounts|account|A1")]
