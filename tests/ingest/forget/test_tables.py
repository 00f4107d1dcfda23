"""Tables without a person, in each encoding and packing a feed may have."""

import gzip
import json
from pathlib import Path

import pytest

from ingest.forget.rows import Marks
from ingest.forget.tables import strip_csv, strip_jsonl
from ingest.forget.traces import Traces

TRACES = Traces(key="p-0", tokens=frozenset({"@åse@own.example"}), words=("åse lind", "åse@own.example"))
NOBODY = Marks(about=frozenset())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
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
    path.write_text("id,boss\n7,1\n8,7\n", encoding="utf-8")

    strip_csv(path, draft, Marks(about=frozenset(), mentions={3: frozenset({"7"})}), TRACES)

    assert draft.read_text(encoding="utf-8") == "id,boss\n7,1\n8,\n"


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
