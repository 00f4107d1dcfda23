"""Ties of all pairs on a day: strength with the rank of both ends, sync and confidence."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from graphsvc import tie
from graphsvc.network.hidden import hidden
from graphsvc.network.standing import Standing, standing
from graphsvc.snapshot import Snapshot
from graphsvc.snapshot.reader import Positions
from graphsvc.tie import TieParams

_DEFAULT = TieParams()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PersonTies:
    """Ties of all pairs, one entry per tie, in the order of `Snapshot.evidence`.

    Attributes:
        standing: what every person is to the firm on the day.
        params: parameters of strength.
        first: position per tie, the lower one.
        second: position per tie; of an organisation where the contact is not known.
        scores: strength, band, interval, days; band 0 (`none`) without evidence in the window.
        sync: float64, share of our person's employed days with a connected feed.
        confidence: float64, 0 to 1.
    """

    standing: Standing
    params: TieParams
    first: Positions
    second: Positions
    scores: tie.Ties
    sync: tie.Floats
    confidence: tie.Floats

    def of(self, position: int) -> tuple[Positions, NDArray[np.int64]]:
        """Returns the other ends of one node's ties that have evidence, and the rows of those ties."""
        rows = np.flatnonzero(((self.first == position) | (self.second == position)) & (self.scores.band > 0))
        other = np.where(self.first[rows] == position, self.second[rows], self.first[rows])
        return other.astype(np.int32), rows


def ties(snapshot: Snapshot, as_of: int, params: TieParams = _DEFAULT) -> PersonTies:
    """Returns the ties of all pairs on a day, those of alumni included. O(rows of evidence), the first time.

    A tie that one of its ends hides is as one without evidence, so that it leaves every answer here.
    """
    return snapshot.once(("ties", as_of, params), lambda: _ties(snapshot, as_of, params))


def _ties(snapshot: Snapshot, as_of: int, params: TieParams) -> PersonTies:
    rows, known = evidence(snapshot), standing(snapshot, as_of)
    ends = np.stack((rows.first, rows.second))
    rank = known.rank[ends]
    scores = tie.strength(rows, as_of, params, rank=rank)
    scores = _without(scores, hidden(snapshot, as_of).either(rows.first, rows.second))
    sync = tie.tie_sync(known.sync[ends], rank=rank)
    sure = np.ones(sync.size)  # identity doubt is in the weights already
    return PersonTies(
        standing=known,
        params=params,
        first=snapshot.evidence.first,
        second=snapshot.evidence.second,
        scores=scores,
        sync=sync,
        confidence=tie.confidence(scores.evidence_days, sync=sync, match=sure),
    )


def _without(scores: tie.Ties, gone: tie.Flags) -> tie.Ties:
    """Returns the scores with those of some ties blank; the very same ones where none is to go."""
    if not gone.any():
        return scores
    kept = {each.name: getattr(scores, each.name).copy() for each in fields(scores)}
    for name in kept.keys() - {"truncated"}:
        kept[name][gone] = tie.NEVER if name in {"first_day", "last_day"} else 0
    return tie.Ties(**kept)


def evidence(snapshot: Snapshot) -> tie.Evidence:
    """Returns the daily evidence of all ties as tie strength takes it, without copying."""
    rows = snapshot.evidence
    return tie.Evidence(
        first=rows.first,
        second=rows.second,
        offsets=rows.offsets,
        day=rows.day,
        given=rows.given,
        received=rows.received,
        feed=rows.feed,
        channel=rows.channel,
        ready=rows.ready,
        kept_from=snapshot.manifest.stamp.kept_from,
    )
