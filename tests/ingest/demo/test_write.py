"""The demo is the same bytes for the same seed, and of the size that shows every question."""

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ingest.demo import PLANTED, DemoPlan, write_demo

Rows = Callable[[str], list[dict[str, str]]]


def _digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_gives_the_same_bytes(demo: DemoPlan, tmp_path: Path) -> None:
    before = _digest(demo.workspace)

    write_demo(tmp_path)

    assert _digest(tmp_path) == before


def test_a_second_write_into_the_same_folder_changes_nothing(tmp_path: Path) -> None:
    write_demo(tmp_path, seed=7)
    before = _digest(tmp_path)

    write_demo(tmp_path, seed=7)

    assert _digest(tmp_path) == before


def test_another_seed_gives_another_firm_around_the_same_trouble(demo: DemoPlan, tmp_path: Path) -> None:
    other = write_demo(tmp_path, seed=7)

    assert _digest(tmp_path) != _digest(demo.workspace)
    assert other.planted == demo.planted == PLANTED


def test_every_file_of_the_plan_exists_and_no_other(demo: DemoPlan) -> None:
    written = {path for path in demo.workspace.rglob("*") if path.is_file()}

    assert set(demo.files) == written


def test_the_firm_has_the_promised_size(demo: DemoPlan, rows: Rows) -> None:
    payroll = rows("bamboohr/employees.csv")
    active = [row for row in payroll if row["status"] == "Active"]

    assert len(active) == 90
    assert len({row["department"] for row in active}) == 8
    assert len(payroll) - len(active) == 60
    assert len([row for row in rows("salesforce/Account.csv") if row["IsDeleted"] == "false"]) == 40
    assert len(rows("salesforce/Contact.csv")) + len(rows("former_colleagues.csv")) == 160
    assert 12_000 <= demo.mails <= 20_000
    assert 2_000 <= demo.meetings <= 4_000


def test_two_leavers_have_a_last_working_day_next_month(demo: DemoPlan, rows: Rows) -> None:
    days = {
        row["workEmail"]: date.fromisoformat(row["terminationDate"])
        for row in rows("bamboohr/employees.csv")
        if row["status"] == "Active" and row["terminationDate"]
    }

    assert set(days) == set(demo.leavers)
    assert {(day.year, day.month) for day in days.values()} == {(2026, 7)}


def test_nobody_shares_a_name_or_an_address(rows: Rows) -> None:
    ours = rows("bamboohr/employees.csv")
    contacts = rows("salesforce/Contact.csv")
    names = Counter(row["displayName"] for row in ours)
    names.update(f"{row['FirstName']} {row['LastName']}" for row in contacts)
    addresses = Counter([row["workEmail"] for row in ours] + [row["Email"] for row in contacts])

    assert max(names.values()) == 1
    assert max(addresses.values()) == 1


def test_every_domain_is_reserved_for_examples(demo: DemoPlan) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in demo.files)
    hosts = {part.partition(">")[0].partition('"')[0] for part in text.split("@")[1:]}

    assert all(host.split()[0].split(",")[0].split(";")[0].endswith(".example") for host in hosts)
