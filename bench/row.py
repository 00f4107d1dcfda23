"""A line of the table: one task, one peer, one ratio, with everything that must stand beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.rounds import Timing

_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One comparison.

    Attributes:
        name: number of the goal, such as P1.
        task: what is done.
        size: S, M, L or counts.
        ours: CPU seconds of this service; or of what is held to a limit.
        peer: who else does it.
        theirs: CPU seconds of the peer.
        ratio: what the goal speaks of.
        goal: bound of the ratio.
        is_least: whether the goal is the least that passes; else the most.
        noise: spread and foreign CPU.
    """

    name: str
    task: str
    size: str
    peer: str
    ours: str
    theirs: str
    ratio: float
    goal: float
    noise: str
    is_least: bool = True

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio >= self.goal if self.is_least else self.ratio <= self.goal

    def cells(self) -> tuple[str, ...]:
        """Returns the columns of `HEADS`."""
        goal = f"{'≥' if self.is_least else '≤'} {self.goal:,g}"
        met = "met" if self.is_met else "**missed**"
        figure = f"{self.ratio:,.0f}" if self.ratio >= 100 else f"{self.ratio:.3g}"  # noqa: PLR2004 - digits
        return (
            self.name, self.task, self.size, self.peer, self.ours, self.theirs, figure, goal, met, self.noise
        )  # fmt: skip


HEADS = ("goal", "task", "size", "peer", "ours", "peer's", "ratio", "aim", "", "noise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Rows of one bench, and the notes that must be read with them."""

    rows: Sequence[Row]
    notes: Sequence[str]


def shown(seconds: float) -> str:
    """Returns seconds in the unit that fits."""
    for unit, name in _UNITS:
        if seconds >= unit:
            return f"{seconds / unit:.3g} {name}"
    return f"{seconds / _UNITS[-1][0]:.3g} {_UNITS[-1][1]}"


def noise_of(ours: Timing, theirs: Timing) -> str:
    """Returns how far the medians lie above the least, and the cores others used, at most."""
    foreign = max(*ours.foreign, *theirs.foreign)
    return f"+{ours.spread:.0%} / +{theirs.spread:.0%}; others {foreign:.2f} cores"


def markdown(outcomes: Sequence[Outcome]) -> str:
    """Returns the rows as one table and the notes as a list."""
    table = [HEADS, ("---",) * len(HEADS), *(row.cells() for outcome in outcomes for row in outcome.rows)]
    lines = [f"| {' | '.join(cells)} |" for cells in table]
    notes = [f"- {note}" for outcome in outcomes for note in outcome.notes]
    return "\n".join([*lines, "", *notes])
