"""The one pipeline, from files to what a real store holds: once, only differences, nothing lost."""

import random
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.errors import ConfigurationError, InputRefusedError
from graphsvc.key import id_of
from graphsvc.store.loads import LastLoad, LoadFile
from graphsvc.store.open import open_store
from graphsvc.store.port import OPEN, RunSpec
from ingest.job import Order, ingest
from tests.ingest.event_feed import Mail
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

KAI = "@kai@northwick.example"
MANY = (CONTACTS[0], *(f"C{n},Person {n},A1,p{n}@northwick.example,,user" for n in range(20)))


def test_a_first_load_publishes_people_clients_and_what_joins_them(office: Office) -> None:
    report = office.ingest()

    assert [feed.name for feed in report.feeds] == ["employees", "accounts", "contacts"]
    assert sorted(office.names("Person").values()) == [
        "Ana Berg",
        "Ben Dahl",
        "Cem Eng",
        "Kai Lund",
        "Liv Moe",
    ]
    assert set(office.names("Organisation").values()) == {
        "Harbour & Vale",
        "Northwick Foundry Ltd",
        "Fjordline AS",
    }
    assert [row.qual for row in office.history(KAI, "EMPLOYED_BY")] == [""]
    assert report.published == office.seq()


def test_a_second_load_creates_and_changes_nothing_and_publishes_nothing(office: Office) -> None:
    office.ingest()
    before = office.digest(), office.seq()

    report = office.ingest()

    assert [(feed.created, feed.changed, feed.closed) for feed in report.feeds] == [(0, 0, 0)] * 3
    assert report.published is None
    assert (office.digest(), office.seq()) == before


def test_a_third_load_does_not_even_read(office: Office) -> None:
    office.ingest()
    office.ingest()

    report = office.ingest()

    assert [(feed.is_same, feed.read) for feed in report.feeds] == [(True, 0)] * 3


def test_a_grown_file_adds_only_the_new(office: Office) -> None:
    office.ingest()

    report = office.load("contacts", *CONTACTS, "C3,Mia Noor,A1,mia@northwick.example,Clerk,user")

    # the person and the employment
    assert (report.read, report.created, report.changed, report.closed) == (3, 2, 0, 0)
    assert (report.accepted, report.unchanged) == (1, 2)


def test_a_changed_title_is_one_change_with_history(office: Office) -> None:
    office.ingest()
    changed = CONTACTS[1].replace("Buyer", "Head of Purchasing")

    report = office.load("contacts", CONTACTS[0], changed, CONTACTS[2], now=TUESDAY)

    assert (report.created, report.changed, report.closed) == (0, 1, 0)
    tuesday = number(TUESDAY.date())
    first, second = (employed(row) for row in office.history(KAI, "EMPLOYED_BY"))
    assert (first[1:], second) == ((tuesday, "Buyer"), (tuesday, OPEN, "Head of Purchasing"))


def test_a_row_that_vanished_closes_on_the_day_of_the_load(office: Office) -> None:
    office.write("contacts", *MANY)
    office.ingest()

    report = office.load("contacts", *MANY[:-1], now=TUESDAY)

    assert report.closed == 1
    (row,) = office.history("@p19@northwick.example", "EMPLOYED_BY")
    assert row.valid_to == number(TUESDAY.date())


def test_a_load_that_would_close_half_of_a_source_is_refused_and_nothing_is_lost(office: Office) -> None:
    office.write("contacts", *MANY)
    office.ingest()
    before = office.digest()

    feed = office.load("contacts", *MANY[:10])

    assert feed.exit_code == 3
    assert feed.error is not None
    assert "contacts.csv" in feed.error
    assert "22 of its 40 records" in feed.error  # 11 of 20 people, each with an employment
    assert "--allow-close 1 --reason" in feed.error
    assert (feed.created, feed.changed, feed.closed, office.digest()) == (0, 0, 0, before)


def test_a_refused_load_does_not_hold_back_what_other_feeds_publish(office: Office) -> None:
    office.write("contacts", *MANY)
    office.ingest()
    office.write("contacts", *MANY[:5])
    office.write("employees", *EMPLOYEES, "E4,Dea Falk,dea@harbourvale.example,Analyst,Tax,E2,2024-01-01")

    report = office.ingest(now=TUESDAY)

    assert [feed.exit_code for feed in report.feeds] == [0, 0, 3]
    assert report.published is not None


