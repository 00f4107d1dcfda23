"""Erasure over a whole workspace folder: no byte of any file tells of the person any more."""

import gzip
import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import xlsxwriter

from api.work.erase import AUDIT, BACKUPS, NOT_SEARCHED, Erased, Order, erased
from graphsvc.kinds.person import PERSON
from graphsvc.store.beside import Beside
from graphsvc.store.clock import system_clock
from graphsvc.store.replies import Attempt, Kept, ReplyFile
from ingest.upload import Upload, take
from tests.ingest.office import ACCOUNTS, CONTACTS, MONDAY, TUESDAY, Office

NAME = "Quillon Vantreeck"
ADDRESS = "quillon@harbourvale.example"
ALIAS = "q.vantreeck@harbourvale.example"
PRIVATE = "quill@post.example"
BY_HAND = "names the person, or may; look, and take them out by hand"
UNREAD = "could not be looked into; look for the person by hand"
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
        + mail("ana@harbourvale.example", f"liv@fjordline.example, {ALIAS}", "b")
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

    named = ("all.jsonl.gz, line 3", "graphsvc.toml, line 4", "notes.txt, line 1")
    assert done.beyond == (*(f"{name}: {BY_HAND}" for name in named), BACKUPS, AUDIT)


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


def test_a_message_between_others_that_names_the_person_stays_and_is_told(office: Office) -> None:
    path = office.root / "exports" / "mail" / "ana.mbox"
    kept = mail("ana@harbourvale.example", "liv@fjordline.example", f"ask {NAME}")
    path.write_text(mail(ADDRESS, "liv@fjordline.example", "c") + kept)

    done = erase(office)

    assert path.read_text() == kept
    assert done.beyond[0] == f"exports/mail/ana.mbox, line 8: {BY_HAND}"


def test_an_address_that_ends_like_the_persons_keeps_its_mail_and_its_row(office: Office) -> None:
    other = f"kim.{ADDRESS}"
    path = office.root / "exports" / "mail" / "kim.mbox"
    path.write_text(mail(other, "kai@northwick.example", "d"))
    row = f"E4,Kim Vantreeck,{other},,,Partner,Advisory,,2012-01-01"
    office.write("employees", *STAFF, row)

    done = erase(office)

    assert path.read_text() == mail(other, "kai@northwick.example", "d")
    assert row in (office.root / "exports" / "employees.csv").read_text()
    assert done.beyond == (BACKUPS, AUDIT)


def test_names_that_contain_the_persons_stay(office: Office) -> None:
    accounts = (*ACCOUNTS, f"A4,{NAME} GmbH,client,vantreeck.example,E1")
    contacts = (*CONTACTS, f"C9,{NAME} Lopez,A1,lopez@northwick.example,Buyer,user")
    office.write("accounts", *accounts)
    office.write("contacts", *contacts)

    done = erase(office)

    assert (office.root / "exports" / "accounts.csv").read_text().splitlines() == [*accounts]
    assert (office.root / "exports" / "contacts.csv").read_text().splitlines() == [*contacts]
    assert f"exports/accounts.csv, line 4: {BY_HAND}" in done.beyond


def test_the_same_id_in_another_source_is_somebody_else(tmp_path: Path) -> None:
    office = Office(root=tmp_path, feeds=("employees", "accounts", "contacts", "employments"))
    office.write("employees", HEAD, f"17,{NAME},{ADDRESS},,,Partner,Advisory,,2012-01-01")
    office.write("accounts", ACCOUNTS[0], "17,Northwick Foundry Ltd,client,northwick.example,17")
    contacts = (
        CONTACTS[0] + ",reports_to",
        "17,Bob Dahl,17,bob@northwick.example,Buyer,user,",
        "18,Liv Moe,17,liv@northwick.example,Owner,user,17",
    )
    office.write("contacts", *contacts)
    ids = ("person_id,organisation,from", "18,Fjordline AS,2015-01-01")
    office.write("employments", *ids)
    office.ingest()

    erase(office)

    exports = office.root / "exports"
    assert (exports / "contacts.csv").read_text().splitlines() == [*contacts]
    assert (exports / "employments.csv").read_text().splitlines() == [*ids]
    assert (exports / "accounts.csv").read_text().splitlines() == [
        ACCOUNTS[0],
        "17,Northwick Foundry Ltd,client,northwick.example,",
    ]


def test_an_id_that_may_be_anybodys_stays_and_is_told(tmp_path: Path) -> None:
    office = Office(
        root=tmp_path,
        feeds=("employees", "more", "accounts", "account_team"),
        options={"more": 'mapping = "employees"'},
    )
    office.write("employees", HEAD, f"17,{NAME},{ADDRESS},,,Partner,Advisory,,2012-01-01")
    office.write("more", HEAD, "17,Bob Dahl,bob@harbourvale.example,,,Partner,Tax,,2012-01-01")
    office.write("accounts", *ACCOUNTS[:2])
    office.write("account_team", "account_id,employee_id,role", "A1,17,lead")
    office.ingest()

    done = erase(office)

    assert (office.root / "exports" / "account_team.csv").read_text().splitlines()[1:] == ["A1,17,lead"]
    assert (office.root / "exports" / "more.csv").read_text().splitlines()[1].startswith("17,Bob Dahl")
    assert f"exports/account_team.csv, line 2: {BY_HAND}" in done.beyond


