"""Tie strength of every pair of people at a date, from daily evidence.

Strength is never stored, so that every answer can be asked as of any day and re-tuned. This module
is the one place that turns weights per day into a number: arrays in, arrays out, one vectorised
pass, no clock and no randomness. Formulas, defaults and reasons: `ties-and-coverage.md` 4 and 5.

Weights are multiples of 2^-24, so that sums are exact and no order of rows or feeds shows.
"""

import math
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, fields, replace
from hashlib import blake2b
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graphsvc.errors import UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Days = NDArray[np.int32]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]

CHANNELS: Final = ("mail", "chat", "logged_mail", "meeting", "call", "logged_live")
"""Channel names; the position is the code. The last three are mutual, the others directional."""
BANDS: Final = ("none", "dormant", "weak", "warm", "strong", "very_strong")
"""Band names; the position is the code."""
BASES: Final = ("none", "measured", "assigned", "declared")
"""Names of the source of a tie's probability; the position is the code."""
ASSIGNED: Final = 0.6
"""Probability of a tie that only the account team on paper claims."""
SYNCED: Final = 0.5
"""Smallest sync from which absence of evidence proves something."""
YEAR: Final = 365
"""Days that one-way, evidence days and sync look back, the day of `as_of` included."""
NEVER: Final = -(2**31)
"""First and last day of a tie without evidence."""

_MAIL, _CHAT, _LOGGED_MAIL, _MEETING, _CALL, _LOGGED_LIVE = range(len(CHANNELS))
_OBSERVED: Final = (_MAIL, _MEETING, _CALL)
_OTHER: Final = (_CHAT, _LOGGED_MAIL, _LOGGED_LIVE)
_MUTUAL: Final = (_MEETING, _CALL, _LOGGED_LIVE)
_ROW: Final = ("day", "given", "received", "feed", "channel", "ready")
_BLOCK: Final = 2**18
_MONTH: Final = 30 * math.log(2)
_Z80: Final = 1.281552
_DECLARED: Final = np.array([0.0, 0.0, 15.0, 42.0, 59.0, 59.0])


def _within(default: float, low: float, high: float) -> Any:
    """Return a dataclass field with its range."""
    return field(default=default, metadata={"range": (low, high)})


@dataclass(frozen=True, slots=True, kw_only=True)
class TieParams:
    """Query-time parameters of tie strength; half-lives and window in days.

    `blend` is the share of the short memory, `reciprocity` what a one-sided tie keeps of its
    contacts, `kappa` the contacts a month that give S = 63.

    Raises:
        UsageError: a value is outside its range, or the bands do not ascend.
    """

    half_life_short: float = _within(90, 15, 730)
    half_life_long: float = _within(365, 15, 730)
    blend: float = _within(0.6, 0, 1)
    day_cap: float = _within(3, 1, 10)
    reciprocity: float = _within(0.7, 0, 1)
    kappa: float = _within(1.1, 0.5, 3)
    one_way_cap: float = _within(59, 0, 100)
    weak: float = _within(5, 0, 100)
    warm: float = _within(25, 0, 100)
    strong: float = _within(60, 0, 100)
    very_strong: float = _within(80, 0, 100)
    window: int = _within(1095, YEAR, 3650)

    def __post_init__(self) -> None:
        """Check every range."""
        for one in fields(self):
            (low, high), value = one.metadata["range"], getattr(self, one.name)
            if not low <= value <= high:
                text = f"tie parameter {one.name!r}: {value} is outside {low} to {high}."
                raise UsageError(text + " Choose a value inside, or leave it out.")
        if not self.weak < self.warm < self.strong < self.very_strong:
            text = "tie parameters: weak, warm, strong, very_strong must ascend."
            raise UsageError(text + f" Found {self.bands}.")

    @property
    def bands(self) -> tuple[float, float, float, float]:
        """Return the lower limits of weak, warm, strong and very strong."""
        return self.weak, self.warm, self.strong, self.very_strong

    @property
    def version(self) -> str:
        """Return the name of this set of values: equal values, equal version."""
        digest = blake2b(repr([float(v) for v in astuple(self)]).encode(), digest_size=4)
        return f"tie-1-{digest.hexdigest()}"

    @property
    def months(self) -> float:
        """Return the months of steady contact that the blended memory weighs as one."""
        return 1 / (_MONTH * (self.blend / self.half_life_short + (1 - self.blend) / self.half_life_long))


