"""Mailboxes; the traps of import-columns.md 5 and ../shared/data/README.md."""

import gzip
from pathlib import Path

import pytest

from graphsvc.errors import InputRefusedError
from ingest.reader import Layout, Rejected, Row
from ingest.readers.mbox_rows import COLUMNS, MboxReader


def _rows(tmp_path: Path, text: str | bytes) -> list[Row | Rejected]:
    path = tmp_path / "box.mbox"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(MboxReader().read(path, Layout()).open_rows())


def _cells(row: Row | Rejected) -> dict[str, str]:
    assert isinstance(row, Row)
    return {name: text for name, text in zip(COLUMNS, row.cells, strict=True) if text}


def test_headers_are_read_and_subject_and_body_are_not(tmp_path: Path) -> None:
    text = (
        "From a@x.example Tue May  5 06:30:00 2026\nMESSAGE-ID: <1@x>\nDate: Tue, 5 May 2026 06:30:00 +0000\n"
        "From: a@x.example\nTo: b@y.example,\n\tc@y.example\nCc: d@y.example\nBcc: e@y.example\n"
        "Subject: secret\n folded secret\n\nbody secret\n"
    )

    (row,) = _rows(tmp_path, text)

    assert _cells(row) == {
        "Message-ID": "<1@x>",
        "Date": "Tue, 5 May 2026 06:30:00 +0000",
        "From": "a@x.example",
        "To": "b@y.example, c@y.example",
        "Cc": "d@y.example",
        "Bcc": "e@y.example",
    }
    assert "secret" not in repr(row)


def test_lines_of_a_body_that_begin_with_from_begin_no_message(tmp_path: Path) -> None:
    text = (
        "From a@x Tue May  5 06:30:00 2026\nFrom: a@x.example\n\n>From here\n\nFrom the desk of Ida\nFrom b@x"
        " Tue May  5 06:31:00 2026 without a blank line before\n\nFrom b@x Tue May  5 06:32:00 2026\n"
        "From: b@x.example\n\n"
    )

    rows = _rows(tmp_path, text)

    assert [row.line for row in rows] == [1, 9]
    assert [_cells(row)["From"] for row in rows] == ["a@x.example", "b@x.example"]


def test_windows_line_ends_and_headers_given_twice_are_read(tmp_path: Path) -> None:
    text = (
        "From a@x Tue May  5 06:30:00 2026\r\nFrom: a@x.example\r\nFrom: z@x.example\r\n z\r\n"
        "To: b@y.example\r\nTo: c@y.example\r\n\r\nbody\r\n"
    )

    (row,) = _rows(tmp_path, text)

    assert _cells(row) == {"From": "a@x.example", "To": "b@y.example , c@y.example"}


@pytest.mark.parametrize(
    "header,expected",
    [
        ("List-Id: <staff.x.example>", True),
        ("Auto-Submitted: auto-replied", True),
        ("Auto-Submitted: no", False),
        ("Precedence: Bulk", True),
        ("Precedence: list", True),
        ("Precedence: first-class", False),
    ],
)
def test_mail_of_programs_and_lists_is_marked(tmp_path: Path, header: str, expected: object) -> None:
    (row,) = _rows(tmp_path, f"From a@x Tue May  5 06:30:00 2026\n{header}\n\n")

    assert (_cells(row).get("Automatic") == "true") is expected


def test_a_mailbox_that_ends_inside_headers_is_reported_and_the_rest_is_kept(tmp_path: Path) -> None:
    text = (
        "From a@x Tue May  5 06:30:00 2026\nFrom: a@x.example\n\nbody\n\nFrom b@x Tue May  5 06:31:00 2026\n"
        "From: b@x.example\nTo: c@y.exa"
    )

    first, last = _rows(tmp_path, text)

    assert isinstance(first, Row)
    assert last == Rejected(
        line=6, field="", reason="the file ends inside the headers of this message; copy it again"
    )


def test_a_mailbox_whose_archive_breaks_off_is_reported(tmp_path: Path) -> None:
    message = b"From a@x Tue May  5 06:30:00 2026\nFrom: a@x.example\n\n" + bytes(range(256)) * 4000 + b"\n\n"
    packed = gzip.compress(message * 2, compresslevel=0)[:-1_000_000]

    rows = _rows(tmp_path, packed)

    assert isinstance(rows[0], Row)
    assert isinstance(rows[-1], Rejected)
    assert "copy the file again" in rows[-1].reason


def test_headers_in_an_old_code_page_are_read(tmp_path: Path) -> None:
    (row,) = _rows(tmp_path, b"From a@x Tue May  5 06:30:00 2026\nFrom: Jos\xe9 <a@x.example>\n\n")

    assert _cells(row)["From"] == "José <a@x.example>"


def test_a_single_message_needs_no_envelope_line(tmp_path: Path) -> None:
    (row,) = _rows(tmp_path, "Message-ID: <1@x>\nFrom: a@x.example\nnonsense without colon\n\nbody\n")

    assert _cells(row) == {"Message-ID": "<1@x>", "From": "a@x.example"}


def test_the_log_of_a_list_is_parted_at_its_rules(tmp_path: Path) -> None:
    rule = "=" * 73
    text = f"{rule}\nFrom: a@x.example\n\n\n{rule}\nFrom: b@x.example\n\n"

    rows = _rows(tmp_path, text)

    assert [_cells(row)["From"] for row in rows] == ["a@x.example", "b@x.example"]


@pytest.mark.parametrize(
    "text,message",
    [("", "is empty"), ("\n\n", "is empty"), ("id,name\n1,Ida\n", "no mailbox")],
)
def test_what_is_no_mailbox_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputRefusedError, match=message):
        _rows(tmp_path, text)


def test_a_missing_mailbox_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefusedError, match="Check the paths"):
        MboxReader().read(tmp_path / "absent.mbox", Layout())


def test_the_archives_of_mailing_lists_hold_246_messages(shared_data: Path) -> None:
    paths = [
        path for path in (shared_data / "mail-formats").iterdir() if path.stem != "from-header-variations"
    ]

    rows = [row for path in paths for row in MboxReader().read(path, Layout()).open_rows()]

    assert len([row for row in rows if isinstance(row, Row)]) == 246  # data README


def test_the_nine_mailboxes_hold_10628_messages(shared_data: Path) -> None:
    paths = (shared_data / "enron" / "mbox").iterdir()

    rows = [row for path in paths for row in MboxReader().read(path, Layout()).open_rows()]

    assert len(rows) == 10_628  # data README
    assert not [row for row in rows if isinstance(row, Rejected)]
