"""The manifest: what a snapshot folder says of itself, so that a reader needs nothing else.

It holds numbers, codes of vocabulary and names of feeds; no name, address or key of anybody.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from graphsvc.errors import NotReadyError
from graphsvc.store.port import UNBOUNDED

FORMAT: Final = 2
"""Layout of the files; a snapshot of another layout is not read but built again."""
NAME: Final = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a snapshot is a picture of.

    Attributes:
        epoch: identity of the store's content; changes on restore or wipe.
        seq: sequence number of the store.
        published_at: instant of publication, microseconds UTC; None before the first one.
        today: day that answers take for today, days since 1970-01-01.
        currency: ISO 4217 code of the workspace, in which values are added up.
        kept_from: oldest day of evidence that retention keeps; `UNBOUNDED` if nothing was removed.
    """

    epoch: str
    seq: int
    published_at: int | None
    today: int
    currency: str = "EUR"
    kept_from: int = UNBOUNDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """How fresh a source is: effective day of its last finished run, newest day of its events."""

    effective: int
    newest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayFile:
    """One `.npy` file: numpy's name of its type, its length and the digest of its content."""

    dtype: str
    length: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Content of `manifest.json`.

    Attributes:
        stamp: what the snapshot is a picture of.
        labels: node labels; the position is the code in `node.kind`.
        codes: texts of code columns, ascending; the position is the code.
        quals: by edge type, what tells parallel edges apart, ascending; absent where it is personal.
        feeds: names of feeds with evidence, ascending; the position is the code.
        sources: freshness by source.
        left_out: rows by edge type whose ends the store does not hold, or are one and the same.
        arrays: files by array name.
        format: layout of the files.
    """

    stamp: Stamp
    labels: tuple[str, ...]
    codes: tuple[str, ...]
    quals: Mapping[str, tuple[str, ...]]
    feeds: tuple[str, ...]
    sources: Mapping[str, Source]
    left_out: Mapping[str, int]
    arrays: Mapping[str, ArrayFile]
    format: int = FORMAT

    def having(self, arrays: Mapping[str, ArrayFile]) -> "Manifest":
        """Returns the manifest with further arrays."""
        return replace(self, arrays={**self.arrays, **arrays})

    def text(self) -> str:
        """Returns the manifest as JSON; equal content gives equal text."""
        return json.dumps(asdict(self), sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def read(folder: Path) -> Manifest:
    """Returns the manifest of a snapshot folder.

    Raises:
        NotReadyError: the snapshot has another layout.
        FileNotFoundError: the folder is no longer there.
    """
    found: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    if found["format"] != FORMAT:
        raise NotReadyError(
            f"snapshot {folder}: layout {found['format']}, this program reads {FORMAT}. "
            "Run `graphsvc publish` to build it again."
        )
    return _manifest(found)


def _manifest(found: dict[str, Any]) -> Manifest:
    return Manifest(
        stamp=Stamp(**found["stamp"]),
        labels=tuple(found["labels"]),
        codes=tuple(found["codes"]),
        quals={kind: tuple(texts) for kind, texts in found["quals"].items()},
        feeds=tuple(found["feeds"]),
        sources={name: Source(**source) for name, source in found["sources"].items()},
        left_out=found["left_out"],
        arrays={name: ArrayFile(**entry) for name, entry in found["arrays"].items()},
    )
