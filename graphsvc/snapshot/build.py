"""A snapshot from one read transaction: kinds declare what is carried, the rest stays behind."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from graphsvc.kind import Column
from graphsvc.kinds import EDGE_KINDS, NODE_KINDS
from graphsvc.snapshot import files, knows
from graphsvc.snapshot.column import Array, Distinct, distinct, encode, texts_of
from graphsvc.snapshot.knows import Merged
from graphsvc.snapshot.manifest import Manifest, Source, Stamp
from graphsvc.snapshot.places import Places
from graphsvc.snapshot.reader import Snapshot
from graphsvc.store.port import ColumnChunk, View

Figures = Callable[[Snapshot], Mapping[str, Array]]
"""What to compute from a snapshot that is complete but not yet published, by name."""

FACTS: Final = tuple(sorted(EDGE_KINDS.keys() - {"KNOWS", "SAME_AS"}))
"""Edge types with intervals; a view reads joined keys as one, so SAME_AS has nothing left to say."""
_LABELS: Final = tuple(sorted(NODE_KINDS))
_PERSONAL: Final = frozenset({"DECLARED"})
"""Edge types whose `qual` can name a person (the author): kept as a number without its text."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Table:
    """What the store holds of a kind: native columns as they are, declared ones as distinct values."""

    native: Mapping[str, Array]
    declared: Mapping[str, Distinct]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Content:
    """A whole graph before it is numbered."""

    nodes: Mapping[str, _Table]
    facts: Mapping[str, _Table]
    evidence: Merged
    places: Places


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Facts:
    """Arrays of one edge type, the texts of its quals, and how many rows were left out."""

    arrays: Mapping[str, Array]
    quals: tuple[str, ...]
    left_out: int


def build(view: View, folder: Path, *, stamp: Stamp, figures: Figures | None = None) -> Path:
    """Writes what the view shows as a snapshot and publishes it; returns its folder.

    Equal content and stamp give equal bytes, whichever engine keeps the graph. One process at a
    time: see `files.exclusive`.

    Args:
        view: one read transaction.
        folder: folder of snapshots.
        stamp: what the snapshot is a picture of.
        figures: arrays to compute from it and to publish with it.
    """
    content = _read(view)
    draft = files.fresh(folder, stamp.seq)
    return finish(draft, _write(content, draft, stamp, _sources(view, content.evidence)), figures)


def finish(draft: Path, manifest: Manifest, figures: Figures | None) -> Path:
    """Adds figures to a draft whose arrays are written, and publishes it; returns its folder."""
    files.describe(draft, manifest)
    if figures:
        found = {f"baseline.{name}": values for name, values in figures(Snapshot(draft)).items()}
        files.describe(draft, manifest.having(files.write(draft, found)))
    return files.publish(draft, manifest.stamp.seq)


def _read(view: View) -> _Content:
    nodes = {label: _table(view, label, ("id",), NODE_KINDS[label].columns) for label in _LABELS}
    places = Places(ids=np.sort(np.concatenate([table.native["id"] for table in nodes.values()])))
    ends = ("src", "dst", "qual", "valid_from", "valid_to")
    return _Content(
        nodes=nodes,
        facts={kind: _table(view, kind, ends, EDGE_KINDS[kind].columns) for kind in FACTS},
        evidence=knows.merge(view.scan("KNOWS", knows.COLUMNS), places),
        places=places,
    )


def _table(view: View, kind: str, native: Sequence[str], columns: Iterable[Column]) -> _Table:
    names = [column.name for column in columns]
    chunks = list(view.scan(kind, [*native, *names]))
    return _Table(
        native={name: _joined(chunks, name) for name in native},
        declared={name: distinct(_joined(chunks, name)) for name in names},
    )


def _joined(chunks: Sequence[ColumnChunk], name: str) -> Array:
    if not chunks:
        return np.zeros(0, dtype=np.int64)
    return np.concatenate([chunk[name] for chunk in chunks])


def _write(content: _Content, draft: Path, stamp: Stamp, sources: Mapping[str, Source]) -> Manifest:
    codes = texts_of(_code_columns(content))
    code_of = {text: code for code, text in enumerate(codes)}
    facts = {kind: _facts(kind, table, content.places, code_of) for kind, table in content.facts.items()}
    arrays = _node_arrays(content, code_of)
    for kind, found in facts.items():
        arrays |= {f"{kind}.{name}": values for name, values in found.arrays.items()}
    arrays |= {f"KNOWS.{name}": values for name, values in content.evidence.arrays.items()}
    left_out = {kind: found.left_out for kind, found in facts.items()}
    return Manifest(
        stamp=stamp,
        labels=_LABELS,
        codes=codes,
        quals={kind: found.quals for kind, found in facts.items() if kind not in _PERSONAL},
        feeds=content.evidence.feeds,
        sources=sources,
        left_out=left_out | {"KNOWS": content.evidence.left_out},
        arrays=files.write(draft, arrays),
    )


def _code_columns(content: _Content) -> list[Distinct]:
    declared = {label: NODE_KINDS[label].columns for label in content.nodes}
    declared |= {kind: EDGE_KINDS[kind].columns for kind in content.facts}
    tables = {**content.nodes, **content.facts}
    return [
        tables[kind].declared[column.name]
        for kind, columns in declared.items()
        for column in columns
        if column.form == "code"
    ]


def _node_arrays(content: _Content, code_of: Mapping[str, int]) -> dict[str, Array]:
    kind_of = np.zeros(content.places.ids.size, dtype=np.int8)
    arrays: dict[str, Array] = {"node.id": content.places.ids, "node.kind": kind_of}
    for code, (label, table) in enumerate(content.nodes.items()):
        at = content.places.of(table.native["id"])
        order = np.argsort(at)
        kind_of[at] = code
        arrays[f"{label}.at"] = at[order]
        for column in NODE_KINDS[label].columns:
            values = encode(table.declared[column.name], column.form, code_of)
            arrays[f"{label}.{column.name}"] = values[order]
    return arrays


def _facts(kind: str, table: _Table, places: Places, code_of: Mapping[str, int]) -> _Facts:
    quals = distinct(table.native["qual"])
    texts = tuple(sorted(str(text) for text in quals.table))
    rank_of = {text: rank for rank, text in enumerate(texts)}
    ranks = np.array([rank_of[str(text)] for text in quals.table], dtype=np.int32)
    arrays: dict[str, Array] = {
        "src": places.of(table.native["src"]),
        "dst": places.of(table.native["dst"]),
        "qual": ranks[quals.at],
        "valid_from": table.native["valid_from"].astype(np.int32),
        "valid_to": table.native["valid_to"].astype(np.int32),
    }
    for column in EDGE_KINDS[kind].columns:
        arrays[column.name] = encode(table.declared[column.name], column.form, code_of)
    src, dst = arrays["src"], arrays["dst"]
    order = np.lexsort([*reversed(arrays.values())])
    order = order[((src >= 0) & (dst >= 0) & (src != dst))[order]]
    kept = {name: values[order] for name, values in arrays.items()}
    return _Facts(arrays=kept, quals=texts, left_out=src.size - order.size)


def _sources(view: View, evidence: Merged) -> dict[str, Source]:
    effective = {run.source: run.effective for run in view.runs() if run.state == "done"}
    return {
        source: Source(effective=day, newest=evidence.newest.get(source))
        for source, day in sorted(effective.items())
    }
