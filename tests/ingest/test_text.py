"""Encodings, archives, empty files."""

import gzip
from pathlib import Path

import pytest

from graphsvc.errors import InputRefusedError
from ingest.text import detect, open_bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_is_read_whatever_its_byte_order_mark_says(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes("name\nJosé\n".encode(encoding))

    found = detect(path)

    assert found.remarks == ()
    with found.open() as file:
        assert file.read() == "name\nJosé\n"


def test_text_that_is_no_utf8_is_read_as_cp1252_and_the_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(b"name\nIda\nJos\xe9\n")

    found = detect(path)

    assert found.encoding == "cp1252"
    assert found.remarks == ("not UTF-8 (line 3); read as cp1252",)
    with found.open() as file:
        assert file.read() == "name\nIda\nJosé\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_that_breaks_the_promise_of_its_byte_order_mark_is_refused(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes("name\nIda\n".encode(encoding) + b"\xe9")

    with pytest.raises(InputRefusedError, match=f"line 3 is no {encoding}"):
        detect(path)


def test_a_wrong_byte_behind_the_first_megabyte_is_found(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(b"x" * (1 << 21) + b"\n\xe9\n")

    assert detect(path).encoding == "cp1252"


def test_a_gzipped_file_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(gzip.compress(b"name\n"))

    with open_bytes(path) as file:
        assert file.read() == b"name\n"


def test_an_empty_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.touch()

    with pytest.raises(
        InputRefusedError, match=r"names\.csv: the file is empty \(line 1\)\. Export it again"
    ):
        detect(path)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "names.csv.gz"
    path.write_bytes(gzip.compress(b"name\n" * 1000)[:-12])

    with pytest.raises(InputRefusedError, match="archive is damaged"):
        detect(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefusedError, match="Check the paths of the feed"):
        detect(tmp_path / "absent.csv")
