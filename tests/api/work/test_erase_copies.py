"""Erasure over a whole workspace folder: no byte of any file tells of the person any more."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import xlsxwriter

from api.work.erase import AUDIT, BACKUPS, Erased, Order, erased
from graphsvc.store.beside import Beside
from graphsvc.store.clock import system_clock
from graphsvc.store.replies import Attempt, Kept, ReplyFile
from ingest.upload import Upload, take
from tests.ingest.office import ACCOUNTS, CONTACTS, MONDAY, TUESDAY, Office

NAME = "Quillon Vantreeck"
ADDRESS = "quillon@harbourvale.example"
ALIAS = "q.vantreeck@harbourvale.example"
PRIVATE = "quill@post.example"
CANARIES = ("Quillon", "Vantreeck", ADDRESS, ALIAS, PRIVATE)
HEAD = "id,name,email,aliases,personal_email,title,unit,manager_id,hire_date"
STAFF = (
    HEAD,
    "E1,Ana Berg,ana@harbourvale.example,,,Partner,Advisory,E9,2015-01-01",
    f"E9,{NAME},{ADDRESS},{ALIAS},{PRIVATE},Partner,Advisory,,2012-01-01",
    '"E2","Ben Dahl",ben@harbourvale.example,,,Manager,Advisory,E1,2018-01-01',
)
ALUMNI = ("name", "personal_email", "employee_id", "joined_on", "left_on")
INTERACTIONS = (
    "id,kind,start,from,to,cc",
    f"m1,mail,2026-05-05T08:30:00Z,{NAME} <{ADDRESS}>,kai@northwick.example,",
    f"m2,mail,2026-05-06T08:30:00Z,ana@harbourvale.example,kai@northwick.example,{ALIAS}",
    "m3,mail,2026-05-07T08:30:00Z,ana@harbourvale.example,kai@northwick.example,",
)


def mail(sender: str, to: str, body: str) -> str:
    return (
        f"From {sender} Mon Mar  2 12:00:00 2026\nMessage-ID: <{abs(hash(body))}@x.example>\n"
        f"Date: Mon, 2 Mar 2026 12:00:00 +0000\nFrom: {sender}\nTo: {to}\nSubject: hello\n\n{body}\n\n"
    )


def workbook(*rows: tuple[object, ...]) -> bytes:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink) as book:
        sheet = book.add_worksheet("Alumni")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return sink.getvalue()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A loaded workspace in which the person lies in files of each form, and in every kind of copy."""
    found = Office(
        root=tmp_path / "office",
        feeds=("employees", "accounts", "contacts", "account_team", "alumni", "interactions", "mail"),
        options={
            "alumni": 'paths = ["exports/alumni.xlsx"]',
            "interactions": 'covers = "all"',
            "mail": 'reader = "mbox"\npaths = ["exports/mail/*.mbox"]\ncovers = "all"',
        },
    )
    exports = found.root / "exports"
    (exports / "mail").mkdir(parents=True)
    found.write("employees", *STAFF)
    found.write("accounts", *ACCOUNTS, "A3,Kestrel Bay,client,kestrel.example,E9")
    found.write("contacts", *CONTACTS)
    found.write("account_team", "account_id,employee_id,role", "A1,E9,lead", "A1,E1,lead")
    found.write("interactions", *INTERACTIONS)
    person = (NAME, PRIVATE, "E9", "2012-01-01", "2026-05-01")
    (exports / "alumni.xlsx").write_bytes(
        workbook(ALUMNI, person, ("Jon Bakke", "", "E7", "2012-01-01", "2018-10-01"))
    )
    (exports / "mail" / "quillon@harbourvale.example.mbox").write_text(
        mail(ADDRESS, "kai@northwick.example", "a")
    )
    (exports / "mail" / "ana.mbox").write_text(
        mail("ana@harbourvale.example", "kai@northwick.example", "plain")
        + mail("ana@harbourvale.example", "liv@fjordline.example", f"ask {NAME}")
    )
    found.ingest()
    upload = Upload(
        feed="employees", name="employees.csv", content=io.BytesIO("\n".join(STAFF).encode()), now=MONDAY
    )
    take(found.settle(), upload)
    leave_copies(found)
    return found