def test_a_mass_close_that_is_allowed_goes_through(office: Office) -> None:
    office.write("contacts", *MANY)
    office.ingest()

    report = office.load("contacts", *MANY[:10], allow_close=1.0, now=TUESDAY)

    # a person without claims stays, the employment is closed
    assert (report.exit_code, report.closed) == (0, 11)
    assert len(office.names("Person")) == 3 + 20


def test_an_employee_who_comes_back_has_two_intervals(office: Office) -> None:
    office.write("contacts", *MANY)
    office.ingest()
    office.load("contacts", *MANY[:-1], now=TUESDAY)

    office.load("contacts", *MANY, now=WEDNESDAY)

    spans = [employed(row)[:2] for row in office.history("@p19@northwick.example", "EMPLOYED_BY")]
    assert spans[0][1] == number(TUESDAY.date())
    assert spans[1] == (number(WEDNESDAY.date()), OPEN)


@settings(max_examples=6)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(chance: random.Random) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        plain, shuffled = Office(root=Path(one)), Office(root=Path(other))
        for feed, (head, *rows) in (
            ("employees", EMPLOYEES),
            ("accounts", ACCOUNTS),
            ("contacts", MANY),
        ):
            plain.write(feed, head, *rows)
            shuffled.write(feed, head, *chance.sample(rows, len(rows)))

        plain.ingest()
        shuffled.ingest()

        assert shuffled.digest() == plain.digest()


@pytest.mark.parametrize(
    "feeds",
    [("contacts", "accounts", "employees"), ("accounts", "contacts", "employees")],
)
def test_the_order_of_feeds_does_not_matter(office: Office, feeds: tuple[str, ...], tmp_path: Path) -> None:
    office.ingest()
    other = Office(root=tmp_path / "other", feeds=feeds)
    other.root.mkdir()
    for feed, lines in (("employees", EMPLOYEES), ("accounts", ACCOUNTS), ("contacts", CONTACTS)):
        other.write(feed, *lines)

    other.ingest()

    assert other.digest() == office.digest()


@settings(max_examples=8)
@given(st.lists(st.sampled_from(range(1, 20)), min_size=15, unique=True), st.booleans())
def test_a_load_after_others_holds_what_the_last_files_say(present: list[int], is_renamed: bool) -> None:
    title = "Chief" if is_renamed else ""
    rows = [f"C{n},Person {n},A1,p{n}@northwick.example,{title},user" for n in sorted(present)]
    with TemporaryDirectory() as folder:
        office = Office(root=Path(folder), feeds=("accounts", "contacts"))
        office.write("accounts", "id,name", "A1,Northwick")
        office.write("contacts", *MANY)
        office.ingest()

        office.load("contacts", MANY[0], *rows, now=TUESDAY, allow_close=1.0)

        with office.view() as view:
            live = [chunk["src"].size for chunk in view.scan("EMPLOYED_BY", ("src",), as_of=20_700)]
        assert sum(live) == len(present)  # 20,700 = 2026-09-04


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(office: Office) -> None:
    office.ingest()
    before = office.digest(), office.seq()
    office.options["contacts"] = "max_rejected = 0.5"
    office.write("contacts", *CONTACTS, "C3,Mia Noor,A1,mia@northwick.example,Clerk,user", "C4,,A1,,,")

    report = office.ingest("contacts", is_dry_run=True, now=TUESDAY)

    (feed,) = report.feeds
    assert (report.is_dry_run, report.published) == (True, None)
    assert (feed.created, feed.rejected, feed.rejects_file) == (2, 1, None)
    assert (office.digest(), office.seq()) == before
    assert not (office.root / "rejects").exists()


@pytest.mark.parametrize("manager", ["E9", "E1"])
def test_a_dry_run_counts_what_the_load_does(office: Office, manager: str) -> None:
    """The manager E9 is unknown, so that the row is read again every time."""
    rows = (*EMPLOYEES, f"E4,Dov Fisk,dov@harbourvale.example,Analyst,Tax,{manager},2022-01-01")
    office.load("employees", *rows)
    again = (*rows[:-1], rows[-1].replace("Analyst", "Partner"), "E5,Eva Lie,eva@harbourvale.example,,,E4,")

    for lines in (rows, again):
        office.write("employees", *lines)
        [foretold] = office.ingest("employees", is_dry_run=True, now=TUESDAY).feeds
        done = office.load("employees", *lines, now=TUESDAY)

        assert (foretold.created, foretold.changed, foretold.closed) == (
            done.created,
            done.changed,
            done.closed,
        )
    assert done.created
    assert done.changed


def test_a_dry_run_of_an_empty_workspace_writes_no_record(office: Office) -> None:
    office.ingest(is_dry_run=True)

    assert office.names("Organisation") == {}


