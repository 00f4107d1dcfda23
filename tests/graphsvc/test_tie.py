"""Sanity values, golden cases and properties of `ties-and-coverage.md` 4, 5 and 7 (marked [v] there)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import UsageError
from graphsvc.tie import (
    BANDS,
    BASES,
    CHANNELS,
    NEVER,
    PRESETS,
    Codes,
    Evidence,
    Rows,
    Spells,
    TieParams,
    Ties,
    basis_of,
    confidence,
    declared_strength,
    gather,
    quantise,
    strength,
    sync_share,
    tie_sync,
)

Row = tuple[int, float, float, str]
"""Age at day 0, given, received, channel."""
DEFAULT = TieParams()
OURS_AND_THEIRS, BOTH_OURS = (2, 0), (2, 2)


def rows_of(
    rows: Sequence[Row],
    *,
    pair: tuple[int, int] = (0, 1),
    feeds: Sequence[int] = (),
    ready: Sequence[int] = (),
) -> Rows:
    """One pair's rows; `feeds` gives each row its feed, `ready` the positions from a `tie_day` feed."""
    n = len(rows)
    return Rows(
        first=np.full(n, pair[0]),
        second=np.full(n, pair[1]),
        day=np.array([-age for age, *_ in rows], dtype=np.int32),
        given=np.array([row[1] for row in rows], dtype=np.float64),
        received=np.array([row[2] for row in rows], dtype=np.float64),
        feed=np.array(feeds or np.zeros(n), dtype=np.int16),
        channel=np.array([CHANNELS.index(row[3]) for row in rows], dtype=np.int8),
        ready=np.isin(np.arange(n), ready),
    )


def together(parts: Iterable[Rows]) -> Rows:
    """Rows of several pairs in one table."""
    columns = {name: [getattr(part, name) for part in parts] for name in Rows.__dataclass_fields__}
    return Rows(**{name: np.concatenate(arrays) for name, arrays in columns.items()})


def ranks(evidence: Evidence, rank: tuple[int, int]) -> Codes:
    return np.repeat(np.array([rank], dtype=np.int8).T, evidence.first.size, axis=1)


def ties_of(
    rows: Rows, *, as_of: int = 0, rank: tuple[int, int] = OURS_AND_THEIRS, params: TieParams = DEFAULT
) -> Ties:
    evidence = gather(rows)
    return strength(evidence, as_of, params, rank=ranks(evidence, rank))


def mail(*ages: int, given: float = 1, received: float = 1) -> list[Row]:
    return [(age, given, received, "mail") for age in ages]


def met(*ages: int, weight: float) -> list[Row]:
    return [(age, weight, weight, "meeting") for age in ages]


def steady(period: int, phase: int) -> range:
    """Event ages of the sanity calendar: phase + k * period below 1,095."""
    return range(phase, 1095, period)


MONTHLY = mail(*steady(30, 15))
THREE = mail(15, 45, 75)
CC = quantise(np.array([0.5 / np.sqrt(10)]))[0]
EIGHT = quantise(np.array([8 / np.sqrt(7)]))[0]
TWENTY = quantise(np.array([8 / np.sqrt(19)]))[0]


@pytest.mark.parametrize(
    "rows, expected",
    [
        (mail(*steady(7, 3)), 99.7204),
        (MONTHLY, 74.4505),
        (mail(*steady(91, 45)), 36.0036),
        (met(*steady(30, 15), weight=4), 86.4534),
        (met(*steady(91, 45), weight=8), 57.0371),
        (met(*steady(30, 15), weight=EIGHT), 82.2576),
        (met(*steady(91, 45), weight=TWENTY), 34.5187),
        (mail(*steady(7, 3), given=CC, received=0), 42.3015),
        (mail(15, 45), 31.6998),
        (THREE, 40.6571),
    ],
)
def test_a_steady_rhythm_gives_the_sanity_value(rows: list[Row], expected: float) -> None:
    """Reference 4, table of sanity values."""
    ties = ties_of(rows_of(rows))

    assert ties.strength == pytest.approx([expected], abs=1e-4)


