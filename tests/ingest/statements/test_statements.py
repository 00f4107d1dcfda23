"""What each record says of the graph, through the pipeline to the store."""

import pytest

from graphsvc.store.port import OPEN, UNBOUNDED, Row
from ingest.mapping import template
from ingest.report import FeedReport
from tests.ingest.office import MONDAY, Office, number

A1, ANA, BEN, KAI = (
    "accounts|account|A1",
    "@ana@harbourvale.example",
    "@ben@harbourvale.example",
    "@kai@northwick.example",
)
TODAY = number(MONDAY.date())


def said(office: Office, feed: str, *lines: str, options: str = "") -> FeedReport:
    """Loads the three base feeds, then one more; returns the report of that."""
    office.feeds += (feed,)
    office.options[feed] = f"max_rejected = 0.9\n{options}"
    office.write(feed, *lines)
    return next(found for found in office.ingest().feeds if found.name == feed)


def one(rows: list[Row]) -> Row:
    (row,) = rows
    return row


def test_a_member_of_the_team_is_assigned_with_role_and_credit(office: Office) -> None:
    said(
        office,
        "account_team",
        "account_id,employee_id,role,credit,valid_from,valid_to",
        "A1,E2,member,0.5,2024-01-01,2025-01-01",
    )

    row = one(office.history(BEN, "ASSIGNED_TO")[:1])
    found = [row for row in office.history(A1, "ASSIGNED_TO") if row.qual == "member"]
    assert (found[0].src, found[0].dst) == (office.key(BEN), office.key(A1))
    assert (found[0].valid_from, found[0].valid_to) == (19_723, 20_089)  # 2024-01-01, 2025-01-01
    assert found[0].properties["credit"] == pytest.approx(0.5)
    assert row.src == office.key(BEN)


def test_the_own_firm_has_no_account_team(office: Office) -> None:
    office.write("accounts", "id,name,type", "A1,Northwick,client", "A9,Harbour & Vale,own")

    report = said(office, "account_team", "account_id,employee_id", "A9,E2", "A1,E2")

    assert report.rejected == 0
    assert [row.dst for row in office.history(BEN, "ASSIGNED_TO")] == [office.key(A1)]


def test_a_revenue_is_an_amount_of_a_client_over_a_period(office: Office) -> None:
    said(
        office,
        "revenues",
        "account_id,period_start,period_end,amount,currency,kind",
        "A1,2026-01-01,2026-04-01,60000.00,EUR,billed",
        "A1,2026-01-01,2026-04-01,10.00,EUR,pipeline",
    )

    with office.view() as view:
        (chunk,) = view.scan("Revenue", ("amount", "currency", "kind"))
    assert sorted(zip(chunk["amount"], chunk["currency"], chunk["kind"], strict=True)) == [
        ("10.00", "EUR", "pipeline"),
        ("60000.00", "EUR", "billed"),
    ]
    assert len(office.history(A1, "WITH")) == 2


def test_a_revenue_stated_again_with_another_amount_is_one_change(office: Office) -> None:
    head = "account_id,period_start,period_end,amount,currency"
    said(office, "revenues", head, "A1,2026-01-01,2026-04-01,100.00,EUR")

    report = office.load("revenues", head, "A1,2026-01-01,2026-04-01,90.00,EUR")

    assert (report.created, report.changed, report.closed) == (0, 1, 0)


