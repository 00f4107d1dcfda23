"""JSON lines, flattened."""

from pathlib import Path

import pytest

from graphsvc.errors import InputRefusedError
from ingest.reader import Layout, Rejected, Row, Sheet
from ingest.readers.jsonl_rows import JsonLinesReader


def _sheet(tmp_path: Path, text: str) -> Sheet:
    path = tmp_path / "table.jsonl"
    path.write_text(text)
    return JsonLinesReader().read(path, Layout())


def test_nested_objects_and_lists_become_columns(tmp_path: Path) -> None:
    sheet = _sheet(
        tmp_path,
        '{"id": 7, "from": {"emailAddress": {"address": "a@x.example"}}, "isDraft": false}\n\n'
        '{"to": [{"address": "b@y.example"}, {"address": "c@y.example"}], "sum": 1.50, "none": null}\n',
    )

    assert sheet.columns == ("id", "from.emailAddress.address", "isDraft", "to.address", "sum", "none")
    assert list(sheet.open_rows()) == [
        Row(1, ["7", "a@x.example", "false", "", "", ""]),
        Row(3, ["", "", "", "b@y.example;c@y.example", "1.50", ""]),
    ]


def test_lines_that_hold_no_object_are_rejected(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, '{"id": 1}\n[1]\n{"id":\n')

    good, listed, broken = sheet.open_rows()

    assert good == Row(1, ["1"])
    assert listed == Rejected(line=2, field="", reason="no JSON object")
    assert isinstance(broken, Rejected)
    assert broken.reason.startswith("no JSON")


@pytest.mark.parametrize("text", ["", "[]\n", "id,name\n"])
def test_a_file_without_an_object_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputRefusedError, match="Export it"):
        _sheet(tmp_path, text)
