"""Cooling ties: the two rhythms of ties-and-coverage 6, and whose silence can be heard."""

from collections.abc import Sequence

import numpy as np
import pytest

from graphsvc import tie
from graphsvc.network import standing
from graphsvc.network.cooling import Cooling, connected_since, cooling
from tests.graphsvc.firm import Firm
from tests.graphsvc.graph import TODAY

PARAMS = tie.TieParams()


def at(silence: int, *, period: int, count: int = 40, back: float = 1.0) -> Cooling:
    """Returns what became of a steady tie of mail each way, so many days after its last contact."""
    return of([silence + period * step for step in range(count)], back=back)


def of(ages: Sequence[int], *, back: float = 1.0) -> Cooling:
    """Returns what became of a tie with a mail each way at some ages."""
    size = len(ages)
    zeros = np.zeros(size, dtype=np.int64)
    rows = tie.Rows(
        first=zeros,
        second=zeros + 1,
        day=np.array([TODAY - age for age in ages], dtype=np.int32),
        given=np.ones(size),
        received=np.full(size, back),
        feed=zeros.astype(np.int16),
        channel=zeros.astype(np.int8),
        ready=zeros.astype(np.bool_),
    )
    rank = np.array([[2], [0]], dtype=np.int8)
    return cooling(tie.strength(tie.gather(rows), TODAY, PARAMS, rank=rank), TODAY, PARAMS)


def test_the_steady_monthly_tie_fades_at_123_days() -> None:
    before, after = at(122, period=30), at(123, period=30)

    # ties-and-coverage 6
    assert after.then[0] == pytest.approx(77.0, abs=0.05)
    assert (before.fades[0], after.fades[0]) == (False, True)
    assert not after.overdue[0]  # eight gaps of 30 days are 240


def test_the_weekly_tie_is_caught_by_its_rhythm_at_57_days() -> None:
    before, after = at(56, period=7, count=156), at(57, period=7, count=156)

    # ties-and-coverage 6
    assert after.then[0] == pytest.approx(99.7, abs=0.05)
    assert (before.overdue[0], after.overdue[0]) == (False, True)
    assert not after.fades[0]


def test_the_strength_at_the_last_contact_is_the_strength_on_that_day() -> None:
    ages = [40 + 30 * step for step in range(20)]

    found = of(ages)

    on_that_day = of([age - 40 for age in ages])
    assert found.then[0] == pytest.approx(on_that_day.then[0], abs=1e-9)
    assert (found.silence[0], found.usual_gap[0]) == (40, 30.0)


@pytest.mark.parametrize(
    "ages, why",
    [
        ([200 + step for step in range(5)], "five days of contact are too few"),
        ([30 + step for step in range(9)], "thirty days of silence say nothing"),
        ([400 + 60 * step for step in range(9)], "it was never strong"),
    ],
)
def test_what_does_not_count_is_not_told(ages: list[int], why: str) -> None:
    found = of(ages)

    assert (found.fades[0], found.overdue[0]) == (False, False), why


def test_one_who_never_answers_was_never_strong() -> None:
    found = of([60 + 2 * step for step in range(60)], back=0.0)

    assert found.then[0] == 59.0
    assert not found.overdue[0]


def test_a_tie_without_evidence_in_the_window_has_not_cooled() -> None:
    found = of([2000 + step for step in range(9)])

    assert (found.then[0], found.silence[0], found.fades[0], found.overdue[0]) == (0.0, 0, False, False)


@pytest.mark.parametrize(
    "spells, since",
    [
        ([(TODAY - 500, None)], TODAY - 500),
        ([(TODAY - 500, TODAY - 29)], TODAY - 500),
        ([(TODAY - 500, TODAY - 30)], TODAY + 1),
        ([(TODAY - 500, TODAY - 230), (TODAY - 200, None)], TODAY - 500),
        ([(TODAY - 500, TODAY - 231), (TODAY - 200, None)], TODAY - 200),
        ([], TODAY + 1),
    ],
)
def test_a_connection_holds_over_gaps_that_say_nothing(
    spells: list[tuple[int, int | None]], since: int
) -> None:
    firm = Firm()
    firm.employee("ana", connected=False)
    for start, end in spells:
        days = {"start": start} | ({} if end is None else {"end": end})
        firm.edge("OBSERVED", "ana", "firm", qual=f"mail{start}", **days)

    with firm.published() as asked:
        found = connected_since(asked.snapshot, standing(asked.snapshot, TODAY))

        assert found[asked.at("ana")] == since
        assert found[asked.at("firm")] == TODAY + 1
