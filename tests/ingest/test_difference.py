"""What a file says anew, against the rows that claims were made from."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.difference import MENTIONED, Known, joined, known_from, partners, rows_of, touched, vanished


def known(**claims: tuple[int, ...]) -> Known:
    """Claims c1, c2, ... and the rows of each."""
    ids = np.array([int(name[1:]) for name in claims], np.int64)
    return known_from([(ids, [np.array(rows, np.int64) for rows in claims.values()])])


def test_claims_of_several_kinds_become_one() -> None:
    both = joined([known(c1=(10,)), known(), known(c2=(20, 21))])

    assert both.claims.tolist() == [1, 2]
    assert rows_of(both, [2]) == {20, 21}
    assert both.rows == {10, 20, 21}


def test_rows_that_share_a_claim_with_a_lost_one_are_read_again() -> None:
    assert touched(known(c1=(10, 11), c2=(20, 21)), {10, 20, 21}) == {10}


def test_what_is_only_mentioned_is_never_lost() -> None:
    mentioned = known(c1=(MENTIONED,))

    assert touched(mentioned, set()) == set()
    assert vanished(mentioned, set(), []).tolist() == []


def test_partners_are_the_other_rows_of_what_is_stated_again() -> None:
    assert partners(known(c1=(10, 11), c2=(20,)), [1], {10}) == {11}


def test_a_claim_vanishes_with_its_last_row_unless_it_was_stated_again() -> None:
    rows = known(c1=(10, 11), c2=(20,), c3=(30,), c4=())

    assert vanished(rows, {11}, [3]).tolist() == [2, 4]


ROWS = st.dictionaries(st.integers(1, 30), st.lists(st.integers(1, 9), max_size=3), max_size=8)


@given(ROWS, st.sets(st.integers(1, 9)), st.sets(st.integers(1, 30)))
def test_vanished_is_what_a_plain_loop_finds(
    claims: dict[int, list[int]], present: set[int], restated: set[int]
) -> None:
    rows = known(**{f"c{claim}": tuple(held) for claim, held in claims.items()})

    alone = [claim for claim, held in claims.items() if present.isdisjoint(held) and claim not in restated]
    assert vanished(rows, present, restated).tolist() == alone


@given(ROWS, st.sets(st.integers(1, 9)))
def test_touched_is_what_a_plain_loop_finds(claims: dict[int, list[int]], present: set[int]) -> None:
    rows = known(**{f"c{claim}": tuple(held) for claim, held in claims.items()})

    alone = {row for held in claims.values() if not present.issuperset(held) for row in held} & present
    assert touched(rows, present) == alone