def leave_copies(office: Office) -> None:
    draft = office.root / "uploads" / "0011" / "employees.csv"
    draft.parent.mkdir(parents=True)
    draft.write_text("\n".join(STAFF))
    (office.root / "rejects").mkdir(exist_ok=True)
    (office.root / "rejects" / "contacts.csv").write_text(
        f"file,line,fate,field,reason\nexports/{ADDRESS}.csv,2,rejected,,bad\nexports/contacts.csv,3,rejected,,bad\n"
    )
    (office.root / "results").mkdir()
    (office.root / "results" / "job.json").write_text(
        f'{{"feeds": [{{"files": ["{ADDRESS}.mbox"], "read": 3}}]}}'
    )
    with closing(Beside.open(office.settle())) as beside:
        beside.register.add_user(ADDRESS)
        beside.register.grant(ADDRESS, "hr", granted_by="root")
        beside.register.new_code(ADDRESS)
        attempt = Attempt.of("root", "key")
        beside.replies.begin(attempt)
        beside.replies.keep(attempt, Kept(status=201, headers={}, content=f'{{"name": "{NAME}"}}'.encode()))
        beside.loads.put("mail", {"files": [f"{ADDRESS}.mbox"]}, effective=1)


def erase(office: Office) -> Erased:
    workspace = office.settle()
    key = office.key(f"@{ADDRESS}")
    order = Order(person=key, who="root", role="admin", reason="asked for it")
    return erased(workspace, order, now=MONDAY, clock=system_clock)


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def unpacked(path: Path) -> Iterator[bytes]:
    content = path.read_bytes()
    yield content
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    elif content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)


def telling(root: Path) -> list[str]:
    """Returns the files whose name or bytes hold a canary."""
    words = [word.lower().encode() for word in CANARIES]
    return sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file()
        and any(word in text.lower() for text in (path.name.encode(), *unpacked(path)) for word in words)
    )


def test_no_byte_of_the_folder_tells_of_an_erased_person(office: Office) -> None:
    before = telling(office.root)

    done = erase(office)

    assert {
        "audit.db",
        "exports/alumni.xlsx",
        "exports/employees.csv",
        "exports/employees.csv.previous",
        "exports/interactions.csv",
        "exports/mail/ana.mbox",
        "exports/mail/quillon@harbourvale.example.mbox",
        "graph.db",
        "rejects/contacts.csv",
        "results/job.json",
        "uploads/0011/employees.csv",
    } <= set(before)
    assert telling(office.root) == []
    assert done.beyond == (BACKUPS, AUDIT)


def test_what_files_say_of_others_stays_as_it_stood(office: Office) -> None:
    erase(office)

    exports = office.root / "exports"
    assert (exports / "employees.csv").read_text().split("\n") == [
        HEAD,
        "E1,Ana Berg,ana@harbourvale.example,,,Partner,Advisory,,2015-01-01",
        '"E2","Ben Dahl",ben@harbourvale.example,,,Manager,Advisory,E1,2018-01-01',
    ]
    assert (exports / "accounts.csv").read_text().splitlines() == [
        *ACCOUNTS,
        "A3,Kestrel Bay,client,kestrel.example,",
    ]
    assert (exports / "account_team.csv").read_text() == "account_id,employee_id,role\nA1,E1,lead\n"
    assert (exports / "interactions.csv").read_text().splitlines() == [INTERACTIONS[0], INTERACTIONS[3]]
    assert (exports / "mail" / "ana.mbox").read_text() == mail(
        "ana@harbourvale.example", "kai@northwick.example", "plain"
    )
    assert [path.name for path in (exports / "mail").iterdir()] == ["ana.mbox"]


def test_the_next_load_closes_nothing_of_others(office: Office) -> None:
    erase(office)
    people = office.names("Person")

    report = office.ingest(now=TUESDAY)

    assert [(feed.name, feed.error, feed.closed) for feed in report.feeds if feed.error or feed.closed] == []
    assert office.names("Person") == people


def test_what_erasure_cannot_reach_is_named(office: Office) -> None:
    (office.root / "all.jsonl.gz").write_bytes(gzip.compress("\n".join(STAFF).encode()))
    (office.root / "notes.txt").write_text(f"call {NAME}")
    office.extra = f"# covers {ADDRESS}\n"

    done = erase(office)

    by_hand = "names the person; take them out by hand"
    named = ("all.jsonl.gz", "graphsvc.toml", "notes.txt")
    assert done.beyond == (*(f"{name}: {by_hand}" for name in named), BACKUPS, AUDIT)


def test_a_namesake_keeps_their_rows(tmp_path: Path) -> None:
    office = Office(root=tmp_path, feeds=("employees",))
    other = f"E8,{NAME},other@harbourvale.example,,,Analyst,Tax,,2020-01-01"
    office.write("employees", *STAFF, other)
    office.ingest()

    erase(office)

    assert other in (office.root / "exports" / "employees.csv").read_text()


def test_a_killed_erasure_is_done_again_from_the_files_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(ReplyFile, "erase", killed)
        with pytest.raises(KeyboardInterrupt):
            erase(office)

    erase(office)

    assert telling(office.root) == []
