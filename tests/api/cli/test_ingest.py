"""`graphsvc ingest`: the report, the exit codes, the guards."""

import json

from tests.api.cli.conftest import Run
from tests.ingest.office import CONTACTS, EMPLOYEES, Office

UNMANAGED = "E4,Dag Fox,dag@harbourvale.example,Analyst,Tax,E9,2022-01-01"
"""Somebody whose manager nobody knows."""
MANY = (CONTACTS[0], *(f"C{n},Person {n},A1,p{n}@northwick.example,,user" for n in range(20)))


def test_a_report_for_machines_holds_what_was_promised(run: Run) -> None:
    done = run("ingest", "--json")

    report = json.loads(done.out)
    assert done.code == 0
    assert report["published"] is not None
    assert [feed["name"] for feed in report["feeds"]] == ["employees", "accounts", "contacts", "tie_days"]
    promised = {"name", "read", "duplicates", "rejected", "set_aside", "created", "changed", "closed"}
    assert all(promised <= feed.keys() for feed in report["feeds"])


def test_a_second_run_publishes_nothing(run: Run) -> None:
    run("ingest")

    report = json.loads(run("ingest", "--json").out)

    assert report["published"] is None
    assert {(feed["created"], feed["changed"], feed["closed"]) for feed in report["feeds"]} == {(0, 0, 0)}


def test_a_report_for_people_is_a_table(run: Run) -> None:
    done = run("ingest")

    assert "Feed" in done.out
    assert "employees" in done.out
    assert "Published snapshot" in done.out


def test_a_run_without_news_says_so(run: Run) -> None:
    run("ingest")
    run("ingest")

    done = run("ingest")

    assert "the files are those of the last load, nothing to do" in done.out
    assert "Nothing new to publish" in done.out


def test_wrong_rows_are_exit_3_with_reason_and_list(run: Run, office: Office) -> None:
    office.write("contacts", *CONTACTS, "C3,,A1,,,")

    done = run("ingest")

    assert done.code == 3
    assert "contacts.csv, line 4" in done.out
    assert "contacts: every row that was not used: rejects/contacts.csv" in done.out


def test_a_row_used_without_a_field_is_not_said_to_be_unused(run: Run, office: Office) -> None:
    office.write("employees", *EMPLOYEES, UNMANAGED)

    done = run("ingest")

    assert done.code == 0
    assert "employees: rows used without one of their fields: rejects/employees.csv" in done.out


def test_a_mass_close_is_exit_3_until_it_is_allowed_with_a_reason(run: Run, office: Office) -> None:
    office.write("contacts", *MANY)
    run("ingest")
    office.write("contacts", *MANY[:5])

    refused = run("ingest", "contacts")
    mute = run("ingest", "contacts", "--allow-close", "1")
    allowed = run("ingest", "contacts", "--allow-close", "1", "--reason", "client sold")

    assert (refused.code, mute.code, allowed.code) == (3, 2, 0)
    assert "needs the FEED it is for and --reason" in mute.err


def test_a_dry_run_says_that_nothing_was_written(run: Run) -> None:
    done = run("ingest", "--dry-run")

    assert (done.code, "Nothing was written." in done.out) == (0, True)


def test_protected_columns_are_named(run: Run, office: Office) -> None:
    office.write("employees", "id,name,gender", "E1,Ana Berg,female")

    done = run("ingest", "employees")

    assert "protected columns dropped unread: gender" in done.out


def test_loads_are_written_into_the_audit_chain(run: Run) -> None:
    run("ingest")

    done = run("audit", "verify")

    assert (done.code, done.out[:6]) == (0, "1 rows")


def test_an_unknown_feed_is_a_mistake_of_usage(run: Run) -> None:
    done = run("ingest", "crm")

    assert (done.code, "feed 'crm' is not in graphsvc.toml" in done.err) == (2, True)
