"""The snapshot as questions read it: immutable columns of numbers, mapped into memory.

A reader holds the files of one publication for as long as it lives; a later publication swaps
`CURRENT` and changes nothing here.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from graphsvc.errors import NotReadyError
from graphsvc.key import id_of, key_of
from graphsvc.kinds import EDGE_KINDS, NODE_KINDS
from graphsvc.snapshot import files
from graphsvc.snapshot.column import NO_CODE, Array, Days
from graphsvc.snapshot.manifest import Manifest, Source, read
from graphsvc.snapshot.once import Made, Once

Positions = NDArray[np.int32]
Codes = NDArray[np.int32]

_ATTEMPTS: Final = 3  # CURRENT may move on, and the folder be pruned, while it is opened


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Edges:
    """Edges of one type in ascending order of (src, dst, qual, valid_from).

    Attributes:
        src: position of the source node.
        dst: position of the target node.
        valid_from: first day; `UNBOUNDED` where unknown.
        valid_to: first day it no longer holds; `OPEN` while it does.
        qual: code of what tells parallels apart, a position in `Snapshot.quals`.
        columns: declared properties by name.
    """

    src: Positions
    dst: Positions
    valid_from: Days
    valid_to: Days
    qual: Codes
    columns: Mapping[str, Array]

    def where(self, rows: NDArray[Any]) -> "Edges":
        """Returns the edges that a mask or an array of row numbers selects."""
        return Edges(
            src=self.src[rows],
            dst=self.dst[rows],
            valid_from=self.valid_from[rows],
            valid_to=self.valid_to[rows],
            qual=self.qual[rows],
            columns={name: values[rows] for name, values in self.columns.items()},
        )

    def live(self, as_of: int) -> "Edges":
        """Returns the edges that hold on a day."""
        return self.where((self.valid_from <= as_of) & (as_of < self.valid_to))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnowsRows:
    """Daily evidence of all ties; rows of tie i stand at `offsets[i]:offsets[i + 1]`, by day.

    Attributes:
        first: position per tie, the lower one.
        second: position per tie.
        offsets: int64, one more than ties.
        day: days since 1970-01-01 per row.
        given: weight from first to second per row.
        received: weight from second to first per row.
        feed: position in `Manifest.feeds` per row.
        channel: position in `CHANNELS` per row.
        ready: True where the feed brings ready weights without fingerprints.
    """

    first: Positions
    second: Positions
    offsets: NDArray[np.int64]
    day: Days
    given: NDArray[np.float64]
    received: NDArray[np.float64]
    feed: NDArray[np.int16]
    channel: NDArray[np.int8]
    ready: NDArray[np.bool_]


class Snapshot:
    """One publication; nodes are positions, 0 to `size` - 1, in ascending order of id.

    Args:
        folder: the snapshot's own folder.
    """

    __slots__ = ("_arrays", "_code_of", "_once", "folder", "manifest")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Manifest = read(folder)
        self._arrays = {
            name: files.mapped(folder, name, entry) for name, entry in self.manifest.arrays.items()
        }
        self._code_of = {text: code for code, text in enumerate(self.manifest.codes)}
        self._once = Once()

    @classmethod
    def open(cls, folder: Path, *, epoch: str | None = None) -> Self:
        """Returns the snapshot that is published in a folder of snapshots.

        Args:
            folder: folder of snapshots.
            epoch: identity of the store's content that it must show; None takes any.

        Raises:
            NotReadyError: nothing is published yet, in another layout, or of another store.
        """
        for _ in range(_ATTEMPTS):
            try:
                found = cls(files.current(folder))
            except FileNotFoundError:
                continue
            if epoch not in (None, found.epoch):
                raise NotReadyError(
                    f"snapshots in {folder}: built from another store, or before a restore. "
                    "Run `graphsvc publish`."
                )
            return found
        raise NotReadyError(
            f"snapshots in {folder}: CURRENT leads to no complete snapshot. Run `graphsvc publish`."
        )

    def once(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """Returns what follows from this publication under a name, else makes it; see `Once`."""
        return self._once.get(name, make)

    @property
    def epoch(self) -> str:
        """Identity of the store's content."""
        return self.manifest.stamp.epoch

    @property
    def seq(self) -> int:
        """Sequence number of the store that the snapshot shows."""
        return self.manifest.stamp.seq

    @property
    def published_at(self) -> int | None:
        """Instant of publication, microseconds UTC."""
        return self.manifest.stamp.published_at

    @property
    def today(self) -> int:
        """Day that answers take for today, days since 1970-01-01."""
        return self.manifest.stamp.today

    @property
    def currency(self) -> str:
        """ISO 4217 code in which values are added up."""
        return self.manifest.stamp.currency

    @property
    def sources(self) -> Mapping[str, Source]:
        """Freshness by source."""
        return self.manifest.sources

    @property
    def size(self) -> int:
        """Number of nodes of all kinds."""
        return int(self._arrays["node.id"].size)

    @property
    def id(self) -> NDArray[np.int64]:
        """Ids of all nodes, ascending; the index is the position."""
        return self._arrays["node.id"]

    def array(self, name: str) -> Array:
        """Returns a file of the snapshot as it lies on disk, by its name in the manifest."""
        return self._arrays[name]

    def label(self, position: int) -> str:
        """Returns the label of a node."""
        return self.manifest.labels[int(self._arrays["node.kind"][position])]

    def key(self, position: int) -> str:
        """Returns the key of a node."""
        prefix = NODE_KINDS[self.label(position)].prefix
        return key_of(prefix, int(self.id[position]))

    def keys(self, positions: Sequence[int] | Positions) -> list[str]:
        """Returns the keys of nodes, in the order asked."""
        return [self.key(int(position)) for position in positions]

    def position(self, key: str) -> int | None:
        """Returns the position of a node, None if the snapshot does not hold it."""
        try:
            wanted = id_of(key)
        except ValueError:
            return None
        place = int(np.searchsorted(self.id, wanted))
        if place == self.size or self.id[place] != wanted:
            return None
        return place if self.key(place) == key else None

    def nodes(self, label: str) -> Positions:
        """Returns the positions of all nodes of a kind, ascending."""
        return self._arrays[f"{label}.at"]

    def column(self, label: str, name: str) -> Array:
        """Returns a declared property of all nodes of a kind, in the order of `nodes(label)`."""
        return self._arrays[f"{label}.{name}"]

    def values(self, label: str, name: str, positions: Positions) -> Array:
        """Returns a declared property of nodes of one kind, in the order asked."""
        return self.column(label, name)[np.searchsorted(self.nodes(label), positions)]

    def code(self, text: str) -> int:
        """Returns the code of a text, a number no row holds if the snapshot does not know it."""
        return self._code_of.get(text, NO_CODE - 1)

    def text(self, code: int) -> str | None:
        """Returns the text of a code, None for an absent one."""
        return self.manifest.codes[code] if code >= 0 else None

    def quals(self, kind: str) -> tuple[str, ...]:
        """Returns what tells parallel edges of a type apart; empty where it is personal."""
        return self.manifest.quals.get(kind, ())

    def edges(self, kind: str, as_of: int | None = None) -> Edges:
        """Returns the edges of a type, only those that hold on `as_of` if a day is given."""
        names = [column.name for column in EDGE_KINDS[kind].columns]
        parts = {
            name: self._arrays[f"{kind}.{name}"] for name in ("src", "dst", "valid_from", "valid_to", "qual")
        }
        found = Edges(**parts, columns={name: self._arrays[f"{kind}.{name}"] for name in names})
        return found if as_of is None else found.live(as_of)

    @property
    def evidence(self) -> KnowsRows:
        """Daily evidence of all ties."""
        return KnowsRows(**{name: self._arrays[f"KNOWS.{name}"] for name in KnowsRows.__slots__})

    @property
    def feeds(self) -> tuple[str, ...]:
        """Names of feeds with evidence; the position is the code."""
        return self.manifest.feeds

    def baseline(self, name: str) -> Array:
        """Returns a figure computed at publication, by name; see `graphsvc.publish`.

        Raises:
            NotReadyError: the snapshot was built without it.
        """
        found = self._arrays.get(f"baseline.{name}")
        if found is None:
            raise NotReadyError(f"snapshot {self.seq}: no figure '{name}'. Run `graphsvc publish`.")
        return found
