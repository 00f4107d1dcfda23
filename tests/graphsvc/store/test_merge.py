"""The rules of intervals, drawn on paper as (start, end, title), and what holds whatever is stated."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graphsvc.store.merge import (
    Piece,
    Setting,
    Told,
    fill,
    join,
    merge_properties,
    normalise,
    tell_all,
    tell_news,
)
from graphsvc.store.port import OPEN, UNBOUNDED, Interval

SETTING = Setting(tracked=("title",), infers=True, effective=500, first=False)
FIRST = Setting(tracked=("title",), infers=True, effective=500, first=True)
PLAIN = Setting(tracked=(), infers=False, effective=500, first=False)


def at(start: int | None, end: int = OPEN, title: str | None = "A", **properties: object) -> Interval:
    return Interval(valid_from=start, valid_to=end, properties={"title": title, **properties})


def piece(start: int, end: int = OPEN, title: str = "A", *, stated: int | None = -1, **rest: object) -> Piece:
    return Piece(
        valid_from=start,
        valid_to=end,
        stated=start if stated == -1 else stated,
        properties={"title": title, **rest},
    )


def drawn(pieces: object) -> list[tuple[int, int, object]]:
    assert isinstance(pieces, tuple)
    return [(each.valid_from, each.valid_to, each.properties.get("title")) for each in pieces]


@pytest.mark.parametrize(
    "stated, expected",
    [
        ([at(100, 200), at(200, 300)], [(100, 300, "A")]),
        ([at(100, 200), at(200, 300, "B")], [(100, 200, "A"), (200, 300, "B")]),
        ([at(100, 250), at(200, 300)], [(100, 300, "A")]),
        ([at(100, 200), at(201, 300)], [(100, 200, "A"), (201, 300, "A")]),
        ([at(100), at(200, 300, "B")], [(100, 200, "A"), (200, 300, "B")]),
        ([at(100, 200), at(150, title="B")], [(100, 150, "A"), (150, OPEN, "B")]),
        ([at(100, 200), at(100, title="B")], [(100, 200, "A"), (200, OPEN, "B")]),
        ([at(100, title="B"), at(100, title="A")], [(100, OPEN, "A")]),
        ([at(None, title="B"), at(100, 200)], [(100, 200, "A"), (200, OPEN, "B")]),
        ([at(None, title="B"), at(100)], [(UNBOUNDED, 100, "B"), (100, OPEN, "A")]),
        ([at(None, 300)], [(UNBOUNDED, 300, "A")]),
        ([], []),
    ],
    ids=str,
)
def test_a_statement_becomes_pieces_in_whatever_order_it_came(
    stated: list[Interval], expected: list[tuple[int, int, object]]
) -> None:
    found = [normalise(order, FIRST) for order in (stated, stated[::-1])]

    assert [drawn(each) for each in found] == [expected, expected]


@pytest.mark.parametrize(
    "stated",
    [[at(100, 300), at(200, 400, "B")], [at(100, 100)], [at(100, 50)]],
    ids=["overlap", "empty", "turned"],
)
def test_a_statement_that_contradicts_itself_is_an_overlap(stated: list[Interval]) -> None:
    assert normalise(stated, SETTING) == "overlap"
    assert tell_all(None, stated, SETTING) == Told(reason="overlap")


def test_joined_pieces_keep_the_latest_words_but_not_a_later_inference() -> None:
    pieces = [piece(100, 200, note="old"), piece(200, note="new", start_inferred=True)]

    (found,) = join(pieces, SETTING)

    assert found == Piece(valid_from=100, valid_to=OPEN, stated=100, properties={"title": "A", "note": "new"})


def test_one_piece_has_nothing_to_join() -> None:
    assert join([piece(1)], SETTING) == (piece(1),)


@pytest.mark.parametrize(
    "setting, old, start",
    [
        (FIRST, None, UNBOUNDED),
        (SETTING, None, 500),
        (SETTING, (piece(300, stated=None),), 300),
        (SETTING, (piece(300),), UNBOUNDED),
        (PLAIN, None, UNBOUNDED),
    ],
    ids=["first load", "later load", "as before", "dated before", "kind without inference"],
)
def test_what_has_no_start_begins(setting: Setting, old: tuple[Piece, ...] | None, start: int) -> None:
    told = tell_all(old, [at(None)], setting)

    assert [each.valid_from for each in told.pieces] == [start]
    assert told.pieces[0].properties.get("start_inferred", False) is setting.infers


def test_an_end_before_the_day_it_was_first_missing_makes_the_start_unbounded() -> None:
    told = tell_all(None, [at(None, 400)], SETTING)

    assert drawn(told.pieces) == [(UNBOUNDED, 400, "A")]


@pytest.mark.parametrize(
    "old, stated, expected",
    [
        ([piece(100)], [at(100, title="B")], [(100, 500, "A"), (500, OPEN, "B")]),
        ([piece(100)], [at(100, 400, "B")], [(100, 400, "B")]),
        ([piece(500)], [at(500, title="B")], [(500, OPEN, "B")]),
        ([piece(100)], [at(100, 700)], [(100, 700, "A")]),
        ([piece(100)], [at(90)], [(90, OPEN, "A")]),
        ([piece(100), piece(900)], [at(100, 800)], [(100, 800, "A")]),
        (
            [piece(100, 300), piece(300, title="B", stated=100)],
            [at(100, title="C")],
            [(100, 300, "A"), (300, 500, "B"), (500, OPEN, "C")],
        ),
        (
            [piece(100, 300), piece(300, title="B", stated=100)],
            [at(100, title="B")],
            [(100, 300, "A"), (300, OPEN, "B")],
        ),
        ([piece(100, 300), piece(300, title="B", stated=100)], [at(100, 200, "A")], [(100, 200, "A")]),
    ],
    ids=str,
)
def test_a_snapshot_keeps_the_past_of_what_it_states_again(
    old: list[Piece], stated: list[Interval], expected: list[tuple[int, int, object]]
) -> None:
    told = tell_all(old, stated, SETTING)

    assert drawn(told.pieces) == expected


@pytest.mark.parametrize(
    "old, news, expected",
    [
        ([], at(100), [(100, OPEN, "A")]),
        ([], at(None), [(500, OPEN, "A")]),
        ([piece(100)], at(200, title="B"), [(100, 200, "A"), (200, OPEN, "B")]),
        ([piece(100)], at(200, 300, "B"), [(100, 200, "A"), (200, 300, "B")]),
        ([piece(100)], at(100, title="B"), [(100, OPEN, "B")]),
        ([piece(100)], at(100, 300), [(100, 300, "A")]),
        ([piece(100)], at(None, title="B"), [(100, OPEN, "B")]),
        ([piece(100)], at(None, 300), [(100, 300, "A")]),
        ([piece(100, 200)], at(200, title="B"), [(100, 200, "A"), (200, OPEN, "B")]),
        ([piece(100, 200)], at(300, title="B"), [(100, 200, "A"), (300, OPEN, "B")]),
        ([piece(100, 200)], at(150, title="B"), [(100, 150, "A"), (150, OPEN, "B")]),
        ([piece(100, 200)], at(50, 80, "B"), [(50, 80, "B"), (100, 200, "A")]),
        ([piece(100, 200)], at(None, title="B"), [(100, 200, "A"), (500, OPEN, "B")]),
        ([piece(UNBOUNDED, 200, stated=None)], at(None, 300), [(UNBOUNDED, 300, "A")]),
        ([piece(100, 200), piece(300)], at(100, 250, "B"), [(100, 250, "B"), (300, OPEN, "A")]),
    ],
    ids=str,
)
def test_news_update_follow_or_supersede(
    old: list[Piece], news: Interval, expected: list[tuple[int, int, object]]
) -> None:
    told = tell_news(old or None, [news], SETTING)

    assert drawn(told.pieces) == expected


@pytest.mark.parametrize(
    "old, start, superseded",
    [(piece(100), 200, 1), (piece(100), 100, 0), (piece(100, 200), 150, 1), (piece(100, 200), 200, 0)],
    ids=str,
)
def test_news_that_end_what_went_before_count_as_superseding(old: Piece, start: int, superseded: int) -> None:
    assert tell_news([old], [at(start, title="B")], SETTING).superseded == superseded


@pytest.mark.parametrize(
    "old, news, reason",
    [
        ([piece(100)], at(50), "backdated"),
        ([piece(100)], at(50, 80), "backdated"),
        ([piece(100, 200), piece(300)], at(100, 350), "backdated"),
        ([piece(100, 200)], at(50, 150), "overlap"),
        ([piece(100, 200)], at(300, 300), "overlap"),
    ],
    ids=str,
)
def test_news_that_come_too_late_are_rejected(old: list[Piece], news: Interval, reason: str) -> None:
    assert tell_news(old, [news], SETTING).reason == reason


def test_several_news_of_one_statement_are_taken_in_order_of_their_start() -> None:
    told = tell_news(None, [at(300, title="C"), at(100), at(200, title="B")], SETTING)

    assert drawn(told.pieces) == [(100, 200, "A"), (200, 300, "B"), (300, OPEN, "C")]
    assert told.superseded == 2


def test_other_sources_fill_only_what_is_empty_and_not_tracked() -> None:
    base = [piece(100, 200), piece(200, title="B", role="x")]
    second = [piece(50, 150, "X", role="old", city="Ulm"), piece(150, 180, "Y", role="late")]
    third = [piece(0, title="Z", city="Bern", start_inferred=True)]

    found = fill(base, [second, third], SETTING)

    assert [each.properties for each in found] == [
        {"title": "A", "role": "late", "city": "Bern"},
        {"title": "B", "role": "x", "city": "Bern"},
    ]


def test_properties_of_a_node_come_from_the_first_claim_that_has_them() -> None:
    assert merge_properties([{"a": 1}, {"a": 2, "b": 3}, {"b": 4, "c": 5}]) == {"a": 1, "b": 3, "c": 5}


days = st.integers(0, 30)
intervals = st.builds(
    at, st.one_of(st.none(), days), st.one_of(st.just(OPEN), st.integers(1, 40)), st.sampled_from("ABC")
)
settings_ = st.builds(
    Setting, tracked=st.just(("title",)), infers=st.booleans(), effective=days, first=st.booleans()
)
statements = st.lists(
    st.tuples(st.lists(intervals, min_size=1, max_size=4), settings_), min_size=1, max_size=6
)


def lives(told: list[tuple[list[Interval], Setting]], *, news: bool) -> list[tuple[Piece, ...]]:
    """Pieces after each statement that was taken."""
    pieces: tuple[Piece, ...] | None = None
    found = []
    for stated, setting in told:
        step = (tell_news if news else tell_all)(pieces, stated, setting)
        if step.reason is None:
            pieces = step.pieces
            found.append(join(pieces, setting))
    return found


@given(statements, st.booleans())
def test_pieces_never_overlap_and_at_most_one_is_open(
    told: list[tuple[list[Interval], Setting]], news: bool
) -> None:
    for pieces in lives(told, news=news):
        assert all(each.valid_from < each.valid_to for each in pieces)
        assert all(one.valid_to <= other.valid_from for one, other in pairwise(pieces))
        assert sum(each.valid_to == OPEN for each in pieces) <= 1


@given(st.lists(intervals, min_size=1, max_size=5), settings_, st.randoms(use_true_random=False))
def test_the_order_of_a_statement_does_not_matter(
    stated: list[Interval], setting: Setting, chance: object
) -> None:
    shuffled = list(stated)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert normalise(shuffled, setting) == normalise(stated, setting)


@example([at(None, title="B"), at(0, title="B")], SETTING)
@given(st.lists(intervals, min_size=1, max_size=4), settings_)
def test_stating_the_same_twice_changes_nothing(stated: list[Interval], setting: Setting) -> None:
    once = tell_all(None, stated, setting)
    if once.reason is not None:
        return

    again = tell_all(once.pieces, stated, setting)

    assert join(again.pieces, setting) == join(once.pieces, setting)