def test_a_dry_run_refuses_what_the_load_would_refuse(office: Office) -> None:
    office.write("contacts", *MANY)
    office.ingest()

    report = office.load("contacts", *MANY[:3], is_dry_run=True)

    assert report.exit_code == 3


def test_a_load_after_a_dry_run_loads(office: Office) -> None:
    office.ingest(is_dry_run=True)

    report = office.ingest()

    assert report.published is not None
    assert len(office.names("Person")) == 5


def test_a_second_load_at_the_same_moment_names_who_holds_the_feed_and_leaves_the_others_alone(
    office: Office,
) -> None:
    office.ingest()
    workspace = office.settle()
    office.write("employees", *EMPLOYEES, "E4,Dea Falk,dea@harbourvale.example,Analyst,Tax,E2,2024-01-01")
    office.write("contacts", *CONTACTS, "C3,Mia Noor,A1,mia@northwick.example,Clerk,user")
    store = open_store(workspace.store_url, sources=workspace.sources, secret=workspace.secret())

    with store.writer(RunSpec(run_id="held", source="contacts", mode="snapshot", effective=0)):
        report = office.ingest(now=TUESDAY)
    store.close()

    employees, _, contacts = report.feeds
    assert (employees.exit_code, employees.created) == (0, 4)  # person, employment, unit, manager
    assert contacts.exit_code == 1
    assert contacts.error is not None
    assert "Source 'contacts' is loaded by process" in contacts.error
    assert "wait for it to end" in contacts.error


def test_a_feed_that_is_refused_leaves_no_trace_for_those_that_follow(office: Office) -> None:
    office.ingest("accounts")
    office.write("employees", "id,name,hire_date", "E1,Ana Berg,2015-01-01", "E2,Ben Dahl,someday")

    first = office.ingest()
    office.write("employees", *EMPLOYEES)
    second = office.ingest()

    assert [feed.exit_code for feed in first.feeds] == [3, 0, 0]
    assert [feed.exit_code for feed in second.feeds] == [0, 0, 0]
    (paper,) = office.history("accounts|account|A1", "ASSIGNED_TO")
    assert paper.src == office.key("@ana@harbourvale.example")


def test_a_feed_whose_rows_are_wrong_is_refused_and_lists_them(office: Office) -> None:
    office.ingest()
    before = office.digest()

    report = office.load("contacts", *CONTACTS, "C3,Mia Noor,A9,mia@northwick.example,Clerk,user")

    assert report.exit_code == 3
    assert report.error is not None
    assert "1 of 3 rows are wrong, more than 5% (max_rejected); nothing was loaded" in report.error
    assert "exports/contacts.csv, line 4, account_id" in report.error
    assert office.digest() == before
    assert (office.root / "rejects" / "contacts.csv").read_text(encoding="utf-8").splitlines() == [
        "file,line,fate,field,reason",
        (
            "exports/contacts.csv,4,rejected,account_id,"
            "\"'account_id' names no known account: load it first, or correct the id\""
        ),
    ]


def test_the_list_of_rejects_goes_when_the_file_is_right(office: Office) -> None:
    office.load("employees", *EMPLOYEES, "E4,,,,,,")
    assert (office.root / "rejects" / "employees.csv").exists()

    office.load("employees", *EMPLOYEES)

    assert not (office.root / "rejects" / "employees.csv").exists()


def test_a_path_that_matches_no_file_is_refused_with_feed_and_folder(office: Office) -> None:
    (office.root / "exports" / "contacts.csv").unlink()

    with pytest.raises(InputRefusedError, match=r"feed 'contacts': no file matches 'exports/contacts.csv'"):
        office.ingest()


def test_a_feed_is_loaded_while_the_export_of_another_is_missing(office: Office) -> None:
    (office.root / "exports" / "contacts.csv").unlink()

    report = office.ingest("employees")

    assert report.feeds[0].created > 0


def test_an_unknown_feed_lists_those_there_are(office: Office) -> None:
    with pytest.raises(ConfigurationError, match=r"feed 'crm' is not in graphsvc.toml; it has: employees"):
        office.ingest("crm")


def test_a_mapping_with_an_unknown_field_is_refused_with_line_and_remedy(office: Office) -> None:
    mapping = (
        '[[table]]\n[[table.record]]\ntype = "contact"\n[table.record.fields]\nid = "Id"\nnmae = "Name"\n'
    )
    (office.root / "crm.toml").write_text(mapping, encoding="utf-8")
    office.options["contacts"] = 'mapping = "crm.toml"'

    with pytest.raises(InputRefusedError, match=r"mapping crm.toml cannot be used:(.|\n)*line 6: .*nmae"):
        office.ingest()


