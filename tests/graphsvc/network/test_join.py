"""Joins; the oracle is two nested loops."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.network.join import join, place

KEYS = st.lists(st.integers(0, 4), max_size=7)


@given(KEYS, KEYS)
def test_every_pair_of_equal_keys_is_found_once_in_order(left: list[int], right: list[int]) -> None:
    expected = [(i, j) for i, one in enumerate(left) for j, other in enumerate(right) if one == other]

    found = join(np.array(left, dtype=np.int32), np.array(right, dtype=np.int32))

    assert list(zip(*(rows.tolist() for rows in found), strict=True)) == expected


@given(KEYS, st.sets(st.integers(0, 4)))
def test_a_value_has_its_place_or_none(values: list[int], known: set[int]) -> None:
    ascending = sorted(known)

    found = place(np.array(values, dtype=np.int32), np.array(ascending, dtype=np.int32))

    assert found.tolist() == [ascending.index(one) if one in known else -1 for one in values]
