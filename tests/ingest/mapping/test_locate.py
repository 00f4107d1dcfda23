"""Lines of a mapping file."""

from ingest.mapping.locate import line_at, lines_of

_TEXT = """title = "x"
[[table]]
need = ["Id"]

[[table.record]]
type = "employee"
[table.record.fields]
id = "Id"
[[table.record]]
type = "contact"
[table.record.fields]
"id" = "Id"
[[table]]
[[table.record]]
[other]
"""


def test_every_key_has_the_line_it_stands_on() -> None:
    found = lines_of(_TEXT)

    assert found["title"] == 1
    assert found["table[0].need"] == 3
    assert found["table[0].record[0].fields.id"] == 8
    assert found["table[0].record[1].fields.id"] == 12
    assert found["table[1].record[0]"] == 14
    assert found["other"] == 15


def test_an_unknown_path_has_the_line_of_what_holds_it() -> None:
    found = lines_of(_TEXT)

    assert line_at(found, "table[0].record[1].fields.name") == 11
    assert line_at(found, "nowhere") == 1
