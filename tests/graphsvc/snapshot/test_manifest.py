"""What a snapshot folder says of itself."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from graphsvc.errors import NotReadyError
from graphsvc.snapshot.manifest import NAME, ArrayFile, Manifest, Source, Stamp, read

MANIFEST = Manifest(
    stamp=Stamp(epoch="e", seq=3, published_at=5, today=20_000),
    labels=("Person",),
    codes=("lead",),
    quals={"OBSERVED": ("mail",)},
    feeds=("mail",),
    sources={"mail": Source(effective=20_000, newest=None)},
    left_out={"KNOWS": 0},
    arrays={"node.id": ArrayFile(dtype="<i8", length=1, digest="00")},
)


def test_a_manifest_reads_back_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(MANIFEST.text(), encoding="utf-8")

    assert read(tmp_path) == MANIFEST


def test_further_arrays_stand_beside_the_others() -> None:
    added = ArrayFile(dtype="<f8", length=2, digest="11")

    assert MANIFEST.having({"baseline.loss": added}).arrays == {**MANIFEST.arrays, "baseline.loss": added}


def test_another_layout_names_the_remedy(tmp_path: Path) -> None:
    content = json.loads(replace(MANIFEST, format=99).text())
    (tmp_path / NAME).write_text(json.dumps(content), encoding="utf-8")

    with pytest.raises(NotReadyError, match=r"layout 99.*graphsvc publish"):
        read(tmp_path)