PRESETS: Final[Mapping[str, TieParams]] = MappingProxyType(
    {
        "default": TieParams(),
        "short": TieParams(half_life_short=60),
        "long": TieParams(half_life_short=180, half_life_long=730),
        "strict": TieParams(one_way_cap=24),
    }
)
"""Named parameter sets; `strict` lets no unanswered tie be warm."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Daily weights of pairs in any order, one array element per pair, feed, channel and day."""

    first: NDArray[np.integer]  # node index of one person
    second: NDArray[np.integer]  # node index of the other
    day: Days  # days since 1970-01-01
    given: Floats  # weight from first to second, a multiple of 2^-24
    received: Floats  # weight from second to first; equal to `given` in mutual channels
    feed: NDArray[np.int16]  # code of the feed
    channel: Codes  # position in `CHANNELS`
    ready: Flags  # True where the feed brings ready weights without fingerprints (`tie_day`)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """Daily evidence of all ties; rows of tie i stand at `offsets[i]:offsets[i + 1]`, by day.

    Row columns are those of `Rows`, with one row per feed, channel and day of a tie.
    """

    first: NDArray[np.integer]  # node index per tie, the lower one
    second: NDArray[np.integer]  # node index per tie
    offsets: Ints  # one more than ties
    day: Days
    given: Floats
    received: Floats
    feed: NDArray[np.int16]
    channel: Codes
    ready: Flags
    kept_from: int = NEVER  # oldest day that retention keeps; `NEVER` if nothing was removed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ties:
    """Strength of every tie at a date, in the order of the evidence; arrays of equal length."""

    strength: Floats  # S, 0 to 100; 0 without evidence in the window
    band: Codes  # position in `BANDS`; none without evidence in the window
    low: Floats  # lower end of the 80 % interval of S
    high: Floats  # upper end of the 80 % interval of S
    a_prime: Floats  # effective contacts a month, after reciprocity
    a_90: Floats  # effective contacts a month by the short memory
    a_365: Floats  # effective contacts a month by the long memory
    beta: Floats  # reciprocity, 0 one-sided to 1 balanced
    evidence_days: Days  # days with evidence on ages 0 to 364
    window_days: Days  # days with evidence in the window
    first_day: Days  # oldest of them; `NEVER` if none
    last_day: Days  # latest of them; `NEVER` if none
    one_way: Flags  # the cap for unanswered ties holds
    truncated: Flags  # the window reaches behind the oldest kept day; equal in all ties


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Basis:
    """Probability of every tie with where it comes from."""

    p: Floats  # 0 to 1; a convention, not a frequency
    basis: Codes  # position in `BASES` of the source of p
    override: Flags  # a declared value stands above a measured one


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spells:
    """Half-open periods of people: [valid_from, valid_to) in days; a person may have several."""

    person: NDArray[np.integer]
    valid_from: Days
    valid_to: Days


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Daily:
    """Days with evidence in the window, by tie and day; tie i has `offsets[i]:offsets[i + 1]`.

    `both` is W, `given` G and `received` R of the reference.
    """

    offsets: Ints
    age: Ints
    both: Floats
    given: Floats
    received: Floats

    def sums(self, values: Floats) -> Floats:
        """Return the sum of one value a day for every tie."""
        total = np.zeros(self.offsets.size - 1)
        filled = np.flatnonzero(np.diff(self.offsets))
        total[filled] = np.add.reduceat(values, self.offsets[filled])
        return total


def quantise(weight: Floats) -> Floats:
    """Return weights rounded to multiples of 2^-24, so that any order of adding is exact."""
    return np.rint(weight * 2.0**24) / 2.0**24


def gather(rows: Rows, *, kept_from: int = NEVER) -> Evidence:
    """Return evidence sorted by tie and day, the lower index first, equal rows added.

    A pair of one person with themself (two keys found to be one) is left out. O(n log n).
    """
    turned = rows.first > rows.second
    low, high = np.minimum(rows.first, rows.second), np.maximum(rows.first, rows.second)
    order = np.lexsort((rows.channel, rows.feed, rows.day, high, low))
    order = order[low[order] != high[order]]
    rows_at = _starts(*(key[order] for key in (low, high, rows.day, rows.feed, rows.channel)))
    at = order[rows_at]
    ties = _starts(low[at], high[at])
    return Evidence(
        first=low[at][ties],
        second=high[at][ties],
        offsets=np.append(ties, at.size),
        day=rows.day[at],
        given=np.add.reduceat(np.where(turned, rows.received, rows.given)[order], rows_at),
        received=np.add.reduceat(np.where(turned, rows.given, rows.received)[order], rows_at),
        feed=rows.feed[at],
        channel=rows.channel[at],
        ready=rows.ready[at],
        kept_from=kept_from,
    )


def strength(evidence: Evidence, as_of: int, params: TieParams, *, rank: Codes) -> Ties:
    """Return strength, band, interval and their parts of all ties at a date.

    Later days are ignored; `as_of` counts as a whole day. O(rows); ties pass in blocks that fit the
    processor's cache, which halves the time.

    Args:
        evidence: daily weights of the ties.
        as_of: days since 1970-01-01.
        params: query-time parameters.
        rank: shape (2, ties), of the first and the second person at `as_of`: 2 employed by the
            own firm, 1 formerly, 0 never. The higher one is ours.
    """
    cuts = np.searchsorted(evidence.offsets, np.arange(_BLOCK, evidence.day.size, _BLOCK))
    edges = [0, *cuts.tolist(), evidence.first.size]
    parts = [
        _block(_between(evidence, low, high), as_of, params, rank[:, low:high])
        for low, high in pairwise(edges)
    ]
    names = (column.name for column in fields(Ties))
    return Ties(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def basis_of(measured: Floats, *, declared: Floats, assigned: Flags, sync: Floats) -> Basis:
    """Return the largest available probability of every (employee, contact) and its source.

    Args:
        measured: S of the tie, 0 without evidence.
        declared: S of the declared tie, 0 if none is live.
        assigned: True where the employee is assigned to the account on paper.
        sync: share of the employee's days with a connected feed; from 0.5 on paper counts nothing.
    """
    paper = np.where(assigned & (sync < SYNCED), ASSIGNED, 0.0)
    claims = np.stack((measured / 100, paper, declared / 100))
    p = claims.max(axis=0)
    source = np.where(p > 0, 1 + claims.argmax(axis=0), 0).astype(np.int8)
    return Basis(p=p, basis=source, override=(measured > 0) & (declared > measured))


def declared_strength(band: Codes, declared_on: Days, expires_on: Days, *, as_of: int) -> Floats:
    """Return S of declared ties at a date: band value, halved every 365 days, at most 59.

    0 before the declaration, from the day of expiry on, and for bands under weak.
    """
    live = (declared_on <= as_of) & (as_of < expires_on)
    age = np.where(live, as_of - declared_on.astype(np.int64), 0)
    worth: Floats = np.where(live, _DECLARED[band] * np.exp2(-age / YEAR), 0.0)
    return worth


def confidence(evidence_days: Days, *, sync: Floats, match: Floats) -> Floats:
    """Return how far a measured strength can be trusted, 0 to 1; never multiplied into S.

    `sync` is that of `tie_sync`, `match` the product of the two identity-match probabilities.
    """
    enough: Floats = 1 - np.exp2(-evidence_days / 5)
    return match * sync * enough


def sync_share(observed: Spells, employed: Spells, *, as_of: int, people: int) -> Floats:
    """Return for each of `people` the share of employed days on ages 0 to 364 with a feed.

    0 for who was never employed in them. O(people with a spell of employment * 365).
    """
    staff = np.unique(employed.person)
    at_work = _covered(employed, staff, as_of)
    seen = at_work & _covered(observed, staff, as_of)
    days = at_work.sum(axis=1)
    share = np.zeros(people)
    share[staff] = np.divide(seen.sum(axis=1), days, out=np.zeros(staff.size), where=days > 0)
    return share


def tie_sync(sync: Floats, *, rank: Codes) -> Floats:
    """Return the sync of each tie: of our end, the larger one where both ends rank alike.

    `sync` and `rank` have the shape (2, ties), as in `strength`.
    """
    other = np.where(rank[0] > rank[1], sync[0], sync[1])
    ours: Floats = np.where(rank[0] == rank[1], sync.max(axis=0), other)
    return ours


def _starts(*keys: NDArray[np.generic]) -> Ints:
    """Return the positions where sorted key columns change, the first included."""
    fresh = np.zeros(keys[0].size, dtype=np.bool_)
    fresh[:1] = True
    for key in keys:
        fresh[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(fresh)


def _between(evidence: Evidence, low: int, high: int) -> Evidence:
    """Return the evidence of the ties from `low` to before `high`, without copying a row."""
    offsets = evidence.offsets[low : high + 1]
    rows = slice(offsets[0], offsets[-1])
    columns: dict[str, Any] = {name: getattr(evidence, name)[rows] for name in _ROW}
    ends: dict[str, Any] = {"first": evidence.first[low:high], "second": evidence.second[low:high]}
    return replace(evidence, offsets=offsets - offsets[0], **ends, **columns)


def _block(evidence: Evidence, as_of: int, params: TieParams, rank: Codes) -> Ties:
    """Return `strength` of one block of ties."""
    daily = _daily(evidence, as_of, params.window)
    u, g, r = (_capped(x, params) for x in (daily.both, daily.given, daily.received))
    a_90, a_365 = _rate(daily, u, params.half_life_short), _rate(daily, u, params.half_life_long)
    beta = _balance(_rate(daily, g, params.half_life_long), _rate(daily, r, params.half_life_long))
    blended = params.blend * a_90 + (1 - params.blend) * a_365
    kept = params.reciprocity + (1 - params.reciprocity) * beta
    window_days = np.diff(daily.offsets).astype(np.int32)
    known, one_way = window_days > 0, _one_way(daily, rank)
    low, middle, high = (
        np.where(known, score(a * kept, one_way, params), 0.0)
        for a in (_quantile(blended, -_Z80, params), blended, _quantile(blended, _Z80, params))
    )
    band = 1 + np.searchsorted(params.bands, middle, side="right")
    return Ties(
        strength=middle,
        band=np.where(known, band, 0).astype(np.int8),
        low=low,
        high=high,
        a_prime=blended * kept,
        a_90=a_90,
        a_365=a_365,
        beta=beta,
        evidence_days=daily.sums((daily.age < YEAR).astype(np.float64)).astype(np.int32),
        window_days=window_days,
        first_day=_day_at(daily, daily.offsets[:-1], as_of),
        last_day=_day_at(daily, daily.offsets[1:] - 1, as_of),
        one_way=one_way & known,
        truncated=np.full(known.size, as_of - params.window + 1 < evidence.kept_from),
    )


def _daily(evidence: Evidence, as_of: int, window: int) -> _Daily:
    """Return the sums per tie and day in the window; days whose rows all weigh 0 are no evidence."""
    age = as_of - evidence.day.astype(np.int64)
    rows = np.flatnonzero((age >= 0) & (age < window))
    ties = evidence.first.size
    tie = np.repeat(np.arange(ties), np.diff(evidence.offsets))[rows]
    starts = _starts(tie, age[rows])
    group = np.repeat(np.arange(starts.size), np.diff(np.append(starts, rows.size)))
    sums = _day_sums(evidence, rows, group)
    real = sums[0] > 0
    counts = np.bincount(tie[starts][real], minlength=ties)
    both, given, received = sums[:, real]
    offsets = np.append(0, np.cumsum(counts))
    return _Daily(offsets=offsets, age=age[rows][starts][real], both=both, given=given, received=received)


def _day_sums(evidence: Evidence, rows: Ints, group: Ints) -> Floats:
    """Return W, G, R of every group of rows, shape (3, groups).

    What a CRM logs counts only on days without observed mail, meeting or call.
    """
    sums = np.zeros((3, group[-1] + 1 if group.size else 0))
    channel = evidence.channel[rows]
    for code in _OBSERVED:
        at, weights = _channel_sums(evidence, rows, group, channel == code)
        sums[:, at] += _totals(weights, code)
    unseen = sums[0] == 0
    for code in _OTHER:
        at, weights = _channel_sums(evidence, rows, group, channel == code)
        counts = unseen[at] | (code == _CHAT)
        sums[:, at] += _totals(weights, code) * counts
    return sums


def _channel_sums(evidence: Evidence, rows: Ints, group: Ints, mine: Flags) -> tuple[Ints, Floats]:
    """Return the groups that have one channel, and given and received of it, shape (2, groups)."""
    rows, group = rows[mine], group[mine]
    at = _starts(group)
    weights = np.stack((evidence.given[rows], evidence.received[rows]))
    ready = evidence.ready[rows]
    messages = np.add.reduceat(np.where(ready, 0.0, weights), at, axis=1)
    stated = np.maximum.reduceat(np.where(ready, weights, 0.0), at, axis=1)
    return group[at], np.maximum(messages, stated)


def _totals(weights: Floats, code: int) -> Floats:
    """Return W, G, R of given and received: a mutual channel counts once in W."""
    both = weights.max(axis=0) if code in _MUTUAL else weights.sum(axis=0)
    return np.vstack((both, weights))


def _capped(weight: Floats, params: TieParams) -> Floats:
    """Return the effective contacts of a day's weight: ten mails are not ten relationships."""
    contacts: Floats = np.minimum(params.day_cap, np.log2(1 + weight))
    return contacts