def test_the_strict_preset_keeps_an_unanswered_tie_below_warm() -> None:
    """Reference 4: weekly Cc, 24 strict."""
    ties = ties_of(rows_of(mail(*steady(7, 3), given=CC, received=0)), params=PRESETS["strict"])

    assert ties.strength == pytest.approx([24])
    assert BANDS[ties.band[0]] == "weak"


@pytest.mark.parametrize(
    "rows, later, expected",
    [
        (MONTHLY, 30, 68.4843),
        (MONTHLY, 90, 56.9459),
        (MONTHLY, 180, 42.3483),
        (MONTHLY, 365, 23.3863),
        (THREE, 30, 34.8089),
        (THREE, 90, 25.3204),
        (THREE, 180, 15.8146),
    ],
)
def test_silence_lowers_strength_as_the_reference_says(rows: list[Row], later: int, expected: float) -> None:
    """Reference 4, silence after the monthly and the three-contact row."""
    ties = ties_of(rows_of(rows), as_of=later)

    assert ties.strength == pytest.approx([expected], abs=1e-4)


WEEKLY = [3 + 7 * k for k in range(52)]
SENT = mail(*WEEKLY, given=1, received=0)
HEARD = mail(*WEEKLY, given=0, received=1)


@pytest.mark.parametrize(
    "rows, rank, expected, band",
    [
        pytest.param(mail(0), OURS_AND_THEIRS, 20.7516, "weak", id="2"),
        pytest.param(mail(90), OURS_AND_THEIRS, 11.9751, "weak", id="3"),
        pytest.param(mail(365), OURS_AND_THEIRS, 2.8030, "dormant", id="4"),
        pytest.param(SENT, OURS_AND_THEIRS, 59, "warm", id="5"),
        pytest.param(HEARD, OURS_AND_THEIRS, 87.6049, "very_strong", id="6"),
        pytest.param(HEARD, BOTH_OURS, 59, "warm", id="6 own"),
        pytest.param(
            met(*(15 + 30 * k for k in range(12)), weight=4), OURS_AND_THEIRS, 79.8667, "strong", id="7"
        ),
        pytest.param(mail(-1, 0), OURS_AND_THEIRS, 20.7516, "weak", id="8"),
        pytest.param(mail(0, given=10, received=10), OURS_AND_THEIRS, 35.6112, "warm", id="10"),
        pytest.param(
            [*mail(10, 20, 30, received=0), *mail(40, given=0)], OURS_AND_THEIRS, 34.2845, "warm", id="11"
        ),
        pytest.param([*mail(0, received=0), *met(0, weight=4)], OURS_AND_THEIRS, 31.1491, "warm", id="12"),
        pytest.param([*SENT, *mail(364, given=0)], OURS_AND_THEIRS, 88.0467, "very_strong", id="13"),
        pytest.param([*SENT, *mail(365, given=0)], OURS_AND_THEIRS, 59, "warm", id="13 older"),
        pytest.param(mail(1094), OURS_AND_THEIRS, 0.4147, "dormant", id="14"),
        pytest.param(mail(1095), OURS_AND_THEIRS, 0, "none", id="14 out"),
        pytest.param(
            [*mail(0), *mail(1000, received=0)], OURS_AND_THEIRS, 20.6115, "weak", id="not monotone"
        ),
    ],
)
def test_a_golden_case_gives_its_strength(
    rows: list[Row], rank: tuple[int, int], expected: float, band: str
) -> None:
    """Reference 4, golden cases; the id is the number there."""
    ties = ties_of(rows_of(rows), rank=rank)

    assert ties.strength == pytest.approx([expected], abs=1e-4)
    assert BANDS[ties.band[0]] == band


def test_no_evidence_makes_no_tie() -> None:
    """Reference 4, case 1."""
    ties = ties_of(rows_of([]))

    assert ties.strength.size == 0
    assert confidence(np.zeros(1, dtype=np.int32), sync=np.ones(1), match=np.ones(1)) == pytest.approx([0])


