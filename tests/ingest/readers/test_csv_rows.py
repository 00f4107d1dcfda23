"""Delimited text with everything that exports do to it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import InputRefusedError
from ingest.reader import Layout, Rejected, Row, Sheet
from ingest.readers.csv_rows import CsvReader


def _sheet(tmp_path: Path, text: str, layout: Layout | None = None) -> Sheet:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    return CsvReader().read(path, layout or Layout())


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path: Path, mark: str) -> None:
    sheet = _sheet(tmp_path, f'Id{mark}"Name, or; both"\n1{mark}Ida\n')

    assert sheet.columns == ("Id", "Name, or; both")
    assert list(sheet.open_rows()) == [Row(2, ["1", "Ida"])]


def test_lines_are_counted_through_breaks_inside_quotes(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, 'Id,Name\r\n1,"Ida\r\nHolm"\r\n\r\n2,Leo\r\n')

    rows = list(sheet.open_rows())

    assert rows == [Row(2, ["1", "Ida\r\nHolm"]), Row(5, ["2", "Leo"])]


def test_a_header_that_breaks_inside_quotes_still_shows_its_delimiter(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, '"Id\nof, the, row";Name\n1;Ida\n')

    assert sheet.columns == ("Id\nof, the, row", "Name")
    assert list(sheet.open_rows()) == [Row(3, ["1", "Ida"])]


def test_rows_of_the_wrong_width_are_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, 'Id,Name\n1,Ida,Holm\n2,Leo\n3\n4,"Kari\n5,Ola\n')

    wide, good, narrow, unclosed = sheet.open_rows()

    assert good == Row(3, ["2", "Leo"])
    assert wide == Rejected(
        line=2, field="", reason="3 cells where the header has 2: a delimiter inside an unquoted cell?"
    )
    assert isinstance(narrow, Rejected)
    assert narrow.line == 4
    assert unclosed == Row(5, ["4", "Kari\n5,Ola\n"])


def test_a_quote_that_is_never_closed_is_suspected_when_the_row_swallowed_lines(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, 'Id,Name\n"1,Ida\n2,Leo\n')

    (rejected,) = sheet.open_rows()

    assert isinstance(rejected, Rejected)
    assert rejected.line == 2
    assert "never closed" in rejected.reason


def test_a_cell_beyond_all_measure_rejects_its_row_only(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, f"Id,Name\n1,{'x' * 10_000_001}\n2,Leo\n")

    rejected, good = sheet.open_rows()

    assert isinstance(rejected, Rejected)
    assert rejected.line == 2
    assert good == Row(3, ["2", "Leo"])


def test_a_file_without_headers_takes_those_of_the_mapping(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, "1\tIda\n", Layout(columns=("id", "name")))

    assert sheet.columns == ("id", "name")
    assert list(sheet.open_rows()) == [Row(1, ["1", "Ida"])]


def test_rows_can_be_read_again(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, "Id\n1\n2\n")

    assert list(sheet.open_rows()) == list(sheet.open_rows())


@pytest.mark.parametrize("text", ["", "\n\n", " \n"])
def test_a_file_without_a_row_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputRefusedError, match="Export it again"):
        _sheet(tmp_path, text)


def test_a_header_with_an_open_quote_and_nothing_behind_is_one_column(tmp_path: Path) -> None:
    assert _sheet(tmp_path, '"Id').columns == ("Id",)


@given(st.lists(st.tuples(st.text('ab,;"\n é', max_size=6), st.text("xy ", min_size=1)), min_size=1))
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in pair) for pair in pairs]
    path.write_bytes("\n".join(["Id,Name", *lines]).encode())

    rows = list(CsvReader().read(path, Layout()).open_rows())

    assert [row.cells for row in rows if isinstance(row, Row)] == [list(pair) for pair in pairs]
