"""What is known of an item by its fingerprints."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from graphsvc.store.port import UInt64
from ingest.prints import Fate, Prints

SECRET = b"secret of these tests"
PAIR, OTHER = ("p-a", "p-b"), ("p-a", "p-c")


class Shelf:
    """Fingerprints of earlier loads, as `Writer.seen` gives them; knows which days were asked for."""

    def __init__(self, marks: Mapping[int, Sequence[int]]) -> None:
        self.asked: list[Sequence[int]] = []
        self._marks = marks

    def seen(self, days: Sequence[int]) -> Mapping[int, UInt64]:
        self.asked.append(days)
        return {day: np.array(self._marks[day], np.uint64) for day in days if day in self._marks}


def prints_of(marks: Mapping[int, Sequence[int]]) -> Prints:
    prints = Prints(Shelf(marks).seen, secret=SECRET)
    prints.expect([1, 2])
    return prints


def test_each_day_is_asked_for_once() -> None:
    shelf = Shelf({})
    prints = Prints(shelf.seen, secret=SECRET)

    prints.expect([2, 1, 2])
    prints.expect([1, 3])
    prints.expect([3])

    assert shelf.asked == [[1, 2], [3]]


@pytest.mark.parametrize(
    "stored, day, fate",
    [({}, 1, Fate.NEW), ({1: [9, 7]}, 1, Fate.WHOLE), ({1: [8]}, 1, Fate.WHOLE), ({1: [7]}, 2, Fate.NEW)],
)
def test_one_known_fingerprint_of_the_day_is_enough(
    stored: Mapping[int, Sequence[int]], day: int, fate: Fate
) -> None:
    prints = prints_of(stored)

    found = prints.meet(day, (7, 8))

    assert found is fate


def test_an_item_met_twice_in_a_load_is_a_repeat_whatever_the_store_knows() -> None:
    prints = prints_of({1: [7]})
    prints.meet(1, (7, 8))

    found = prints.meet(2, (8, 9))

    assert found is Fate.REPEAT


def test_a_fingerprint_that_fills_all_64_bits_is_found() -> None:
    prints = prints_of({1: [2**64 - 1, 2**63 + 1]})

    assert prints.is_stored(1, 2**64 - 1)
    assert not prints.is_stored(1, 2**64 - 2)


def test_an_item_kept_in_part_says_which_pairs_it_has() -> None:
    first = prints_of({})
    part = first.of_part((7, 8), [PAIR])

    later = prints_of({1: [7, 8, *part]})

    assert later.meet(1, (7, 8)) is Fate.PARTLY
    assert later.is_stored(1, later.of_pair((7, 8), PAIR))
    assert not later.is_stored(1, later.of_pair((7, 8), OTHER))


def test_what_is_kept_is_handed_out_once_by_day_and_in_order() -> None:
    prints = prints_of({})
    prints.keep(2, (9,), sender="p-a")
    prints.keep(1, (8, 7), sender="")
    prints.keep(2, (3,), sender="p-b")

    drained = prints.drain()

    assert [(seen.day, seen.prints.tolist(), seen.senders) for seen in drained] == [
        (1, [7, 8], ("", "")),
        (2, [3, 9], ("p-b", "p-a")),
    ]
    assert prints.drain() == []
