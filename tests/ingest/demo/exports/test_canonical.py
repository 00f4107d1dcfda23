"""Contracts, invoices and alumni files fit the people and clients of the other systems."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

Rows = Callable[[str], list[dict[str, str]]]


def test_every_client_but_one_has_a_contract_that_runs_today(rows: Rows) -> None:
    contracts = rows("contracts.csv")

    running = [row for row in contracts if row["start"] <= "2026-06-30" < row["end"]]

    assert len(contracts) == len(running) == 39


def test_invoices_of_a_year_add_up_to_the_value_of_the_contract(rows: Rows) -> None:
    values = {row["account_id"]: Decimal(row["annual_value"]) for row in rows("contracts.csv")}
    billed: dict[str, Decimal] = {}
    for row in rows("revenues.csv"):
        billed[row["account_id"]] = billed.get(row["account_id"], Decimal(0)) + Decimal(row["amount"])

    assert len(billed) == 6
    assert all(values[client] == amount for client, amount in billed.items())


def test_consents_differ_from_none_to_many(rows: Rows) -> None:
    given = [row["consents"] for row in rows("alumni.csv")]

    assert given.count("") >= 8
    for purpose in ("stay_in_touch", "introductions_in", "introductions_out", "vouch"):
        assert len([consents for consents in given if purpose in consents]) >= 8


def test_the_spreadsheet_lists_the_sixty_and_the_two_who_are_leaving(rows: Rows) -> None:
    payroll = {row["id"]: row["terminationDate"] for row in rows("bamboohr/employees.csv")}
    listed = rows("alumni.csv")

    assert len(listed) == 62
    assert all(row["left_on"] == payroll[row["employee_id"]] for row in listed)
    assert len([row for row in listed if row["left_on"] > "2026-06-30"]) == 2


def test_a_station_of_a_career_ends_after_it_begins_and_before_today(rows: Rows) -> None:
    for row in rows("employments.csv"):
        start, end = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])

        assert start < end <= date(2026, 6, 30)


def test_six_former_colleagues_work_at_clients(rows: Rows) -> None:
    clients = {row["Id"] for row in rows("salesforce/Account.csv")}
    alumni = {row["employee_id"] for row in rows("alumni.csv")}
    former = rows("former_colleagues.csv")

    assert len(former) == 6
    assert {row["account_id"] for row in former} <= clients
    assert {row["employee_id"] for row in former} <= alumni