def test_evidence_after_the_date_is_ignored_and_counts_the_day_after() -> None:
    """Reference 4, cases 8 and 9."""
    before, after = ties_of(rows_of(mail(0)), as_of=-1), ties_of(rows_of(mail(-1, 0)), as_of=1)

    assert BANDS[before.band[0]] == "none"
    assert after.strength == pytest.approx([37.0967], abs=1e-4)


def test_rates_and_interval_of_one_contact_today() -> None:
    """Reference 4 case 2 and 5 (interval 8.09 to 44.40)."""
    ties = ties_of(rows_of(mail(0)))

    rates = [ties.a_90[0], ties.a_365[0], ties.a_prime[0], ties.beta[0]]
    assert rates == pytest.approx([0.366204, 0.090297, 0.255841, 1], abs=1e-6)
    assert [ties.low[0], ties.high[0]] == pytest.approx([8.09, 44.40], abs=5e-3)


def test_a_half_life_halves_its_rate() -> None:
    """Reference 4, cases 3 and 4."""
    short, long = ties_of(rows_of(mail(90))), ties_of(rows_of(mail(365)))

    assert short.a_90 == pytest.approx([0.183102], abs=1e-6)
    assert long.a_365 == pytest.approx([0.045148], abs=1e-6)
    assert long.one_way.tolist() == [True]


def test_mostly_one_sided_contact_weighs_less_and_its_interval_is_capped_alike() -> None:
    """Reference 4 cases 5, 7, 11, 12 and 5 (interval of case 11: 18.70 to 55.44)."""
    eleven = ties_of(rows_of([*mail(10, 20, 30, received=0), *mail(40, given=0)]))
    twelve = ties_of(rows_of([*mail(0, received=0), *met(0, weight=4)]))
    five, seven = ties_of(rows_of(SENT)), ties_of(rows_of(met(*(15 + 30 * k for k in range(12)), weight=4)))

    assert [eleven.beta[0], twelve.beta[0]] == pytest.approx([0.485849, 0.946395], abs=1e-6)
    assert [eleven.low[0], eleven.high[0]] == pytest.approx([18.70, 55.44], abs=5e-3)
    assert [five.beta[0], five.a_prime[0], seven.a_prime[0]] == pytest.approx(
        [0, 2.296655, 1.763077], abs=1e-6
    )
    assert five.high.tolist() == [59]


def test_days_are_counted_for_the_year_and_for_the_window() -> None:
    ties = ties_of(rows_of([*mail(2000, 1094, 365, 364, 3), *met(3, weight=0), *met(1, weight=0)]))

    assert ties.evidence_days.tolist() == [2]
    assert ties.window_days.tolist() == [4]
    assert (ties.first_day.tolist(), ties.last_day.tolist()) == ([-1094], [-3])


def test_a_tie_without_evidence_in_the_window_is_all_zero() -> None:
    ties = ties_of(together([rows_of(mail(5000)), rows_of(mail(0), pair=(0, 2))]))

    assert [ties.strength[0], ties.low[0], ties.high[0], ties.window_days[0]] == [0, 0, 0, 0]
    assert (ties.first_day[0], ties.last_day[0], bool(ties.one_way[0])) == (NEVER, NEVER, False)
    assert ties.strength[1] == pytest.approx(20.7516, abs=1e-4)


@pytest.mark.parametrize(
    "rank, given, received, capped",
    [
        ((2, 0), 1, 0, True),
        ((2, 0), 0, 1, False),
        ((0, 2), 1, 0, False),
        ((0, 2), 0, 1, True),
        ((1, 2), 1, 0, False),
        ((1, 0), 1, 0, True),
        ((0, 0), 1, 0, True),
        ((2, 2), 0, 1, True),
        ((1, 1), 1, 1, False),
    ],
)
def test_the_cap_holds_where_the_end_that_is_not_ours_gave_nothing(
    rank: tuple[int, int], given: float, received: float, *, capped: bool
) -> None:
    ties = ties_of(rows_of(mail(*WEEKLY, given=given, received=received)), rank=rank)

    assert ties.one_way.tolist() == [capped]
    assert (ties.strength[0] <= 59) == capped


