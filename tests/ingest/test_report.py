"""The run report: rows count once, nothing is left out."""

import csv
from pathlib import Path

from ingest.report import Fate, FeedReport, Note, Report, write_rejects


def note(line: int, fate: Fate = "rejected", column: str = "name") -> Note:
    return Note(file="a.csv", line=line, fate=fate, field=column, reason="it is empty; fill it")


def test_a_row_counts_once_however_much_of_it_is_wrong() -> None:
    report = FeedReport(name="hr")
    for each in (note(2), note(2, column="id"), note(3), note(4, "set_aside"), note(5, "remark")):
        report.note(each)

    assert (report.rejected, report.set_aside) == (2, 1)
    assert report.reasons == {"it is empty; fill it": 4}


def test_the_report_for_machines_begins_with_the_counts_promised() -> None:
    report = FeedReport(name="hr", read=3, counts={"people_found": 2})
    report.note(note(2))

    found = report.as_json()

    assert list(found)[:8] == [
        "name",
        "read",
        "duplicates",
        "rejected",
        "set_aside",
        "created",
        "changed",
        "closed",
    ]
    assert (found["rejected"], found["people_found"], found["same_inputs"]) == (1, 2, False)
    assert "notes" not in found


def test_a_report_of_nothing_says_null() -> None:
    assert Report().as_json() == {"feeds": [], "published": None, "dry_run": False, "remark": ""}


def test_every_unused_row_is_listed_by_file_line_and_field(tmp_path: Path) -> None:
    report = FeedReport(name="hr")
    for each in (note(10), note(2, "set_aside"), note(2, column="id")):
        report.note(each)

    write_rejects(report, tmp_path)

    with (tmp_path / "rejects" / "hr.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["line"], row["fate"], row["field"]) for row in csv.DictReader(file)]
    assert rows == [("2", "rejected", "id"), ("2", "set_aside", "name"), ("10", "rejected", "name")]
    assert report.rejects_file == "rejects/hr.csv"