@pytest.mark.parametrize(
    "feed, head, row, column",
    [
        (
            "revenues",
            "account_id,period_start,period_end,amount,currency",
            "A1,2026-04-01,2026-01-01,5,EUR",
            "period_end",
        ),
        (
            "account_team",
            "account_id,employee_id,valid_from,valid_to",
            "A1,E1,2026-04-01,2026-01-01",
            "valid_to",
        ),
        ("account_team", "account_id,employee_id", "A1,E77", "employee_id"),
        ("employments", "person_id,organisation,from,to", "E1,Old Mill,2026-04-01,2026-01-01", "to"),
        ("employments", "person_id,organisation,from", "E77,Old Mill,2026-04-01", "person_id"),
        ("contracts", "id,account_id,start", "K1,A77,2026-01-01", "account_id"),
        ("declared_ties", "employee,contact,band", "E1,E1,warm", "contact"),
        ("declared_ties", "employee,contact,band,expires_on", "E1,C1,warm,2020-01-01", "expires_on"),
        ("declared_ties", "employee,contact,band", "E1,C77,warm", "contact"),
        ("declared_ties", "employee,contact,band", "E1,C1,", "band"),
        ("alumni", "name,joined_on,left_on", "Pia Quist,2020-01-01,2010-01-01", "left_on"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_with_line_and_field(
    office: Office, feed: str, head: str, row: str, column: str
) -> None:
    report = said(office, feed, head, row)

    (note,) = [note for note in report.notes if note.fate == "rejected"]
    assert (note.file, note.line, note.field) == (f"exports/{feed}.csv", 2, column)
    assert note.reason


def test_a_declared_tie_lives_a_year_from_the_day_it_was_declared(office: Office) -> None:
    said(office, "declared_ties", "employee,contact,band,declared_on", "E1,C1,warm,2026-01-15")

    row = one(office.history(KAI, "DECLARED"))
    assert (row.src, row.dst, row.qual) == (office.key(ANA), office.key(KAI), "declared_ties")
    assert (row.valid_from, row.valid_to - row.valid_from) == (20_468, 365)  # 2026-01-15
    assert row.properties["band"] == "warm"


def test_a_declared_tie_names_people_by_address_too_and_its_author(office: Office) -> None:
    said(
        office,
        "declared_ties",
        "employee,contact,band,author,expires_on,score",
        "ana@harbourvale.example,kai@northwick.example,strong,E2,2026-08-01,0.7",
    )

    row = one(office.history(KAI, "DECLARED"))
    assert (row.qual, row.valid_from) == ("E2", TODAY)
    assert row.properties["score"] == pytest.approx(0.7)


def test_a_career_elsewhere_makes_an_organisation_that_is_no_client(office: Office) -> None:
    said(
        office,
        "employments",
        "person_id,organisation,from,to,organisation_domain,title,leave_reason,confidence",
        "E1,Old Mill,2001-01-01,2005-01-01,oldmill.example,Clerk,career,0.6",
    )

    (mill,) = [key for key, name in office.names("Organisation").items() if name == "Old Mill"]
    (row,) = [row for row in office.history(ANA, "EMPLOYED_BY") if row.dst == mill]
    assert row.properties == {"title": "Clerk", "leave_reason": "career", "confidence": 0.6}
    with office.view() as view:
        (found,) = view.get([mill])
    assert (found.properties["type"], found.properties["domains"]) == ("other", ["oldmill.example"])


def test_a_career_at_a_client_or_at_home_makes_no_organisation(office: Office) -> None:
    report = said(
        office,
        "employments",
        "person_id,organisation,from,to,unit",
        "E1,A1,2001-01-01,2005-01-01,",
        "E2,northwick foundry limited,2001-01-01,2005-01-01,",
        "C1,Harbour & Vale,2010-01-01,2015-01-01,Tax",
    )

    assert report.rejected == 0
    assert len(office.names("Organisation")) == 3
    assert len(office.history(KAI, "IN_UNIT")) == 1  # who was with us was in a unit of ours


def test_a_contact_reports_to_a_contact_and_an_account_belongs_to_another(office: Office) -> None:
    office.write("accounts", "id,name,parent_id", "A1,Northwick,", "A2,Northwick Rail,A1")
    office.write(
        "contacts",
        "id,name,account_id,email,reports_to,valid_from",
        "C1,Kai Lund,A1,kai@northwick.example,,",
        "C2,Liv Moe,A2,liv@northwick.example,C1,2024-01-01",
    )

    office.ingest()

    line = one(office.history(KAI, "REPORTS_TO"))
    assert (line.src, line.dst, line.valid_from) == (
        office.key("@liv@northwick.example"),
        office.key(KAI),
        19_723,  # 2024-01-01
    )
    part = one(office.history(A1, "PART_OF"))
    assert (part.src, part.dst) == (office.key("accounts|account|A2"), office.key(A1))


@pytest.mark.parametrize(
    "feed, head, row, column",
    [
        ("contacts", "id,name,account_id,reports_to", "C9,Kai Lund,A1,C77", "reports_to"),
        ("contacts", "id,name,account_id,reports_to", "C9,Kai Lund,A1,C9", "reports_to"),
        ("accounts", "id,name,parent_id", "A9,Northwick,A77", "parent_id"),
        ("accounts", "id,name,parent_id", "A9,Northwick,A9", "parent_id"),
        ("accounts", "id,name,owner_id", "A9,Northwick,E77", "owner_id"),
    ],
)
def test_a_reference_that_can_be_done_without_is_reported_and_the_row_kept(
    office: Office, feed: str, head: str, row: str, column: str
) -> None:
    office.ingest()

    report = office.load(feed, head, row, allow_close=1.0)

    (note,) = report.notes
    assert (note.line, note.fate, note.field) == (2, "remark", column)
    assert note.reason.endswith("the row was used without it")
    assert (report.exit_code, report.accepted) == (0, 1)


def test_an_undated_role_at_the_first_load_may_have_begun_long_ago(office: Office) -> None:
    office.ingest()

    row = one(office.history(KAI, "EMPLOYED_BY"))
    assert (row.valid_from, row.valid_to) == (UNBOUNDED, OPEN)
    assert row.properties["start_inferred"] is True


def test_a_contract_takes_the_currency_of_the_workspace_where_it_names_none(office: Office) -> None:
    office.extra = 'currency = "NOK"\n'
    said(
        office,
        "contracts",
        "id,account_id,start,value,currency,auto_renews",
        "K1,A1,2026-01-01,100,,yes",
        "K2,A1,2026-01-01,100,EUR,no",
        "K3,A1,2026-01-01,,,",
    )

    with office.view() as view:
        (chunk,) = view.scan("Contract", ("currency", "auto_renews"))
    found = set(zip(chunk["currency"], chunk["auto_renews"], strict=True))
    assert found == {("NOK", True), ("EUR", False), (None, None)}


def test_an_employee_with_consent_is_asked_under_its_purpose(office: Office) -> None:
    office.load("employees", "id,name,consent", "E1,Ana Berg,vouch;introductions_out")

    with office.view() as view:
        (chunk,) = view.scan("Consent", ("purpose", "given_on", "expires_on"))
    assert set(chunk["purpose"]) == {"vouch", "introductions_out"}
    assert set(chunk["given_on"]) == {"2026-06-01"}
    assert set(chunk["expires_on"]) == {"2028-05-31"}  # 730 days on


def test_a_word_that_is_no_purpose_is_listed_and_the_row_is_used(office: Office) -> None:
    report = office.load(
        "employees", "id,name,consent", "E1,Ana Berg,newsletter;Stay in touch", "E2,Ben Dahl,"
    )

    assert (report.accepted, report.rejected) == (2, 0)
    [note] = report.notes
    assert (note.line, note.fate, note.field) == (2, "remark", "consent")
    assert "no purpose" in note.reason
    assert "write stay_in_touch, rehire_contact" in note.reason
    assert "newsletter" not in note.reason
    with office.view() as view:
        (chunk,) = view.scan("Consent", ("purpose",))
    assert list(chunk["purpose"]) == ["stay_in_touch"]


def test_an_alumnus_who_agreed_to_no_known_purpose_waits_in_the_notice_box(office: Office) -> None:
    office.feeds += ("alumni",)
    rows = "name,personal_email,consents", "Pia Quist,pia.quist@post.example,contact;newsletter"

    report = office.load("alumni", *rows)

    assert [(note.line, note.field) for note in report.notes] == [(2, "consents")]
    assert list((office.root / "rejects").glob("alumni*"))
    with office.view() as view:
        assert not list(view.scan("Consent", ("purpose",)))
        assert not view.resolve(["@pia.quist@post.example"])


@pytest.mark.parametrize("name", ["employees", "alumni"])
def test_the_example_of_a_template_is_used_whole(office: Office, name: str) -> None:
    office.feeds = (name,)

    report = office.load(name, *template(name).splitlines())

    assert (report.accepted, report.notes) == (1, [])


@pytest.mark.parametrize("revenue, is_said", [("240000.00", True), ("", False)])
def test_the_turnover_of_a_client_is_said_to_be_no_fee(office: Office, revenue: str, is_said: bool) -> None:
    office.write("accounts", "id,name,annual_revenue", f"A1,Northwick,{revenue}", f"A2,Fjordline,{revenue}")

    [report] = [found for found in office.ingest().feeds if found.name == "accounts"]

    assert (
        sum("not used: what clients pay is read from contracts.csv" in each for each in report.remarks)
        == is_said
    )
    assert report.rejects_file is None
