"""Who works here since when, as the store knew it before a feed of events is read.

Read once, in columns, so that no transaction stays open and no query runs while messages stream by.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graphsvc.key import claim_id, fact_id, id_of, key_of
from graphsvc.kinds.organisation import ORGANISATION
from graphsvc.kinds.person import PERSON
from graphsvc.store.port import OPEN, UNBOUNDED, ColumnChunk, Int32, Int64, View, Writer

Period = tuple[int, int]
"""Days, half-open."""

_EMPLOYED: Final = "EMPLOYED_BY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """Employment and coverage known before a load.

    Attributes:
        firm: periods of employment here by person id.
        undated: ids of those whose start here nobody stated.
        ones: key first seen, by every key of a person who has several.
        observed: periods in which the feed covers a person, by person id.
    """

    feed: str
    firm: Mapping[int, list[Period]]
    undated: frozenset[int]
    ones: Mapping[str, str]
    observed: Mapping[int, list[Period]]
    _src: Int64
    _dst: Int64
    _start: Int32
    _mine: frozenset[int]

    @classmethod
    def read(cls, view: View, writer: Writer, *, firm: str, feed: str) -> "Tenure":
        """Returns what the store knows; `firm` is the key of the own firm."""
        columns = ("src", "dst", "valid_from", "valid_to", "start_inferred")
        chunks = list(view.scan(_EMPLOYED, columns))
        inferred = _inferred(chunks)
        order = np.argsort(inferred["src"], kind="stable")
        return cls(
            feed=feed,
            firm=_here(chunks, id_of(firm)),
            undated=frozenset(inferred["src"][inferred["dst"] == id_of(firm)].tolist()),
            ones=_ones(view),
            observed=_observed(view, feed),
            _src=inferred["src"][order],
            _dst=inferred["dst"][order],
            _start=inferred["valid_from"][order],
            _mine=frozenset(each for ids, _ in writer.read_open(_EMPLOYED) for each in ids.tolist()),
        )

    def is_employee(self, key: str, day: int) -> bool:
        """Returns whether somebody worked here on a day; one whose start nobody stated, always before."""
        person = id_of(key)
        is_undated = person in self.undated
        return any((start <= day or is_undated) and day < end for start, end in self.firm.get(person, ()))

    def start_of(self, key: str) -> tuple[int, str] | None:
        """Returns first day and organisation of an employment that an earlier load of this feed inferred."""
        if not self._mine:
            return None
        wanted = id_of(key)
        low, high = np.searchsorted(self._src, [wanted, wanted + 1]).tolist()
        for at in range(low, high):
            organisation = key_of(ORGANISATION.prefix, int(self._dst[at]))
            fact = fact_id(key, _EMPLOYED, organisation, "")
            if claim_id(self.feed, _EMPLOYED, fact) in self._mine:
                return int(self._start[at]), organisation
        return None

    def employees_between(self, period: Period) -> Mapping[str, list[Period]]:
        """Returns the parts of a period in which each employee worked here, by key."""
        found = {person: _cut(spans, period) for person, spans in self.firm.items()}
        return {key_of(PERSON.prefix, person): spans for person, spans in found.items() if spans}


def united(periods: Iterable[Period]) -> list[Period]:
    """Returns the same days in periods that neither overlap nor touch, ascending."""
    found: list[Period] = []
    for start, end in sorted(periods):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _cut(spans: Sequence[Period], period: Period) -> list[Period]:
    low, high = period
    cut = [(max(start, low), min(end, high)) for start, end in spans]
    return [(start, end) for start, end in cut if start < end]


def _inferred(chunks: Sequence[ColumnChunk]) -> ColumnChunk:
    """Returns the open rows whose start was found and not stated."""
    names = ("src", "dst", "valid_from")
    masks = [
        (chunk["start_inferred"] == np.True_)
        & (chunk["valid_from"] > UNBOUNDED)
        & (chunk["valid_to"] == OPEN)
        for chunk in chunks
    ]
    empty = {"src": np.zeros(0, np.int64), "dst": np.zeros(0, np.int64), "valid_from": np.zeros(0, np.int32)}
    return {
        name: np.concatenate(
            [empty[name], *(chunk[name][mask] for chunk, mask in zip(chunks, masks, strict=True))]
        )
        for name in names
    }


def _here(chunks: Sequence[ColumnChunk], firm: int) -> dict[int, list[Period]]:
    found: dict[int, list[Period]] = {}
    for chunk in chunks:
        at = np.flatnonzero(chunk["dst"] == firm)
        columns = (chunk[name][at].tolist() for name in ("src", "valid_from", "valid_to"))
        for person, start, end in zip(*columns, strict=True):
            found.setdefault(person, []).append((start, end))
    return found


def _ones(view: View) -> dict[str, str]:
    linked = {each for chunk in view.scan("SAME_AS", ("src", "dst")) for each in _ends(chunk)}
    keys = [key_of(PERSON.prefix, each) for each in sorted(linked)]
    return {key: entity.key for key in keys for entity in view.get([key])}


def _ends(chunk: ColumnChunk) -> list[int]:
    ends: list[int] = [*chunk["src"].tolist(), *chunk["dst"].tolist()]
    return ends


def _observed(view: View, feed: str) -> dict[int, list[Period]]:
    found: dict[int, list[Period]] = {}
    for chunk in view.scan("OBSERVED", ("src", "qual", "valid_from", "valid_to")):
        at = np.flatnonzero(chunk["qual"] == feed)
        columns = (chunk[name][at].tolist() for name in ("src", "valid_from", "valid_to"))
        for person, start, end in zip(*columns, strict=True):
            found.setdefault(person, []).append((start, end))
    return found