@pytest.mark.parametrize(
    "called", [NAME, "Vantreeck, Quillon", "quillon vantreeck"], ids=["same", "turned", "other case"]
)
def test_a_namesake_whatever_their_spelling_keeps_their_name(tmp_path: Path, called: str) -> None:
    office = Office(root=tmp_path, feeds=("employees", "accounts", "contacts"))
    other = f'C8,"{called}",A1,other@northwick.example,Buyer,user'
    boss = f'C9,Liv Moe,A1,liv@northwick.example,"{NAME}",user'
    office.write("employees", *STAFF)
    office.write("accounts", *ACCOUNTS)
    office.write("contacts", CONTACTS[0], other, boss)
    office.ingest()

    done = erase(office)

    assert (office.root / "exports" / "contacts.csv").read_text().splitlines()[1:] == [other, boss]
    assert [line for line in done.beyond if line.startswith("exports/contacts.csv, line")]


def test_a_row_that_nobody_loaded_yet_keeps_the_name_of_a_namesake(office: Office) -> None:
    rows = (f"C8,{NAME},A1,other@northwick.example,Buyer,user", f"C9,{NAME},no,,,", f"C7,{NAME},A1")
    office.write("contacts", *CONTACTS, *rows)

    done = erase(office)

    assert (office.root / "exports" / "contacts.csv").read_text().splitlines() == [*CONTACTS, *rows]
    assert f"exports/contacts.csv, lines 4, 5, 6: {BY_HAND}" in done.beyond


def test_files_that_cannot_be_read_stop_nothing_and_are_told(office: Office) -> None:
    whole = gzip.compress(mail(ADDRESS, "kai@northwick.example", "e" * 9_000).encode())
    (office.root / "exports" / "mail" / "cut.mbox").write_bytes(whole[:-20])
    (office.root / "notes.gz").write_bytes(whole[:-20])
    (office.root / "results" / "broken.json").write_bytes(b"{")
    archive = bytearray(workbook((NAME, "x" * 5_000)))
    archive[60:200] = bytes(140)
    (office.root / "damaged.xlsx").write_bytes(archive)

    done = erase(office)

    assert done.receipt
    unread = ("damaged.xlsx", "exports/mail/cut.mbox", "notes.gz", "results/broken.json")
    assert [line for line in done.beyond if UNREAD in line] == [f"{name}: {UNREAD}" for name in unread]


def test_a_file_that_may_not_be_written_is_told_only_where_it_holds_the_person(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.root / "exports" / "account_team.csv"
    before = path.read_bytes()
    touch = Path.touch

    def refused(path: Path, mode: int = 0o666) -> None:
        if "exports" in path.parts:
            raise PermissionError(13, "Permission denied", str(path))
        touch(path, mode=mode)

    monkeypatch.setattr(Path, "touch", refused)

    done = erase(office)

    assert done.receipt
    assert path.read_bytes() == before
    assert f"exports/account_team.csv, line 2: {BY_HAND}" in done.beyond
    assert not [line for line in done.beyond if "contacts.csv" in line]


def test_a_large_part_of_an_archive_is_looked_into(office: Office) -> None:
    with zipfile.ZipFile(office.root / "old.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"\n" * (1 << 25) + NAME.encode())

    done = erase(office)

    assert done.beyond[0] == f"old.zip: {BY_HAND}"


def test_only_copies_of_files_of_feeds_are_removed(office: Office) -> None:
    (office.root / "report.previous").write_text("a report")
    (office.root / "kept.previous").mkdir()

    erase(office)

    assert (office.root / "report.previous").read_text() == "a report"
    assert (office.root / "kept.previous").is_dir()
    assert not (office.root / "exports" / "employees.csv.previous").exists()


def test_a_person_the_store_no_longer_knows_is_not_called_searched_for(office: Office) -> None:
    order = Order(person=PERSON.key("nobody"), who="root", role="admin", reason="asked for it")

    done = erased(office.settle(), order, now=MONDAY, clock=system_clock)

    assert done.receipt is None
    assert done.beyond == (NOT_SEARCHED, BACKUPS, AUDIT)


def test_a_file_of_a_feed_that_lies_elsewhere_stays_and_is_told(tmp_path: Path) -> None:
    elsewhere = tmp_path / "team.csv"
    office = Office(
        root=tmp_path / "office",
        feeds=("employees", "accounts", "account_team"),
        options={"account_team": 'paths = ["../team.csv"]'},
    )
    (office.root / "exports").mkdir(parents=True)
    office.write("employees", *STAFF)
    office.write("accounts", *ACCOUNTS)
    elsewhere.write_text("account_id,employee_id,role\nA1,E1,lead\nA1,E9,lead\n")
    before = elsewhere.read_bytes()
    office.ingest()

    done = erase(office)

    assert elsewhere.read_bytes() == before
    assert done.beyond[0] == f"{elsewhere.as_posix()}, line 3: {BY_HAND}"


def test_a_file_lies_on_the_disk_before_it_takes_the_place_of_another(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[tuple[str, str]] = []
    fsync, put = os.fsync, Path.replace

    def synced(handle: int) -> None:
        steps.append(("synced", Path(f"/proc/self/fd/{handle}").readlink().name))
        fsync(handle)

    def replaced(path: Path, target: Path) -> Path:
        steps.append(("replaced", path.name))
        return put(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)

    erase(office)

    drafts = [name for step, name in steps if step == "replaced" and name.endswith(".draft")]
    assert ".employees.csv.draft" in drafts
    assert all(steps.index(("synced", name)) < steps.index(("replaced", name)) for name in drafts)