def _rate(daily: _Daily, capped: Floats, half_life: float) -> Floats:
    """Return effective contacts a month of every tie."""
    decay = np.exp2(-np.arange(daily.age.max(initial=0) + 1) / half_life)
    return _MONTH / half_life * daily.sums(capped * decay[daily.age])


def _balance(out: Floats, back: Floats) -> Floats:
    """Return beta of every tie: twice the smaller of both directions over their sum."""
    beta = np.zeros(out.size)
    np.divide(2 * np.minimum(out, back), out + back, out=beta, where=out + back > 0)
    return beta


def _one_way(daily: _Daily, rank: Codes) -> Flags:
    """Return where the end that is not ours gave nothing for a year."""
    recent = daily.age < YEAR
    first_silent, second_silent = (
        daily.sums(np.where(recent, side, 0.0)) == 0 for side in (daily.given, daily.received)
    )
    silent = np.where(rank[0] > rank[1], second_silent, first_silent)
    unanswered: Flags = np.where(rank[0] == rank[1], first_silent | second_silent, silent)
    return unanswered


def score(a_prime: Floats, one_way: Flags, params: TieParams) -> Floats:
    """Return S of effective contacts a month after reciprocity, capped where nobody answers."""
    found = -100 * np.expm1(-a_prime / params.kappa)
    return np.where(one_way, np.minimum(found, params.one_way_cap), found)