def test_an_empty_file_is_refused_and_the_other_feeds_are_loaded(office: Office) -> None:
    office.write_bytes("contacts", b"")

    report = office.ingest()

    assert [feed.exit_code for feed in report.feeds] == [0, 0, 3]
    assert report.feeds[2].error is not None
    assert "contacts.csv: the file is empty (line 1). Export it again." in report.feeds[2].error
    assert report.published is not None


def test_a_file_emptied_after_a_good_load_closes_nothing(office: Office) -> None:
    office.ingest()
    before = office.digest()
    office.write("contacts", CONTACTS[0])

    report = office.ingest("contacts")

    assert (report.feeds[0].exit_code, office.digest()) == (3, before)


def test_a_missing_column_is_named_with_what_was_found(office: Office) -> None:
    report = office.load("contacts", "id,name,email", "C1,Kai Lund,kai@northwick.example")

    assert report.exit_code == 3
    assert report.error is not None
    assert "contacts.csv, line 1: column 'account_id' not found; found 'id', 'name', 'email'" in report.error


def test_a_file_in_the_code_page_of_an_old_machine_is_read_and_reported(office: Office) -> None:
    office.write_bytes("employees", "id,name\nE1,Ana Bjørk\n".encode("cp1252"))

    report = office.ingest("employees")

    assert list(office.names("Person").values()) == ["Ana Bjørk"]
    assert report.feeds[0].remarks == ["exports/employees.csv: not UTF-8 (line 2); read as cp1252"]


def test_a_file_in_utf16_is_read_by_its_mark(office: Office) -> None:
    office.write_bytes("employees", "id;name\nE1;Ana Bjørk\n".encode("utf-16"))

    office.ingest("employees")

    assert list(office.names("Person").values()) == ["Ana Bjørk"]


def test_protected_columns_are_dropped_and_named(office: Office) -> None:
    report = office.load(
        "employees", "id,name,dateOfBirth,Gender,phone", "E1,Ana Berg,1980-01-01,female,555-0100"
    )

    assert report.dropped_columns == ["Gender", "dateOfBirth", "phone"]
    for path in office.root.rglob("*"):
        if path.is_file() and path.parent.name != "exports":
            content = path.read_bytes()
            assert b"1980-01-01" not in content
            assert b"555-0100" not in content


def test_mail_is_loaded_after_the_people_it_is_about(office: Office) -> None:
    office.feeds = ("mail", "employees", "accounts", "contacts")
    office.options["mail"] = 'reader = "mbox"\npaths = ["*.mbox"]'
    text = Mail(sender="ana@harbourvale.example", to=["kai@northwick.example"]).text(1)
    (office.root / "ana.mbox").write_text(text, encoding="utf-8")

    report = office.ingest()

    assert report.feeds[-1].name == "mail"
    assert (report.feeds[-1].accepted, report.feeds[-1].rejected) == (1, 0)


def test_a_mail_of_the_future_is_set_aside(office: Office) -> None:
    office.feeds += ("mail",)
    office.options["mail"] = 'reader = "mbox"\npaths = ["*.mbox"]'
    late = Mail(sender="ana@harbourvale.example", to=["ben@harbourvale.example"], sent="2031-01-01T08:00:00")
    (office.root / "ana.mbox").write_text(late.text(1), encoding="utf-8")

    report = office.ingest()

    mail = report.feeds[-1]
    assert (mail.exit_code, mail.read, mail.set_aside, mail.accepted) == (0, 1, 1, 0)
    rejects = (office.root / "rejects" / "mail.csv").read_text(encoding="utf-8")
    assert "ana.mbox,1,set_aside" in rejects


def test_a_truncated_mailbox_keeps_the_whole_mails(office: Office) -> None:
    office.feeds += ("mail",)
    office.options["mail"] = 'reader = "mbox"\npaths = ["*.mbox"]\nmax_rejected = 0.5'
    whole = Mail(sender="ana@harbourvale.example", to=["ben@harbourvale.example"])
    cut = whole.text(2).partition("Date:")[0]
    (office.root / "ana.mbox").write_text(whole.text(1) + cut, encoding="utf-8")

    report = office.ingest()

    mail = report.feeds[-1]
    assert (mail.exit_code, mail.accepted, mail.rejected) == (0, 1, 1)


