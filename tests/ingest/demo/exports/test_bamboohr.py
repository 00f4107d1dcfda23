"""The HR report carries what must be dropped, obviously fake, and an organisation that holds together."""

from collections.abc import Callable
from datetime import date

Rows = Callable[[str], list[dict[str, str]]]


def test_protected_cells_say_nothing_about_anybody(rows: Rows) -> None:
    columns = ("dateOfBirth", "gender", "ssn", "maritalStatus", "payRate", "homePhone")

    said = {tuple(row[column] for column in columns) for row in rows("bamboohr/employees.csv")}

    assert said == {("1900-01-01", "not stated", "000-00-0000", "", "0.00", "")}


def test_every_manager_is_an_employee_and_nobody_manages_themself(rows: Rows) -> None:
    payroll = rows("bamboohr/employees.csv")
    active = {row["id"] for row in payroll if row["status"] == "Active"}

    assert all(row["supervisorId"] in active | {""} for row in payroll)
    assert all(row["supervisorId"] != row["id"] for row in payroll)
    assert len([row for row in payroll if not row["supervisorId"]]) == 1


def test_employment_ends_after_it_begins(rows: Rows) -> None:
    ended = [row for row in rows("bamboohr/employees.csv") if row["terminationDate"]]

    assert all(date.fromisoformat(r["hireDate"]) < date.fromisoformat(r["terminationDate"]) for r in ended)