def test_a_meeting_answers_an_unanswered_mail() -> None:
    ties = ties_of(rows_of([*SENT, *met(100, weight=4)]))

    assert ties.one_way.tolist() == [False]


@pytest.mark.parametrize("channel", ["mail", "meeting", "call"])
@pytest.mark.parametrize("logged", ["logged_mail", "logged_live"])
def test_a_logged_contact_counts_only_where_nothing_was_observed_that_day(channel: str, logged: str) -> None:
    observed: list[Row] = [(0, 1, 1, channel)]

    both = ties_of(rows_of([*observed, (0, 0.7, 0.7, logged)]))
    apart = ties_of(rows_of([*observed, (1, 0.7, 0.7, logged)]))

    assert both.a_prime == pytest.approx(ties_of(rows_of(observed)).a_prime)
    assert apart.window_days.tolist() == [2]


def test_chat_does_not_hide_a_logged_contact() -> None:
    ties = ties_of(rows_of([(0, 0.25, 0.25, "chat"), (0, 0.5, 0.5, "logged_live")]))

    assert ties.a_90 == pytest.approx(ties_of(rows_of(mail(0, given=0.5, received=0.5))).a_90)


def test_logged_live_counts_once_and_logged_mail_each_way() -> None:
    live, written = (ties_of(rows_of([(0, 1, 1, name)])) for name in ("logged_live", "logged_mail"))

    assert live.a_90 == pytest.approx(ties_of(rows_of(met(0, weight=1))).a_90)
    assert written.a_90 == pytest.approx(ties_of(rows_of(mail(0))).a_90)


def test_ready_weights_and_messages_of_a_day_count_by_the_larger_in_each_direction() -> None:
    """Reference 1: per pair, day, channel, direction max(ready, sum of the message feeds)."""
    rows = [(0, 1, 1, "mail"), (0, 1, 0, "mail"), (0, 1.5, 3, "mail"), (0, 1, 2, "mail")]

    ties = ties_of(rows_of(rows, feeds=(0, 1, 2, 3), ready=(2, 3)))

    assert ties.a_prime == pytest.approx(ties_of(rows_of(mail(0, given=2, received=3))).a_prime)


def test_a_window_behind_the_oldest_kept_day_is_truncated() -> None:
    kept, cut = (gather(rows_of(mail(0)), kept_from=day) for day in (-1094, -1093))

    flags = [strength(e, 0, DEFAULT, rank=ranks(e, (2, 0))).truncated.tolist() for e in (kept, cut)]

    assert flags == [[False], [True]]


def test_ties_of_many_blocks_are_computed_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [rows_of(mail(*range(k % 3, 40 * (k % 5), 7)), pair=(0, k)) for k in range(1, 40)]
    whole = ties_of(together(parts))
    monkeypatch.setattr("graphsvc.tie._BLOCK", 8)

    split = ties_of(together(parts))

    for name in Ties.__dataclass_fields__:
        assert getattr(split, name).tolist() == getattr(whole, name).tolist()


def test_gather_turns_sides_adds_equal_rows_and_drops_a_person_with_themself() -> None:
    rows = together(
        [
            rows_of([(3, 1, 2, "mail")], pair=(9, 4)),
            rows_of(mail(3), pair=(4, 9)),
            rows_of(mail(3), pair=(4, 4)),
        ]
    )

    evidence = gather(rows, kept_from=-10)

    assert (evidence.first.tolist(), evidence.second.tolist(), evidence.offsets.tolist()) == (
        [4],
        [9],
        [0, 1],
    )
    assert (evidence.given.tolist(), evidence.received.tolist()) == ([3], [2])
    assert (evidence.day.tolist(), evidence.kept_from) == ([-3], -10)