def test_exclusions_keep_a_person_and_a_domain_out_of_all_evidence(office: Office) -> None:
    office.feeds += ("exclusions", "mail")
    office.options["mail"] = 'reader = "mbox"\npaths = ["*.mbox"]'
    office.write(
        "exclusions",
        "scope,value,reason",
        "person,Ben Dahl <Ben@Harbourvale.example>,Works council",
        "domain,@Fjordline.example,Counsel",
    )
    ana, ben = "ana@harbourvale.example", "ben@harbourvale.example"
    mails = [
        Mail(sender=ana, to=[ben]),
        Mail(sender=ana, to=["liv@fjordline.example"]),
        Mail(sender=ana, to=["kai@northwick.example"]),
    ]
    text = "".join(mail.text(at) for at, mail in enumerate(mails))
    (office.root / "ana.mbox").write_text(text, encoding="utf-8")

    report = office.ingest()

    with office.view() as view:
        known = [
            chunk[end].tolist() for chunk in view.scan("KNOWS", ("src", "dst")) for end in ("src", "dst")
        ]
    assert sorted(known) == sorted([[id_of(office.key(f"@{ana}"))], [id_of(office.key(KAI))]])
    assert next(feed for feed in report.feeds if feed.name == "exclusions").accepted == 2


@pytest.mark.parametrize(
    "line, reason",
    [
        ("persons,ben@harbourvale.example,", "scope"),
        ("person,Ben Dahl,", "a person is excluded by e-mail address"),
        ("domain,@,", "a domain is excluded by its name"),
    ],
)
def test_a_wrong_exclusion_stops_every_load(office: Office, line: str, reason: str) -> None:
    office.feeds += ("exclusions",)
    office.write("exclusions", "scope,value,reason", line)

    with pytest.raises(InputRefusedError, match=rf"exclusions.csv, line 2, .*{reason}"):
        office.ingest("employees")


def test_an_excluded_label_is_listed_as_not_used(office: Office) -> None:
    office.feeds += ("exclusions",)

    report = office.load("exclusions", "scope,value,reason", "label,Private,")

    assert (report.read, report.accepted, report.set_aside) == (1, 0, 1)


def test_a_day_without_a_date_of_its_own_is_that_of_the_workspace(office: Office) -> None:
    office.extra = "as_of = 2026-05-31\n"
    office.ingest()

    office.load("contacts", *[line.replace("Buyer", "Chief") for line in CONTACTS], now=WEDNESDAY)

    _, second = office.history(KAI, "EMPLOYED_BY")
    assert second.valid_from == number(date(2026, 5, 31))


def test_progress_tells_feed_and_stage(office: Office) -> None:
    told: list[tuple[str, str]] = []
    order = Order(
        now=datetime(2026, 6, 1, tzinfo=UTC),
        progress=lambda feed, stage, _rows: told.append((feed, stage)),
    )

    ingest(office.settle(), order)

    assert ("employees", "read") in told
    assert ("contacts", "write") in told


def test_days_pass_without_changing_what_was_loaded(office: Office) -> None:
    office.ingest()
    before = office.digest()

    for later in range(1, 4):
        office.ingest(now=MONDAY + timedelta(days=later))

    assert office.digest() == before


def last_loads(office: Office) -> dict[str, LastLoad]:
    with closing(LoadFile(office.root / "audit.db")) as loads:
        return loads.all()


def test_the_last_load_of_each_feed_is_kept_with_the_publication_it_led_to(office: Office) -> None:
    report = office.ingest()

    kept = last_loads(office)

    assert {name: load.report for name, load in kept.items()} == {
        feed.name: feed.as_json() for feed in report.feeds
    }
    assert {load.seq for load in kept.values()} == {report.published}
    assert {load.effective for load in kept.values()} == {number(date(2026, 6, 1))}


def test_a_dry_run_is_not_a_last_load(office: Office) -> None:
    office.ingest(is_dry_run=True)

    assert last_loads(office) == {}


def test_equal_files_leave_the_report_of_their_load(office: Office) -> None:
    office.ingest()
    office.ingest()  # finds what the first one introduced
    before = last_loads(office)["contacts"]

    office.ingest(now=TUESDAY)

    after = last_loads(office)["contacts"]
    assert after.report == before.report
    assert after.effective == number(date(2026, 6, 2))


def test_a_load_that_would_close_too_much_is_kept_as_refused_with_the_share(office: Office) -> None:
    office.write("contacts", *MANY)
    office.ingest()

    report = office.load("contacts", *MANY[:10], now=TUESDAY)

    kept = last_loads(office)["contacts"]
    assert kept.is_refused
    assert kept.effective == number(date(2026, 6, 1))
    assert report.would_close == kept.report["would_close"]
    assert 0.2 < (report.would_close or 0) < 1
