"""Workbooks; the file is written here as the archive of XML it is."""

import zipfile
from pathlib import Path

import pytest

from graphsvc.errors import InputRefusedError
from ingest.reader import Layout, Rejected, Row
from ingest.readers.xlsx_rows import XlsxReader

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_FORMATS = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
_STYLES = f'<styleSheet xmlns="{_MAIN}">{_FORMATS}</styleSheet>'


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, float):
        return f'<c s="1"><v>{value}</v></c>'
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def _workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    names = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOC}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    styles = f'<Relationship Id="rId99" Type="{_DOC}/styles" Target="styles.xml"/>'
    root = f'<Relationship Id="rId1" Type="{_DOC}/officeDocument" Target="xl/workbook.xml"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_REL}">{root}</Relationships>')
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets>{names}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_REL}">{links}{styles}</Relationships>'
        )
        archive.writestr("xl/styles.xml", _STYLES)
        for n, rows in enumerate(sheets.values(), start=1):
            lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
            archive.writestr(
                f"xl/worksheets/sheet{n}.xml",
                f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>',
            )
    return path


def test_numbers_dates_and_booleans_become_the_text_people_see(tmp_path: Path) -> None:
    # serial 46146 = 2026-05-04, 46146.5 = noon of that day
    rows: list[list[object]] = [["Id", "Day", "Live"], [1, 46146.0, True], [2, 46146.5, False]]
    path = _workbook(tmp_path / "book.xlsx", {"First": rows})

    sheet = XlsxReader().read(path, Layout())

    assert sheet.columns == ("Id", "Day", "Live")
    assert list(sheet.open_rows()) == [
        Row(2, ["1", "2026-05-04", "true"]),
        Row(3, ["2", "2026-05-04T12:00:00", "false"]),
    ]


def test_the_sheet_that_the_mapping_names_is_read(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "book.xlsx", {"First": [["Id"], ["1"]], "People": [["Name"], ["Ida"]]})

    sheet = XlsxReader().read(path, Layout(sheet="People"))

    assert list(sheet.open_rows()) == [Row(2, ["Ida"])]


def test_a_sheet_without_headers_takes_those_of_the_mapping_and_their_width(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "book.xlsx", {"First": [["1", "Ida"], ["2", "Leo", "Strand"]]})

    good, wide = XlsxReader().read(path, Layout(columns=("id", "name"))).open_rows()

    assert good == Row(1, ["1", "Ida"])
    assert wide == Rejected(line=2, field="", reason="3 cells where the header has 2")


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "book.xlsx", {"First": [["Id"]], "Second": [["Id"]]})

    with pytest.raises(InputRefusedError, match="there are: First, Second"):
        XlsxReader().read(path, Layout(sheet="Third"))


def test_an_empty_sheet_is_refused(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "book.xlsx", {"First": []})

    with pytest.raises(InputRefusedError, match="holds no row"):
        XlsxReader().read(path, Layout())


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("id,name")

    with pytest.raises(InputRefusedError, match="export it as CSV"):
        XlsxReader().read(path, Layout())
