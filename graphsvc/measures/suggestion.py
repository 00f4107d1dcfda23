"""Scores of people for people: one frame for every list, and the three lists of a leaver.

The frame never zero-fills what is not known and never compares within a pool, so that nobody's score
depends on who else is listed.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType
from typing import Generic, Literal, TypeVar

Node = TypeVar("Node", bound=Hashable)
Band = Literal["strong", "good", "possible", "weak", "not_enough_data"]

CENTRE, PRIOR = 0.5, 0.25
"""Score of who nothing is known of, and the weight that pulls towards it."""
LEAST_KNOWN = 0.5
"""Weight of known features below which a score says too little."""
NEW_KIND = 0.3
FEWEST = 5
"""Smallest number of people that is said exactly."""

_BANDS: tuple[tuple[float, Band], ...] = ((0.70, "strong"), (0.55, "good"), (0.40, "possible"))
_CONTEXT_SCALE = 0.25
_LOW, _FEW, _MANY = 0.4, 10, 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One reason to suggest somebody: weight, and value on 0 to 1 or None where it is not known."""

    name: str
    weight: float
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Result of the frame.

    Attributes:
        score: S, 0 to 1.
        known: W, weight of the features that are known.
        band: word for the score.
        contributions: (name, c) of the known features in their order; they add up to S - .5.
    """

    score: float
    known: float
    band: Band
    contributions: tuple[tuple[str, float], ...]


def score(features: Sequence[Feature]) -> Scored:
    """Return S = .5 + sum of w (x - .5) / (W + .25) over the known features; weights sum to 1.

    >>> round(score([Feature(name="fit", weight=1.0, value=1.0)]).score, 6)
    0.9

    Reference: people-and-alumni 1, items 2 to 4 and 7.
    """
    told = [(one.name, one.weight, one.value) for one in features if one.value is not None]
    known = math.fsum(weight for _, weight, _ in told)
    parts = tuple((name, weight * (value - CENTRE) / (known + PRIOR)) for name, weight, value in told)
    total = CENTRE + math.fsum(part for _, part in parts)
    return Scored(score=total, known=known, band=band(total, known=known), contributions=parts)


def band(value: float, *, known: float = 1.0) -> Band:
    """Return the word for a score of which features of weight `known` are known.

    Reference: people-and-alumni 1, item 4.
    """
    if known < LEAST_KNOWN:
        return "not_enough_data"
    reached: list[Band] = [name for least, name in _BANDS if value >= least]
    return reached[0] if reached else "weak"


def rotation(as_of: str, question: str, *, target: str, person: str) -> str:
    """Return what breaks ties between equals, hex: as good as drawn by lot, another every day.

    Reference: people-and-alumni 1, item 5.
    """
    text = f"{as_of}|{question}|{target}|{person}"
    return blake2b(text.encode(), digest_size=8).hexdigest()


def not_shown(blocked: Iterable[tuple[str, int]]) -> str:
    """Return how many people a gate keeps out, by reason only where every reason has five or more.

    >>> not_shown([("without consent", 9), ("at a client", 2), ("in notice", 1)])
    '12 not shown'

    Reference: people-and-alumni 1, item 1.
    """
    parts = [(reason, count) for reason, count in blocked if count]
    total = sum(count for _, count in parts)
    if total < FEWEST:
        return f"fewer than {FEWEST} not shown"
    if any(count < FEWEST for _, count in parts):
        return f"{total} not shown"
    return f"{total} not shown: {', '.join(f'{count} {reason}' for reason, count in parts)}"


def half(age: float, life: float) -> float:
    """Return 2^(-age / life), what is left of something that halves every `life`."""
    return math.exp2(-age / life)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Generic[Node]):
    """Somebody the leaver knows: tie, and what they were to the leaver (None = not known)."""

    node: Node
    p: float
    kind: str | None


def keep(people: Iterable[Known[Node]], *, limit: int = 5) -> tuple[tuple[Known[Node], float], ...]:
    """Return whom to keep in touch with, and the score p + .3 where the kind was new.

    Greedy, so that not only peers are kept; of equals the first.

    Reference: people-and-alumni 4.
    """
    left = list(people)
    kinds: set[str | None] = {None}
    chosen: list[tuple[Known[Node], float]] = []
    while left and len(chosen) < limit:
        scores = [one.p + NEW_KIND * (one.kind not in kinds) for one in left]
        at = scores.index(max(scores))
        chosen.append((left[at], scores[at]))
        kinds.add(left.pop(at).kind)
    return tuple(chosen)


MEETING: Mapping[str, float] = MappingProxyType(
    {"target": 0.30, "same_move": 0.25, "context": 0.20, "novelty": 0.15, "responsiveness": 0.10}
)
"""Weight of what makes an introduction useful."""


def meeting(values: Mapping[str, float | None]) -> tuple[Feature, ...]:
    """Return the features of an introduction, in the order of `MEETING`; one without a value is unknown."""
    return tuple(
        Feature(name=name, weight=weight, value=values.get(name)) for name, weight in MEETING.items()
    )


def meet(usefulness: float, path: float) -> float:
    """Return U (.3 + .7 P), P the largest product of the two ties of an introduction.

    Reference: people-and-alumni 4.
    """
    return usefulness * (0.3 + 0.7 * path)


def same_move(years: Iterable[float]) -> float:
    """Return n / (n + 2), n = moves from the unit to the employer, each halved every 3 years.

    Reference: people-and-alumni 4.
    """
    moves = math.fsum(half(ago, 3.0) for ago in years)
    return moves / (moves + 2.0)


def adamic_adar(between: Iterable[tuple[float, float, float]]) -> float:
    """Return AAw = sum of p(u,z) p(z,v) / ln(max(s_z, e)) over (p(u,z), p(z,v), s_z), s_z the sum of z's p.

    Reference: people-and-alumni 4; Adamic, Adar (2003), Friends and neighbors on the web.
    """
    return math.fsum(one * other / math.log(max(total, math.e)) for one, other, total in between)


def context(between: Iterable[tuple[float, float, float]]) -> float:
    """Return how closely two strangers stand, 0 to 1: AAw, saturating at a scale of .25.

    Reference: people-and-alumni 4.
    """
    return -math.expm1(-adamic_adar(between) / _CONTEXT_SCALE)


def novelty(mutual: int) -> float:
    """Return how much new an introduction brings: 1 for 1 to 10 mutual contacts, .4 for 0 and from 25.

    Reference: people-and-alumni 4.
    """
    if mutual == 0:
        return _LOW
    beyond = min(max(mutual - _FEW, 0) / (_MANY - _FEW), 1.0)
    return 1.0 - (1.0 - _LOW) * beyond


def responsiveness(accepted: int, asked: int) -> float | None:
    """Return (accepted + 1) / (asked + 2), None for who was never asked.

    Reference: people-and-alumni 4.
    """
    return (accepted + 1) / (asked + 2) if asked else None


def vouch(months: float, years: float, *, same_client: bool) -> float:
    """Return how well somebody can vouch, 0 to 1.

    Args:
        months: time worked together in a unit or client team.
        years: time since.
        same_client: whether both worked for one client.

    Reference: people-and-alumni 4.
    """
    return 0.4 * min(1.0, months / 24.0) + 0.3 * half(years, 2.0) + 0.3 * same_client
