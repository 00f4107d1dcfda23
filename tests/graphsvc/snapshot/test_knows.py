"""Evidence brought in order; expected rows are written by hand, `tie.gather` is the second opinion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc import tie
from graphsvc.errors import GraphsvcError
from graphsvc.snapshot.knows import CHANNELS, Merged, merge
from graphsvc.snapshot.places import Places
from graphsvc.store.port import ColumnChunk

PLACES = Places(ids=np.array([10, 20, 30], dtype=np.int64))
Record = tuple[int, int, str, dict[int, tuple[float, float]]]


def _chunk(record: Record) -> ColumnChunk:
    src, dst, qual, days = record
    return {
        "src": np.array([src]),
        "dst": np.array([dst]),
        "qual": np.array([qual], dtype=object),
        "days": np.array([len(days)], dtype=np.int32),
        "day": np.array(list(days), dtype=np.int32),
        "given": np.array([given for given, _ in days.values()], dtype=np.float64),
        "received": np.array([back for _, back in days.values()], dtype=np.float64),
    }


def _merged(*records: Record) -> Merged:
    return merge(map(_chunk, records), PLACES)


def test_channel_codes_are_those_of_tie_strength() -> None:
    assert CHANNELS == tie.CHANNELS


def test_feeds_and_channels_of_a_pair_are_brought_together_by_day() -> None:
    found = _merged(
        (10, 20, "post|mail", {7: (1, 0), 9: (2, 0)}),
        (10, 20, "agenda|meeting", {8: (4, 4)}),
        (10, 30, "post|mail", {5: (0, 1)}),
    )

    assert found.arrays["first"].tolist() == [0, 0]
    assert found.arrays["second"].tolist() == [1, 2]
    assert found.arrays["offsets"].tolist() == [0, 3, 4]
    assert found.arrays["day"].tolist() == [7, 8, 9, 5]
    assert found.feeds == ("agenda", "post")
    assert found.arrays["feed"].tolist() == [1, 0, 1, 1]
    assert [CHANNELS[code] for code in found.arrays["channel"]] == ["mail", "meeting", "mail", "mail"]


def test_a_pair_stored_the_other_way_round_is_turned_with_its_sides() -> None:
    found = _merged((30, 10, "post|mail", {7: (1, 2)}), (10, 30, "post|mail", {7: (4, 8)}))

    assert found.arrays["given"].tolist() == [6]
    assert found.arrays["received"].tolist() == [9]


def test_a_pair_of_one_person_and_of_strangers_is_left_out_and_counted() -> None:
    found = _merged((10, 10, "post|mail", {7: (1, 1)}), (10, 99, "post|mail", {7: (1, 1)}))

    assert found.left_out == 2
    assert found.arrays["offsets"].tolist() == [0]


def test_nothing_is_a_network_without_ties() -> None:
    found = _merged()

    assert found.arrays["offsets"].tolist() == [0]
    assert found.arrays["given"].size == 0


def test_ready_weights_carry_their_mark() -> None:
    found = _merged((10, 20, "log|mail|ready", {1: (1, 0)}), (10, 20, "post|mail", {1: (1, 0)}))

    assert found.arrays["ready"].tolist() == [True, False]


def test_the_newest_day_is_known_by_feed() -> None:
    found = _merged((10, 20, "a|mail", {1: (1, 0), 6: (1, 0)}), (10, 30, "b|mail", {4: (1, 0)}))

    assert found.newest == {"a": 6, "b": 4}


def test_an_unknown_channel_is_named() -> None:
    with pytest.raises(GraphsvcError, match=r"pigeon.*Known are mail"):
        _merged((10, 20, "post|pigeon", {1: (1, 0)}))


RECORD = st.tuples(
    st.sampled_from([10, 20, 30]),
    st.sampled_from([10, 20, 30]),
    st.sampled_from(["a|mail", "a|meeting", "b|mail"]),
    st.dictionaries(st.integers(-3, 3), st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1),
)


@given(st.lists(RECORD, max_size=6))
def test_evidence_is_that_of_the_reference_order(records: list[Record]) -> None:
    rows = [
        (PLACES.ids.tolist().index(src), PLACES.ids.tolist().index(dst), day, given, back, *qual.split("|"))
        for src, dst, qual, days in records
        for day, (given, back) in days.items()
    ]
    columns = list(zip(*rows, strict=True)) or [()] * 7
    feeds = sorted({qual.split("|")[0] for _, _, qual, _ in records})

    found = _merged(*records)

    expected = tie.gather(
        tie.Rows(
            first=np.array(columns[0], dtype=np.int32),
            second=np.array(columns[1], dtype=np.int32),
            day=np.array(columns[2], dtype=np.int32),
            given=np.array(columns[3], dtype=np.float64),
            received=np.array(columns[4], dtype=np.float64),
            feed=np.array([feeds.index(str(feed)) for feed in columns[5]], dtype=np.int16),
            channel=np.array([CHANNELS.index(str(channel)) for channel in columns[6]], dtype=np.int8),
            ready=np.zeros(len(rows), dtype=np.bool_),
        )
    )
    for name, values in found.arrays.items():
        assert np.array_equal(values, getattr(expected, name)), name
