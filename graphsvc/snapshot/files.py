"""Files of snapshots: written beside, renamed into place, swapped by one name.

A reader sees the old snapshot or the new one. Nothing under a final name is ever written again;
the last three stay, so that an answer under way keeps its files.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np

from graphsvc.errors import NotReadyError
from graphsvc.snapshot.column import Array
from graphsvc.snapshot.manifest import NAME, ArrayFile, Manifest

KEPT: Final = 3
"""Snapshots that stay on disk, the current one included."""
SMALL: Final = 64 * 1024
"""Bytes up to which an array is read instead of mapped; processes share the larger ones."""
_CURRENT: Final = "CURRENT"


def current(folder: Path) -> Path:
    """Returns the folder of the published snapshot.

    Raises:
        NotReadyError: nothing is published yet.
    """
    return folder / current_name(folder)


def current_name(folder: Path) -> str:
    """Returns the name of the folder of the published snapshot; read for every request, so it is quick.

    Raises:
        NotReadyError: nothing is published yet.
    """
    try:
        with open(f"{folder}/{_CURRENT}", "rb", buffering=0) as file:  # noqa: PTH123 - paths cost as much again
            return file.read().decode("ascii").strip()
    except FileNotFoundError:
        raise NotReadyError(
            f"snapshots in {folder}: nothing is published yet. Run `graphsvc ingest`."
        ) from None


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Lets one process at a time build in a folder; a crash lets go of it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def fresh(folder: Path, seq: int) -> Path:
    """Returns an empty folder to write a snapshot in, after removing what a crash left behind."""
    for left in folder.glob(".tmp-*"):
        shutil.rmtree(left)
    draft = folder / f".tmp-{seq}"
    draft.mkdir(parents=True)
    return draft


def write(draft: Path, arrays: Mapping[str, Array]) -> dict[str, ArrayFile]:
    """Writes arrays as `.npy` files, synced to disk; returns what the manifest says of them."""
    return {
        name: _write(draft, name, np.ascontiguousarray(values)) for name, values in sorted(arrays.items())
    }


def describe(draft: Path, manifest: Manifest) -> None:
    """Writes the manifest of a draft, synced to disk."""
    _write_text(draft / NAME, manifest.text())


def publish(draft: Path, seq: int) -> Path:
    """Renames a complete draft to its final name, makes it current and prunes; returns its folder."""
    folder = draft.parent
    _sync(draft)
    final = folder / _free_name(folder, seq)
    draft.rename(final)
    _sync(folder)
    swap = folder / f".{_CURRENT}-{seq}"
    _write_text(swap, final.name + "\n")
    swap.replace(folder / _CURRENT)
    _sync(folder)
    _prune(folder, final)
    return final


def keep_only(folder: Path, latest: Path | None) -> None:
    """Removes every snapshot but one, and drafts, so that what was erased is in no file."""
    for path in folder.iterdir():
        if path.is_dir() and path != latest:
            shutil.rmtree(path)


def mapped(folder: Path, name: str, entry: ArrayFile) -> Array:
    """Returns an array of a snapshot, read-only: a large one mapped into memory, a small one read.

    A mapping keeps its file open as long as it lasts (https://github.com/python/cpython/issues/78502), and a
    snapshot has more than a hundred files.
    """
    if entry.length * np.dtype(entry.dtype).itemsize > SMALL:
        return np.asarray(np.load(_file(folder, name), mmap_mode="r", allow_pickle=False))
    found = np.load(_file(folder, name), allow_pickle=False)
    found.flags.writeable = False
    return np.asarray(found)


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.npy"


def _write(draft: Path, name: str, values: Array) -> ArrayFile:
    with _file(draft, name).open("wb") as out:
        np.save(out, values, allow_pickle=False)
        out.flush()
        os.fsync(out.fileno())
    digest = blake2b(values.tobytes(), digest_size=16)
    return ArrayFile(dtype=values.dtype.str, length=values.size, digest=digest.hexdigest())


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def _free_name(folder: Path, seq: int) -> str:
    """Returns `<seq>`, with a number behind where the same content was published before."""
    name, again = str(seq), 1
    while (folder / name).exists():
        name, again = f"{seq}.{again}", again + 1
    return name


def _prune(folder: Path, latest: Path) -> None:
    others = [path for path in folder.iterdir() if (path / NAME).exists() and path != latest]
    others.sort(key=lambda path: path.stat().st_mtime_ns)
    for path in others[: len(others) - KEPT + 1] if len(others) >= KEPT else []:
        shutil.rmtree(path)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