def _quantile(contacts: Floats, z: float, params: TieParams) -> Floats:
    """Return a quantile of contacts a month as a Gamma variable, by Wilson and Hilferty (1931)."""
    k = contacts * params.months + 0.5
    base = np.maximum(0.0, 1 - 1 / (9 * k) + z / (3 * np.sqrt(k)))
    contacts_at: Floats = k * base**3 / params.months
    return contacts_at


def _day_at(daily: _Daily, position: Ints, as_of: int) -> Days:
    """Return the day at one position of every tie, `NEVER` for ties without a day."""
    filled = np.diff(daily.offsets) > 0
    day = np.full(filled.size, NEVER, dtype=np.int32)
    day[filled] = as_of - daily.age[position[filled]]
    return day


def _covered(spells: Spells, staff: NDArray[np.integer], as_of: int) -> Flags:
    """Return which of the last 365 days lie in a spell, shape (staff, 365), oldest first."""
    row = np.searchsorted(staff, spells.person)
    mine = np.isin(spells.person, staff)
    oldest = as_of - YEAR + 1
    change = np.zeros((staff.size, YEAR + 1), dtype=np.int16)
    for edge, step in ((spells.valid_from, 1), (spells.valid_to, -1)):
        column = np.clip(edge.astype(np.int64) - oldest, 0, YEAR)
        np.add.at(change, (row[mine], column[mine]), step)
    covered: Flags = change.cumsum(axis=1)[:, :YEAR] > 0
    return covered
