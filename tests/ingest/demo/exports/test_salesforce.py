"""The CRM export is consistent in its ids and holds the rows that a load must skip."""

from collections.abc import Callable
from datetime import datetime

Rows = Callable[[str], list[dict[str, str]]]


def test_every_reference_names_a_row(rows: Rows) -> None:
    accounts = {row["Id"] for row in rows("salesforce/Account.csv")}
    contacts = {row["Id"] for row in rows("salesforce/Contact.csv")}
    users = {row["Id"] for row in rows("salesforce/User.csv")}

    assert {row["AccountId"] for row in rows("salesforce/Contact.csv")} <= accounts
    assert {row["ReportsToId"] for row in rows("salesforce/Contact.csv")} <= contacts | {""}
    assert {row["UserId"] for row in rows("salesforce/AccountTeamMember.csv")} <= users
    assert {row["OwnerId"] for row in rows("salesforce/Event.csv")} <= users
    assert {row["WhoId"] for row in rows("salesforce/Event.csv")} <= contacts
    assert {row["OwnerId"] for row in rows("salesforce/Account.csv")} <= users | {""}


def test_every_client_has_a_decision_maker_and_a_champion(rows: Rows) -> None:
    roles: dict[str, set[str]] = {}
    for row in rows("salesforce/Contact.csv"):
        roles.setdefault(row["AccountId"], set()).add(row["Buying_Role__c"])

    assert len(roles) == 40
    assert all({"Economic Decision Maker", "Champion"} <= found for found in roles.values())


def test_some_rows_are_there_to_be_skipped(rows: Rows) -> None:
    events = rows("salesforce/Event.csv")

    assert [row["Name"] for row in rows("salesforce/Account.csv") if row["IsDeleted"] == "true"]
    assert [row for row in events if row["IsRecurrence"] == "true"]
    assert len([row for row in events if row["StartDateTime"] > "2026-07"]) == 3


def test_a_meeting_lasts_as_long_as_it_says(rows: Rows) -> None:
    for row in rows("salesforce/Event.csv"):
        start, end = (datetime.fromisoformat(row[name]) for name in ("StartDateTime", "EndDateTime"))

        assert (end - start).total_seconds() / 60 == float(row["DurationInMinutes"])
