"""Ties that were strong at their last contact and have gone quiet since."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphsvc.network.standing import Standing
from graphsvc.snapshot import Snapshot
from graphsvc.tie import Days, Flags, Floats, TieParams, Ties, score

QUIET: Final = 30
"""Days of silence up to which nothing is said."""
LEAST_DAYS: Final = 6
_FADED, _GAPS = 0.70, 8
_STRONG = 60.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cooling:
    """What became of every tie since its last contact, in the order of the ties.

    Attributes:
        then: S at the last contact, 0 to 100.
        silence: days since the last contact.
        usual_gap: mean days between contacts; NaN with fewer than two.
        fades: strong then, and at most 70 % of that strength now.
        overdue: strong then, and silent for more than eight usual gaps.
    """

    then: Floats
    silence: Days
    usual_gap: Floats
    fades: Flags
    overdue: Flags


def cooling(found: Ties, as_of: int, params: TieParams) -> Cooling:
    """Returns what became of every tie; both signs need six days of contact and 30 of silence.

    Reference: ties-and-coverage 6; Navarro et al. (2017), Temporal patterns behind the strength of
    persistent ties.
    """
    is_known = found.window_days > 0
    silence = np.where(is_known, as_of - found.last_day.astype(np.int64), 0)
    then = _at_last_contact(found, silence, params)
    gaps = found.window_days - 1
    usual = np.full(silence.size, np.nan)
    span = found.last_day.astype(np.int64) - found.first_day
    np.divide(span, gaps, out=usual, where=gaps > 0)
    counts = (found.window_days >= LEAST_DAYS) & (then >= _STRONG) & (silence > QUIET)
    return Cooling(
        then=then,
        silence=silence.astype(np.int32),
        usual_gap=usual,
        fades=counts & (found.strength <= _FADED * then),
        overdue=counts & (silence > _GAPS * np.nan_to_num(usual)),
    )


def _at_last_contact(found: Ties, silence: NDArray[np.int64], params: TieParams) -> Floats:
    """Returns S with what has faded since the last contact given back."""
    short = found.a_90 * np.exp2(silence / params.half_life_short)
    long = found.a_365 * np.exp2(silence / params.half_life_long)
    kept = params.reciprocity + (1 - params.reciprocity) * found.beta
    blended = params.blend * short + (1 - params.blend) * long
    return np.where(found.window_days > 0, score(blended * kept, found.one_way, params), 0.0)


def connected_since(snapshot: Snapshot, status: Standing) -> Days:
    """Returns per node the day since which a feed covers it; the day after `as_of` where none does.

    A file of mail covers its owner from its first message to its last, so gaps of up to 30 days, the one
    before `as_of` included, are no gaps: silence that short says nothing.
    """
    feeds = snapshot.edges("OBSERVED")
    since = np.full(snapshot.size, status.as_of + 1, dtype=np.int32)
    while True:
        mine = since[feeds.src]
        longer = np.flatnonzero((feeds.valid_to >= mine - QUIET) & (feeds.valid_from < mine))
        if not longer.size:
            return since
        np.minimum.at(since, feeds.src[longer], feeds.valid_from[longer])