@pytest.mark.parametrize(
    "name, value",
    [
        ("half_life_short", 14),
        ("half_life_long", 731),
        ("blend", 1.1),
        ("kappa", 0.4),
        ("window", 364),
        ("warm", 60),
    ],
)
def test_a_parameter_out_of_range_is_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(UsageError, match=name):
        replace(DEFAULT, **{name: cast("int", value)})


def test_equal_parameters_share_a_version_and_others_do_not() -> None:
    versions = [TieParams(blend=0.6).version, TieParams(window=1095).version, PRESETS["long"].version]

    assert versions[0] == versions[1] == DEFAULT.version
    assert versions[2] != versions[0]


def test_the_memory_of_the_defaults_is_six_months() -> None:
    """Reference 5: T = 6.195102 months."""
    assert DEFAULT.months == pytest.approx(6.195102, abs=1e-6)


def test_confidence_grows_with_days_and_shrinks_with_sync_and_match() -> None:
    """Reference 5: D = 1, 5, 20 give .1294, .5, .9375."""
    days = np.array([1, 5, 20, 5], dtype=np.int32)

    found = confidence(days, sync=np.array([1, 1, 1, 0.5]), match=np.array([1, 1, 1, 0.8]))

    assert found == pytest.approx([0.1294, 0.5, 0.9375, 0.2], abs=5e-5)


def test_a_declared_tie_fades_and_expires() -> None:
    """Reference 5: strong declared 180 days ago gives 41.9178."""
    bands = np.array(
        [BANDS.index(b) for b in ("strong", "strong", "warm", "weak", "strong", "strong")], dtype=np.int8
    )
    declared_on = np.array([-180, 0, 0, 0, 1, -400], dtype=np.int32)

    found = declared_strength(bands, declared_on, declared_on + np.int32(365), as_of=0)

    assert found == pytest.approx([41.9178, 59, 42, 15, 0, 0], abs=1e-4)


def test_the_largest_available_claim_is_the_basis() -> None:
    measured = np.array([80.0, 45.0, 45.0, 20.0, 0.0, 60.0])
    declared = np.array([0.0, 0.0, 0.0, 42.0, 0.0, 0.0])
    assigned = np.array([True, True, True, False, False, True])
    sync = np.array([0.0, 0.4, 0.5, 1.0, 0.0, 0.0])

    found = basis_of(measured, declared=declared, assigned=assigned, sync=sync)

    assert found.p == pytest.approx([0.8, 0.6, 0.45, 0.42, 0, 0.6])
    names = [BASES[code] for code in found.basis]
    assert names == ["measured", "assigned", "measured", "declared", "none", "measured"]
    assert found.override.tolist() == [False, False, False, True, False, False]


def test_a_declared_tie_without_a_measured_one_overrides_nothing() -> None:
    found = basis_of(
        np.zeros(1), declared=np.full(1, 59.0), assigned=np.zeros(1, dtype=np.bool_), sync=np.ones(1)
    )

    assert (found.p.tolist(), BASES[found.basis[0]], found.override.tolist()) == ([0.59], "declared", [False])


def spells(*rows: tuple[int, int, int]) -> Spells:
    columns = np.array(rows, dtype=np.int32).reshape(-1, 3)
    return Spells(person=columns[:, 0], valid_from=columns[:, 1], valid_to=columns[:, 2])


def test_sync_is_the_share_of_employed_days_with_a_feed() -> None:
    """By hand: 1 joined 100 days ago and is covered for 50; 2 left long ago; 3 has overlapping feeds."""
    employed = spells((1, -99, 2**31 - 1), (2, -900, -800), (3, -(2**31), 2**31 - 1), (4, -9, 1))
    observed = spells((1, -49, 2**31 - 1), (2, -900, 1), (3, -72, 1), (3, -50, 1), (0, -400, 1))

    found = sync_share(observed, employed, as_of=0, people=6)

    assert found == pytest.approx([0, 0.5, 0, 73 / 365, 0, 0])


