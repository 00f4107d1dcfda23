"""Files that somebody sends: the good are put in place, the hostile change nothing."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from graphsvc.errors import ConfigurationError, InputRefusedError, UsageError
from ingest import upload as uploads
from ingest.report import FeedReport
from ingest.upload import MAX_BYTES, MAX_ENTRIES, Upload, refuse_bomb, take, takes_files
from tests.ingest.event_feed import Mail
from tests.ingest.office import ACCOUNTS, CONTACTS, EMPLOYEES, MONDAY, Office

MORE = (*EMPLOYEES, "E4,Dov Fisk,dov@harbourvale.example,Analyst,Tax,E2,2022-01-01")


def sent(office: Office, feed: str, content: bytes, name: str = "mine.csv") -> FeedReport:
    upload = Upload(feed=feed, name=name, content=io.BytesIO(content), now=MONDAY)
    return take(office.settle(), upload)


def lines(*rows: str) -> bytes:
    return ("\n".join(rows) + "\n").encode()


def listed(root: Path) -> list[str]:
    """Returns every file below a folder but the databases, the secret and the settings."""
    files = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return sorted(path for path in files if "/" in path and not path.startswith("snapshots/"))


def workbook(*rows: tuple[str, ...], formula: str = "") -> bytes:
    """Returns a workbook; `formula` is written as a live one under the first column."""
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        if formula:
            sheet.write_formula(len(rows), 0, formula)
    return sink.getvalue()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    found = Office(root=tmp_path / "office")
    found.root.mkdir()
    for feed, rows in (("employees", EMPLOYEES), ("accounts", ACCOUNTS), ("contacts", CONTACTS)):
        found.write(feed, *rows)
    return found


def test_a_good_file_takes_the_place_of_the_one_before_which_stays_beside_it(office: Office) -> None:
    report = sent(office, "employees", lines(*MORE))

    assert (report.read, report.error) == (4, None)
    exports = office.root / "exports"
    assert (exports / "employees.csv").read_bytes() == lines(*MORE)
    assert (exports / "employees.csv.previous").read_bytes() == lines(*EMPLOYEES)
    assert office.ingest("employees").feeds[0].read == 4


def test_a_first_file_makes_its_folder(tmp_path: Path) -> None:
    office = Office(root=tmp_path, feeds=("employees",))

    sent(office, "employees", lines(*EMPLOYEES))

    assert (tmp_path / "exports" / "employees.csv").read_bytes() == lines(*EMPLOYEES)


def test_a_check_writes_nothing_into_the_graph(office: Office) -> None:
    sent(office, "employees", lines(*EMPLOYEES))

    assert office.names("Person") == {}


@pytest.mark.parametrize(
    "content, told",
    [
        (b"", "empty"),
        (lines("a,b", "1,2"), "employees.csv"),
        (b"\x00\x01\x02" * 99, "employees.csv"),
        (lines(EMPLOYEES[0], *(f"E{n},,,,,," for n in range(9))), "rows are wrong"),
    ],
)
def test_a_file_that_the_feed_cannot_read_changes_nothing(office: Office, content: bytes, told: str) -> None:
    before = listed(office.root)

    with pytest.raises(InputRefusedError, match=told) as refused:
        sent(office, "employees", content)

    assert "uploads" not in str(refused.value)
    assert "rejects/" not in str(refused.value)
    assert listed(office.root) == before
    assert (office.root / "exports" / "employees.csv").read_bytes() == lines(*EMPLOYEES)


@pytest.mark.parametrize(
    "name",
    [
        "../../passwd",
        "..\\..\\passwd",
        "/etc/passwd",
        "C:\\passwd",
        "a/../../passwd",
        "passwd\x00.csv",
        "",
        ".",
    ],
)
def test_the_name_that_the_sender_gives_leads_nowhere(office: Office, name: str) -> None:
    sent(office, "employees", lines(*MORE), name)

    assert [path.name for path in office.root.parent.iterdir()] == ["office"]
    assert listed(office.root) == [
        "exports/accounts.csv",
        "exports/contacts.csv",
        "exports/employees.csv",
        "exports/employees.csv.previous",
    ]
    assert (office.root / "exports" / "employees.csv").read_bytes() == lines(*MORE)


def test_a_feed_that_is_not_configured_takes_nothing(office: Office) -> None:
    with pytest.raises(ConfigurationError, match=r"'../employees' is not in"):
        sent(office, "../employees", lines(*EMPLOYEES))


def test_a_feed_of_many_files_gets_one_more(office: Office) -> None:
    office.feeds = (*office.feeds, "mail")
    office.options["mail"] = 'reader = "mbox"\npaths = ["mail/*.mbox"]'
    office.ingest("employees", "accounts", "contacts")
    content = Mail(sender="ana@harbourvale.example", to=["kai@northwick.example"]).text(1).encode()

    sent(office, "mail", content, "../../ana.mbox")

    assert [path.name for path in (office.root / "mail").iterdir()] == ["20260601-090000-000000.mbox"]


def test_a_feed_of_several_files_takes_the_one_that_is_called_like_it(office: Office) -> None:
    office.options["employees"] = 'paths = ["exports/employees.csv", "exports/more.csv"]'
    office.write("more", *EMPLOYEES)

    sent(office, "employees", lines(*MORE), "C:\\export\\more.csv")

    assert (office.root / "exports" / "more.csv").read_bytes() == lines(*MORE)
    assert (office.root / "exports" / "employees.csv").read_bytes() == lines(*EMPLOYEES)


@pytest.mark.parametrize("name", ["other.csv", "", "../employees"])
def test_a_feed_of_several_files_refuses_another_name(office: Office, name: str) -> None:
    office.options["employees"] = 'paths = ["exports/employees.csv", "exports/more.csv"]'

    with pytest.raises(UsageError, match=r"reads employees.csv, more.csv: call the file like one of them"):
        sent(office, "employees", lines(*MORE), name)


@pytest.mark.parametrize(
    "paths, takes",
    [
        (("a.csv",), True),
        (("a.csv", "b.csv"), True),
        (("mail/*.mbox",), True),
        (("mail/**/*.mbox",), False),
        (("mail/*/in.mbox",), False),
        (("mail/[ab].mbox",), False),
        (("mail/*.mbox", "a.mbox"), False),
    ],
)
def test_a_feed_whose_files_lie_in_many_folders_takes_none(
    office: Office, paths: tuple[str, ...], takes: bool
) -> None:
    office.options["employees"] = f"paths = {list(paths)!r}".replace("'", '"')

    assert takes_files(office.settle().feed("employees")) is takes


def test_a_file_that_would_close_much_is_taken_for_the_load_to_decide(office: Office) -> None:
    office.write("contacts", CONTACTS[0], *(f"C{n},Person {n},A1,,," for n in range(20)))
    office.ingest()

    report = sent(office, "contacts", lines(CONTACTS[0], "C1,Person 1,A1,,,"))

    assert (report.would_close or 0) > 0.2
    assert (office.root / "exports" / "contacts.csv").read_bytes().count(b"\n") == 2


def test_a_file_above_the_cap_is_refused_before_it_is_read(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 5_000_000)

    with pytest.raises(InputRefusedError, match="larger than 5 MB"):
        sent(office, "employees", b"x" * 5_000_001)

    assert not list((office.root / "uploads").iterdir())
    assert MAX_BYTES == 50_000_000


def bomb(path: Path, *, entries: int, size: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(entries):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * size)
    return path


@pytest.mark.parametrize("entries, size", [(1, 20_000_000), (MAX_ENTRIES + 1, 1), (210, 1_000_000)])
def test_a_workbook_that_would_fill_the_memory_is_refused_unopened(
    tmp_path: Path, entries: int, size: int
) -> None:
    with pytest.raises(InputRefusedError, match="unpacks to far more"):
        refuse_bomb(bomb(tmp_path / "a.xlsx", entries=entries, size=size))


def test_a_bomb_is_refused_whatever_it_is_called(office: Office, tmp_path: Path) -> None:
    content = bomb(tmp_path / "a.xlsx", entries=1, size=20_000_000).read_bytes()

    with pytest.raises(InputRefusedError, match="unpacks to far more"):
        sent(office, "employees", content, "employees.csv")


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(bomb(tmp_path / "b.xlsx", entries=3, size=10).read_bytes()[:-30])

    refuse_bomb(path)  # no archive any more: the reader of the feed refuses it

    assert not zipfile.is_zipfile(path)


def test_a_workbook_of_twenty_thousand_equal_rows_is_no_bomb(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(*[("E1", "Ana Berg", "ana@harbourvale.example")] * 20_000))

    refuse_bomb(path)


def test_the_text_of_a_formula_stays_text(office: Office) -> None:
    office.options["accounts"] = 'paths = ["exports/accounts.xlsx"]'
    head = ("id", "name", "type", "domains", "owner_id")
    evil = '=HYPERLINK("http://bad.example")'

    sent(office, "accounts", workbook(head, ("A7", evil, "client", "evil.example", "E1")), "a.xlsx")
    office.ingest("employees", "accounts")

    assert evil in office.names("Organisation").values()


def test_a_live_formula_is_never_computed(office: Office) -> None:
    office.options["accounts"] = 'paths = ["exports/accounts.xlsx"]\nmax_rejected = 1.0'
    head = ("id", "name", "type", "domains", "owner_id")
    rows = (head, ("A7", "Real Ltd", "client", "real.example", "E1"))

    report = sent(office, "accounts", workbook(*rows, formula='=WEBSERVICE("http://bad.example")'), "a.xlsx")

    assert report.read == 2
    assert report.rejected == 1


def test_a_workbook_for_a_feed_of_csv_is_kept_as_csv(office: Office) -> None:
    rows = [tuple(row.split(",")) for row in MORE]

    report = sent(office, "employees", workbook(*rows), "employees.xlsx")

    assert (report.read, report.rejected) == (4, 0)
    exports = office.root / "exports"
    assert (exports / "employees.csv").read_bytes() == lines(
        *(",".join(f'"{cell}"' for cell in row) for row in rows)
    )
    assert not list((office.root / "uploads").iterdir())
    assert office.ingest("employees").feeds[0].accepted == 4


def test_the_lines_of_a_workbook_are_those_of_its_sheet(office: Office) -> None:
    office.options["employees"] = "max_rejected = 1.0"
    rows = [tuple(row.split(",")) for row in EMPLOYEES]

    report = sent(office, "employees", workbook(*rows[:2], (), ("", "Nobody"), *rows[2:]), "employees.xlsx")

    assert [(note.line, note.fate) for note in report.notes] == [(4, "rejected")]


def test_an_archive_that_is_no_workbook_is_refused_in_words(office: Office, tmp_path: Path) -> None:
    content = bomb(tmp_path / "a.zip", entries=1, size=1).read_bytes()

    with pytest.raises(InputRefusedError, match=r"Save it as \.xlsx or export it as CSV") as refused:
        sent(office, "employees", content, "employees.xlsx")

    assert str(office.root) not in str(refused.value)
    assert "PK" not in str(refused.value)
    assert (office.root / "exports" / "employees.csv").read_bytes() == lines(*EMPLOYEES)


def test_a_workbook_that_is_called_csv_is_told_apart_from_text(office: Office) -> None:
    office.write_bytes("employees", workbook(("id", "name"), ("E1", "Ana Berg")))

    told = office.ingest("employees").feeds[0].error or ""

    assert "exports/employees.csv: this is a workbook, not text. Save it as CSV (UTF-8)" in told
