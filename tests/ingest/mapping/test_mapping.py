"""Mappings: from the rows of a file to records (import-columns.md 9)."""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import InputRefusedError
from ingest.mapping import Mapped, Mapping, Reference, Rejected, SetAside, Settings, Table, bundled
from ingest.mapping.compile import ITSELF
from ingest.reader import Row, Sheet
from ingest.record import Attendee, Party
from ingest.records import Account, Contract, Employee, Employment, Interaction, Revenue, TeamMember

Outcomes = list[Mapped | Rejected | SetAside]


def _sheet(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Sheet:
    return Sheet(
        file="export.csv",
        columns=tuple(columns),
        open_rows=lambda: iter([Row(place, row) for place, row in enumerate(rows, start=2)]),
    )


def _text(type_: str, fields: str, head: str = "", record: str = "") -> str:
    return f'{head}\n[[table]]\n[[table.record]]\ntype = "{type_}"\n{record}\n[table.record.fields]\n{fields}'


def _table(text: str, columns: str, *rows: Sequence[str], settings: Settings | None = None) -> Table:
    mapping = Mapping.parse(text, name="own.toml")
    return mapping.bind(_sheet(columns.split(), rows), settings or Settings())


def _one(
    text: str, columns: str, *cells: str, settings: Settings | None = None
) -> Mapped | Rejected | SetAside:
    table = _table(text, columns, cells, settings=settings)
    (outcome,) = table.apply(Row(2, cells))
    return outcome


def _record(text: str, columns: str, *cells: str, settings: Settings | None = None) -> object:
    outcome = _one(text, columns, *cells, settings=settings)
    assert isinstance(outcome, Mapped), outcome
    return outcome.record


_EMPLOYEE = _text("employee", 'id = "Id"\nname = ["Name", {join = ["First", "Last"]}]\nemail = "Mail"\n')


def test_the_first_filled_source_counts_and_parts_are_joined() -> None:
    found = _record(_EMPLOYEE, "Id Name First Last Mail", "7", " ", "Ida", "Holm", "Ida <IDA@x.example>")

    assert found == Employee(id="7", name="Ida Holm", email="ida@x.example")


def test_headers_match_as_people_write_them() -> None:
    text = _text("employee", 'id = "Employee ID"\nname = "full.name"\n')

    found = _record(text, "\ufeffEMPLOYEE_ID Full-Name", "007", "Ida")

    assert found == Employee(id="007", name="Ida")


def test_an_address_that_cannot_be_read_is_left_out_and_its_person_stays() -> None:
    found = _record(_EMPLOYEE, "Id Name Mail", "7", "Ida", "/O=FIRM/CN=IDA")

    assert found == Employee(id="7", name="Ida")


def test_a_missing_value_rejects_the_row_with_line_field_and_key() -> None:
    outcome = _one(_EMPLOYEE, "Id Name Mail", "7", "", "")

    assert outcome == Rejected(
        line=2, field="name", reason="it is empty; fill it", key="7", record="employee"
    )


def test_a_wrong_value_rejects_the_row_with_the_reason() -> None:
    text = _text("employee", 'id = "Id"\nname = "Name"\nhire_date = {column = "Hired", date = "iso"}\n')

    outcome = _one(text, "Id Name Hired", "7", "Ida", "soon")

    assert isinstance(outcome, Rejected)
    assert (outcome.field, outcome.key) == ("hire_date", "7")
    assert "'soon' is no date YYYY-MM-DD" in outcome.reason


def test_values_that_contradict_each_other_reject_the_row() -> None:
    text = _text(
        "contract", 'id = "Id"\naccount_id = "A"\nstart = "From"\nend = {column = "To", inclusive = true}\n'
    )

    outcome = _one(text, "Id A From To", "k", "a", "2026-05-04", "2026-05-01")

    assert isinstance(outcome, Rejected)
    assert (outcome.field, outcome.reason) == ("end", "it does not lie after start; correct one of them")


def test_a_person_who_manages_themself_stays_without_a_manager() -> None:
    text = _text("employee", 'id = "Id"\nname = "Name"\nmanager_id = "Boss"\n')

    outcome = _one(text, "Id Name Boss", "7", "Ida", "7")

    assert isinstance(outcome, Mapped)
    assert outcome.record == Employee(id="7", name="Ida")
    assert outcome.remarks == (("manager_id", ITSELF),)


def test_one_row_gives_several_records_and_each_keeps_its_condition() -> None:
    text = (
        _text("account", 'id = "Firm"\nname = "Firm"\n')
        + '[[table.record]]\ntype = "team_member"\nwhere = [{column = "Lead", not_in = [""]}]\n'
        + '[table.record.fields]\naccount_id = "Firm"\nemployee_id = {column = "Lead", by = "name"}\n'
        + 'role = {const = "lead"}\n'
    )
    table = _table(text, "Firm Lead", ["Acme", "Ida"])

    both, one = table.apply(Row(2, ["Acme", "Ida"])), table.apply(Row(3, ["Acme", ""]))

    assert [found.record for found in both if isinstance(found, Mapped)] == [
        Account(id="Acme", name="Acme"),
        TeamMember(account_id="Acme", employee_id="Ida", role="lead"),
    ]
    assert [found.record for found in one if isinstance(found, Mapped)] == [Account(id="Acme", name="Acme")]


@pytest.mark.parametrize(
    "condition,text,is_kept",
    [
        ('not_in = ["true", "1"]', "TRUE", False),
        ('not_in = ["true", "1"]', "", True),
        ('in = ["Open"]', " open ", True),
        ('in = ["Open"]', "Closed", False),
        ('matches = "^DLA"', "dla piper", True),
        ('matches = "^DLA"', "Piper", False),
    ],
)
def test_rows_that_fail_a_condition_are_set_aside(condition: str, text: str, *, is_kept: bool) -> None:
    mapping = _EMPLOYEE.replace("[[table]]", f'[[table]]\nwhere = [{{column = "Flag", {condition}}}]', 1)

    outcome = _one(mapping, "Id Name Mail Flag", "7", "Ida", "", text)

    assert isinstance(outcome, Mapped) is is_kept
    assert is_kept or outcome == SetAside(line=2, reason="filtered out by Flag")


def test_a_condition_on_a_column_the_file_lacks_sees_an_empty_cell() -> None:
    mapping = _EMPLOYEE.replace("[[table]]", '[[table]]\nwhere = [{column = "Flag", in = ["x"]}]', 1)

    assert isinstance(_one(mapping, "Id Name Mail", "7", "Ida", ""), SetAside)


def test_a_row_of_which_no_record_applies_is_set_aside() -> None:
    text = _text("employee", 'id = "Id"\nname = "Id"\n', record='where = [{column = "Id", in = ["x"]}]')

    assert _one(text, "Id", "7") == SetAside(line=2, reason="no record of the row applies")


def test_years_become_half_open_intervals_that_touch() -> None:
    text = _text(
        "team_member",
        'account_id = "A"\nemployee_id = "E"\nvalid_from = {column = "Y", year = "start"}\n'
        'valid_to = {column = "Y", year = "end"}\n',
    )

    found = _record(text, "A E Y", "a", "e", "2019")

    assert isinstance(found, TeamMember)
    assert (found.valid_from, found.valid_to) == (date(2019, 1, 1), date(2020, 1, 1))


def test_the_end_of_a_year_as_a_last_day_is_its_last_day() -> None:
    fields = 'id = "I"\nname = "I"\nhire_date = {column = "Y", year = "start"}\n'
    text = _text("employee", f'{fields}last_working_day = {{column = "Y", year = "end"}}\n')

    found = _record(text, "I Y", "i", "2019")

    assert isinstance(found, Employee)
    assert (found.hire_date, found.last_working_day) == (date(2019, 1, 1), date(2019, 12, 31))


def test_the_start_of_a_year_as_a_last_day_and_a_year_as_a_moment_are_read() -> None:
    last = _text("employee", 'id = "I"\nname = "I"\nlast_working_day = {column = "Y", year = "start"}\n')
    start = _text(
        "interaction", 'id = "I"\nkind = {const = "call"}\nstart = {column = "Y", year = "start"}\n'
    )

    day, moment = _record(last, "I Y", "i", "2019"), _record(start, "I Y", "i", "2019")

    assert day == Employee(id="i", name="i", last_working_day=date(2019, 1, 1))
    assert moment == Interaction(id="i", kind="call", start=datetime(2019, 1, 1, tzinfo=UTC))


def test_what_is_no_year_rejects_the_row() -> None:
    text = _text("employee", 'id = "I"\nname = "I"\nhire_date = {column = "Y", year = "start"}\n')

    outcome = _one(text, "I Y", "i", "99999")

    assert isinstance(outcome, Rejected)
    assert "is no year" in outcome.reason


_HIRED = _text("employee", 'id = "I"\nname = "I"\nhire_date = "H"\nlast_working_day = "L"\n')


@pytest.mark.parametrize(
    "other,expected", [("31/12/2026", date(2026, 4, 3)), ("12/31/2026", date(2026, 3, 4))]
)
def test_the_order_of_day_and_month_is_found_in_the_whole_file(other: str, expected: date) -> None:
    rows = [["1", "03/04/2026", ""], ["2", "", other]]
    table = _table(_HIRED, "I H L", *rows)

    (outcome,) = table.apply(Row(2, rows[0]))

    assert isinstance(outcome, Mapped)
    assert outcome.record == Employee(id="1", name="1", hire_date=expected)


@pytest.mark.parametrize(
    "second,problem",
    [("04/03/2026", "can be read as day-month and as month-day"), ("31/12/2026 12/31/2026", "mix day-month")],
)
def test_a_file_whose_dates_stay_open_is_refused(second: str, problem: str) -> None:
    rows = [["1", "03/04/2026", ""], *(["2", text, ""] for text in second.split())]

    with pytest.raises(
        InputRefusedError, match=rf"export\.csv: the dates of 'H', 'L' \(first on line 2\) {problem}"
    ):
        _table(_HIRED, "I H L", *rows)


def test_a_stated_form_needs_no_look_at_the_file() -> None:
    text = _text("employee", 'id = "I"\nname = "I"\nhire_date = {column = "H", date = "%d/%m/%Y"}\n')

    found = _record(text, "I H", "1", "03/04/2026")

    assert found == Employee(id="1", name="1", hire_date=date(2026, 4, 3))


def test_the_day_of_a_moment_is_that_of_the_workspace() -> None:
    found = _record(
        _HIRED, "I H L", "1", "2026-05-04T23:30:00Z", "", settings=Settings(zone=ZoneInfo("Europe/Oslo"))
    )

    assert found == Employee(id="1", name="1", hire_date=date(2026, 5, 5))


_FEE = _text(
    "revenue",
    'account_id = "A"\nperiod_start = "F"\nperiod_end = {column = "T", inclusive = true}\n'
    'amount = {column = "M", locale = "en", scale = 1000000}\ncurrency = "C"\n',
)


def test_amounts_are_scaled_and_take_the_currency_of_the_row_or_else_the_workspace() -> None:
    cells = ("a", "2026-01-01", "2026-03-31", "1,100.04")
    settings = Settings(currency="EUR")

    own = _record(_FEE, "A F T M C", *cells, "nok", settings=settings)
    common = _record(_FEE, "A F T M C", *cells, "", settings=settings)

    assert own == Revenue(
        account_id="a",
        period_start=date(2026, 1, 1),
        period_end=date(2026, 4, 1),
        amount=Decimal(1100040000),
        currency="NOK",
    )
    assert isinstance(common, Revenue)
    assert common.currency == "EUR"


@pytest.mark.parametrize("code", ["", "euro", "12A"])
def test_an_amount_without_a_currency_rejects_the_row(code: str) -> None:
    outcome = _one(_FEE, "A F T M C", "a", "2026-01-01", "2026-03-31", "5", code)

    assert isinstance(outcome, Rejected)
    assert outcome.field == "currency"


def test_an_optional_amount_without_a_currency_rejects_the_row_too() -> None:
    text = _text("contract", 'id = "I"\naccount_id = "I"\nstart = "S"\nvalue = "V"\n')

    priced, free = _one(text, "I S V", "i", "2026-01-01", "5"), _record(text, "I S V", "i", "2026-01-01", "")

    assert isinstance(priced, Rejected)
    assert priced.field == "currency"
    assert free == Contract(id="i", account_id="i", start=date(2026, 1, 1))


def test_words_of_other_systems_become_values_and_unknown_ones_are_counted() -> None:
    text = _text("employee", 'id = "I"\nname = "I"\nstatus = "S"\n')
    table = _table(text, "I S")

    known, unknown = table.apply(Row(2, ["1", "Terminated"])), table.apply(Row(3, ["2", "Sleeping"]))

    assert [found.record for found in known + unknown if isinstance(found, Mapped)] == [
        Employee(id="1", name="1", status="left"),
        Employee(id="2", name="2"),
    ]
    assert table.unknown_words == {("status", "Sleeping"): 1}


def test_the_raw_reason_for_leaving_is_never_kept() -> None:
    text = _text("employment", 'person_id = "I"\norganisation = "O"\nfrom = "F"\nleave_reason = "R"\n')
    table = _table(text, "I O F R")

    (outcome,) = table.apply(Row(2, ["1", "Acme", "2020-01-01", "long illness"]))

    assert isinstance(outcome, Mapped)
    assert outcome.record == Employment(person_id="1", organisation="Acme", from_=date(2020, 1, 1))
    assert "illness" not in repr(table.unknown_words)


def test_of_several_roles_the_weightiest_counts() -> None:
    text = _text("contact", 'id = "I"\nname = "I"\naccount_id = "I"\nrole = {column = "R", split = ";"}\n')

    found = _one(text, "I R", "1", "Influencer; Economic Buyer; Poet")

    assert isinstance(found, Mapped)
    assert found.record.role == "decision_maker"  # type: ignore[attr-defined]


@pytest.mark.parametrize("share,is_kept", [("0.5", True), ("1.5", False)])
def test_a_share_lies_between_0_and_1(share: str, *, is_kept: bool) -> None:
    text = _text("team_member", 'account_id = "A"\nemployee_id = "A"\ncredit = "C"\n')

    assert isinstance(_one(text, "A C", "a", share), Mapped) is is_kept


_EVENT = _text(
    "interaction",
    'id = "I"\nkind = {const = "meeting"}\nstart = {column = "S", date = "iso"}\n'
    'organizer = {column = "O", by = "id"}\nattendees = {column = "W", split = ","}\n'
    'to = {column = "T", by = "id"}\nduration_min = {minutes = ["S", "E"]}\nprivate = "P"\n',
)


def test_a_meeting_has_people_parts_answers_and_a_length() -> None:
    who = "Ove Lund <ove@n.example>|OPT-PARTICIPANT|Accepted,room@n.example|resource,nobody"

    found = _record(
        _EVENT,
        "I S E O W T P",
        "1",
        "2026-05-04T09:00:00Z",
        "2026-05-04T09:45:00Z",
        "E-1",
        who,
        "C-1;C-2",
        "yes",
    )

    assert found == Interaction(
        id="1",
        kind="meeting",
        start=datetime(2026, 5, 4, 9, tzinfo=UTC),
        organizer=Party(address="E-1"),
        to=(Party(address="C-1"), Party(address="C-2")),
        attendees=(
            Attendee(
                party=Party(address="ove@n.example", name="Ove Lund"), type="optional", response="accepted"
            ),
            Attendee(party=Party(address="room@n.example"), type="out"),
        ),
        duration_min=45,
        private=True,
    )


@pytest.mark.parametrize("end,is_kept", [("", True), ("2026-05-04T08:00:00Z", False)])
def test_a_meeting_may_lack_an_end_but_not_end_before_it_starts(end: str, *, is_kept: bool) -> None:
    outcome = _one(_EVENT, "I S E O W T P", "1", "2026-05-04T09:00:00Z", end, "", "", "", "")

    assert isinstance(outcome, Mapped) is is_kept


def test_seconds_are_scaled_to_whole_minutes() -> None:
    fields = (
        'id = "I"\nkind = {const = "call"}\nstart = "S"\nduration_min = {column = "D", scale = "0.0166667"}\n'
    )

    found = _record(_text("interaction", fields), "I S D", "1", "2026-05-04", "125")

    assert isinstance(found, Interaction)
    assert found.duration_min == 2


def test_own_words_answer_a_question_of_yes_or_no() -> None:
    fields = (
        'id = "I"\nkind = {const = "call"}\nstart = "S"\nprivate = {column = "P", values = {x = "yes"}}\n'
    )

    found = _record(_text("interaction", fields), "I S P", "1", "2026-05-04", "X")

    assert isinstance(found, Interaction)
    assert found.private


def test_lists_aliases_and_domains_are_taken_apart() -> None:
    text = _text("account", 'id = "I"\nname = "I"\ndomains = "D"\n')
    person = _text("employee", 'id = "I"\nname = "I"\naliases = {column = "A", split = "/"}\nconsent = "C"\n')

    firm = _record(text, "I D", "1", "https://www.acme.example/x, eu.acme.example co.uk")
    human = _record(person, "I A C", "1", "a@x.example/b@x.example", "contact;newsletter")

    assert firm == Account(id="1", name="1", domains=("acme.example", "eu.acme.example"))
    assert human == Employee(
        id="1", name="1", aliases=("a@x.example", "b@x.example"), consent=("contact", "newsletter")
    )


@pytest.mark.parametrize(
    "type_,identity,cell,expected",
    [
        ("employee", "email", "Ida+crm@x.example", "ida@x.example"),
        ("employee", "name", "Holm, Ida", "ida holm"),
        ("account", "name", "Acme Ltd", "acme"),
    ],
)
def test_without_an_id_the_normalised_address_or_name_stands_for_it(
    type_: str, identity: str, cell: str, expected: str
) -> None:
    email = 'email = "N"\n' if identity == "email" else ""
    text = _text(type_, f'name = "N"\n{email}', record=f'identity = "{identity}"')

    outcome = _one(text, "N", cell)

    assert isinstance(outcome, Mapped)
    assert outcome.identity == identity
    assert outcome.record.id == expected  # type: ignore[attr-defined]


def test_a_rejected_row_is_known_by_its_identity() -> None:
    text = _text(
        "employee", 'name = "N"\nhire_date = {column = "H", date = "iso"}\n', record='identity = "name"'
    )

    outcome, unreadable = _one(text, "N H", "Holm, Ida", "x"), _one(text, "N H", "", "x")

    assert isinstance(outcome, Rejected)
    assert isinstance(unreadable, Rejected)
    assert (outcome.key, unreadable.key) == ("ida holm", "")


def test_references_say_how_they_name_the_other_record() -> None:
    text = _text(
        "team_member",
        'account_id = {column = "A", by = "name", unknown = "set_aside"}\n'
        'employee_id = [{column = "Mail", by = "email"}, {column = "E"}]\n',
    )

    by_mail = _one(text, "A Mail E", "Acme", "Ida+x@x.example", "7")
    by_id = _one(text, "A E", "Acme", "7")

    assert isinstance(by_mail, Mapped)
    assert by_mail.record == TeamMember(account_id="Acme", employee_id="ida@x.example")
    assert by_mail.references == (
        Reference(field="account_id", types=("account",), by="name", set_aside=True),
        Reference(field="employee_id", types=("employee",), by="email"),
    )
    assert isinstance(by_id, Mapped)
    assert by_id.record == TeamMember(account_id="Acme", employee_id="7")


def test_an_organisation_named_by_an_address_is_its_match_key() -> None:
    text = _text("employment", 'person_id = "I"\norganisation = {column = "O", by = "email"}\nfrom = "F"\n')

    found = _record(text, "I O F", "1", "Ida+x@x.example", "2020-01-01")

    assert isinstance(found, Employment)
    assert found.organisation == "ida@x.example"


def test_the_hash_of_a_row_follows_its_mapped_cells_only() -> None:
    columns, swapped = "Id Name Mail Other", "Other Mail Name Id"
    here, there = _table(_EMPLOYEE, columns), _table(_EMPLOYEE, swapped)

    base = here.row_hash(Row(2, ["7", "Ida", "", "x"]))

    assert base == here.row_hash(Row(9, ["7", "Ida", "", "changed"]))
    assert base == there.row_hash(Row(2, ["x", "", "Ida", "7"]))
    assert base != here.row_hash(Row(2, ["7", "Ina", "", "x"]))
    assert base != _table(_EMPLOYEE + "\n# changed", columns).row_hash(Row(2, ["7", "Ida", "", "x"]))
    assert base != _table(_EMPLOYEE, columns, settings=Settings(currency="EUR")).row_hash(
        Row(2, ["7", "Ida", "", ""])
    )


def test_a_mapping_of_one_column_and_one_of_none_have_hashes() -> None:
    single = _text("employee", 'id = "I"\nname = "I"\n')
    constant = _text("exclusion", 'scope = {const = "domain"}\nvalue = {const = "clinic.example"}\n')

    hashes = {_table(single, "I").row_hash(Row(2, [text])) for text in "ab"}

    assert len(hashes) == 2
    assert _table(constant, "I").row_hash(Row(2, ["a"])) == _table(constant, "I").row_hash(Row(3, ["b"]))


@given(st.lists(st.text(max_size=8), min_size=3, max_size=3))
def test_a_hash_is_signed_and_fits_64_bits(cells: list[str]) -> None:
    found = _table(_EMPLOYEE, "Id Name Mail").row_hash(Row(2, cells))

    assert -(2**63) <= found < 2**63


def test_headers_are_told_apart() -> None:
    table = _table(_EMPLOYEE, "Id Name Shoe Gender Floor", settings=Settings(denied=frozenset({"Floor"})))

    assert table.headers.denied == ("Gender", "Floor")
    assert table.headers.absent == ("First", "Last", "Mail")
    assert table.headers.unused == ("Shoe",)


def test_the_first_table_whose_columns_are_present_is_used() -> None:
    second = '[[table]]\nneed = ["Key"]\n[[table.record]]\ntype = "employee"\n[table.record.fields]\n'
    text = _EMPLOYEE + second + 'id = "Key"\nname = "Key"\n'

    assert _record(text, "Key", "k") == Employee(id="k", name="k")
    assert _record(text, "Key Id Name", "k", "7", "Ida") == Employee(id="7", name="Ida")


def test_a_missing_column_is_named_with_those_that_were_found() -> None:
    columns = " ".join(f"C{number}" for number in range(14))

    with pytest.raises(InputRefusedError) as caught:
        _table(_EMPLOYEE, columns)

    assert str(caught.value).startswith("export.csv, line 1: column 'Id', 'Name' not found; found 'C0', 'C1'")
    assert "and 2 more. Export the column, or add its header to mapping own.toml." in str(caught.value)


def test_a_mapped_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(InputRefusedError, match=r"column 'Id' stands twice \(mapping own\.toml, line 7\)"):
        _table(_EMPLOYEE, "Id ID Name")


def test_a_column_the_workspace_denies_is_refused() -> None:
    with pytest.raises(
        InputRefusedError, match=r"own\.toml, line 9: column 'Mail' is denied by this workspace"
    ):
        _table(_EMPLOYEE, "Id Name Mail", settings=Settings(denied=frozenset({"mail"})))


def test_an_own_mapping_is_read_from_its_path(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        f'title = "Own"\nreader = "csv"\nsheet = "S"\ncolumns = ["Id"]\n{_EMPLOYEE}'
    )

    found = Mapping.load("own.toml", folder=tmp_path)

    assert (found.document.title, found.reader) == ("Own", "csv")
    assert (found.layout.sheet, found.layout.columns) == ("S", ("Id",))


def test_a_mapping_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(
        InputRefusedError, match="bundled: account_team, accounts, alumni, bamboohr-employees"
    ):
        Mapping.load("nonsense")
    assert "salesforce-contact" in bundled()


def test_the_hr_sample_is_read_without_its_protected_columns(shared_data: Path) -> None:
    text = _text(
        "employee",
        'id = "EmpID"\nname = "Employee_Name"\ntitle = "Position"\nunit = "Department"\n'
        'manager_id = {column = "ManagerName", by = "name", unknown = "set_aside"}\n'
        'hire_date = "DateofHire"\nlast_working_day = "DateofTermination"\nstatus = "EmploymentStatus"\n',
    )
    with (shared_data / "hris-samples" / "HRDataset_v14.csv").open(encoding="utf-8-sig", newline="") as file:
        columns, *rows = csv.reader(file)
    table = Mapping.parse(text, name="hr.toml").bind(_sheet(columns, rows), Settings())

    found = [outcome for row in rows for outcome in table.apply(Row(2, row))]

    people = [outcome.record for outcome in found if isinstance(outcome, Mapped)]
    left = [person for person in people if isinstance(person, Employee) and person.last_working_day]
    assert (len(people), len(left)) == (311, 104)  # data README
    assert len(table.headers.denied) == 19