def test_the_sync_of_a_tie_is_that_of_our_end_or_the_larger() -> None:
    rank = np.array([[2, 0, 2, 0], [0, 2, 2, 0]], dtype=np.int8)
    sync = np.array([[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.1]])

    found = tie_sync(sync, rank=rank)

    assert found.tolist() == [0.1, 0.6, 0.7, 0.4]


def weights() -> st.SearchStrategy[float]:
    return st.integers(0, 2**28).map(lambda k: k / 2**24)


def pair_rows() -> st.SearchStrategy[list[Row]]:
    def row(age: int, weight: float, other: float, channel: str) -> Row:
        return (age, weight, weight if channel in CHANNELS[3:] else other, channel)

    ages = st.integers(-5, 1200)
    return st.lists(st.builds(row, ages, weights(), weights(), st.sampled_from(CHANNELS)), max_size=25)


PAIRS = st.sampled_from([(2, 0), (0, 2), (2, 2), (1, 2), (0, 0)])


@given(rows=pair_rows(), rank=PAIRS, data=st.data())
def test_order_of_rows_and_split_into_feeds_change_nothing(
    rows: list[Row], rank: tuple[int, int], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(rows))
    feeds = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))

    one, other = ties_of(rows_of(rows), rank=rank), ties_of(rows_of(shuffled, feeds=feeds), rank=rank)

    assert one.strength.tolist() == other.strength.tolist()
    assert one.evidence_days.tolist() == other.evidence_days.tolist()


@given(rows=pair_rows(), rank=PAIRS)
def test_swapping_the_persons_with_their_sides_changes_nothing(
    rows: list[Row], rank: tuple[int, int]
) -> None:
    turned = [(age, received, given, channel) for age, given, received, channel in rows]

    one, other = ties_of(rows_of(rows), rank=rank), ties_of(rows_of(turned), rank=(rank[1], rank[0]))

    assert one.strength.tolist() == other.strength.tolist()


@given(rows=pair_rows(), rank=PAIRS, days=st.integers(1, 60))
def test_a_later_date_without_new_evidence_never_raises_strength(
    rows: list[Row], rank: tuple[int, int], days: int
) -> None:
    past = [row for row in rows if 0 <= row[0] < 1095 - 60]

    now, later = (ties_of(rows_of(past), as_of=day, rank=rank) for day in (0, days))

    assert np.all(later.strength <= now.strength + 1e-9)


@given(rows=pair_rows(), rank=PAIRS)
def test_strength_and_its_interval_stay_between_0_and_100(rows: list[Row], rank: tuple[int, int]) -> None:
    ties = ties_of(rows_of(rows), rank=rank)

    assert np.all((ties.strength >= 0) & (ties.strength <= 100))
    assert np.all((ties.low <= ties.high) & (ties.high <= 100))
    assert np.all((ties.strength > 0) == (ties.window_days > 0))


@given(
    recipients=st.lists(st.integers(1, 50), min_size=2, max_size=2),
    ages=st.lists(st.integers(0, 900), min_size=1),
)
def test_more_recipients_never_raise_the_contacts_a_month(recipients: list[int], ages: list[int]) -> None:
    few, many = (quantise(np.array([n**-0.5]))[0] for n in sorted(recipients))

    one, other = (ties_of(rows_of(mail(*ages, given=w, received=w))) for w in (few, many))

    assert np.all(other.a_90 <= one.a_90)
    assert np.all(other.a_365 <= one.a_365)


@given(raw=st.lists(st.floats(0, 100), max_size=30), data=st.data())
def test_quantised_weights_add_up_exactly_in_any_order(raw: list[float], data: st.DataObject) -> None:
    exact = quantise(np.array(raw, dtype=np.float64))
    shuffled = data.draw(st.permutations(exact.tolist()))

    assert sum(exact.tolist()) == sum(shuffled)
    assert np.all(np.abs(exact - raw) <= 2.0**-25)
