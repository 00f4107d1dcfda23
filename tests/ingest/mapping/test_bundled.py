"""Every bundled mapping, over its sample."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ingest.mapping import Mapped, Mapping, Rejected, SetAside, Settings, Table, bundled
from ingest.normalise.denied import is_denied
from ingest.reader import Row
from ingest.readers import read
from ingest.record import Party, columns_of
from ingest.records import RECORDS, Account, Contact, Employee, Interaction, TeamMember

SAMPLES = Path(__file__).parents[1] / "samples"


def _loaded(name: str) -> tuple[Table, list[Mapped | Rejected | SetAside]]:
    mapping = Mapping.load(name)
    (path,) = SAMPLES.glob(f"{name}.*")
    sheet = read(path, reader=mapping.reader, layout=mapping.layout)
    table = mapping.bind(sheet, Settings(currency="EUR"))
    rows = [row for row in sheet.open_rows() if isinstance(row, Row)]
    return table, [outcome for row in rows for outcome in table.apply(row)]


def _records(name: str) -> list[object]:
    return [outcome.record for outcome in _loaded(name)[1] if isinstance(outcome, Mapped)]


@pytest.mark.parametrize("name", bundled())
def test_every_bundled_mapping_reads_its_sample_without_a_fault(name: str) -> None:
    table, outcomes = _loaded(name)

    assert [outcome for outcome in outcomes if isinstance(outcome, Rejected)] == []
    assert [outcome for outcome in outcomes if isinstance(outcome, Mapped)]
    assert not table.unknown_words


@pytest.mark.parametrize("name", bundled())
def test_every_canonical_mapping_names_every_field_of_its_record(name: str) -> None:
    document = Mapping.load(name).document

    named = [rule.name for rule in document.tables[0].records[0].fields]

    record = RECORDS[document.tables[0].records[0].type]
    assert not document.example or named == list(columns_of(record)) == list(document.example)


def test_bamboohr_gives_employees_and_drops_what_is_protected() -> None:
    table, outcomes = _loaded("bamboohr-employees")

    first, *_, last = [outcome.record for outcome in outcomes if isinstance(outcome, Mapped)]
    assert first == Employee(
        id="101",
        name="Ida Holm",
        email="ida.holm@harbourvale.example",
        title="Partner",
        level="Partner",
        unit="Advisory",
        manager_id="102",
        location="Bergen",
        hire_date=date(2019, 3, 1),
        original_hire_date=date(2019, 3, 1),
        status="active",
    )
    assert isinstance(last, Employee)
    assert (last.status, last.last_working_day) == ("left", date(2026, 7, 31))
    assert table.headers.denied == ("dateOfBirth", "gender", "ssn", "payRate")


def test_salesforce_accounts_have_long_ids_and_deleted_ones_are_set_aside() -> None:
    _, outcomes = _loaded("salesforce-account")

    account, child, deleted = outcomes
    assert isinstance(account, Mapped)
    assert isinstance(account.record, Account)
    assert account.record.domains == ("northwick.example",)
    assert account.record.currency == "EUR"
    assert isinstance(child, Mapped)
    assert isinstance(child.record, Account)
    assert (child.record.type, child.record.parent_id) == ("prospect", account.record.id)
    assert deleted == SetAside(line=4, reason="filtered out by IsDeleted")


def test_salesforce_contacts_and_teams_point_at_the_same_account() -> None:
    account = _records("salesforce-account")[0]
    contact, member = _records("salesforce-contact")[0], _records("salesforce-accountteammember")[0]

    assert isinstance(account, Account)
    assert isinstance(contact, Contact)
    assert isinstance(member, TeamMember)
    assert contact.account_id == member.account_id == account.id
    assert (contact.name, contact.role) == ("Ove Lund", "procurement")
    assert (member.employee_id, member.role) == ("ida.holm@harbourvale.example", "lead")


def test_salesforce_events_are_meetings_of_owner_and_contact() -> None:
    (event,) = _records("salesforce-event")

    assert isinstance(event, Interaction)
    assert event.id == "00U20000001Rx6dEAC"  # import-columns.md 5
    assert event.organizer == Party(address="ida.holm@harbourvale.example")
    assert event.attendees[0].party == Party(address="ove.lund@northwick.example")
    assert (event.kind, event.duration_min) == ("meeting", 45)


def test_a_message_trace_leaves_out_recipients_whose_delivery_failed() -> None:
    out, back = _records("exchange-message-trace")

    assert isinstance(out, Interaction)
    assert isinstance(back, Interaction)
    assert out.recipients == (Party(address="ove.lund@northwick.example"),)
    assert (out.direction, back.direction) == ("out", "in")


def test_a_mailbox_gives_mails_with_names_and_marks() -> None:
    mail, listed = _records("mbox")

    assert mail == Interaction(
        id="<m1@harbourvale.example>",
        kind="mail",
        start=datetime(2026, 5, 5, 6, 30, tzinfo=UTC),
        from_=Party(address="ida.holm@harbourvale.example", name="Ida Hølm"),
        to=(
            Party(address="ove.lund@northwick.example", name="Lund, Ove"),
            Party(address="siri.lund@fjordline.example"),
        ),
        cc=(Party(address="leo.strand@harbourvale.example"),),
    )
    assert isinstance(listed, Interaction)
    assert listed.automatic


def test_no_sample_of_a_canonical_file_has_a_denied_column() -> None:
    names = [name for name in bundled() if Mapping.load(name).document.example]

    headers = [head for name in names for head in Mapping.load(name).document.example]

    assert [head for head in headers if is_denied(head)] == []


def test_the_nine_enron_mailboxes_hold_6304_mails(shared_data: Path) -> None:
    mapping = Mapping.load("mbox")
    keys = set()
    for path in (shared_data / "enron" / "mbox").iterdir():
        sheet = read(path)
        table = mapping.bind(sheet, Settings())
        for row in sheet.open_rows():
            assert isinstance(row, Row)
            (outcome,) = table.apply(row)
            assert isinstance(outcome, Mapped)
            mail = outcome.record
            assert isinstance(mail, Interaction)
            assert mail.from_
            others = frozenset(party.address for party in mail.to + mail.cc)
            keys.add((mail.start, mail.from_.address, others))

    assert len(keys) == 6_304  # import-columns.md 7
