"""A snapshot without some of its nodes: what erasure leaves while a load is under way.

The store then holds half a load, which nobody may read; the published files hold none of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphsvc.snapshot import files
from graphsvc.snapshot.build import FACTS, Figures, finish
from graphsvc.snapshot.column import Array
from graphsvc.snapshot.reader import Snapshot

Mask = NDArray[np.bool_]
_TIES = ("first", "second")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Kept:
    """Nodes that stay, and their new positions."""

    nodes: Mask
    place: NDArray[np.int32]

    def renumbered(
        self, arrays: Mapping[str, Array], rows: Mask, *, ends: tuple[str, ...]
    ) -> dict[str, Array]:
        """Returns the rows that stay, with positions in the columns `ends` translated."""
        kept = {name: values[rows] for name, values in arrays.items()}
        return kept | {name: self.place[kept[name]] for name in ends}


def rewrite(snapshot: Snapshot, kept: Mask, *, figures: Figures | None = None) -> Path:
    """Publishes a snapshot again with the nodes where `kept` is true; returns its folder.

    Edges and ties of the others go with them; stamp, codes and feeds stay, figures are computed anew.
    """
    left = _Kept(nodes=kept, place=np.cumsum(kept, dtype=np.int32) - np.int32(1))
    arrays: dict[str, Array] = {name: snapshot.array(name)[kept] for name in ("node.id", "node.kind")}
    for label in snapshot.manifest.labels:
        arrays |= _of_label(snapshot, label, left)
    for kind in FACTS:
        arrays |= _of_type(snapshot, kind, left)
    draft = files.fresh(snapshot.folder.parent, snapshot.seq)
    written = files.write(draft, arrays | _of_ties(snapshot, left))
    return finish(draft, replace(snapshot.manifest, arrays=written), figures)


def _group(snapshot: Snapshot, prefix: str) -> dict[str, Array]:
    return {name: snapshot.array(name) for name in snapshot.manifest.arrays if name.startswith(f"{prefix}.")}


def _of_label(snapshot: Snapshot, label: str, left: _Kept) -> dict[str, Array]:
    rows = left.nodes[snapshot.nodes(label)]
    return left.renumbered(_group(snapshot, label), rows, ends=(f"{label}.at",))


def _of_type(snapshot: Snapshot, kind: str, left: _Kept) -> dict[str, Array]:
    group = _group(snapshot, kind)
    ends = (f"{kind}.src", f"{kind}.dst")
    rows = left.nodes[group[ends[0]]] & left.nodes[group[ends[1]]]
    return left.renumbered(group, rows, ends=ends)


def _of_ties(snapshot: Snapshot, left: _Kept) -> dict[str, Array]:
    group = _group(snapshot, "KNOWS")
    ends = tuple(f"KNOWS.{name}" for name in _TIES)
    ties = left.nodes[group[ends[0]]] & left.nodes[group[ends[1]]]
    days = np.diff(group["KNOWS.offsets"])
    per_tie = left.renumbered({name: group[name] for name in ends}, ties, ends=ends)
    others = group.keys() - {*ends, "KNOWS.offsets"}
    rows = np.repeat(ties, days)
    per_row = {name: group[name][rows] for name in others}
    return per_tie | per_row | {"KNOWS.offsets": np.append(0, np.cumsum(days[ties])).astype(np.int64)}
