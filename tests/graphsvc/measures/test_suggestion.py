"""The scoring frame and the leaver's lists; expected numbers: people-and-alumni 1 and 4, "Check"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.measures.suggestion import (
    Feature,
    Known,
    adamic_adar,
    band,
    context,
    half,
    keep,
    meet,
    meeting,
    not_shown,
    novelty,
    responsiveness,
    rotation,
    same_move,
    score,
    vouch,
)

WEIGHTS = (0.4, 0.3, 0.2, 0.1)
SHARES = st.floats(0, 1)


def features(*values: float | None) -> list[Feature]:
    pairs = zip(WEIGHTS, values, strict=True)
    return [Feature(name=f"f{at}", weight=weight, value=value) for at, (weight, value) in enumerate(pairs)]


@pytest.mark.parametrize(
    "values, expected, word",
    [
        ((0.90, 0.80, None, 0.50), 0.7381, "strong"),
        ((0.70, 0.70, 0.70, 0.70), 0.6600, "good"),
        ((0.70, 0.72, 0.70, 0.64), 0.6600, "good"),
        ((0.75, 0.60, 0.60, 0.80), 0.6440, "good"),
        ((1.00, None, None, None), 0.8077, "not_enough_data"),
    ],
)
def test_the_frame_gives_the_scores_and_bands_of_the_reference(
    values: tuple[float | None, ...], expected: float, word: str
) -> None:
    found = score(features(*values))

    assert found.score == pytest.approx(expected, abs=5e-5)
    assert found.band == word


def test_contributions_are_those_of_the_reference_and_leave_out_what_is_not_known() -> None:
    found = score(features(0.90, 0.80, None, 0.50))

    assert found.known == pytest.approx(0.80)
    assert [name for name, _ in found.contributions] == ["f0", "f1", "f3"]
    assert [part for _, part in found.contributions] == pytest.approx([0.1524, 0.0857, 0.0], abs=5e-5)


def test_somebody_of_whom_nothing_is_known_stands_in_the_centre() -> None:
    found = score(features(None, None, None, None))

    assert (found.score, found.known, found.band) == (0.5, 0.0, "not_enough_data")


@given(values=st.lists(st.none() | SHARES, min_size=4, max_size=4))
def test_contributions_add_up_to_what_the_score_is_above_the_centre(values: list[float | None]) -> None:
    found = score(features(*values))

    assert sum(part for _, part in found.contributions) == pytest.approx(found.score - 0.5, abs=1e-12)
    assert 0.0 <= found.score <= 1.0


@given(low=SHARES, high=SHARES, rest=st.lists(st.none() | SHARES, min_size=3, max_size=3))
def test_a_better_feature_never_lowers_the_score(low: float, high: float, rest: list[float | None]) -> None:
    worse, better = (score(features(value, *rest)).score for value in sorted((low, high)))

    assert worse <= better


@pytest.mark.parametrize(
    "value, word",
    [
        (0.70, "strong"),
        (0.699, "good"),
        (0.55, "good"),
        (0.549, "possible"),
        (0.40, "possible"),
        (0.399, "weak"),
    ],
)
def test_a_band_begins_at_its_limit(value: float, word: str) -> None:
    assert band(value) == word
    assert band(value, known=0.499) == "not_enough_data"


def test_equals_are_rotated_by_day_question_target_and_person() -> None:
    drawn = [
        rotation("2026-06-30", "rehire-candidates", target="o1", person=person) for person in ("p1", "p2")
    ]

    assert drawn == ["bb1ffbbcc9460ec6", "6543dd02041286de"]


@pytest.mark.parametrize(
    "counts, text",
    [
        ((9, 2, 1), "12 not shown"),
        ((4,), "fewer than 5 not shown"),
        ((), "fewer than 5 not shown"),
        ((5, 0, 7), "12 not shown: 5 for reason 0, 7 for reason 2"),
    ],
)
def test_blocked_people_are_counted_by_reason_only_where_every_part_is_five(
    counts: tuple[int, ...], text: str
) -> None:
    assert not_shown((f"for reason {at}", count) for at, count in enumerate(counts)) == text


def known(name: str, p: float, kind: str | None) -> Known[str]:
    return Known(node=name, p=p, kind=kind)


def test_keep_prefers_a_new_kind_over_another_peer() -> None:
    people = [
        known("Bo", 0.7, "manager"),
        known("Pia", 0.9, "peer"),
        known("Quin", 0.85, "peer"),
        known("Rob", 0.5, "other_unit"),
        known("Sam", 0.3, "sponsor"),
        known("Tia", 0.4, "junior"),
    ]

    chosen = keep(people)

    assert [one.node for one, _ in chosen] == ["Pia", "Bo", "Quin", "Rob", "Tia"]
    assert [value for _, value in chosen] == pytest.approx([1.2, 1.0, 0.85, 0.8, 0.7])


def test_keep_takes_the_first_of_equals_and_an_unknown_kind_is_never_new() -> None:
    chosen = keep([known("Al", 0.5, None), known("Bea", 0.5, None)], limit=3)

    assert [(one.node, value) for one, value in chosen] == [("Al", 0.5), ("Bea", 0.5)]


def test_half_is_one_half_after_one_life() -> None:
    assert [half(0, 3), half(3, 3), half(6, 3)] == [1.0, 0.5, 0.25]


def test_meet_gives_the_worked_example_of_the_reference() -> None:
    between = [(0.8, 0.6, 4.0), (0.5, 0.5, 2.0)]
    values = {
        "target": 1.0,
        "same_move": same_move([0, 3]),
        "context": context(between),
        "novelty": novelty(2),
        "responsiveness": responsiveness(3, 4),
    }

    found = score(meeting(values))

    assert values["same_move"] == pytest.approx(0.4286, abs=5e-5)
    assert adamic_adar(between) == pytest.approx(0.5962, abs=5e-5)
    assert values["context"] == pytest.approx(0.9079, abs=5e-5)
    assert values["responsiveness"] == pytest.approx(0.6667, abs=5e-5)
    assert found.score == pytest.approx(0.7443, abs=5e-5)
    assert meet(found.score, 0.48) == pytest.approx(0.4734, abs=5e-5)


@pytest.mark.parametrize("mutual, expected", [(0, 0.4), (1, 1.0), (10, 1.0), (25, 0.4), (15, 0.8), (40, 0.4)])
def test_few_mutual_contacts_bring_most_that_is_new(mutual: int, expected: float) -> None:
    assert novelty(mutual) == pytest.approx(expected)


def test_who_was_never_asked_has_no_responsiveness() -> None:
    assert responsiveness(0, 0) is None


def test_a_meeting_of_which_one_thing_is_known_leaves_the_rest_unknown() -> None:
    found = score(meeting({"target": 1.0}))

    assert (found.known, found.band) == (0.3, "not_enough_data")


def test_nobody_moved_there_gives_nothing() -> None:
    assert (same_move([]), context([])) == (0.0, 0.0)


def test_vouch_gives_the_worked_example_of_the_reference() -> None:
    assert vouch(19, 2, same_client=True) == pytest.approx(0.7667, abs=5e-5)
    assert vouch(48, 0, same_client=False) == pytest.approx(0.7)
