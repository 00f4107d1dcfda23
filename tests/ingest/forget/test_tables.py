"""Tables without a person, in each encoding and packing a feed may have."""

import codecs
import gzip
import json
from pathlib import Path

import pytest

from ingest.forget.rows import Marks
from ingest.forget.tables import strip_csv, strip_jsonl
from ingest.forget.traces import Traces

TRACES = Traces(
    keys=frozenset({"p-0"}),
    addresses=frozenset({"åse@own.example"}),
    names=frozenset({"åse lind", "lind, åse"}),
)
NOBODY = Marks()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"])
def test_a_table_keeps_its_encoding_its_ends_of_line_and_its_quotes(tmp_path: Path, encoding: str) -> None:
    path, draft = tmp_path / "a.csv", tmp_path / "draft"
    path.write_bytes('id;note\r\n1;"Ø\r\nB"\r\n2;ÅSE LIND\r\n'.encode(encoding))

    changed = strip_csv(path, draft, NOBODY, TRACES)

    assert changed
    assert draft.read_bytes() == 'id;note\r\n1;"Ø\r\nB"\r\n2;\r\n'.encode(encoding)


def test_a_row_about_the_person_goes_with_all_its_lines(tmp_path: Path) -> None:
    path, draft = tmp_path / "a.csv.gz", tmp_path / "draft"
    path.write_bytes(gzip.compress(b'id,note\n1,"a\nb"\n2,x\n'))

    strip_csv(path, draft, Marks(about=frozenset({2})), TRACES)

    assert gzip.decompress(draft.read_bytes()) == b"id,note\n2,x\n"


def test_a_cell_that_refers_by_id_is_emptied_only_where_it_does(tmp_path: Path) -> None:
    path, draft = tmp_path / "a.csv", tmp_path / "draft"
    path.write_text("id,boss,age\n7,1,7\n8,7,7\n", encoding="utf-8")

    strip_csv(path, draft, Marks(about=frozenset(), mentions={3: frozenset({1})}), TRACES)

    assert draft.read_text(encoding="utf-8") == "id,boss,age\n7,1,7\n8,,7\n"


def test_a_file_without_the_person_is_unchanged(tmp_path: Path) -> None:
    path, draft = tmp_path / "a.csv", tmp_path / "draft"
    path.write_text("id,name\n1,Måse Lindqvist\n", encoding="utf-8")

    assert not strip_csv(path, draft, NOBODY, TRACES)


def test_lines_of_json_lose_the_person_at_any_depth(tmp_path: Path) -> None:
    path, draft = tmp_path / "a.jsonl", tmp_path / "draft"
    rows = [{"id": "1", "to": [{"address": "Åse@own.example"}, {"address": "b@own.example"}]}, {"id": "2"}]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")

    strip_jsonl(path, draft, Marks(about=frozenset({2})), TRACES)

    [left] = draft.read_text(encoding="utf-8").splitlines()
    assert json.loads(left) == {"id": "1", "to": [{"address": ""}, {"address": "b@own.example"}]}


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-32-be"])
def test_a_table_keeps_the_order_of_its_bytes(tmp_path: Path, encoding: str) -> None:
    path, draft = tmp_path / "a.csv", tmp_path / "draft"
    mark = {"utf-16-be": codecs.BOM_UTF16_BE, "utf-32-be": codecs.BOM_UTF32_BE}[encoding]
    path.write_bytes(mark + "id,note\n1,Ø\n2,Åse Lind\n".encode(encoding))

    strip_csv(path, draft, NOBODY, TRACES)

    assert draft.read_bytes() == mark + "id,note\n1,Ø\n2,\n".encode(encoding)


def test_bytes_that_no_code_page_explains_stay(tmp_path: Path) -> None:
    path, draft = tmp_path / "a.csv", tmp_path / "draft"
    odd = b"1,\x81\x8d\x8f\x90\x9d \x8ai\x9ek\n"
    path.write_bytes(b"id,note\n" + odd + b"2,\xc5se Lind\n")

    strip_csv(path, draft, NOBODY, TRACES)

    assert draft.read_bytes() == b"id,note\n" + odd + b"2,\n"


@pytest.mark.parametrize(
    "cell",
    [
        "kim.åse@own.example",
        "jo-åse@own.example",
        "kim+åse@own.example",
        "åse@own.example.au",
        "åse@own.example-x.example",
        "Åse Lind Moe",
        "Jean-Åse Lind",
        "Åse Lind GmbH",
        "ask Åse Lind",
    ],
)
def test_what_only_contains_an_address_or_a_name_of_the_person_stays(tmp_path: Path, cell: str) -> None:
    path, draft = tmp_path / "a.csv", tmp_path / "draft"
    path.write_text(f"id,note\n1,{cell}\n", encoding="utf-8")

    assert not strip_csv(path, draft, NOBODY, TRACES)
    assert draft.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    "cell, left",
    [
        (" ÅSE  LIND ", ""),
        ('"Lind, Åse"', ""),
        ("Åse Lind <åse@own.example>", ""),
        ("Kim <kim@own.example>; åse@own.example", "Kim <kim@own.example>; "),
        ("call åse@own.example.", "call ."),
    ],
)
def test_what_certainly_means_the_person_goes(tmp_path: Path, cell: str, left: str) -> None:
    path, draft = tmp_path / "a.csv", tmp_path / "draft"
    path.write_text(f"id,note\n1,{cell}\n", encoding="utf-8")

    strip_csv(path, draft, NOBODY, TRACES)

    assert draft.read_text(encoding="utf-8") == f"id,note\n1,{left}\n"


def test_a_name_stays_where_a_namesake_may_be_meant(tmp_path: Path) -> None:
    path, draft = tmp_path / "a.csv", tmp_path / "draft"
    path.write_text("id,name,boss\n1,Åse Lind,åse@own.example\n", encoding="utf-8")

    strip_csv(path, draft, Marks(namesakes=frozenset({2})), TRACES)

    assert draft.read_text(encoding="utf-8") == "id,name,boss\n1,Åse Lind,\n"


def test_a_value_of_json_that_refers_to_the_person_goes_from_its_member_alone(tmp_path: Path) -> None:
    path, draft = tmp_path / "a.jsonl", tmp_path / "draft"
    path.write_text('{"id": 7, "owner": {"id": 7}}\nno json åse@own.example\n', encoding="utf-8")
    marks = Marks(mentions={1: frozenset({1})}, columns=("id", "owner.id"))

    strip_jsonl(path, draft, marks, TRACES)

    assert draft.read_text(encoding="utf-8") == (
        '{"id": 7, "owner": {"id": null}}\nno json åse@own.example\n'
    )
