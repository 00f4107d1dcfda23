"""Daily evidence of every pair: feeds and channels of a tie brought together, by day.

A store keeps one record per pair, feed and channel in the order of ids; whoever scores ties needs
one run of days per pair. Rows are brought in order once, at publication.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphsvc.errors import GraphsvcError
from graphsvc.snapshot.column import Array, distinct
from graphsvc.snapshot.places import Places
from graphsvc.store.port import ColumnChunk

CHANNELS: Final = ("mail", "chat", "logged_mail", "meeting", "call", "logged_live")
"""Channel names; the position is the code, the same as in `graphsvc.tie`."""
READY: Final = "ready"
"""Third part of a `qual`, where the feed brings ready weights without fingerprints."""
_HALF: Final = 32
_LOW: Final = 2**_HALF - 1
COLUMNS: Final = ("src", "dst", "qual", "days", "day", "given", "received")

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Merged:
    """Evidence of all ties as arrays by name, with the feeds and the newest day of each."""

    arrays: Mapping[str, Array]
    feeds: tuple[str, ...]
    newest: Mapping[str, int]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Quals:
    """Feed, channel and readiness of each distinct qual."""

    feeds: tuple[str, ...]
    feed: NDArray[np.int16]
    channel: NDArray[np.int8]
    ready: NDArray[np.bool_]


def merge(chunks: Iterable[ColumnChunk], places: Places) -> Merged:
    """Returns the evidence by pair and day, the lower position first; equal rows are added.

    A row per pair, day, feed and channel. Pairs whose ends are unknown, or one and the same (two
    keys found to be one), are left out and counted. O(n log n).
    """
    ties = _joined(chunks)
    quals = distinct(ties["qual"])
    words = _read_quals([str(text) for text in quals.table])
    src, dst = places.of(ties["src"]), places.of(ties["dst"])
    keep = (src >= 0) & (dst >= 0) & (src != dst)
    tie = np.repeat(np.arange(src.size), ties["days"])
    tie_rows = np.flatnonzero(keep[tie])
    rows = {name: ties[name][tie_rows] for name in ("day", "given", "received")}
    arrays = _ordered(_Pairs(src=src, dst=dst, qual=quals.at), words, tie[tie_rows], rows)
    return Merged(
        arrays=arrays,
        feeds=words.feeds,
        newest=_newest(words.feeds, arrays),
        left_out=int((~keep).sum()),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Positions and qual of the records as the store keeps them."""

    src: NDArray[np.int32]
    dst: NDArray[np.int32]
    qual: Ints


def _joined(chunks: Iterable[ColumnChunk]) -> dict[str, Array]:
    found = list(chunks)
    empty = {name: np.zeros(0, dtype=np.int64) for name in COLUMNS}
    return {
        name: np.concatenate([chunk[name] for chunk in found]) if found else empty[name] for name in COLUMNS
    }


def _read_quals(texts: list[str]) -> _Quals:
    parts = [text.split("|") for text in texts]
    for text, words in zip(texts, parts, strict=True):
        if len(words) < 2 or words[1] not in CHANNELS:  # noqa: PLR2004  feed|channel
            raise GraphsvcError(
                f"evidence '{text}': no known channel. Known are {', '.join(CHANNELS)}; load the feed again."
            )
    feeds = tuple(sorted({words[0] for words in parts}))
    return _Quals(
        feeds=feeds,
        feed=np.array([feeds.index(words[0]) for words in parts], dtype=np.int16),
        channel=np.array([CHANNELS.index(words[1]) for words in parts], dtype=np.int8),
        ready=np.array([words[2:] == [READY] for words in parts], dtype=np.bool_),
    )


def _ordered(pairs: _Pairs, words: _Quals, tie: Ints, rows: Mapping[str, Array]) -> dict[str, Array]:
    """Returns the evidence arrays, sorted and added up; `tie` is the record of each row."""
    ends = np.stack((np.minimum(pairs.src, pairs.dst), np.maximum(pairs.src, pairs.dst))).astype(np.int64)
    ordered, pair = np.unique((ends[0] << _HALF) + ends[1], return_inverse=True)
    turned, qual = (pairs.src > pairs.dst)[tie], pairs.qual[tie]
    day, feed, channel = rows["day"].astype(np.int32), words.feed[qual], words.channel[qual]
    key = _packed(pair[tie], day - day.min(initial=0), feed, channel)
    order = np.argsort(key, kind="stable")  # days of a record ascend already: long runs to merge
    start = _starts(key[order])
    at = order[start]
    of_pair = pair[tie][at]
    ties = _starts(of_pair)
    both = ordered[of_pair[ties]]
    return {
        "first": (both >> _HALF).astype(np.int32),
        "second": (both & _LOW).astype(np.int32),
        "offsets": np.append(ties, at.size).astype(np.int64),
        "day": day[at],
        "given": _added(np.where(turned, rows["received"], rows["given"])[order], start),
        "received": _added(np.where(turned, rows["given"], rows["received"])[order], start),
        "feed": feed[at],
        "channel": channel[at],
        "ready": words.ready[qual][at],
    }


def _packed(*columns: Array) -> Ints:
    """Returns one number a row that sorts as its columns of small natural numbers do, in turn."""
    key = np.zeros(columns[0].size, dtype=np.int64)
    for column in columns:
        key = (key << int(column.max(initial=0)).bit_length()) | column
    return key


def _added(values: Array, at: Ints) -> NDArray[np.float64]:
    if not at.size:
        return np.zeros(0)
    return np.asarray(np.add.reduceat(values.astype(np.float64), at))


def _starts(ascending: Ints) -> Ints:
    """Returns where sorted numbers change, the first row included."""
    return np.flatnonzero(np.diff(ascending, prepend=-1))


def _newest(feeds: tuple[str, ...], arrays: Mapping[str, Array]) -> dict[str, int]:
    latest = np.full(len(feeds), np.iinfo(np.int32).min, dtype=np.int32)
    np.maximum.at(latest, arrays["feed"], arrays["day"])
    return {feed: int(day) for feed, day in zip(feeds, latest, strict=True)}
