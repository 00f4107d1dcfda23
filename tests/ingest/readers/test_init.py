"""Which reader reads which file."""

from pathlib import Path

import pytest

from graphsvc.errors import InputRefusedError
from ingest.readers import READERS, read, reader_for


@pytest.mark.parametrize(
    "name,expected",
    [("a.csv", "csv"), ("a.TSV.gz", "csv"), ("a.xlsx", "xlsx"), ("a.jsonl", "jsonl"), ("a.mbox", "mbox")],
)
def test_the_ending_of_a_file_chooses_its_reader(name: str, expected: str) -> None:
    assert reader_for(Path(name)).name == expected


def test_a_named_reader_wins_over_the_ending() -> None:
    assert reader_for(Path("archive.txt"), "mbox").name == "mbox"


@pytest.mark.parametrize("name,reader", [("a.pdf", ""), ("a", ""), ("a.csv", "excel")])
def test_an_unknown_format_is_refused_with_those_that_are_known(name: str, reader: str) -> None:
    with pytest.raises(InputRefusedError, match="csv, xlsx, jsonl, mbox"):
        reader_for(Path(name), reader)


def test_every_format_has_its_own_name_and_endings() -> None:
    endings = [ending for reader in READERS for ending in reader.suffixes]

    assert len({reader.name for reader in READERS}) == len(READERS)
    assert len(set(endings)) == len(endings)


def test_a_file_is_read_without_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Id\n1\n")

    assert read(path).columns == ("Id",)
