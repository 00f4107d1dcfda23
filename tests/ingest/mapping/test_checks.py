"""What a mapping may say: every problem has its line and remedy (import-columns.md 9)."""

import pytest

from graphsvc.errors import InputRefusedError
from ingest.mapping import Mapping

_HEAD = '[[table]]\n[[table.record]]\ntype = "employee"\n[table.record.fields]\nid = "Id"\nname = "Name"\n'


@pytest.mark.parametrize(
    "line,problem",
    [
        ('shoe_size = "Shoe"', "unknown field 'shoe_size' of employee; known: aliases"),
        ('title = "Salary"', "column 'Salary' is on the deny-list and never read; remove it"),
        ('title = {join = ["Title", "Date of Birth"]}', "column 'Date of Birth' is on the deny-list"),
        ('title = {colum = "Title"}', "unknown key 'colum'"),
        ('title = {by = "id"}', "no source; give column, join, minutes or const"),
        ("title = 7", "takes a column name, a table or a list"),
        ('title = {join = "Title"}', "join takes a list of texts"),
        ('title = {column = "Title", by = "id"}', "names no other record; remove by"),
        ('manager_id = {column = "M", by = "shoe"}', "unknown by 'shoe'; known: id, email, name, any"),
        ('manager_id = {column = "M", unknown = "drop"}', "'drop' is neither reject nor set_aside"),
        ('title = {column = "T", convert = "magic"}', "unknown convert 'magic'; known: exchange_recipients"),
        ('title = {column = "T", locale = "xx"}', "unknown locale 'xx'"),
        ('title = {column = "T", scale = "much"}', "scale 'much' is no number"),
        ('title = {column = "T", date = "%d"}', "date and year belong to a field that holds a date"),
        ('hire_date = {column = "T", date = "%Q"}', "date '%Q' is no form of a date"),
        ('hire_date = {column = "T", date = "dd/mm"}', "date 'dd/mm' is no form of a date"),
        ('hire_date = {column = "T", year = "middle"}', "year takes start or end, not 'middle'"),
        ('last_working_day = {column = "T", inclusive = true}', "a last day itself; remove inclusive"),
        ('status = {column = "T", values = "moods"}', "unknown values 'moods'; known: account_type"),
        ('status = {column = "T", values = {A = "gone"}}', "values gone do not exist; known: active"),
        ('status = {const = "gone"}', "const 'gone' does not exist; known: active, leave"),
        ('title = {column = "T", values = "role"}', "values belongs to a field with fixed values"),
        ('title = {minutes = ["A", "B"]}', "minutes belongs to a field that holds a length"),
        ('title = {minutes = ["A"]}', "minutes takes two columns"),
    ],
)
def test_a_problem_of_a_field_is_named_with_its_line(line: str, problem: str) -> None:
    with pytest.raises(InputRefusedError) as caught:
        Mapping.parse(f"{_HEAD}{line}\n", name="own.toml")

    assert "mapping own.toml cannot be used:\n  line 7: " in str(caught.value)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    "text,line,problem",
    [
        ('title = "x"\n', 1, "[[table]] is missing; add one"),
        ("[[table]]\n", 1, "[[table.record]] is missing; add one"),
        ('[[table]]\n[[table.record]]\ntype = "contact"\n', 2, "the record has no fields"),
        (
            "[[table]]\n[[table.record]]\n[table.record.fields]\nid = 'Id'\n",
            2,
            "unknown record type ''; known: a",
        ),
        (f"{_HEAD}[extra]\n", 7, "unknown key 'extra'"),
        (_HEAD.replace('name = "Name"\n', ""), 2, "required field 'name' of employee is not filled"),
        (
            _HEAD.replace("[[table]]\n", '[[table]]\nneed = ["Gender"]\n'),
            1,
            "column 'Gender' is on the deny-list",
        ),
        (_HEAD.replace("[[table]]\n", '[[table]]\nneed = "Id"\n'), 2, "need takes a list of texts"),
        (_HEAD.replace('"employee"\n', '"employee"\nidentity = "shoe"\n'), 2, "unknown identity 'shoe'"),
        (
            _HEAD.replace('"employee"\n', '"employee"\nidentity = "email"\n'),
            2,
            "identity 'email' needs the field",
        ),
        (
            _HEAD.replace("[[table]]\n", '[[table]]\nwhere = [{column = "Id"}]\n'),
            2,
            "a condition takes column and one of",
        ),
        (
            _HEAD.replace("[[table]]\n", '[[table]]\nwhere = [{column = "Id", matches = "("}]\n'),
            2,
            "matches '(' is no expression",
        ),
        (
            _HEAD.replace("[[table]]\n", '[[table]]\nwhere = {column = "Id"}\n'),
            2,
            "[[table.where]] is missing",
        ),
    ],
)
def test_a_problem_of_the_frame_is_named_with_its_line(text: str, line: int, problem: str) -> None:
    with pytest.raises(InputRefusedError) as caught:
        Mapping.parse(text, name="own.toml")

    assert f"  line {line}: {problem}" in str(caught.value)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InputRefusedError) as caught:
        Mapping.parse(f'{_HEAD}shoe = "S"\nsize = "T"\n', name="own.toml")

    assert str(caught.value).count("unknown field") == 2


def test_text_that_is_no_toml_is_refused_with_its_line() -> None:
    with pytest.raises(InputRefusedError, match=r"own\.toml: .*line 2.*Correct the TOML"):
        Mapping.parse("title = 'x'\n[[table]\n", name="own.toml")


def test_client_fees_may_be_read_where_nobody_is_paid() -> None:
    text = (
        '[[table]]\n[[table.record]]\ntype = "revenue"\n[table.record.fields]\naccount_id = "Client"\n'
        'period_start = "From"\nperiod_end = "To"\namount = "COMPENSATION_AMOUNT"\n'
    )

    assert Mapping.parse(text, name="fees.toml").record_types == {"revenue"}
