"""Ids and positions; the oracle is a dictionary."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.snapshot.places import Places

IDS = st.lists(st.integers(0, 2**63 - 1), max_size=8)


@given(st.sets(st.integers(0, 2**63 - 1), max_size=8), IDS)
def test_an_id_leads_to_its_position_and_an_unknown_one_to_none(known: set[int], others: list[int]) -> None:
    ids = sorted(known)
    asked = [*others, *ids]

    found = Places(ids=np.array(ids, dtype=np.int64)).of(np.array(asked, dtype=np.int64))

    assert found.tolist() == [ids.index(one) if one in known else -1 for one in asked]
